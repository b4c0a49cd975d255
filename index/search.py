"""Search: dense and lexical scores of the passages, fused."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from .documents import Passage
from .encoder import Encoder
from .lexical import LexicalIndex
from .store import PassageStore
from .text.language import Nearby

# Chosen on UIT-ViQuAD 1.0 dev (`python -m eval retrieval`), fully marked and unmarked questions
# together. Weighted normalised scores, as Bruch et al. 2023 ("An Analysis of Fusion Functions for
# Hybrid Retrieval", ACM TOIS) find better than reciprocal ranks.
DENSE_WEIGHT = 0.4
FOLDED_WEIGHT = 0.5  # share of the folded reading in the lexical score
_FAVOUR = 0.25  # of what is missing to 1, for a passage of a document that the question speaks of
_DENSE_POOL = 50  # passages beyond the 50 nearest are never first


@dataclass(frozen=True)
class Query:
    """A question's readings: `restored` with diacritics put back, `typed` as it came."""

    typed: str
    restored: str


@dataclass(frozen=True)
class Hit:
    """A passage and what speaks for it; `score` is the fused one, from 0 to 1."""

    passage: Passage
    score: float
    dense: float | None
    lexical: float


class Searcher:
    """Search over one build's passages."""

    def __init__(self, passages: list[Passage], store: PassageStore, lexical: LexicalIndex, encoder: Encoder) -> None:
        self._passages = passages
        self._rows = {passage.id: row for row, passage in enumerate(passages)}
        self._documents = np.array([passage.document_id for passage in passages])
        self._store, self._lexical, self._encoder = store, lexical, encoder

    def close(self) -> None:
        self._store.close()

    def search(self, query: Query, count: int, document_id: str | None = None, favoured: Collection[str] = ()) -> list[Hit]:
        """The `count` best passages, best first; of one document only where `document_id` is given, those of `favoured` documents sooner."""
        asked = np.ones(len(self._passages), bool) if document_id is None else self._documents == document_id
        vector = self._encoder.queries([query.restored])[0]
        near = self._store.nearest(vector, min(_DENSE_POOL, len(self._passages)), document_id)
        dense = np.full(len(self._passages), np.nan, np.float32)
        for passage_id, similarity in near.items():
            dense[self._rows[passage_id]] = similarity
        lexical = np.where(asked, self.lexical_scores(query), np.nan)
        fused = DENSE_WEIGHT * _scaled(dense) + (1 - DENSE_WEIGHT) * _scaled(lexical)
        if favoured:
            fused = np.where(np.isin(self._documents, list(favoured)), fused + (1 - fused) * _FAVOUR, fused)
        best = _best(np.where(asked, fused, -np.inf), count)
        return [
            Hit(
                self._passages[row],
                float(fused[row]),
                None if np.isnan(dense[row]) else float(dense[row]),
                float(lexical[row]),
            )
            for row in best
        ]

    def nearby(self, typed: str, count: int = 8) -> Nearby:
        """What the passages hold that share most with `typed` by letters alone, before any mark is guessed."""
        scores = self._lexical.scores(typed, "folded")
        return Nearby.of(self._passages[row].text for row in _best(np.where(scores > 0, scores, -np.inf), count))

    def lexical_scores(self, query: Query) -> np.ndarray:
        """Both readings of the question: marks as restored, and none at all."""
        marked = self._lexical.scores(query.restored, "marked")
        folded = np.maximum(self._lexical.scores(query.restored, "folded"), self._lexical.scores(query.typed, "folded"))
        return (1 - FOLDED_WEIGHT) * marked + FOLDED_WEIGHT * folded


def _best(scores: np.ndarray, count: int) -> np.ndarray:
    """Rows of the `count` greatest scores, best first, the earlier row where two are equal; those at minus infinity are none.

    A whole sort of 100,000 scores takes longer than all else that a search does.
    """
    least = np.partition(scores, -count)[-count] if count < len(scores) else -np.inf
    rows = np.flatnonzero((scores >= least) & (scores > -np.inf))
    return rows[np.argsort(-scores[rows], kind="stable")][:count]


def _scaled(scores: np.ndarray) -> np.ndarray:
    """Scores from 0 to 1 (least to greatest); a passage without a score has 0."""
    known = scores[~np.isnan(scores)]
    low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 0.0)
    if high <= low:
        return np.zeros_like(scores)
    return np.nan_to_num((scores - low) / (high - low), nan=0.0)
