"""How much of a question a sentence covers, and what in it speaks against the sentence."""

import re
from dataclasses import dataclass
from functools import lru_cache

from index.current import Index
from index.documents import Document
from index.text.normalise import fold
from index.text.sentences import sentence_spans
from index.text.syllables import Token, tokenise

from .lexicon import synonyms
from .places import places_in
from .question import Question

_YEAR = re.compile(r"(?<![\d/-])(?:19|20)\d\d(?![\d-])(?!\s[-–]\s\d)")
_STATED = re.compile(r"(?<!đến )\bnăm ((?:19|20)\d\d)\b(?!\s?[-–]\s?\d)")
_NUMBER_WORDS = {"một": "1", "hai": "2", "ba": "3", "bốn": "4", "tư": "4", "năm": "5", "sáu": "6", "bảy": "7", "tám": "8", "chín": "9", "mười": "10"}
_ROMAN = {"i": 1, "v": 5, "x": 10}
# Direction words that contradict each other when one is asked and the other stands in the text.
_OPPOSITES = (("tăng", "giảm"), ("vượt", "thiếu"), ("mở rộng", "thu hẹp"), ("cao hơn", "thấp hơn"), ("thu", "chi"), ("tăng cường", "giảm bớt"), ("tăng cường", "cắt giảm"))


@dataclass(frozen=True)
class Sentence:
    """A sentence of a document with what is in force around it; offsets in the document."""

    document: Document
    start: int
    end: int
    tokens: tuple[Token, ...]
    years: frozenset[str]
    year_in_force: str | None
    before: tuple[Token, ...]  # the sentence before it in the same paragraph

    @property
    def text(self) -> str:
        return self.document.text[self.start : self.end]


@dataclass(frozen=True)
class Match:
    """`coverage` is the share (0 to 1) of the question's weight that the sentence holds,
    `positions` the places (in code points of the sentence) where its words stand, with their
    weights, and `against` what contradicts."""

    coverage: float
    positions: tuple[tuple[int, float], ...]
    against: tuple[str, ...]
    missing: tuple[str, ...]


