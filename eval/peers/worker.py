"""One stack in a process of its own: `python -m eval.peers.worker STACK index|search|answer JOB.json`.

A job holds `passages`, `questions`, `folder`, `model`, `reader` and `out`. It prints READY once the first question
has its passages, so that whoever started it knows how long that took from nothing.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

from ..memory import memory_mb

COUNT = 5


def main(stack: str, step: str, job_file: str) -> None:
    job = json.loads(Path(job_file).read_text("utf-8"))
    folder, model = Path(job["folder"]), job["model"]
    begin = time.perf_counter()
    result: dict[str, Any] = {}
    if step == "index":
        from .stacks import index

        index(stack, job["passages"], folder, model)
        result["seconds"] = time.perf_counter() - begin
    elif step == "search":
        search = _ours() if stack == "ours" else _peer(stack, folder, model)
        result["ranked"], result["ms"] = [], []
        for number, question in enumerate(job["questions"]):
            begin = time.perf_counter()
            result["ranked"].append(search(question, COUNT))
            result["ms"].append((time.perf_counter() - begin) * 1000)
            if not number:
                print("READY", flush=True)
    else:
        from .stacks import open_answerer

        answer = open_answerer(stack, folder, model, job["reader"])
        result["answers"] = [answer(question) for question in job["questions"]]
    result["peak_mb"] = memory_mb()
    Path(job["out"]).write_text(json.dumps(result), "utf-8")


def _peer(stack: str, folder: Path, model: str):  # noqa: ANN202 - stacks.Search; its libraries are imported late
    from .stacks import open_stack

    return open_stack(stack, folder, model)


def _ours():  # noqa: ANN202
    """The chain as far as reading, over the index in use."""
    from bot.extractor import load_extractor
    from bot.open import open_chain
    from bot.question import understand
    from bot.rerank import Reranker

    index = open_chain().index
    rows = {passage.id: row for row, passage in enumerate(index.passages)}
    reranker = Reranker(load_extractor(), index)

    def search(question: str, count: int) -> list[int]:
        understood = understand(question, [], index)
        return [rows[hit.passage.id] for hit in reranker.rerank(understood, index.searcher.search(understood.query, 10))][:count]

    return search


if __name__ == "__main__":
    main(*sys.argv[1:])
