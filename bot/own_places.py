"""The place that a whole document is of: a question may name it, where no passage does.

"Tỉnh Tân Hải bắt đầu phun hóa chất từ ngày nào?" of a plan of the Sở Y tế tỉnh Tân Hải: its passages say no more than "toàn tỉnh",
and the trained reader takes the name for that of another place. Only what surely is that place is taken out: thành phố Bắc Ninh is
not tỉnh Bắc Ninh, and what is not in a place, or is compared with it, is of another.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from index.documents import Document
from index.text.normalise import LOWER, UPPER, fold, is_marked

from .places import places_in, places_named
from .spans import people

_LEVELS = ("tỉnh", "thành phố", "huyện", "quận", "thị xã", "xã", "phường", "thị trấn", "đặc khu")
_COMMITTEES = {"Tỉnh": "tỉnh", "Thành": "thành phố", "Huyện": "huyện", "Quận": "quận", "Thị": "thị xã"}
_NAME = rf"[{UPPER}][{LOWER}]+(?: [{UPPER}][{LOWER}]+){{1,3}}"
_NAMED = re.compile(rf"(?<!\w)(?:(?P<level>{'|'.join(_LEVELS)})|(?P<committee>{'|'.join(_COMMITTEES)}) ủy) (?P<name>{_NAME})")
# A letterhead's: "UBND TỈNH HÀ LÂM SỞ NÔNG NGHIỆP", "HUYỆN ỦY ĐÔNG LẠC".
_HEADS = "sở|ban|phòng|văn phòng|ủy ban|hội đồng|chi cục|cục|trung tâm|bệnh viện|trường|công an|đảng|bộ|tòa|viện|hội|đoàn|mặt trận|số|độc lập"
_LETTERED = rf"[{UPPER}]{{2,}}"
_IN_CAPITALS = re.compile(
    rf"(?<!\w)(?:(?P<level>{'|'.join(_LEVELS).upper()})|(?P<committee>{'|'.join(_COMMITTEES).upper()}) ỦY)"
    rf" (?P<name>{_LETTERED}(?: (?!(?:{_HEADS.upper()})(?!\w)){_LETTERED}){{1,3}})"
)
_LEVEL = re.compile(rf"(?<!\w)(?:{'|'.join(_LEVELS)})(?!\w)", re.I)
_OF = r"(?:của|ở|tại|thuộc|trên địa bàn|theo)"
# What "của tỉnh" without a name may stand before: not "khác", "nào", a name, or the rest of a word.
_BEHIND = r"(?=\s*(?:$|[?.,;:]|\d|(?:năm|là|đạt|được|có|tăng|giảm|ước|phấn|quý|vào|trong|phải|sẽ|đã)(?!\w)))"
_EXCLUDED = re.compile(r"(?<!\w)(?:không|ngoài|trừ|khác|chưa)(?: phải)?(?: (?:của|ở|tại))?\s*$", re.I)
_TITLED = re.compile(r"(?<!\w)(?:ông|bà|đồng chí|đ/c|anh|chị|cô|chú|bác)\s+(?:[^\W\d_]+\s+){0,2}$", re.I)
_SOMEWHERE = re.compile(rf"(?<!\w)(?:ủy ban nhân dân|hội đồng nhân dân|{'|'.join(_LEVELS)}|(?:{'|'.join(_COMMITTEES)}) ủy|đảng bộ)\s+(?:(?:{'|'.join(_LEVELS)})\s+)?(?-i:(?P<name>{_NAME}))", re.I)
_ELSEWHERE = re.compile(r"(?<!\w)(?:không|ngoài|trừ|khác|so với|hơn|gần|như|chưa|cùng với|và|hoặc|hay|với)\s*$", re.I)
# Before a name these make it another place's, or a body's: "Trường Đại học Tây Lâm".
_PART_OF_NAME = re.compile(rf"(?:{'|'.join((*_LEVELS, *map(fold, _LEVELS)))}|(?<=.)(?-i:[{UPPER}])[{LOWER}]+(?: [{LOWER}]+)?)$", re.I)
_FEWEST = 4  # words that must be left


def own_places(document: Document) -> tuple[tuple[str, str], ...]:
    """(level, name) of the place that a document's title and who issued it say it is of; the name is "" where only a level is told."""
    return _told_of(document.title, _issuer(document))


def _issuer(document: Document) -> str:
    field = document.field("cơ quan ban hành")
    return field.value if field else ""


@lru_cache(maxsize=8192)  # by two short texts: to hash a document is to read it whole
def _told_of(title: str, issuer: str) -> tuple[tuple[str, str], ...]:
    told = (title, issuer)
    found = [_place(match) for text in told for match in _NAMED.finditer(text) if not _is_person(text, match)]
    found += [_place(match) for text in told for match in _IN_CAPITALS.finditer(text)]
    if "ha noi" in places_in(fold(title)) or ("thành phố", "Hà Nội") in found:
        found += [("thành phố", "Hà Nội"), ("", "Thủ đô")]
    found += [(match.group().lower(), "") for match in _LEVEL.finditer(issuer)]
    return tuple(dict.fromkeys(found))


