"""Whether a number, date or code of a question stands in a sentence, however it is written there."""

import re
from collections.abc import Sequence

from index.text.syllables import Token

from .guard.facts import COUNTABLE, Fact, facts
from .ranges import about
from .sentence import Sentence

_DATED = re.compile(r"\d{1,2}/(?:19|20)\d\d")  # a month, which is no date to the tokeniser
_DAY = re.compile(r"(?:0?[1-9]|[12]\d|3[01])/(?:0?[1-9]|1[0-2])")
_ON = re.compile(r"(?<!\w)(?:ngày|sáng|trưa|chiều|tối|đêm|hôm|trước|sau|từ|đến|tới|mùng)\s+$")
_NUMBERS = re.compile(r"\d{1,3}")  # of sections
_SECTION = re.compile(r"(?<!\w)(điều|khoản|mục|phần|chương|phụ lục|điểm)\s+$")
_YEARS = re.compile(r"\s+năm(?!\w)", re.I)
_ALL_OF = re.compile(r"(?<!\w)(?:cả|suốt|toàn bộ|trọn)\s+$", re.I)
_PERIOD = re.compile(r"(?<!\d)((?:19|20)\d\d)\s?[-–]\s?((?:19|20)\d\d)(?!\d)")
_SCALED = re.compile(r"\s*(?:nghìn|ngàn|triệu|tỷ|tỉ)(?:\s+đồng)?(?!\w)", re.I)


def stands(token: Token, asked: str, sentence: Sentence, numbers: set[str], headings: Sequence[str]) -> bool:
    """Whether a number, date or code of the question `asked` stands in the sentence (or the card)."""
    section = _SECTION.search(asked[: token.start].lower())
    if section and _NUMBERS.fullmatch(token.key) and not _SCALED.match(asked, token.end):  # "khoản 150 triệu" is a sum
        return _is_section(section.group(1), token.key, sentence, headings)
    if token.key in numbers:
        return True
    if _DATED.fullmatch(token.text) and re.search(rf"(?<!\d){token.text}(?!\d)", sentence.text):
        return True  # the last of several months: "Tháng 7 - 10/2025"
    if token.kind == "date" or _DATED.fullmatch(token.text) or _DAY.fullmatch(token.text) and _ON.search(asked[: token.start].lower()):
        mine = [fact for fact in facts(f"{'tháng' if _DATED.fullmatch(token.text) else 'ngày'} {token.text}") if fact.kind == "date"]
        told = [*facts(sentence.text), *(fact for heading in headings for fact in facts(heading))]
        if any(fact.agrees(other) for fact in mine for other in told):
            return True
    scale = _SCALED.match(asked, token.end)
    mine = [fact for fact in facts(asked[token.start :]) if fact.kind == "figure"][:1]
    theirs = [other for fact in mine for other in facts(sentence.text) if other.kind == "figure" and _of_one_measure(fact, other)]
    if scale and any(fact.value == other.value for fact in mine for other in theirs):
        return True  # "5 triệu" is 5.000.000 đồng
    if mine and about(asked[: token.start], mine[0].value[0], [other.value[0] for other in theirs]):
        return True
    if _YEARS.match(asked, token.end) and _ALL_OF.search(asked[: token.start]) and any(int(end) - int(begin) + 1 == int(token.key) for begin, end in _PERIOD.findall(sentence.text) if token.key.isdigit()):
        return True  # "cả 5 năm" is "giai đoạn 2026 - 2030"
    # "143" for 143-KL/TU
    return any(other.kind == "code" and re.match(rf"{re.escape(token.key)}(?!\d)", other.key) for other in sentence.tokens)


def _of_one_measure(one: Fact, other: Fact) -> bool:
    """Whether two figures have one unit, or count one thing; money may be without it ("28 nghìn")."""
    return one.unit == other.unit != "" or one.noun[:1] == other.noun[:1] != () or other.unit == "đồng" and not one.unit and not COUNTABLE.match(f" {' '.join(one.noun)} ")


def _is_section(style: str, number: str, sentence: Sentence, headings: Sequence[str]) -> bool:
    """Whether a sentence stands under "Điều 6", or "1." where a khoản or mục is asked of, or names it."""
    alone = "?" if style in ("khoản", "mục", "điểm") else ""
    named = rf"(?:{style}\s+){alone}{re.escape(number)}(?![\w/])"
    return any(re.match(rf"\W*{named}", mark, re.I) for mark in (*headings, sentence.text)) or bool(re.search(rf"(?<!\w){style} {re.escape(number)}(?![\w/])", sentence.text, re.I))
