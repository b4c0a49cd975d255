"""`python -m eval retrieval`: search quality on a SQuAD-format file, through the project's own index."""

import math
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.extractor import Extractor
from bot.question import understand
from bot.rerank import Reranker
from index.current import Index
from index.documents import Document, Paragraph, Passage
from index.encoder import Encoder
from index.lexical import LexicalIndex
from index.search import Searcher
from index.store import PassageStore
from index.text.restore import restorer_of

from . import squad

_DEPTH = 10
Progress = Callable[[str, int, int], None]


def evaluate(dataset: Path, form: str, encoder: Encoder, extractor: Extractor, progress: Progress, every: int = 1) -> dict[str, Any]:
    """Index the paragraphs, each one passage, and rank them for every `every`-th question; shares from 0 to 1.

    The ranking is the chain's as far as reading: understood, searched, re-ranked by the trained reader.
    `searched` holds the same shares before re-ranking.
    """
    texts, questions = squad.load(dataset)
    questions = questions[::every]
    begin = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        index = _index(texts, encoder, Path(folder), progress)
        reranker = Reranker(extractor, index)
        searched: list[int | None] = []
        ranks: list[int | None] = []
        for done, one in enumerate(questions, 1):
            question = understand(squad.typed(one.question, form, one.id), [], index)
            hits = index.searcher.search(question.query, _DEPTH)
            found = [[hit.passage.number for hit in some] for some in (hits, reranker.rerank(question, hits))]
            for numbers, into in zip(found, (searched, ranks), strict=True):
                into.append(numbers.index(one.passage) + 1 if one.passage in numbers else None)
            progress("Hỏi", done, len(questions))
    return {
        "dataset": dataset.name,
        "query_form": form,
        "seed": squad.SEED,
        "encoder": encoder.fingerprint,
        "questions": len(questions),
        "passages": len(texts),
        **_shares(ranks),
        "searched": _shares(searched),
        "seconds": round(time.perf_counter() - begin, 1),
    }


def _shares(ranks: list[int | None]) -> dict[str, float]:
    return {
        **{f"hit@{k}": sum(rank is not None and rank <= k for rank in ranks) / len(ranks) for k in (1, 3, 5, 10)},
        "mrr@10": sum(1 / rank for rank in ranks if rank) / len(ranks),
        # One relevant passage a question: the ideal gain is 1.
        "ndcg@10": sum(1 / math.log2(rank + 1) for rank in ranks if rank) / len(ranks),
    }


def _index(texts: list[str], encoder: Encoder, folder: Path, progress: Progress) -> Index:
    """Each text a document of one paragraph and one passage."""
    documents = {
        f"set-{number}": Document(f"set-{number}", folder, "", (), text, (Paragraph(0, len(text), "paragraph", None),), ())
        for number, text in enumerate(texts)
    }
    passages = [Passage(f"set-{number}", number, 0, len(text), text, (), "") for number, text in enumerate(texts)]
    vectors = {}
    for done, text in enumerate(texts, 1):
        vectors[text] = encoder.passages([text])[0]
        progress("Mã hóa đoạn văn", done, len(texts))
    store = PassageStore(folder, "retrieval", create=True, vectors=vectors)
    store.add(passages, texts)
    searcher = Searcher(passages, store, LexicalIndex.build(texts), encoder)
    return Index("retrieval", Path(), documents, passages, searcher, restorer_of(texts), {}, {})
