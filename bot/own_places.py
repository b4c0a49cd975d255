"""The place that a whole document is of: a question may name it, where no passage does.

"Tỉnh Tân Hải bắt đầu phun hóa chất từ ngày nào?" of a plan of the Sở Y tế tỉnh Tân Hải: its passages say no more than "toàn tỉnh",
and the trained reader takes the name for that of another place.
"""

import re
from functools import lru_cache

from index.documents import Document
from index.text.normalise import LOWER, UPPER, fold

from .places import places_in

_LEVELS = "tỉnh|thành phố|huyện|quận|thị xã|xã|phường|thị trấn|đặc khu"
_NAMED = re.compile(rf"(?<!\w)(?:(?:{_LEVELS})(?: ủy)?|(?:[Tt]ỉnh|[Tt]hành|[Hh]uyện|[Qq]uận|[Tt]hị) ủy|[Đđ]ảng (?:ủy|bộ)) (?P<name>[{UPPER}][{LOWER}]*(?: [{UPPER}][{LOWER}]*){{0,3}})")
_LEVEL = re.compile(rf"(?<!\w)(?:{_LEVELS})(?!\w)")
_OF = r"(?:(?:cua|o|tai|trong|tren dia ban|thuoc|theo)\s+)?"
_WITH_LEVEL = r"(?:(?:toan\s+)?(?:tinh|thanh pho|huyen|quan|thi xa|xa|phuong|thi tran|dac khu|thu do|tp)\s+)?"
_FEWEST = 4  # words that must be left


@lru_cache(maxsize=256)
def own_places(document: Document) -> tuple[str, ...]:
    """The names of the place that a document's title and card say it is of, folded; with the level ("tinh") where they say one."""
    told = " ; ".join((document.title, *(field.value for field in document.card)))
    names = [fold(match["name"]) for match in _NAMED.finditer(told)] + places_in(fold(told))
    if "ha noi" in names:
        names.append("thu do")
    return tuple(dict.fromkeys((*sorted(names, key=len, reverse=True), *(fold(match.group()) for match in _LEVEL.finditer(told)))))


def without_own_place(question: str, document: Document, read: str) -> str:
    """`question` without the document's own place, where what is `read` does not name it."""
    low = f" {fold(read)} "
    for name in own_places(document):
        if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", low):
            continue
        folded = fold(question)  # of the same length
        match = _of_level(name, question, folded) if _is_level(name) else re.search(rf"\s*(?<!\w){_OF}{_WITH_LEVEL}{re.escape(name)}(?!\w)", folded)
        if match:
            left = f"{question[: match.start()]}{question[match.end() :]}".strip()
            question = left if len(left.split()) >= _FEWEST else question
    return question


def _is_level(name: str) -> bool:
    return name in {fold(level) for level in _LEVELS.split("|")}


def _of_level(level: str, question: str, folded: str) -> re.Match[str] | None:
    """"Của tỉnh" with no name behind it: "của tỉnh Bắc Ninh" is another's."""
    match = re.search(rf"\s*(?<!\w)(?:cua|o|tai|trong|tren dia ban)\s+(?:toan\s+)?{re.escape(level)}(?!\w)", folded)
    if match is None:
        return None
    behind = question[match.end() :].strip()
    named = behind[:1].isupper() or any(fold(behind).startswith(place) for place in places_in(fold(behind)))
    return None if named else match
