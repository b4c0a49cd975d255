"""Ranges for which a text tells something: "từ 10 đến dưới 30 đơn vị", "quá 60 ngày", a row "Quy mô (hộ): Từ 30 trở lên"."""

import re
from dataclasses import dataclass

from index.text.normalise import fold

_NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?"
_UNIT = r"(?:\s?[^\W\d_]+){0,5}?"
_RANGE = re.compile(
    rf"(?P<from>từ|trên|quá)\s+(?P<low>{_NUMBER})(?P<one>{_UNIT})\s*(?:(?:đến|tới|[-–])\s*(?P<below>dưới\s+)?(?P<high>{_NUMBER})|(?P<up>trở lên))"
    rf"|(?P<over>trên|(?<!không )quá|hơn)\s+(?P<least>{_NUMBER})|(?P<under>dưới|không quá|chưa quá|trong vòng|trong thời hạn|trong thời gian)\s+(?P<most>{_NUMBER})",
    re.I,
)
_IS_BOUND = re.compile(r"(?:(?<!\w)từ\s.{1,30}(?:đến|tới)|từ|dưới|trên|quá|hơn|không quá|chưa quá|vòng|thời hạn|trong|[-–])\s*$", re.I)
_HAIR = 1e-6
_AFTER = 25  # characters behind a range in which its unit stands
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
        after = re.split(r"[;:.,]", text[match.end() : match.end() + _AFTER])[0]
        found.append(Range(low, high, fold(f"{head['head'] if head else ''} {match['one'] or ''} {after}")))
    return found


def within(asked: str, start: int, end: int, text: str) -> bool | None:
    """True where the figure at `asked[start:end]` lies in a range that `text` has for the same unit, False where it lies in none of
    them, or is a bound that is excluded; None where `text` has none, or says the figure itself, and where the question gives a range."""
    unit = re.match(r"\s*([^\W\d_]+)", asked[end:])
    if not unit or not re.fullmatch(_NUMBER, asked[start:end]) or _IS_BOUND.search(asked[:start]) or re.match(r"\s*(?:đến|tới|trở lên|[-–])", asked[end:]):
        return None
    value, word = _value(asked[start:end]), fold(unit[1])
    alike = [one for one in ranges(text) if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", one.unit)]
    if not alike or any(one.low <= value <= one.high for one in alike):
        return True if alike else None
    bound = all(value in (round(one.low), round(one.high)) for one in alike if one.high < float("inf"))
    said = re.search(rf"(?<![\d.,])0*{re.escape(asked[start:end])}(?![\d.,]*\d)", text)
    return None if said and not (bound and any(one.high < float("inf") for one in alike)) else False


def _value(number: str) -> float:
    return float(number.replace(".", "").replace(",", "."))
