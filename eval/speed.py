"""`python -m eval speed`: ratios against a plain pipeline, timed in turns within one run.

The plain pipeline is what a newcomer would write: LangChain, Chroma and sentence-transformers on
the same fp32 weights over the same passages, a question embedded and looked up.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bot.chain import Chain, Request
from bot.question import readings
from index.settings import ROOT, setting

from .training.base import prepare

_BASE = ROOT / "runs" / "base"  # the fp32 weights that the built-in encoder was trained from
_ROUNDS = 5
_COLD_STARTS = 3
_PLAIN = """
import sys
from pathlib import Path
sys.path.insert(0, {root!r})
from eval.speed import plain_pipeline
ask = plain_pipeline({texts!r}, {folder!r})
ask("Thu ngân sách năm 2023 đạt bao nhiêu?")
"""


def evaluate(chain: Chain, questions: list[str]) -> dict[str, Any]:
    """Medians in milliseconds and their ratios; memory in MB (peak resident size of `bot ask`)."""
    texts = [passage.text for passage in chain.index.passages]
    with tempfile.TemporaryDirectory() as folder:
        plain = plain_pipeline(texts, folder)
        ours_ms, plain_ms = [], []
        for text in questions[:3]:  # warm both
            plain(text), _search(chain, text)
        for _ in range(_ROUNDS):
            for text in questions:
                plain_ms.append(_timed(lambda: plain(text)))  # noqa: B023 - called at once
                ours_ms.append(_timed(lambda: _search(chain, text)))  # noqa: B023
    busy_ms = _beside_busy_cores(chain, questions)
    with tempfile.TemporaryDirectory() as folder:
        cold_ours, cold_plain = [], []
        script = _PLAIN.format(root=str(Path(__file__).parent.parent), texts=texts, folder=folder)
        for _ in range(_COLD_STARTS):
            cold_ours.append(_timed(lambda: _run([sys.executable, "-m", "bot", "ask", questions[0]])))
            cold_plain.append(_timed(lambda: _run([sys.executable, "-c", script])))
    ours, base = statistics.median(ours_ms), statistics.median(plain_ms)
    cold, cold_base = statistics.median(cold_ours), statistics.median(cold_plain)
    return {
        "questions": len(questions),
        "rounds": _ROUNDS,
        "threads": setting("BOT_THREADS"),
        "search_p50_ms": ours,
        "plain_p50_ms": base,
        "search_times_faster": base / ours,
        "answer_busy_p50_ms": statistics.median(busy_ms),
        "answer_busy_max_ms": max(busy_ms),
        "cold_ask_s": cold / 1000,
        "cold_plain_s": cold_base / 1000,
        "cold_times_faster": cold_base / cold,
        "ask_peak_mb": _peak_mb([sys.executable, "-m", "bot", "ask", questions[0]]),
    }


def _beside_busy_cores(chain: Chain, questions: list[str]) -> list[float]:
    """Whole answers while another process keeps each core busy: waiting threads must not spin."""
    loops = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(os.cpu_count() or 2)]
    try:
        return [_timed(lambda: chain.answer(Request(text))) for text in questions]  # noqa: B023 - called at once
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()


def plain_pipeline(texts: list[str], folder: str):  # noqa: ANN201 - a function from question to passages
    """LangChain + Chroma + sentence-transformers, fp32, PyTorch, as in their tutorials."""
    import torch
    from langchain_chroma import Chroma
    from langchain_core.embeddings import Embeddings
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.base.modules import Transformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling

    torch.set_num_threads(setting("BOT_THREADS"))
    prepare(_BASE)
    transformer = Transformer(str(_BASE))
    model = SentenceTransformer(
        modules=[transformer, Pooling(transformer.get_embedding_dimension()), Normalize()],
        device="cpu",
        prompts={"query": "query: ", "document": "passage: "},
    )

    class Plain(Embeddings):
        def embed_documents(self, documents: list[str]) -> list[list[float]]:
            return model.encode_document(documents).tolist()

        def embed_query(self, text: str) -> list[float]:
            return model.encode_query(text).tolist()

    store = Chroma.from_texts(texts, Plain(), persist_directory=folder)
    return lambda question: store.similarity_search_with_score(question, k=5)


def _search(chain: Chain, text: str) -> None:
    query = readings(text, chain.index.restorer, chain.index.abbreviations)
    chain.index.searcher.search(query, 5)


def _timed(call) -> float:  # noqa: ANN001 - a function without arguments
    begin = time.perf_counter()
    call()
    return (time.perf_counter() - begin) * 1000


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=Path(__file__).parent.parent)


def _peak_mb(command: list[str]) -> float:
    """Peak resident size of a command, measured by a process that runs nothing else."""
    probe = "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    out = subprocess.run(
        [sys.executable, "-c", probe, *command], check=True, capture_output=True, text=True, cwd=Path(__file__).parent.parent
    )
    return int(out.stdout.split()[-1]) / 1024
