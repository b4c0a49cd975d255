"""Lexical search: BM25 over syllables and pairs of syllables, as written and folded."""

from pathlib import Path

import bm25s
import numpy as np

from .text.syllables import terms, tokenise

READINGS = ("marked", "folded")


class LexicalIndex:
    """Two BM25 indexes over the same passages (Robertson's form as in Lucene; k1 0.9, b 0.4)."""

    def __init__(self, indexes: dict[str, bm25s.BM25]) -> None:
        self._indexes = indexes

    @classmethod
    def build(cls, texts: list[str]) -> "LexicalIndex":
        # Terms as numbers, text by text: those of 100,000 passages, kept as words, take 8 GB.
        vocabularies: dict[str, dict[str, int]] = {reading: {} for reading in READINGS}
        numbers: dict[str, list[list[int]]] = {reading: [] for reading in READINGS}
        for text in texts:
            tokens = tokenise(text)
            for reading, known in vocabularies.items():
                numbers[reading].append([known.setdefault(term, len(known)) for term in terms(tokens, folded=reading == "folded")])
        indexes = {}
        for reading in READINGS:
            index = bm25s.BM25(method="lucene", k1=0.9, b=0.4)
            index.index((numbers.pop(reading), vocabularies[reading]), show_progress=False)
            indexes[reading] = index
        return cls(indexes)

    def save(self, folder: Path) -> None:
        for reading, index in self._indexes.items():
            index.save(folder / reading, show_progress=False)

    @classmethod
    def load(cls, folder: Path) -> "LexicalIndex":
        return cls({reading: bm25s.BM25.load(folder / reading, load_corpus=False) for reading in READINGS})

    def scores(self, query: str, reading: str) -> np.ndarray:
        """BM25 score of every passage for `query` in one reading, float32."""
        index = self._indexes[reading]
        known = [term for term in terms(tokenise(query), folded=reading == "folded") if term in index.vocab_dict]
        if not known:
            return np.zeros(index.scores["num_docs"], np.float32)
        return index.get_scores(known)
