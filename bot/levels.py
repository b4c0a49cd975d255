"""Levels of administration: what the body of one level does is not what that of another does."""

import re
from collections.abc import Iterator

# By height; "thành phố" is a province's equal, or a district's.
_HEIGHTS = {
    "trung ương": {4}, "tỉnh": {3}, "thành phố": {3, 2}, "huyện": {2}, "quận": {2}, "thị xã": {2},
    "xã": {1}, "phường": {1}, "thị trấn": {1}, "đặc khu": {1}, "thôn": {0}, "bản": {0}, "ấp": {0}, "tổ dân phố": {0},
}  # fmt: skip
_LEVEL = "|".join(sorted(_HEIGHTS, key=len, reverse=True))
_FUSED = {"tỉnh": {3}, "thành": {3, 2}, "huyện": {2}, "quận": {2}, "thị": {2}}
_ONE = re.compile(rf"(?<!\w)(?:{_LEVEL})(?!\w)")
_BODY = re.compile(
    rf"(?<!\w)(?P<body>ủy ban nhân dân|hội đồng nhân dân|công an|ban chỉ đạo|đảng ủy|đảng bộ|ủy ban mặt trận tổ quốc|mặt trận tổ quốc|chủ tịch|bí thư)"
    rf"\s+(?P<levels>(?:(?:các|mỗi|cấp|những|một)\s+)*(?:{_LEVEL})(?:(?:,| và| hoặc)\s+(?:cấp\s+)?(?:{_LEVEL}))*)(?!\w)|(?<!\w)(?P<fused>tỉnh|thành|huyện|quận|thị) ủy(?!\w)"
)


def levels_against(asked: str, said: str) -> list[str]:
    """The bodies that `asked` names of one level and `said` only of others; both lower case, abbreviations opened."""
    asked, said = (text.replace("uỷ", "ủy") for text in (asked, said))
    theirs = list(_bodies(said))
    return [
        words
        for words, body, heights in _bodies(asked)
        if (same := [other for _, name, other in theirs if name == body]) and not any(heights & other for other in same)
    ]


def _bodies(text: str) -> Iterator[tuple[str, str, set[int]]]:
    """As written, which body, and how high."""
    for match in _BODY.finditer(text):
        if match["fused"]:
            yield match.group(), "ủy", _FUSED[match["fused"]]
        else:
            yield match.group(), match["body"], set().union(*(_HEIGHTS[level] for level in _ONE.findall(match["levels"])))
