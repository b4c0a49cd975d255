"""A bigram model of marked syllables: counts of the language, of how people ask, and of the indexed documents.

Interpolated Kneser-Ney with one discount (Chen & Goodman 1999, "An empirical study of smoothing
techniques for language modeling"), the lower order half counts, half continuations. The passages that
a question seems to be about speak with a weight of their own, as a cache model (Kuhn & De Mori 1990).
"""

import gzip
import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from pathlib import Path

from .normalise import fold
from .syllables import Token, tokenise

TABLE = Path(__file__).with_name("syllables.json.gz")  # of an encyclopedia
WRITTEN = Path(__file__).with_name("written.json.gz")  # of passages written for the project, as offices write, and of questions, as people ask
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


class Table:
    """How often each syllable stands (by match key), and how often behind which other: by the one before, then by itself.

    Its sums are what Kneser-Ney asks for, `beside` the tables that it is used together with: what stands in one of those too is nothing different.
    """

    def __init__(self, singles: dict[str, int], pairs: dict[str, dict[str, int]], beside: tuple["Table", ...] = ()) -> None:
        self.singles, self.pairs, self.total = singles, pairs, sum(singles.values())
        self.begun = {left: sum(after.values()) for left, after in pairs.items()}  # pairs that begin with a syllable, counted
        different = {left: after.keys() - set().union(*(other.pairs.get(left, ()) for other in beside)) for left, after in pairs.items()}
        self.after = {left: len(after) for left, after in different.items()}  # its different followers
        self.before = Counter(chain.from_iterable(different.values()))  # its different predecessors
        self.different = sum(self.after.values())  # pairs
        self.forms: dict[str, list[str]] = defaultdict(list)  # syllables by their letters
        for word in singles:
            if not any(word in other.singles for other in beside):
                self.forms[fold(word)].append(word)

    def pair(self, left: str, right: str) -> int:
        after = self.pairs.get(left)
        return after.get(right, 0) if after else 0


class Language:
    """The shipped tables, read once a process, together with the counts of the indexed documents; syllables are match keys."""

    def __init__(self, singles: Counter[str], pairs: Counter[tuple[str, str]]) -> None:
        self._encyclopedia, self._office = shipped = _shipped()
        self._own = Table({word: DOCUMENT_WEIGHT * count for word, count in singles.items()}, by_first({pair: DOCUMENT_WEIGHT * count for pair, count in pairs.items()}), shipped)
        self._tables = (*shipped, self._own)
        self._total = sum(table.total for table in self._tables)
        self._read = self._encyclopedia.total + self._own.total
        self._different = sum(table.different for table in self._tables)

    def forms(self, folded: str) -> list[str]:
        """The known syllables with these letters."""
        return [form for table in self._tables for form in table.forms.get(folded, ())]

    def count(self, key: str) -> int:
        return sum([table.singles.get(key, 0) for table in self._tables])

    def neighbours(self, left: str, right: str) -> bool:
        """Whether the two were ever seen side by side."""
        return self._pair(left, right) > 0

    def rarity(self, key: str) -> float:
        """How rare a syllable is, in nats."""
        return math.log(self._read / (self._written(key) + 1))

    def association(self, left: str, right: str) -> float:
        """Pointwise mutual information of two neighbouring syllables, in nats; 0 if never seen twice."""
        pair = self._encyclopedia.pair(left, right) + self._own.pair(left, right)
        if pair < 2:
            return 0.0
        return math.log(pair * self._read / (self._written(left) * self._written(right)))

    def _pair(self, left: str, right: str) -> int:
        return sum([table.pair(left, right) for table in self._tables])

    def _written(self, key: str) -> int:
        """How often it stands in an encyclopedia and the documents: how people ask says what is likely to be typed, not what is a word, nor how rare."""
        return self._encyclopedia.singles.get(key, 0) + self._own.singles.get(key, 0)

    def log_probability(self, left: str | None, right: str, nearby: Nearby) -> float:
        """Of `right` after `left` (None: at the beginning), in nats."""
        base = self._probability(left, right)
        return math.log((1 - _NEARBY) * base + _NEARBY * nearby.probability(left, right) if nearby.total else base)

    @lru_cache(maxsize=65536)  # noqa: B019 - one language lives as long as its index
    def _probability(self, left: str | None, right: str) -> float:
        single = (self.count(right) + 0.1) / (self._total + 1000)
        if left is None:
            return single
        lower = (single + sum([table.before.get(right, 0) for table in self._tables]) / self._different) / 2
        begun = sum([table.begun.get(left, 0) for table in self._tables])
        if not begun:
            return lower
        after = sum([table.after.get(left, 0) for table in self._tables])
        return (max(self._pair(left, right) - _DISCOUNT, 0) + _DISCOUNT * after * lower) / begun


def counts_in(path: Path) -> tuple[dict[str, int], dict[str, dict[str, int]]]:
    """What `counts.py` wrote: counts of syllables, and of pairs by their first."""
    table = json.loads(gzip.decompress(path.read_bytes()))
    return table["singles"], table["pairs"]


def by_first(pairs: Mapping[tuple[str, str], int]) -> dict[str, dict[str, int]]:
    """Counts of pairs, by the first of each."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for (left, right), count in pairs.items():
        found[left][right] = count
    return dict(found)


@lru_cache(maxsize=1)
def _shipped() -> tuple[Table, Table]:
    """What every index shares: an encyclopedia, and how offices write and people ask (frames of questions, weighted, and what was written for the project)."""
    encyclopedia = Table(*counts_in(TABLE))
    singles, pairs = counts_in(WRITTEN)
    for line in _OFFICE.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            one, two = count_syllables(line)
            for word, count in one.items():
                singles[word] = singles.get(word, 0) + _OFFICE_WEIGHT * count
            for (left, right), count in two.items():
                after = pairs.setdefault(left, {})
                after[right] = after.get(right, 0) + _OFFICE_WEIGHT * count
    return encyclopedia, Table(singles, pairs, (encyclopedia,))
