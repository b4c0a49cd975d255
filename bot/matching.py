"""How much of a question a sentence covers, and what in it speaks against the sentence."""

from dataclasses import dataclass
from functools import lru_cache

from index.current import Index
from index.text import numerals
from index.text.abbreviations import abbreviated
from index.text.syllables import Token, tokenise

from .contradictions import contradictions
from .lexicon import synonyms
from .question import Question
from .sentence import Sentence, sentences, unnumbered
from .support import Support

# "các hệ lụy gì", "công cụ gì": the noun asked for names the answer, and need not stand beside it.
_ASKED_NOUN = 0.4
# A unit asked for ("bao nhiêu phần trăm") says what the answer looks like, not what it is about.
_UNITS = frozenset("phần trăm tỷ tỉ triệu nghìn ngàn đồng tiền".split())
_UNIT = 0.1
_ABSENT_WORD = 0.1  # taken off the coverage of a figure for each word that is missing
_WORD = 3.4  # pointwise mutual information (nats) of the two syllables of a word
_BEFORE = 0.3  # credit for a word of the sentence before


@dataclass(frozen=True)
class Match:
    """`coverage` is the share (0 to 1) of the question's weight that the sentence holds, `own`
    the same without the credit for what only title, section or the sentence before hold,
    `words` each word that the sentence holds (weight counted in the coverage, its places in code
    points of the sentence), `total` the question's weight, and `against` what contradicts."""

    coverage: float
    own: float
    words: tuple[tuple[float, tuple[int, ...]], ...]
    total: float
    against: tuple[str, ...]


