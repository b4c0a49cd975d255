"""A bigram model of marked syllables: counts of the language, of how people ask, and of the indexed documents.

Interpolated Kneser-Ney with one discount (Chen & Goodman 1999, "An empirical study of smoothing
techniques for language modeling"), the lower order half counts, half continuations. The passages that
a question seems to be about speak with a weight of their own, as a cache model (Kuhn & De Mori 1990).
"""

import gzip
import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from .normalise import fold
from .syllables import Token, tokenise

TABLE = Path(__file__).with_name("syllables.txt.gz")  # of an encyclopedia
WRITTEN = Path(__file__).with_name("written.txt.gz")  # of passages written for the project, as offices write, and of questions, as people ask
NUMBER = "#"  # all numbers and codes are one neighbour

# A document's own syllables count this often: its words are what is asked about.
DOCUMENT_WEIGHT = 4
_OFFICE = Path(__file__).with_name("office.txt")
_OFFICE_WEIGHT = 10  # an encyclopedia is five hundred times as long, and asks nothing
_DISCOUNT = 0.75
# Weight of the passages nearby. On UIT-ViQuAD 1.0 dev and XQuAD-vi, unmarked, 0.15 to 0.3 restore most
# questions whole; above it questions whose own passage is not among them lose.
_NEARBY = 0.2
_BACKOFF = 0.15  # weight of the unigram beside the bigram among the few words nearby (Jelinek-Mercer)


def count_syllables(text: str) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    """Counts of the marked syllables of `text` and of pairs of neighbours, by match key."""
    singles: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    previous: Token | None = None
    for token in tokenise(text):
        singles[_class(token)] += 1
        if previous is not None and text[previous.end : token.start].strip() == "":
            pairs[_class(previous), _class(token)] += 1
        previous = token
    return singles, pairs


def _class(token: Token) -> str:
    return token.key if token.kind == "word" else NUMBER


@dataclass(frozen=True)
class Nearby:
    """What the passages nearby hold: their counts, and how they spell each syllable (by match key)."""

    singles: Counter[str] = field(default_factory=Counter)
    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)
    spellings: dict[str, str] = field(default_factory=dict)
    total: int = 0

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Nearby":
        singles: Counter[str] = Counter()
        pairs: Counter[tuple[str, str]] = Counter()
        spellings: dict[str, str] = {}
        for text in texts:
            one, two, spelt = _counted(text)
            singles.update(one)
            pairs.update(two)
            spellings |= spelt
        return cls(singles, pairs, spellings, singles.total())

    def probability(self, left: str | None, right: str) -> float:
        single = self.singles[right] / self.total
        if left is None:
            return single
        seen = self.singles[left]
        return (1 - _BACKOFF) * (self.pairs[left, right] / seen if seen else 0.0) + _BACKOFF * single


@lru_cache(maxsize=4096)  # passages: each stands near many questions
def _counted(text: str) -> tuple[Counter[str], Counter[tuple[str, str]], dict[str, str]]:
    return *count_syllables(text), {token.key: token.text.lower() for token in tokenise(text) if token.kind == "word"}


class Language:
    """The shipped table together with the counts of the indexed documents; syllables are match keys."""

    def __init__(self, singles: Counter[str], pairs: Counter[tuple[str, str]]) -> None:
        base_singles, base_pairs = _shipped()
        self._singles, self._pairs = base_singles.copy(), base_pairs.copy()
        for word, count in singles.items():
            self._singles[word] += DOCUMENT_WEIGHT * count
        for pair, count in pairs.items():
            self._pairs[pair] += DOCUMENT_WEIGHT * count
        for word, count in _office()[0].items():
            self._singles[word] += count
        for pair, count in _office()[1].items():
            self._pairs[pair] += count
        self._total = self._singles.total()
        self._read = self._total - _office()[0].total()  # of which the encyclopedia and the documents
        self._begun: Counter[str] = Counter()  # pairs that begin with a syllable, counted
        self._after: Counter[str] = Counter()  # its different followers
        self._before: Counter[str] = Counter()  # its different predecessors
        for (left, right), count in self._pairs.items():
            self._begun[left] += count
            self._after[left] += 1
            self._before[right] += 1
        self._forms: dict[str, list[str]] = defaultdict(list)
        for word in self._singles:
            self._forms[fold(word)].append(word)

    def forms(self, folded: str) -> list[str]:
        """The known syllables with these letters."""
        return self._forms.get(folded, [])

    def count(self, key: str) -> int:
        return self._singles[key]

    def neighbours(self, left: str, right: str) -> bool:
        """Whether the two were ever seen side by side."""
        return (left, right) in self._pairs

    def rarity(self, key: str) -> float:
        """How rare a syllable is, in nats."""
        return math.log(self._read / (self._written(key) + 1))

    def association(self, left: str, right: str) -> float:
        """Pointwise mutual information of two neighbouring syllables, in nats; 0 if never seen twice."""
        pair = self._pairs[left, right] - _office()[1][left, right]
        if pair < 2:
            return 0.0
        return math.log(pair * self._read / (self._written(left) * self._written(right)))

    def _written(self, key: str) -> int:
        """How often it stands in an encyclopedia and the documents: how people ask says what is likely to be typed, not what is a word, nor how rare."""
        return self._singles[key] - _office()[0][key]

    def log_probability(self, left: str | None, right: str, nearby: Nearby) -> float:
        """Of `right` after `left` (None: at the beginning), in nats."""
        base = self._probability(left, right)
        return math.log((1 - _NEARBY) * base + _NEARBY * nearby.probability(left, right) if nearby.total else base)

    @lru_cache(maxsize=65536)  # noqa: B019 - one language lives as long as its index
    def _probability(self, left: str | None, right: str) -> float:
        single = (self._singles[right] + 0.1) / (self._total + 1000)
        if left is None:
            return single
        lower = (single + self._before[right] / len(self._pairs)) / 2
        begun = self._begun[left]
        if not begun:
            return lower
        return (max(self._pairs[left, right] - _DISCOUNT, 0) + _DISCOUNT * self._after[left] * lower) / begun


@lru_cache(maxsize=1)
def _shipped() -> tuple[Counter[str], Counter[tuple[str, str]]]:
    return counts_in(TABLE)


def counts_in(table: Path) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    """What `counts.py` wrote: counts of syllables and of pairs."""
    singles: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    with gzip.open(table, "rt", encoding="utf-8") as file:
        next(file)  # says where the counts are from
        for line in file:
            match line.split():
                case [word, count]:
                    singles[word] = int(count)
                case [left, right, count]:
                    pairs[left, right] = int(count)
    return singles, pairs


@lru_cache(maxsize=1)
def _office() -> tuple[Counter[str], Counter[tuple[str, str]]]:
    """Counts of how offices write and people ask: frames of questions, weighted, and what was written for the project."""
    singles, pairs = counts_in(WRITTEN)
    for line in _OFFICE.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            for into, found in zip((singles, pairs), count_syllables(line), strict=True):
                for key, count in found.items():
                    into[key] += _OFFICE_WEIGHT * count
    return singles, pairs