def _place(match: re.Match[str]) -> tuple[str, str]:
    """(level, name) as the running text writes them."""
    level = match["level"] or _COMMITTEES[match["committee"].capitalize()]
    return level.lower(), " ".join(word.capitalize() for word in match["name"].split())


def place_asked(question: str, document: Document, typed: str = "") -> str | None:
    """The name of the document's own place, where a question says it, and does not say that it asks for another; also as `typed` without marks."""
    for level, name in own_places(document):
        if not name or name == "Thủ đô" or fold(name) not in f"{_folded(question)} {_folded(typed)}":
            continue  # soon done, for it is asked of every document
        match = re.search(rf"(?<!\w){name}(?!\w)(?!\s+(?-i:[{UPPER}][{LOWER}]))", question, re.I)
        if match and not _EXCLUDED.search(question[: match.start()]) and not _TITLED.search(question[: match.start()]) and not any(start < match.start() < end for start, end in people(question)):
            return name
        if not match and typed and not is_marked(typed) and _found(level, name, typed, False):
            return name
    return None


def of_another_place(question: str, document: Document) -> bool:
    """Whether a question names a place, or a body of one, that neither the document's title nor who issued it names."""
    told = fold(" ".join((document.title, _issuer(document), *(name for _, name in own_places(document)))))
    named = [fold(match["name"]) for match in _SOMEWHERE.finditer(question) if not any(start <= match.start("name") < end for start, end in people(question))]
    return any(name not in told for name in (*named, *places_named(question)))


def tells_of(document: Document, places: Iterable[str]) -> bool:
    """Whether a document names one of some places."""
    return any(re.search(rf"(?<!\w){re.escape(fold(name))}(?!\w)", _folded(document.named)) for name in places)


def _is_person(text: str, match: re.Match[str]) -> bool:
    """Whether the name behind a level is whose office it is: "Chủ tịch Ủy ban nhân dân tỉnh Phan Trọng Khải"."""
    return match["name"].count(" ") > 1 and any(start == match.start("name") for start, _ in people(text))


def without_own_place(question: str, document: Document, read: str) -> str:
    """`question` without the document's own place, where what is `read` does not name it."""
    for level, name in own_places(document):
        if re.search(rf"(?<!\w){re.escape(fold(name or level))}(?!\w)", fold(read)):
            continue
        marked = is_marked(question)
        if name == "Thủ đô" and not marked:
            continue  # "thu do" may be "thu do thuế"
        match = _found(level, name, question, marked)
        if match and not _ELSEWHERE.search(question[: match.start()]):
            left = f"{question[: match.start()]}{question[match.end() :]}".strip(" ,")
            question = left if len(left.split()) >= _FEWEST else question
    return question


def _bare(name: str, question: str) -> re.Match[str] | None:
    """Where the name stands without its level ("kinh tế Hà Nội năm 2023"), and is no part of another's."""
    for match in re.finditer(rf"(?:\s+{fold(_OF)})?\s+(?P<name>{fold(name)})(?!\w){fold(_BEHIND)}", fold(question)):
        if _spells(question[slice(*match.span("name"))], name) and not _PART_OF_NAME.search(question[: match.start()]):
            return match
    return None


def _spells(typed: str, name: str) -> bool:
    """Whether a place's letters are its name: written with capitals, marked or not, or in small letters with every mark."""
    return typed[:1].isupper() or typed == name.lower()


def _found(level: str, name: str, question: str, marked: bool) -> re.Match[str] | None:
    """Where the place stands. Typed without marks, or in small letters, a name needs its level or a preposition before it: it may be words."""
    if not name:
        pattern = rf"\s*(?<!\w)(?:(?:của|trên địa bàn)\s+(?:toàn\s+)?|toàn\s+){level}(?!\w){_BEHIND}"
        return re.search(pattern if marked else fold(pattern), question if marked else fold(question), re.I)
    leveled = rf"{level}\s+" if level else ""
    surely = rf"\s*(?<!\w)(?:{_OF}\s+)?{leveled}{name}(?!\w)"
    if marked:
        exact = re.search(rf"(?:\s*(?<!\w){_OF}\s+|^(?:{_OF}\s+)?){name}(?!\w)(?!\s+[{UPPER}])", question[:1].lower() + question[1:] if not question.startswith(name) else question)
        with_level = re.search(rf"{surely}(?!\s+(?-i:[{UPPER}]))", question, re.I) if level else None
        return with_level or exact or _bare(name, question)
    with_level = re.search(fold(surely), fold(question)) if level else None
    return with_level or re.search(fold(rf"\s*(?<!\w){_OF}\s+{name}(?!\w)"), fold(question)) or _bare(name, question)


@lru_cache(maxsize=256)
def _folded(text: str) -> str:
    return fold(text)