class Matcher:
    """Compares questions with the sentences of one index."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._vocabulary: dict[str, frozenset[str]] = {}

    @lru_cache(maxsize=4096)  # noqa: B019 - a matcher lives as long as its index
    def sentences(self, document_id: str) -> tuple[Sentence, ...]:
        """The sentences of a document, each with the year last stated in the running text."""
        document = self._index.documents[document_id]
        found: list[Sentence] = []
        in_force: str | None = None
        for paragraph in document.paragraphs:
            before: tuple[Token, ...] = ()
            for start, end in sentence_spans(document.text, paragraph.start, paragraph.end):
                text = document.text[start:end]
                tokens = tuple(tokenise(text))
                years = frozenset(_YEAR.findall(text))
                found.append(Sentence(document, start, end, tokens, years, in_force, before))
                before = tokens
                if paragraph.kind != "heading" and (stated := _STATED.findall(text)):
                    in_force = stated[-1]
        return tuple(found)

    def weight(self, token: Token) -> float:
        """How much a word says: its rarity in the language; names and numbers say most."""
        if token.kind != "word":
            return 5.0
        return min(max(self._index.restorer.rarity(token.key) - 4.0, 0.6), 5.0)

    def match(self, question: Question, sentence: Sentence) -> Match:
        """Compare; a word outside the sentence counts less when title, section or the sentence before hold it."""
        words = question.words
        keys = [token.key for token in sentence.tokens]
        places = _places(sentence.tokens)
        context = self._context(sentence)
        near = {token.folded for token in sentence.before}
        covered = self._by_synonyms(question, keys)
        total = got = 0.0
        positions: list[tuple[int, float]] = []
        missing: list[str] = []
        for i, (token, turn_weight) in enumerate(words):
            weight = self.weight(token) * turn_weight
            total += weight
            at = self._find(token, question, places)
            score = 0.0
            if at:
                paired = self._paired(i, at, question, places)
                score = 1.0 if paired or not self._has_neighbour(i, words) else 0.5
                positions += [(sentence.tokens[p].start, weight * score) for p in (paired or at)]
            if score < 1.0 and i in covered:
                score = max(score, 0.9)
                positions += [(sentence.tokens[p].start, weight * 0.9) for p in covered[i]]
            if score < 0.8 and token.folded in context:
                score = max(score, 0.8)
            elif score < 0.5 and token.folded in near:
                score = 0.5
            got += weight * score
            if score < 0.5:
                missing.append(token.text)
        against = self._against(question, sentence, context)
        return Match(got / total if total else 0.0, tuple(positions), tuple(against), tuple(missing))

    def _find(self, token: Token, question: Question, places: dict[str, list[int]]) -> list[int]:
        if token.key in places:
            return places[token.key]
        if token.kind == "word" and token.folded in question.typed_bare:
            return places.get("~" + token.folded, [])
        if token.key in _NUMBER_WORDS:
            return places.get(_NUMBER_WORDS[token.key], [])
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

    def _by_synonyms(self, question: Question, keys: list[str]) -> dict[int, list[int]]:
        """For each word of the question that stands in a phrase with a synonym in the sentence, where."""
        table = synonyms()
        words = [token.key for token, _ in question.words]
        covered: dict[int, list[int]] = {}
        restored = [token.key for token in tokenise(question.restored)]
        for length in range(min(10, len(restored)), 0, -1):
            for begin in range(len(restored) - length + 1):
                for other in table.get(tuple(restored[begin : begin + length]), ()):
                    at = _phrase_at(other, keys)
                    if at is not None:
                        for word in restored[begin : begin + length]:
                            for i, key in enumerate(words):
                                if key == word:
                                    covered.setdefault(i, list(range(at, at + len(other))))
        return covered

    @lru_cache(maxsize=4096)  # noqa: B019
    def _context_of(self, document_id: str, path: tuple[str, ...]) -> frozenset[str]:
        document = self._index.documents[document_id]
        text = " ".join((document.title, document.number or "", *(field.value for field in document.card), *path))
        return frozenset(token.folded for token in tokenise(text))

    def _context(self, sentence: Sentence) -> frozenset[str]:
        return self._context_of(sentence.document.id, sentence.document.section_path(sentence.start))

    def vocabulary(self, document: Document) -> frozenset[str]:
        if document.id not in self._vocabulary:
            self._vocabulary[document.id] = frozenset(token.folded for token in tokenise(document.text))
        return self._vocabulary[document.id]

    def _against(self, question: Question, sentence: Sentence, context: frozenset[str]) -> list[str]:
        against = []
        if question.years:
            valid = sentence.years or ({sentence.year_in_force} if sentence.year_in_force else set())
            spanned = {y for token in sentence.tokens if token.kind in ("number", "date") for y in re.findall(r"(?:19|20)\d\d", token.text)}
            titled = set() if valid else {y for y in re.findall(r"(?:19|20)\d\d", " ".join(context))}
            wrong = question.years - set(valid) - spanned - titled
            against += [f"năm {year}" for year in sorted(wrong)]
        numbers = _numbers(sentence.tokens) | {key for key in context if key[0].isdigit()}
        for token, turn in question.words:
            if token.kind != "word" and turn == 1.0 and token.key not in question.years:
                values = {token.key, *re.findall(r"\d+", token.key)} if token.kind == "date" else {token.key}
                if not (token.key in numbers or token.kind == "date" and values & numbers) and not _YEAR.fullmatch(token.key):
                    against.append(token.text)
        folded_document = self.vocabulary(sentence.document)
        for place in places_in(fold(question.restored)):
            if not all(word in folded_document for word in place.split()) or place not in fold(sentence.document.text):
                against.append(place)
        for token, _ in question.words:
            if token.kind == "word" and token.folded not in folded_document and token.text[0].isupper() and token.start > 0:
                against.append(token.text)
        asked, said = f" {question.restored.lower()} ", f" {sentence.text.lower()} "
        for left, right in _OPPOSITES:
            for one, other in ((left, right), (right, left)):
                if f" {one} " in asked and f" {one} " not in said and f" {other} " in said and f" {other} " not in asked:
                    against.append(one)
        return against


def _places(tokens: tuple[Token, ...]) -> dict[str, list[int]]:
    """Positions by key, and by folded key under a leading tilde."""
    places: dict[str, list[int]] = {}
    for position, token in enumerate(tokens):
        places.setdefault(token.key, []).append(position)
        places.setdefault("~" + token.folded, []).append(position)
    return places


def _phrase_at(phrase: tuple[str, ...], keys: list[str]) -> int | None:
    for begin in range(len(keys) - len(phrase) + 1):
        if tuple(keys[begin : begin + len(phrase)]) == phrase:
            return begin
    return None


def _numbers(tokens: tuple[Token, ...]) -> set[str]:
    """Every number of a sentence in digits, those in words and Roman numerals included."""
    found: set[str] = set()
    for previous, token in zip((None, *tokens), tokens, strict=False):
        if token.kind != "word":
            found |= {token.key, *re.findall(r"\d+(?:[.,]\d+)*", token.key)}
        elif token.key in _NUMBER_WORDS:
            found.add(_NUMBER_WORDS[token.key])
            if previous is not None and previous.key == "mười":
                found.add(str(10 + int(_NUMBER_WORDS[token.key])))
        elif token.text.isupper() and set(token.key) <= set(_ROMAN):
            digits = [_ROMAN[char] for char in token.key]
            found.add(str(sum(-d if d < max(digits[i:]) else d for i, d in enumerate(digits))))
    return found
