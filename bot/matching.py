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
from .places import WHOLE_COUNTRY, places_in
from .question import Question

_YEAR = re.compile(r"(?<![\d/-])(?:19|20)\d\d(?![\d-])(?!\s[-–]\s\d)")
_STATED = re.compile(r"(?<!đến )\bnăm ((?:19|20)\d\d)\b(?!\s?[-–]\s?\d)")
# "các hệ lụy gì", "công cụ gì": the noun asked for names the answer, and need not stand beside it.
_ASKED_NOUN = 0.4
# A unit asked for ("bao nhiêu phần trăm") says what the answer looks like, not what it is about.
_UNITS = frozenset("phần trăm tỷ tỉ triệu nghìn ngàn đồng tiền".split())
_UNIT = 0.1
_ORDINAL = re.compile(
    r"\b(?:thứ|lần|khóa|đại hội|hội nghị lần)\s+(mười (?:một|hai|ba|bốn|tư|lăm|năm|sáu|bảy|tám|chín)|mười|hai|ba|bốn|tư|năm|sáu|bảy|tám|chín|\d+|[ivx]{2,})\b"
)
_PART_OF_YEAR = re.compile(r"\b(?:đầu năm|cuối năm|giữa năm|quý [ivx\d]+|nửa (?:đầu|cuối) năm|(?:\d+|sáu|ba|chín) tháng(?: đầu năm)?|tháng \d+)\b")
_NEGATION = re.compile(r"\b(?:không|chưa)\b")
_NUMBER_WORDS = {"một": "1", "hai": "2", "ba": "3", "bốn": "4", "tư": "4", "năm": "5", "sáu": "6", "bảy": "7", "tám": "8", "chín": "9", "mười": "10", "lăm": "5"}
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
    weights, `words` the same for each word that the sentence holds (weight counted in the
    coverage, places), `total` the question's weight, and `against` what contradicts."""

    coverage: float
    positions: tuple[tuple[int, float], ...]
    words: tuple[tuple[float, tuple[int, ...]], ...]
    total: float
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
        held: list[tuple[float, tuple[int, ...]]] = []
        named = {word for word in question.kind.noun.split()} if question.kind.name in ("thing", "body", "place", "time", "person") else set()
        for i, (token, turn_weight) in enumerate(words):
            weight = self.weight(token) * turn_weight
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
                positions += [(p, weight * score) for p in own]
            if score < 1.0 and i in covered:
                score = max(score, 0.9)
                own = [sentence.tokens[p].start for p in covered[i]]
                positions += [(p, weight * 0.9) for p in own]
            if score < 0.8 and token.folded in context:
                score = max(score, 0.8)
            elif score < 0.5 and token.folded in near:
                score = 0.5
            got += weight * score
            if own and token.folded not in context:
                held.append((weight * score, tuple(own)))
            if score < 0.5:
                missing.append(token.text)
        against = self._against(question, sentence, context)
        return Match(got / total if total else 0.0, tuple(positions), tuple(held), total, tuple(against), tuple(missing))

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
        """What the question takes for true and the sentence does not bear out."""
        asked, said = f" {question.restored.lower()} ", f" {sentence.text.lower()} "
        against = self._years_against(question, sentence, context)
        numbers = _numbers(sentence.tokens) | {key for key in context if key[0].isdigit()} | _numbers(tuple(tokenise(self._card_text(sentence.document))))
        settles = question.kind.name == "yesno"  # there a figure is what is asked about
        for token, turn in question.words:
            if token.kind != "word" and turn == 1.0 and token.key not in question.years and not settles and not _stands(token, sentence, numbers):
                against.append(token.text)
        against += _ordinals(asked, numbers)
        if question.kind.name != "time" and not settles:
            against += [match.group() for match in _PART_OF_YEAR.finditer(asked) if match.group() not in said]
        folded = fold(asked)
        whole = fold(sentence.document.text)
        against += [place for place in places_in(folded) if place not in whole]
        against += [match.group() for match in WHOLE_COUNTRY.finditer(folded) if match.group() not in fold(said)]
        known = self.vocabulary(sentence.document)
        against += [
            token.text
            for token, _ in question.words
            if token.kind == "word" and token.folded not in known and token.text[0].isupper() and token.start > 0
        ]
        for left, right in _OPPOSITES:
            for one, other in ((left, right), (right, left)):
                if f" {one} " in asked and f" {one} " not in said and f" {other} " in said and f" {other} " not in asked:
                    against.append(one)
        if not settles and _NEGATION.search(_without_politeness(asked)) and not _NEGATION.search(said):
            against.append("không")
        return against

    def _years_against(self, question: Question, sentence: Sentence, context: frozenset[str]) -> list[str]:
        if not question.years:
            return []
        valid = set(sentence.years) or ({sentence.year_in_force} if sentence.year_in_force else set())
        if not valid:  # nothing before the sentence names a year: the title or section may
            valid = {year for key in context for year in re.findall(r"(?:19|20)\d\d", key)}
        return [f"năm {year}" for year in sorted(question.years - valid)]

    @staticmethod
    def _card_text(document: Document) -> str:
        return " ; ".join(field.value for field in document.card)


def ordinals_against(restored: str, document: Document) -> list[str]:
    """Ordinals of the question ("lần thứ mười ba") that the document's card does not bear."""
    return _ordinals(restored.lower(), _numbers(tuple(tokenise(Matcher._card_text(document)))))


def _ordinals(asked: str, numbers: set[str]) -> list[str]:
    return [match.group() for match in _ORDINAL.finditer(asked) if not _value(match.group(1)) & numbers]


def _without_politeness(asked: str) -> str:
    return re.sub(r"\b(?:có|được|phải|đúng|hay|biết)? ?(?:không|chưa)(?: ạ| nhỉ| vậy| thế)?[\s?.]*$|\bhay không\b|\bkhông biết\b", " ", asked)


def _stands(token: Token, sentence: Sentence, numbers: set[str]) -> bool:
    """Whether a number, date or code of the question stands in the sentence (or the card)."""
    if token.key in numbers:
        return True
    if token.kind == "date":
        day, rest = re.split(r"[/.-]", token.key, maxsplit=1)
        return day.lstrip("0") in numbers and any(
            other.kind == "date" and re.split(r"[/.-]", other.key, maxsplit=1)[1] == rest for other in sentence.tokens
        )
    # "143" for 143-KL/TU
    return any(other.kind == "code" and re.match(rf"{re.escape(token.key)}(?!\d)", other.key) for other in sentence.tokens)


def _value(word: str) -> set[str]:
    """An ordinal in digits."""
    if word.isdigit():
        return {word}
    if set(word) <= set(_ROMAN):
        return {str(_roman(word))}
    parts = word.split()
    if parts[0] == "mười":
        return {str(10 + int(_NUMBER_WORDS[parts[1]]))} if len(parts) > 1 and parts[1] in _NUMBER_WORDS else {"10"}
    return {_NUMBER_WORDS[word]}


def _roman(word: str) -> int:
    digits = [_ROMAN[char] for char in word.lower()]
    return sum(-d if d < max(digits[i:]) else d for i, d in enumerate(digits))


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
            found.add(str(_roman(token.key)))
    return found
