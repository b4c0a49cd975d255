"""Ranges for which a text tells something: "từ 10 đến dưới 30 đơn vị thì …", "chậm quá 60 ngày thì …", a row "Quy mô (hộ): Từ 30 trở lên".

A bound that is no condition is none: "hơn 500 hộ bị ngập" tells of one figure, and "cấp trong thời hạn 15 ngày" of one limit.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from index.text.normalise import fold

_NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?"
_UNIT = r"(?:\s[^\W\d_]+){0,5}?"
_RANGE = re.compile(
    rf"(?P<from>từ|trên|quá)\s+(?P<low>{_NUMBER})(?P<one>{_UNIT})\s*(?:(?:đến|tới|[-–])\s*(?P<below>dưới\s+)?(?P<high>{_NUMBER})|(?P<up>trở lên))"
    rf"|(?P<over>trên|(?<!không )quá)\s+(?P<least>{_NUMBER})|(?P<under>dưới|không quá|chưa quá|trong vòng|trong thời hạn|trong thời gian)\s+(?P<most>{_NUMBER})",
    re.I,
)
_IS_BOUND = re.compile(r"(?:(?<!\w)từ\s.{1,30}(?:đến|tới)|từ|dưới|trên|quá|hơn|không quá|chưa quá|vòng|thời hạn|trong|[-–])\s*$", re.I)
_HAIR = 1e-6
_NEAR = Decimal("1.05")  # by which factor a figure may differ from the round one
_ABOUT = re.compile(r"(?<!\w)(hơn|trên|gần|khoảng|chừng|tầm|xấp xỉ)\s+$", re.I)
_UNIT_WORDS = 2  # behind a range
_THEN = re.compile(r"(?<!\w)(?:thì|bị|được|phải|hưởng)(?!\w)")  # what makes a bound a condition
_SCALES = ("nghìn", "ngàn", "triệu", "tỷ", "tỉ")
_HEAD = re.compile(r"(?P<head>[^;:.]{2,60}):\s*$")  # of a table's column, before the cell


@dataclass(frozen=True)
class Range:
    """From `low` to `high`, the ends included; `unit` is what is counted, folded, with what stands around it."""

    low: float
    high: float
    unit: str


def ranges(text: str) -> list[Range]:
    """The ranges of a text, in order; a bound that is excluded ("dưới 30") lies a hair nearer."""
    found = []
    for match in _RANGE.finditer(text):
        low, high = 0.0, float("inf")
        if match["low"]:
            low = _value(match["low"]) + (_HAIR if match["from"].lower() == "trên" else 0)
            high = _value(match["high"]) - (_HAIR if match["below"] else 0) if match["high"] else high
        elif match["least"]:
            low = _value(match["least"])
        else:
            high = _value(match["most"]) - (_HAIR if match["under"].lower() == "dưới" else 0)
        head = _HEAD.search(text, 0, match.start())
        behind = re.split(r"[;:.,\d]", text[match.end() :], maxsplit=1)[0].split()
        clause = re.split(r"[;.]", text[match.end() :], maxsplit=1)[0]
        scales = [word for word in (*(match["one"] or "").split(), *behind[:1]) if word.lower() in _SCALES]
        if len(set(scales)) > 1 or not (match["low"] or head or _THEN.search(clause)):
            continue  # "từ 500 triệu đến dưới 3 tỷ" is not compared
        found.append(Range(low, high, fold(f"{head['head'] if head else ''} {match['one'] or ''} {' '.join(behind[:_UNIT_WORDS])}")))
    return found


def within(asked: str, start: int, end: int, text: str) -> bool | None:
    """True where the figure at `asked[start:end]` lies in the one range that `text` has for the same unit, False where it lies in none,
    or is a bound that is excluded; None where `text` has none or several, or says the figure itself, and where the question gives a range."""
    unit = re.match(r"\s*(?!(?:thì|bị|được|phải|hưởng|là|có|đã|sẽ|của|và)(?!\w))([^\W\d_]+)", asked[end:], re.I)
    if not unit or not re.fullmatch(_NUMBER, asked[start:end]) or _IS_BOUND.search(asked[:start]) or re.match(r"\s*(?:đến|tới|trở lên|[-–])", asked[end:]):
        return None
    value, word = _value(asked[start:end]), fold(unit[1])
    alike = [one for one in ranges(text) if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", one.unit)]
    if len(alike) != 1:
        return None
    (only,) = alike
    if only.low <= value <= only.high:
        return True
    said = re.search(rf"(?<![\d.,])0*{re.escape(asked[start:end])}(?![\d.,]*\d)", text)
    return None if said and value not in (round(only.low), round(only.high)) else False


def about(before: str, asked: Decimal, told: Iterable[Decimal]) -> bool:
    """Whether one of the figures that are `told` is near what is asked of with "hơn", "gần" or "khoảng": "hơn 27 nghìn" of 27.380."""
    match = _ABOUT.search(before)
    if not match or not asked:
        return False
    low, high = {"hơn": (asked, asked * _NEAR), "trên": (asked, asked * _NEAR), "gần": (asked / _NEAR, asked)}.get(match[1].lower(), (asked / _NEAR, asked * _NEAR))
    return any(low <= one <= high for one in told)


def _value(number: str) -> float:
    return float(number.replace(".", "").replace(",", "."))