class Matcher:
    """Compares questions with the sentences of one index."""

    def __init__(self, index: Index) -> None:
        self._index, self._support = index, Support(index.restorer, index.abbreviations)

    @lru_cache(maxsize=4096)  # noqa: B019 - a matcher lives as long as its index
    def sentences(self, document_id: str) -> tuple[Sentence, ...]:
        return sentences(self._index.documents[document_id])

    def match(self, question: Question, sentence: Sentence) -> Match:
        """Compare; a word outside the sentence counts less when title, section or the sentence before hold it."""
        words = question.words
        keys = [token.key for token in sentence.tokens]
        places = _places(sentence.tokens)
        context = self._context(sentence)
        near = {token.folded for token in sentence.before}
        covered = self._by_synonyms(question, keys, sentence)
        total = got = inside = 0.0
        missing: list[str] = []
        held: list[tuple[float, tuple[int, ...]]] = []
        named = {word for word in question.kind.noun.split()} if question.kind.name in ("thing", "body", "place", "time", "person") else set()
        for i, (token, turn_weight) in enumerate(words):
            if token.key in question.years and len(words) > 1:
                continue  # a year is a condition, not a word: `contradictions` minds it
            weight = self._support.weight(token) * turn_weight
            if token.key in named:
                weight *= _ASKED_NOUN
            elif question.kind.name == "quantity" and token.key in _UNITS:
                weight *= _UNIT
            total += weight
            at = self._find(token, question, places)
            score = 0.0
            own: list[int] = []
            if at:
                paired = self._paired(i, at, question, places)
                exact = token.key in places or token.kind != "word"
                if paired:
                    score = 1.0 if exact else 0.9
                elif exact:
                    score = 0.5 if self._has_neighbour(i, words) else 1.0
                else:
                    score = 0.2  # only the bare letters agree, and no neighbour confirms them
                own = [sentence.tokens[p].start for p in (paired or at)]
            if i in covered:
                score = max(score, 0.9)
                own += [sentence.tokens[p].start for p in covered[i]]
            inside += weight * score
            if score < 0.8 and token.folded in context:
                score = 0.8
            elif score < _BEFORE and token.folded in near:
                score = _BEFORE
            got += weight * score
            if own:
                held.append((weight * score, tuple(own)))
            if score < 0.5:
                missing.append(token.text)
        if question.kind.name in ("quantity", "open"):
            got -= _ABSENT_WORD * total * self._absent_words(words, missing)
        against = contradictions(question, sentence, context)
        return Match(got / total if total else 0.0, inside / total if total else 0.0, tuple(held), total, tuple(against))

    def _absent_words(self, words: tuple[tuple[Token, float], ...], missing: list[str]) -> int:
        """How many words of two syllables have a syllable missing: "giải ngân" is no other "vốn"."""
        return sum(
            (left.text in missing or right.text in missing)
            and not {left.key, right.key} & _UNITS
            and right.start - left.end == 1
            and self._index.restorer.association(left.key, right.key) > _WORD
            for (left, one), (right, two) in zip(words, words[1:], strict=False)
            if one == two == 1.0
        )

    def _find(self, token: Token, question: Question, places: dict[str, list[int]]) -> list[int]:
        if token.key in places:
            return places[token.key]
        if token.kind == "word" and token.folded in question.typed_bare:
            return places.get("~" + token.folded, [])
        if token.key in numerals.WORDS:
            return places.get(str(numerals.WORDS[token.key]), [])
        return []

    @staticmethod
    def _has_neighbour(i: int, words: tuple[tuple[Token, float], ...]) -> bool:
        token = words[i][0]
        return any(
            abs(other.start - token.end) <= 1 or abs(token.start - other.end) <= 1
            for j in (i - 1, i + 1)
            if 0 <= j < len(words)
            for other in (words[j][0],)
        )

    def _paired(self, i: int, at: list[int], question: Question, places: dict[str, list[int]]) -> list[int]:
        """The places where a neighbour in the question is a neighbour in the sentence too."""
        words, found = question.words, []
        for j, step in ((i - 1, -1), (i + 1, 1)):
            if 0 <= j < len(words) and abs(words[j][0].start - words[i][0].end) <= 1 or 0 <= j < len(words) and abs(words[i][0].start - words[j][0].end) <= 1:
                other = set(self._find(words[j][0], question, places))
                found += [p for p in at if p + step in other]
        return sorted(set(found))

    def _by_synonyms(self, question: Question, keys: list[str], sentence: Sentence) -> dict[int, list[int]]:
        """For each word of the question that stands in a phrase with a synonym, or its abbreviation, in the sentence, where."""
        covered: dict[int, list[int]] = {}
        line = f" {' '.join(keys)} "
        asked = f" {' '.join(_keys(question.query.restored))} "
        shorts = ((_keys(long), _keys(short)) for long, short in abbreviated(sentence.text, self._index.abbreviations))
        for phrase, other in (*_alternatives(question.query.restored), *(pair for pair in shorts if f" {' '.join(pair[0])} " in asked)):
            wanted, at = f" {' '.join(other)} ", -1
            while (at := line.find(wanted, at + 1)) >= 0:
                first = line.count(" ", 0, at)
                for i, (token, _) in enumerate(question.words):
                    if token.key in phrase:
                        covered.setdefault(i, []).extend(range(first, first + len(other)))
        return covered

    @lru_cache(maxsize=4096)  # noqa: B019
    def _context_of(self, document_id: str, path: tuple[str, ...]) -> frozenset[str]:
        document = self._index.documents[document_id]
        text = " ".join((document.title, document.number or "", *(unnumbered(field.value) for field in document.card), *map(unnumbered, path)))
        return frozenset(token.folded for token in tokenise(text))

    def _context(self, sentence: Sentence) -> frozenset[str]:
        return self._context_of(sentence.document.id, sentence.document.section_path(sentence.start))


def _places(tokens: tuple[Token, ...]) -> dict[str, list[int]]:
    """Positions by key, and by folded key under a leading tilde."""
    places: dict[str, list[int]] = {}
    for position, token in enumerate(tokens):
        places.setdefault(token.key, []).append(position)
        places.setdefault("~" + token.folded, []).append(position)
    return places


@lru_cache(maxsize=1024)
def _keys(text: str) -> tuple[str, ...]:
    return tuple(token.key for token in tokenise(text))


@lru_cache(maxsize=256)
def _alternatives(restored: str) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """Phrases of the question, longest first, each with another of the same meaning."""
    keys = _keys(restored)
    table = synonyms()
    return tuple(
        (phrase, other)
        for length in range(min(10, len(keys)), 0, -1)
        for begin in range(len(keys) - length + 1)
        for phrase in (keys[begin : begin + length],)
        for other in table.get(phrase, ())
    )
