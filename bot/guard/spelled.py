"""Amounts, shares and days that are spelled out: "bốn trăm nghìn tỷ", "một tỷ rưỡi", "hai phần ba", "mùng một tháng tư".

Offices print figures; a model may spell them, and one spelled is as much a figure as one printed.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from index.text import numerals

_DIGITS = {**{word: number for word, number in numerals.WORDS.items() if word not in ("nhất", "tư", "mười")}, "mốt": 1}
_SCALES = {"nghìn": 10**3, "ngàn": 10**3, "vạn": 10**4, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9}
_SCALE = "|".join(("trăm", *_SCALES))
# "năm" is five within a number, and a year behind one: "hai trăm năm" are years.
_FIVE = rf"năm(?= (?:{_SCALE}|mươi|chục|phần trăm)(?!\w))|(?<=linh )năm|(?<=lẻ )năm|(?<=phẩy )năm"
_DIGIT = rf"(?:{'|'.join(word for word in _DIGITS if word != 'năm')}|(?<=mươi )tư|(?<=linh )tư|(?<=lẻ )tư|{_FIVE}|không(?= trăm))"
_WORDS = rf"(?:{_DIGIT}|mười)(?: (?:{_DIGIT}|mười|mươi|chục|{_SCALE}|linh|lẻ|phẩy|rưỡi))*(?![^\W_])"
_RUN = re.compile(rf"(?<![\w/.,-])(?P<low>{_WORDS})(?: (?:đến|tới) (?P<high>{_WORDS}))?")
_LARGE = re.compile(rf"(?<!\w)(?:{_SCALE}|chục|phẩy|rưỡi)(?!\w)")
_SCALED = re.compile(rf"(?:{'|'.join(_SCALES)})(?: (?:{'|'.join(_SCALES)}))*(?!\w)")  # the first scales of an amount
_VAGUE = re.compile(rf"(?<!\w)(?:(?:một )?(?:vài(?! (?:chục|{_SCALE}))|dăm ba|đôi ba|dăm(?! (?:chục|{_SCALE})))|(?:nửa|non) (?:{_SCALE})(?: (?:{_SCALE}))*|trăm rưỡi|(?:hàng|vài|mấy|nhiều|cả|dăm) (?:chục|{_SCALE}|tá)(?: (?:{_SCALE}))*|(?<=đạt )(?:{_SCALE})(?: (?:{_SCALE}))*|(?<=ước )(?:{_SCALE})(?: (?:{_SCALE}))*)(?!\w)")
_PARTS = "hai|ba|tư|bốn|năm|sáu|bảy|tám|chín|mười"
_SHARE = re.compile(
    rf"(?<!\w)(?:(?:một|phân|quá|hơn|gần|non) nửa|nửa số|(?:đại )?đa số|hầu hết|phần lớn|(?:một|hai|ba|bốn|năm|sáu|bảy|tám|chín|\d+) phần (?:{_PARTS})|gấp (?:đôi|rưỡi|bội|(?:{_PARTS}|trăm|\d+)(?: rưỡi)?(?: lần)?))(?!\w)"
)
_MOSTLY = re.compile(r"(?:đại )?đa số")
_DAY = r"(?:hai|ba) mươi(?: (?:mốt|hai|ba|tư|bốn|lăm|sáu|bảy|tám|chín))?|mười(?: (?:một|hai|ba|bốn|tư|lăm|sáu|bảy|tám|chín))?|một|hai|ba|bốn|năm|sáu|bảy|tám|chín"
_MONTHS = {"giêng": 1, "một": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10, "mười một": 11, "mười hai": 12, "chạp": 12}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_MONTH_ALONE = "|".join(name for name in _MONTH.split("|") if name not in ("một", "năm"))  # "tháng năm" may be months and years
_CALENDAR = re.compile(rf"(?<!\w)ngày (?:(?:mùng|mồng) )?(?P<before>(?:(?:{_DAY}|\d{{1,2}})(?:,| và| đến) (?:ngày )?)*)(?P<day>{_DAY}|\d{{1,2}}) tháng (?P<month>{_MONTH}|\d{{1,2}})(?:,? năm (?P<year>\d{{4}}))?(?!\w)|(?<!\w)tháng (?P<alone>{_MONTH_ALONE})(?! lần)(?:,? năm (?P<of>\d{{4}}))?(?!\w)|(?<!\w)tháng (?P<dated>một|năm) năm (?P<then>\d{{4}})(?!\d)")


def amounts(low: str, unit: str) -> Iterator[tuple[Decimal, Decimal, int, int]]:
    """(least, most, start, end) of each amount of a text in small letters that is spelled with a scale, a fraction, or before a `unit` (a pattern)."""
    for match in _RUN.finditer(low):
        measured = re.match(rf"\s*(?:{unit})(?![^\W\d_])", low[match.end() :])
        if not measured and not _LARGE.search(match.group()):
            continue
        most = value(match["high"] or match["low"])
        least = value(match["low"])
        scaled = _SCALED.search(match["high"]) if match["high"] and not _SCALED.search(match["low"]) else None
        if scaled and least * (scale := value(f"một {scaled.group()}")) <= most:
            least *= scale  # "một trăm sáu mươi đến một trăm sáu mươi hai triệu"; not "năm trăm đến một nghìn"
        yield least.normalize(), most, *match.span()


def value(words: str) -> Decimal:
    """The number that a run of words spells ("bốn trăm nghìn bốn trăm hai mươi mốt" is 400421, "sáu phẩy mười một" 6.11)."""
    whole, _, decimals = words.partition(" phẩy")
    total = low = current = digit = Decimal(0)
    scale = 1
    fraction = re.match(rf"(?: (?!{_SCALE}|rưỡi)\w+)*", decimals).group() if decimals else ""  # type: ignore[union-attr] - it matches everywhere
    for word in (*whole.split(), *([f".{_digits(fraction)}"] if fraction else []), *decimals[len(fraction) :].split()):
        if word.startswith("."):
            digit += Decimal(word)
        elif word == "mười":
            digit = Decimal(10)
        elif word in ("mươi", "chục"):
            current, digit = current + digit * 10, Decimal(0)
            scale = 10
        elif word == "trăm":
            current, digit, scale = current + digit * 100, Decimal(0), 100
        elif word == "rưỡi":
            digit += Decimal(scale) / 2
        elif word in _SCALES:
            step, current, digit = _SCALES[word], current + digit, Decimal(0)
            scale = step
            if step == 10**9:
                total, low = (total + low + current) * step, Decimal(0)
            elif step == 10**6:
                total, low = total + (low + current) * step, Decimal(0)
            else:
                low += current * step
            current = Decimal(0)
        elif word not in ("linh", "lẻ"):
            digit += numerals.WORDS.get(word, _DIGITS.get(word, 0))
    return (total + low + current + digit).normalize()


def _digits(words: str) -> str:
    """The decimals behind "phẩy": "mười một" is 11, "bốn hai một" 421."""
    number = numerals.value(words.strip())
    return str(number) if number is not None else "".join(str(numerals.WORDS.get(word, _DIGITS.get(word, 0))) for word in words.split())


def vague(low: str) -> Iterator[tuple[str, int, int]]:
    """(words, start, end) of amounts without a number ("hàng nghìn tỷ"), and of shares and multiples ("một nửa", "gấp đôi")."""
    for pattern in (_SHARE, _VAGUE):
        for match in pattern.finditer(low):
            yield _MOSTLY.sub("phần lớn", match.group()), *match.span()


def days(low: str) -> Iterator[tuple[tuple[int | None, int, int | None], int, int]]:
    """((day, month, year), start, end) of each day or month of which a part is spelled."""
    for match in _CALENDAR.finditer(low):
        day, month, year = match["day"], match["month"] or match["alone"] or match["dated"], match["year"] or match["of"] or match["then"]
        several = [*re.findall(rf"{_DAY}|\d{{1,2}}", match["before"] or ""), day]
        if month.isdigit() and all(one and one.isdigit() for one in several):
            continue  # printed
        number = int(month) if month.isdigit() else _MONTHS[month]
        for one in several:
            yield (numerals.value(one) if one else None, number, int(year) if year else None), *match.span()
