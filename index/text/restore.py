"""Restore what a hurried typist left off: diacritics, telex keys, spaces, a slipped letter.

A bigram model over marked syllables (Viterbi); it runs on every question, and never changes a
mark that was typed: "thu ngân sach" may become "thu ngân sách", "ban" typed as "bạn" stays.
"""

import gzip
import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from .normalise import SYLLABLE, compatible, fold, is_marked, match_key
from .syllables import Token, tokenise
from .telex import decode

TABLE = Path(__file__).with_name("syllables.txt.gz")

# A document's own syllables count this often: its words are what is asked about.
DOCUMENT_WEIGHT = 4
# Penalties in nats for readings that suppose a slip; a slip must earn its place by its neighbours.
_SLIP_PENALTY, _SPLIT_PENALTY, _TELEX_PENALTY = 6.0, 3.0, 0.5
_BACKOFF = 0.15  # weight of the unigram beside the bigram (Jelinek-Mercer)
_NUMBER = "#"  # all numbers and codes are one neighbour
_LETTERS = "abcdeghiklmnopqrstuvxy"


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
    return token.key if token.kind == "word" else _NUMBER


class Restorer:
    """Readings of typed syllables, from the shipped table and the indexed documents."""

    def __init__(self, singles: Counter[str], pairs: Counter[tuple[str, str]]) -> None:
        base_singles, base_pairs = _shipped()
        self._singles = base_singles.copy()
        self._pairs = base_pairs.copy()
        for word, count in singles.items():
            self._singles[word] += DOCUMENT_WEIGHT * count
        for pair, count in pairs.items():
            self._pairs[pair] += DOCUMENT_WEIGHT * count
        self._total = sum(self._singles.values())
        self._forms: dict[str, list[str]] = defaultdict(list)
        for word in self._singles:
            self._forms[fold(word)].append(word)

    def restore(self, text: str) -> str:
        """`text` with each word in its likeliest reading; numbers, codes and punctuation stay."""
        tokens = tokenise(text)
        if not tokens:
            return text
        pieces, position = [], 0
        marked = sum(is_marked(token.text) for token in tokens) / len(tokens)
        readings = self._best([token.text if token.kind == "word" else _NUMBER for token in tokens], _change_penalty(marked))
        for token, reading in zip(tokens, readings, strict=True):
            pieces += [text[position : token.start], token.text if reading == _NUMBER else _like(token.text, reading)]
            position = token.end
        return "".join(pieces) + text[position:]

    def rarity(self, key: str) -> float:
        """How rare a syllable is in the language and the documents, in nats."""
        return math.log(self._total / (self._singles[key] + 1))

    def association(self, left: str, right: str) -> float:
        """Pointwise mutual information of two neighbouring syllables, in nats; 0 if never seen twice."""
        pair = self._pairs[left, right]
        if pair < 2:
            return 0.0
        return math.log(pair * self._total / (self._singles[left] * self._singles[right]))

    def _best(self, words: list[str], change_penalty: float) -> list[str]:
        """Viterbi over the readings of neighbouring words."""
        lattice = [self._readings(word) for word in words]
        best: list[dict[str, tuple[float, str | None]]] = []
        for column, readings in enumerate(lattice):
            scores: dict[str, tuple[float, str | None]] = {}
            for reading, penalty in readings.items():
                if reading != match_key(words[column]):
                    penalty += change_penalty
                first, *rest = reading.split()
                inner = sum(self._log_probability(a, b) for a, b in zip([first, *rest], rest, strict=False))
                if column == 0:
                    scores[reading] = (self._log_probability(None, first) + inner - penalty, None)
                    continue
                previous, score = max(
                    ((before, value[0] + self._log_probability(before.split()[-1], first)) for before, value in best[-1].items()),
                    key=lambda item: item[1],
                )
                scores[reading] = (score + inner - penalty, previous)
            best.append(scores)
        reading: str | None = max(best[-1], key=lambda key: best[-1][key][0])
        path: list[str] = []
        for scores in reversed(best):
            assert reading is not None
            path.append(reading)
            reading = scores[reading][1]
        return path[::-1]

    def _log_probability(self, left: str | None, right: str) -> float:
        left, right = match_key(left) if left else None, match_key(right)
        single = (self._singles[right] + 0.1) / (self._total + 1000)
        if left is None:
            return math.log(single)
        pair = self._pairs[left, right] / self._singles[left] if self._singles[left] else 0.0
        return math.log((1 - _BACKOFF) * pair + _BACKOFF * single)

    @lru_cache(maxsize=4096)  # noqa: B019 - one restorer lives as long as its index
    def _readings(self, word: str) -> dict[str, float]:
        """Readings of one typed word, each with its penalty; the word itself is always one."""
        low = word.lower()
        forms = {form: 0.0 for form in self._forms.get(fold(match_key(low)), ()) if compatible(match_key(low), form)}
        if word == _NUMBER or forms and SYLLABLE.match(fold(low)):
            return forms or {word: 0.0}
        readings = forms or {low: 0.0}
        if (telex := decode(low)) != low:
            for form in self._forms.get(fold(match_key(telex)), ()):
                if compatible(match_key(telex), form):
                    readings[form] = _TELEX_PENALTY
        if forms:
            return readings
        if len(readings) > 1:
            return {reading: penalty for reading, penalty in readings.items() if reading != low}
        if low.isalpha() and not (word[0].isupper() and SYLLABLE.match(fold(low)) is None):
            readings |= self._splits(low)
            if len(low) >= 3:
                readings |= self._slips(low)
        return readings

    def _splits(self, word: str) -> dict[str, float]:
        """Two words typed without the space between them, known as neighbours."""
        found = {}
        for cut in range(2, len(word) - 1):
            for left in self._forms.get(fold(match_key(word[:cut])), ()):
                if not compatible(match_key(word[:cut]), left):
                    continue
                for right in self._forms.get(fold(match_key(word[cut:])), ()):
                    if (left, right) in self._pairs and compatible(match_key(word[cut:]), right):
                        found[f"{left} {right}"] = _SPLIT_PENALTY
        return found

    def _slips(self, word: str) -> dict[str, float]:
        """Known syllables one slip away: a letter left out, doubled, swapped or mistaken."""
        bare = fold(word)
        cuts = [(bare[:i], bare[i:]) for i in range(len(bare) + 1)]
        near = {a + b[1:] for a, b in cuts if b}
        near |= {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
        near |= {a + c + b for a, b in cuts for c in _LETTERS}
        near |= {a + c + b[1:] for a, b in cuts if b for c in _LETTERS}
        marks = {char for char in word if char != fold(char)}
        return {
            form: _SLIP_PENALTY
            for bare_form in near
            for form in self._forms.get(bare_form, ())
            if self._singles[form] > 3 and marks <= set(form)
        }


def restorer_of(texts: Iterable[str]) -> Restorer:
    """A restorer that knows the words of `texts`."""
    singles: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for text in texts:
        one, two = count_syllables(text)
        singles += one
        pairs += two
    return Restorer(singles, pairs)


def _change_penalty(marked: float) -> float:
    """How unlikely a change is, in nats, by the share of words that carry a mark.

    In Vietnamese text about two words of three do: who typed that many left none off.
    """
    return 4.0 if marked > 0.45 else 1.0 if marked > 0.25 else 0.0


def _like(typed: str, reading: str) -> str:
    """The reading in the typed word's letter case; the typed word where they are the same."""
    if match_key(typed) == match_key(reading):
        return typed
    if typed.isupper() and len(typed) > 1:
        return reading.upper()
    return reading[0].upper() + reading[1:] if typed[0].isupper() else reading


@lru_cache(maxsize=1)
def _shipped() -> tuple[Counter[str], Counter[tuple[str, str]]]:
    singles: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    with gzip.open(TABLE, "rt", encoding="utf-8") as file:
        for line in file:
            match line.split():
                case ["#", *_]:
                    continue
                case [word, count]:
                    singles[word] = int(count)
                case [left, right, count]:
                    pairs[left, right] = int(count)
    return singles, pairs
