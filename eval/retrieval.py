"""`python -m eval retrieval`: search quality on a SQuAD-format file, through the project's own index."""

import math
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.question import readings
from index.documents import Passage
from index.encoder import Encoder
from index.lexical import LexicalIndex
from index.search import Searcher
from index.store import PassageStore
from index.text.restore import Restorer, count_syllables

from . import squad

_DEPTH = 10


def evaluate(dataset: Path, form: str, encoder: Encoder, progress: Callable[[str, int, int], None]) -> dict[str, Any]:
    """Index the paragraphs, each one passage, and rank them for each question; shares from 0 to 1."""
    texts, questions = squad.load(dataset)
    begin = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        searcher, restorer = _index(texts, encoder, Path(folder), progress)
        ranks: list[int | None] = []
        for done, question in enumerate(questions):
            progress("Hỏi", done, len(questions))
            query = readings(squad.typed(question.question, form, question.id), restorer, {})
            hits = searcher.search(query, _DEPTH)
            ranks.append(next((n for n, hit in enumerate(hits, 1) if hit.passage.number == question.passage), None))
        progress("Hỏi", len(questions), len(questions))
    return {
        "dataset": dataset.name,
        "query_form": form,
        "seed": squad.SEED,
        "encoder": encoder.fingerprint,
        "questions": len(questions),
        "passages": len(texts),
        **{f"hit@{k}": sum(rank is not None and rank <= k for rank in ranks) / len(ranks) for k in (1, 3, 10)},
        "mrr@10": sum(1 / rank for rank in ranks if rank) / len(ranks),
        # One relevant passage a question: the ideal gain is 1.
        "ndcg@10": sum(1 / math.log2(rank + 1) for rank in ranks if rank) / len(ranks),
        "seconds": round(time.perf_counter() - begin, 1),
    }


def _index(
    texts: list[str], encoder: Encoder, folder: Path, progress: Callable[[str, int, int], None]
) -> tuple[Searcher, Restorer]:
    passages = [Passage("set", number, 0, len(text), text, (), "") for number, text in enumerate(texts)]
    vectors = {}
    for done, text in enumerate(texts):
        progress("Mã hóa đoạn văn", done, len(texts))
        vectors[text] = encoder.passages([text])[0]
    progress("Mã hóa đoạn văn", len(texts), len(texts))
    store = PassageStore(folder, "retrieval", create=True, vectors=vectors)
    store.add(passages, texts)
    singles: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for text in texts:
        one, two = count_syllables(text)
        singles += one
        pairs += two
    return Searcher(passages, store, LexicalIndex.build(texts), encoder), Restorer(singles, pairs)
