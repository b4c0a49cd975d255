"""Restore what a hurried typist left off: diacritics, telex keys, spaces, a slipped letter.

A bigram model over marked syllables (Viterbi); it runs on every question, and never changes a
mark that was typed: "thu ngân sach" may become "thu ngân sách", "ban" typed as "bạn" stays.
"""

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from .language import NUMBER, Language, Nearby, count_syllables
from .normalise import SYLLABLE, compatible, fold, is_marked, match_key, tone_of
from .syllables import tokenise
from .telex import decode

# Penalties in nats for readings that suppose a slip; a slip must earn its place by its neighbours.
_SLIP_PENALTY, _SPLIT_PENALTY, _TELEX_PENALTY = 6.0, 3.0, 0.5
_LETTERS = "abcdeghiklmnopqrstuvxy"
NOTHING = Nearby()


class Restorer:
    """Readings of typed syllables, from the shipped table and the indexed documents."""

    def __init__(self, singles: Counter[str], pairs: Counter[tuple[str, str]]) -> None:
        self._language = Language(singles, pairs)
        self.rarity, self.association = self._language.rarity, self._language.association

    def restore(self, text: str, nearby: Nearby = NOTHING) -> str:
        """`text` with each word in its likeliest reading, spelt as the passages `nearby` spell it; numbers,
        codes and punctuation stay."""
        tokens = tokenise(text)
        if not tokens:
            return text
        pieces, position = [], 0
        marked = sum(is_marked(token.text) for token in tokens) / len(tokens)
        parted = [bool(text[one.end : two.start].strip(" -/")) for one, two in zip(tokens, tokens[1:], strict=False)]
        readings = self._best([token.text if token.kind == "word" else NUMBER for token in tokens], [False, *parted], _change_penalty(marked), nearby)
        for token, reading in zip(tokens, readings, strict=True):
            pieces += [text[position : token.start], token.text if reading == NUMBER else _like(token.text, reading, nearby.spellings.get(reading))]
            position = token.end
        return "".join(pieces) + text[position:]

    def _best(self, words: list[str], parted: list[bool], change_penalty: float, nearby: Nearby) -> list[str]:
        """Viterbi over the readings of neighbouring words; one that a mark parts from the word before it is no neighbour of that."""
        probability = self._language.log_probability
        lattice = [self._readings(word) for word in words]
        best: list[dict[str, tuple[float, str | None]]] = []
        for column, readings in enumerate(lattice):
            scores: dict[str, tuple[float, str | None]] = {}
            for reading, penalty in readings.items():
                typed = match_key(words[column])
                if reading != typed:
                    # A letter mistaken and a mark left off besides are two slips.
                    penalty += change_penalty * (1 + (fold(reading) != fold(typed) and is_marked(reading) and not is_marked(typed)))
                first, *rest = reading.split()
                inner = sum(probability(a, b, nearby) for a, b in zip([first, *rest], rest, strict=False))
                if column == 0:
                    scores[reading] = (probability(None, first, nearby) + inner - penalty, None)
                    continue
                previous, score = max(
                    ((before, value[0] + probability(None if parted[column] else before.rpartition(" ")[2], first, nearby)) for before, value in best[-1].items()),
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

    @lru_cache(maxsize=4096)  # noqa: B019 - one restorer lives as long as its index
    def _readings(self, word: str) -> dict[str, float]:
        """Readings of one typed word, each with its penalty; the word itself is always one."""
        low = word.lower()
        key = match_key(low)
        forms = {form: 0.0 for form in self._language.forms(fold(key)) if compatible(key, form)}
        telex = decode(low)
        if word == NUMBER or forms and telex == low and SYLLABLE.match(fold(low)):
            return forms or {key: 0.0}
        readings = forms or {key: 0.0}
        if telex != low:
            for form in self._language.forms(fold(match_key(telex))):
                if compatible(match_key(telex), form):
                    readings[form] = _TELEX_PENALTY
        if forms:
            return readings
        if len(readings) > 1:
            return {reading: penalty for reading, penalty in readings.items() if reading != key}
        if low.isalpha() and not (word[0].isupper() and SYLLABLE.match(fold(low)) is None):
            readings |= self._splits(low)
            if len(low) >= 3:
                readings |= self._slips(low)
        return readings

    def _splits(self, word: str) -> dict[str, float]:
        """Two words typed without the space between them, known as neighbours."""
        found = {}
        for cut in range(2, len(word) - 1):
            for left in self._language.forms(fold(match_key(word[:cut]))):
                if not compatible(match_key(word[:cut]), left):
                    continue
                for right in self._language.forms(fold(match_key(word[cut:]))):
                    if self._language.neighbours(left, right) and compatible(match_key(word[cut:]), right):
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
            for form in self._language.forms(bare_form)
            if self._language.count(form) > 3 and marks <= set(form)
        }


def restorer_of(texts: Iterable[str]) -> Restorer:
    """A restorer that knows the words of `texts`."""
    singles: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for text in texts:
        one, two = count_syllables(text)
        singles.update(one)
        pairs.update(two)
    return Restorer(singles, pairs)


def _change_penalty(marked: float) -> float:
    """How unlikely a change is, in nats, by the share of words that carry a mark.

    In Vietnamese text about two words of three do: who typed that many left none off.
    """
    return 4.0 if marked > 0.45 else 1.0 if marked > 0.25 else 0.0


def _like(typed: str, reading: str, spelt: str | None) -> str:
    """The reading as it is `spelt` nearby, or else with the tone where most write it (hòa, not hoà), in the typed
    word's letter case; what is no Vietnamese syllable stays as typed."""
    if match_key(typed) == reading and not SYLLABLE.match(tone_of(typed)[0]):
        return typed
    chosen = spelt or reading
    if typed.isupper() and len(typed) > 1:
        return chosen.upper()
    return chosen[0].upper() + chosen[1:] if typed[0].isupper() else chosen
