"""Provinces and cities of Vietnam (names before and after the mergers of 2025), and neighbours.

A figure of another place is a near miss, and must be known as one however it is typed.
"""

import re

from index.text.normalise import fold, match_key

_NAMES = """
an giang|bà rịa|vũng tàu|bắc giang|bắc kạn|bạc liêu|bắc ninh|bến tre|bình định|bình dương|bình phước|bình thuận|cà mau|cần thơ|cao bằng|đà nẵng
|đắk lắk|đắk nông|điện biên|đồng nai|đồng tháp|gia lai|hà giang|hà nam|hà nội|hà tĩnh|hải dương|hải phòng|hậu giang|hòa bình|hưng yên|khánh hòa
|kiên giang|kon tum|lai châu|lâm đồng|lạng sơn|lào cai|long an|nam định|nghệ an|ninh bình|ninh thuận|phú thọ|phú yên|quảng bình|quảng nam
|quảng ngãi|quảng ninh|quảng trị|sóc trăng|sơn la|tây ninh|thái bình|thái nguyên|thanh hóa|thừa thiên huế|tiền giang|hồ chí minh|sài gòn|trà vinh
|tuyên quang|vĩnh long|vĩnh phúc|yên bái|nha trang|đà lạt|thủ đức
|trung quốc|thái lan|singapore|nhật bản|hàn quốc|hoa kỳ|campuchia
"""


_MARKED = {fold(name): name.split() for name in _NAMES.replace("\n", "").split("|")}
_FOLDED = sorted(_MARKED, key=len, reverse=True)
_PATTERN = re.compile(rf"(?<!\w)(?:{'|'.join(_FOLDED)})(?!\w)")
# A figure for the whole country is another than the place's own.
WHOLE_COUNTRY = re.compile(r"(?<!\w)(?:(?<!tat )ca nuoc(?! thai| sach| sinh| mat| ngam)|toan quoc)(?!\w)")


def places_named(text: str) -> list[str]:
    """Names of places in a text (NFC), folded; a syllable that is written with marks has those of the name: "Kim Hải đương nhiệm" does not name Hải Dương."""
    found = [(match.group(), text[slice(*match.span())].split()) for match in _PATTERN.finditer(fold(text))]
    return [name for name, written in found if all(match_key(one) in (fold(own), match_key(own)) for one, own in zip(written, _MARKED[name], strict=True))]


def places_in(folded: str) -> list[str]:
    """Names of places in a folded text."""
    return _PATTERN.findall(folded)
