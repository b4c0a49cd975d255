"""Facts of a text that must not be wrong: figures, shares, dates, years, periods, codes, ordinals, each with its value.

Spellings that mean the same have one value: `400.421 tỷ` and `400,421 nghìn tỷ đồng`, `24/11/2023` and
`ngày 24 tháng 11 năm 2023`, `bốn trăm nghìn tỷ` and `400 nghìn tỷ`, `hai thành phố` and `2 thành phố`, `lần thứ mười bốn` and `lần thứ 14`.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from index.text import numerals
from index.text.syllables import tokenise

from . import spelled

_N = r"\d+(?:[.,]\d+)*"
_SCALES = {
    "nghìn tỷ": 12, "ngàn tỷ": 12, "nghìn tỉ": 12, "ngàn tỉ": 12, "triệu tỷ": 15, "trăm tỷ": 11, "tỷ": 9, "tỉ": 9, "triệu": 6, "nghìn": 3, "ngàn": 3, "trăm": 2, "trăm nghìn tỷ": 14, "trăm triệu": 8, "trăm nghìn": 5, "trăm ngàn": 5, "chục tỷ": 10, "chục triệu": 7, "chục nghìn": 4,
}  # fmt: skip
_SCALE = "|".join(sorted(_SCALES, key=len, reverse=True))
_UNITS = {
    "%": "%", "phần trăm": "%", "đồng": "đồng", "vnđ": "đồng", "vnd": "đồng", "usd": "usd", "đô la": "usd", "euro": "euro", "ha": "ha", "héc ta": "ha", "hecta": "ha",
    "km2": "km2", "km²": "km2", "km": "km", "m2": "m2", "m²": "m2", "m3": "m3", "m³": "m3", "m": "m", "kg": "kg", "tấn": "tấn", "kwh": "kwh", "mw": "mw",
}  # fmt: skip
_UNIT = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
_END = r"(?![^\W_])"  # no letter or digit goes on
_BEGIN = r"(?<![\w/.,-])"
_WORD = r"(?:hai|ba|bốn|năm|sáu|bảy|tám|chín) mươi(?: (?:mốt|hai|ba|tư|bốn|lăm|sáu|bảy|tám|chín))?|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười(?: (?:một|hai|ba|bốn|tư|lăm|sáu|bảy|tám|chín))?"

_DAYS = r"(?:\d{1,2}\s*(?:,|và|đến|tới|-|–)\s*(?:ngày\s+)?)*"
_DATES = (
    re.compile(rf"{_BEGIN}(?P<before>{_DAYS})(?P<day>\d{{1,2}})\s*(?:/|-|\.|\s+tháng\s+)\s*(?P<month>\d{{1,2}})\s*(?:/|-|\.|,?\s+năm\s+)\s*(?P<year>\d{{4}}){_END}"),
    re.compile(rf"(?<=ngày )(?P<before>{_DAYS})(?P<day>\d{{1,2}})\s*(?:/|\s+tháng\s+)\s*(?P<month>\d{{1,2}}){_END}"),
    re.compile(rf"tháng\s+(?P<month>\d{{1,2}})\s*(?:(?:/|-|\s+năm\s+)\s*(?P<year>\d{{4}}))?{_END}"),
)
_Y = r"(?:19|20)\d\d"
_PERIOD = re.compile(rf"{_BEGIN}(?P<from>{_Y})\s*(?:[-–]|đến năm|đến|tới năm|tới)\s*(?P<to>{_Y}){_END}")
_PART_OF_YEAR = re.compile(rf"{_BEGIN}(?P<months>\d{{1,2}}|{_WORD})\s+tháng\s+(?P<side>đầu|cuối)(?=\s+(?:của\s+)?năm)")
_RATIO = re.compile(rf"{_BEGIN}(?P<part>\d+|{_WORD})\s*(?:/|trên tổng số|trên|trong tổng số|trong số|trong tổng|trong)\s*(?P<whole>\d+|{_WORD}){_END}")
_SPREAD = rf"(?P<low>{_N})(?:\s*(?P<low_scale>{_SCALE}|%)?\s*(?:[-–]|đến|tới)\s*(?P<high>{_N}))?"
_FIGURE = re.compile(rf"{_BEGIN}{_SPREAD}(?:\s*(?P<scale>{_SCALE}){_END})?(?:\s*(?P<unit>{_UNIT})(?![^\W\d_]))?(?![\d])")
_YEAR = re.compile(rf"{_BEGIN}{_Y}{_END}")
_ORDINAL = re.compile(rf"(?P<of>lần thứ|thứ|khóa|khoá|lần|đại hội|hạng|(?<!tổng )(?<!trong )(?<!con )số|(?:kết luận|nghị quyết|nghị định|thông tư|chỉ thị|công văn|thông báo|quyết định)(?=\s\d{{2,}}(?:\s+(?:của|là|ngày|được|do)(?!\w)|[,.;:)]|$)))\s+(?P<value>{_WORD}|nhất|tư|\d+|[ivxlc]+){_END}")
_COUNT = re.compile(rf"(?<!\w)(?P<value>{_WORD}){_END}")
# "năm" is a year far oftener than five.
_NO_FIVE_BEFORE = re.compile(r"(?:đầu|cuối|trong|hằng|hàng|mỗi|giữa|một|cả|từng|các|những|vào|của|so với|kế hoạch|\d)\s+$")
_NO_FIVE_AFTER = re.compile(r"\s+(?:\d|nay|sau|trước|qua|tới|thứ|học|ngoái|này|đó|mới|đầu|cuối|nào|tài chính|tiếp theo)|\s*[,.;:)]|\s*$")
# What is counted in offices: before it "năm" is five, and "một" behind "có" or "chỉ" is one.
COUNTABLE = re.compile(
    r"\s+(?:huyện|xã|phường|quận|thị xã|thị trấn|thành phố|tỉnh|thôn|nội dung|nhiệm vụ|giải pháp|chỉ tiêu|mục tiêu|tiêu chí|dự án|công trình|doanh nghiệp|sân bay|trục|tuyến|người|đồng chí|đại biểu|đơn vị|cơ quan|sở"
    r"|tiểu ban|nghị quyết|kết luận|văn bản|chương trình|kế hoạch|chính sách|lĩnh vực|nhóm|khâu|khu vực|địa phương|hộ|trường hợp|lần|lượt|vụ|ca|hồ sơ|cấp|phiên|hội nghị|cuộc họp)(?!\w)"
)
_ONE = re.compile(r"(?:(?<!\w)(?:có|chỉ|còn|mới|đúng|thêm|đủ|gồm|cả|vỏn vẹn|duy nhất|tăng|giảm|phát triển|họp|đạt|lên|xuống|thành lập) |^)(?P<value>một)(?!\w)")
_ONE_OF = re.compile(rf"{COUNTABLE.pattern}|\s+(?:bậc|hạng|ngày|buổi|tuần|điểm)(?!\w)")
_IS = re.compile(r"[^,;.]{0,60}\slà\s")  # "có một nội dung là …": one of several
_YEAR_BEFORE = re.compile(r"(?<!\w)năm\s+$")
_HORIZON_BEFORE = re.compile(r"(?<!\w)tầm nhìn (?:đến |tới )?$")


@dataclass(frozen=True)
class Fact:
    """One fact and its place (code points). `value` is what must agree, `unit` what it measures ("" where that is not said),
    `noun` the syllables that it counts ("xã đạt" in "111 xã đạt chuẩn")."""

    kind: str  # figure, ratio, date, year, period, code, ordinal, vague (an amount or a share without a number)
    value: tuple
    start: int
    end: int
    unit: str = ""
    noun: tuple[str, ...] = ()

    def agrees(self, other: "Fact") -> bool:
        """Whether `other`, a fact of the cited text, says this."""
        match self.kind, other.kind:
            case "figure", "figure":
                return self.value == other.value and (self.unit == other.unit or not (self.unit and other.unit) and self.value[1] >= 10**6)
            case "figure", "ratio":
                return not self.unit and self.value[0] == self.value[1] and int(self.value[0]) in other.value
            case "figure", "ordinal":
                return False
            case "date", "date":
                return all(mine in (None, theirs) for mine, theirs in zip(self.value, other.value, strict=True))
            case "year", "date":
                return self.value[0] == other.value[2]
            case "code", "code":
                return self.value == other.value or re.match(rf"{re.escape(self.value[0])}(?!\d)", other.value[0]) is not None
            case "ordinal", "code":
                return re.match(rf"{self.value[0]}(?!\d)", other.value[0]) is not None
            case mine, theirs:
                return mine == theirs and self.value == other.value


@lru_cache(maxsize=4096)
def facts(text: str) -> tuple[Fact, ...]:
    """Every fact of a text (NFC), in order; no piece of the text belongs to two."""
    found: list[Fact] = []
    low = list(text.lower())

    def take(kind: str, value: tuple, start: int, end: int, unit: str = "") -> None:
        found.append(Fact(kind, value, start, end, unit, _noun(text, end) if kind in ("figure", "ratio") and not unit else ()))
        low[start:end] = "\x00" * (end - start)

    for token in tokenise(text):
        if token.kind == "code" and not re.fullmatch(r"[\d/.-]+", token.text):
            take("code", (token.key,), token.start, token.end)
    for pattern in _DATES:
        for match in pattern.finditer("".join(low)):
            part = match.groupdict()
            month, year = int(part["month"]), int(part["year"]) if part.get("year") else None
            days = [*map(int, re.findall(r"\d+", part.get("before") or "")), int(part["day"])] if part.get("day") else [None]
            if month <= 12 and all(day is None or day <= 31 for day in days):
                for day in days:
                    take("date", (day, month, year), *match.span())
    for date, start, end in spelled.days("".join(low)):
        take("date", date, start, end)
    for words, start, end in spelled.vague("".join(low)):
        take("vague", (words,), start, end)
    for least, most, start, end in spelled.amounts("".join(low), _UNIT):
        before, years = "".join(low[:start]), 1900 <= least <= most < 2100
        if years and (named := _YEAR_BEFORE.search(before)):
            take(*(("year", (int(least),)) if least == most else ("period", (int(least), int(most)))), named.start(), end)
            continue
        if years and least == most and _HORIZON_BEFORE.search(before):
            take("year", (int(least),), start, end)
            continue
        unit = re.match(rf"\s*({_UNIT})(?![^\W\d_])", text[end:].lower())
        take("figure", (least, most), start, end + (unit.end() if unit else 0), _UNITS[unit[1]] if unit else "")
    for match in _PERIOD.finditer("".join(low)):
        take("period", (int(match["from"]), int(match["to"])), *match.span())
    for match in _PART_OF_YEAR.finditer("".join(low)):
        take("period", (numerals.value(match["months"]), match["side"]), *match.span())
    for match in _RATIO.finditer("".join(low)):
        part, whole = numerals.value(match["part"]), numerals.value(match["whole"])
        if part and whole and part <= whole and "năm" not in (match["part"], match["whole"]):
            take("ratio", (part, whole), *match.span())
    for match in _ORDINAL.finditer("".join(low)):
        value = numerals.value(match["value"])
        if value is not None:
            take("ordinal", (value,), match.start("value"), match.end())
    for match in _YEAR.finditer("".join(low)):
        if not re.match(rf"\s*(?:{_SCALE}|{_UNIT})(?![^\W\d_])", text[match.end() :].lower()):
            take("year", (int(match.group()),), *match.span())
    for match in _FIGURE.finditer("".join(low)):
        scale = 10 ** _SCALES.get(match["scale"] or "", 0)
        high = _number(match["high"] or match["low"]) * scale
        low_scale = match["low_scale"]
        least = _number(match["low"]) * (10 ** _SCALES[low_scale] if low_scale in _SCALES else scale)
        unit = _UNITS[match["unit"]] if match["unit"] else "%" if low_scale == "%" else ""
        take("figure", (least.normalize(), high.normalize()), *match.span(), unit)
    for match in _COUNT.finditer("".join(low)):
        before, after = text[: match.start()].lower(), text[match.end() :].lower()
        if match["value"] == "năm" and not COUNTABLE.match(after) and (_NO_FIVE_BEFORE.search(before) or _NO_FIVE_AFTER.match(after)):
            continue
        value = Decimal(numerals.value(match["value"]) or 0).normalize()
        take("figure", (value, value), *match.span())
    for match in _ONE.finditer("".join(low)):
        if _ONE_OF.match(behind := text[match.end() :].lower()) and not _IS.match(behind):
            take("figure", (Decimal(1), Decimal(1)), *match.span("value"))
    return tuple(sorted(found, key=lambda fact: fact.start))


def _number(text: str) -> Decimal:
    """A number as Vietnamese writes it: a comma before decimals, dots between thousands; a dot before fewer than three digits is a decimal's."""
    whole, _, decimals = text.partition(",")
    if not decimals and re.fullmatch(r"\d+\.\d{1,2}|\d+\.\d{4,}", whole):
        return Decimal(whole)
    return Decimal(f"{whole.replace('.', '')}.{decimals.replace(',', '').replace('.', '') or 0}")


def _noun(text: str, end: int) -> tuple[str, ...]:
    """The two syllables behind a bare number, where nothing but a space parts them."""
    match = re.match(r"\s+([^\W\d_]+)(?:\s+([^\W\d_]+))?", text[end:])
    return tuple(token.key for token in tokenise(match.group()))[:2] if match else ()
