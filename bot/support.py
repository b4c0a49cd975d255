"""How much of what a question names stands in a text: one of the signals that the text answers."""

from collections.abc import Iterable
from functools import lru_cache

from index.text.abbreviations import opened
from index.text.restore import Restorer
from index.text.syllables import Token, tokenise

_NAME = 5.0  # names and numbers say most


class Support:
    """Weighs words by their rarity in the language; `abbreviations` are those that the documents explain."""

    def __init__(self, restorer: Restorer, abbreviations: dict[str, str]) -> None:
        self._restorer, self._abbreviations = restorer, abbreviations

    def share(self, words: Iterable[tuple[Token, float]], text: str) -> float:
        """The share (0 to 1) of the words' weight that `text` holds, marks not minded and abbreviations opened; 1 where there are no words.

        Each word comes with the weight of the turn that it was said in.
        """
        keys = _keys(opened(text, self._abbreviations))
        total = held = 0.0
        for token, turn in words:
            weight = self.weight(token) * turn
            total += weight
            held += weight * (token.folded in keys)
        return held / total if total else 1.0

    def weight(self, token: Token) -> float:
        """How much a word says: its rarity in the language; names and numbers say most."""
        if token.kind != "word":
            return _NAME
        return min(max(self._restorer.rarity(token.key) - 4.0, 0.6), _NAME)


@lru_cache(maxsize=4096)
def _keys(text: str) -> frozenset[str]:
    return frozenset(token.folded for token in tokenise(text))
