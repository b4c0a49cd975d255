"""Questions about the document itself: what its sections are about, and which is about something."""

import re
from dataclasses import dataclass
from pathlib import Path

from index.card import TYPES
from index.documents import Document, Section
from index.sections import DIEM_ORDER as LETTERS
from index.text import numerals
from index.text.sentences import sentence_spans
from index.text.syllables import tokenise

from . import enumerations
from .lexicon import STOP
from .question import Question
from .sentence import without_mark
from .spans import Span, times

_TYPES = TYPES.lower()
_ENDS = {"đầu tiên": 1, "cuối cùng": -1, "sau cùng": -1}
_ASKS_SECTION = re.compile(
    r"(?<!\w)(?P<style>phần|mục|nội dung|ý|điều|khoản|chương|vấn đề|điểm)?\s*(?P<thứ>thứ\s+)?(?P<n>nhất|đầu tiên|hai|ba|tư|bốn|năm|sáu|bảy|tám|chín|mười|cuối cùng|sau cùng|\d{1,3}|[ivx]{1,4})(?!\w)"
)
_FIRST_OR_LAST = re.compile(r"(?:nội dung|vấn đề|ý)\s+(?:\w+\s+){1,4}(?P<n>đầu tiên|cuối cùng|sau cùng)")
_MUC = re.compile(r"(?<!\w)mức(?= (?:thứ \w+|[ivx]+|\d{1,2})(?!\w|[.,]\d| ?(?:%|tỷ|triệu|nghìn|đồng|độ)))")  # a guess of the restorer's
_HEADING = re.compile(r"(?:tên|tiêu đề|nhan đề|đề mục|gọi là)")
_ABOUT = re.compile(r"nói|về|là gì|nội dung|quy định|vấn đề|tiêu đề|tên|đề cập|bàn|ghi|nêu|gì|nào")
_ABOUT_WHAT = re.compile(r"(?<!\w)(?:về (?:cái |vấn đề |nội dung |việc |điều )?gì|tên (?:là )?gì|gọi là gì)(?!\w)")
# Nothing but what an Điều says is asked: "Điều 3 nghị quyết của HĐND tỉnh quy định gì".
_FRAME_OF_MARKER = re.compile(rf"(?<!\w)(?:chương|điều|khoản|điểm) (?:[ivx]+|\d{{1,3}}|[a-zđ])(?!\w)|(?:(?:của|trong|theo|tại) )?(?:{_TYPES}|văn bản)(?: (?:này|kèm theo|số \S+|\d\S*))*(?: của (?:(?!quy định|nói|nêu|về)[^\s]+ ?)+)?")
_SAYS_WHAT = re.compile(r"(?:thì |có )?(?:quy định|nói|nêu|đề cập|ghi|viết|bàn|nội dung)?(?: đến| tới)?\s*(?:về|là)?\s*(?:những )?(?:cái |vấn đề |nội dung |điều |việc )?gì(?: (?:ạ|vậy|thế|nhỉ|đấy))*|tên (?:là )?gì")
_COUNTED = re.compile(r"(?<![\w/.,])(\d{1,2})\s+(nội dung|vấn đề|nhiệm vụ|giải pháp|nhóm|điểm)\s*:\s*")

_OF_THE_LIST = re.compile(r"(?:trong|của|trong số) (?:số )?(?:\d+|các|những|tám|bảy|sáu|năm) (?:nội dung|vấn đề)")
# "Phần tài chính là mục thứ mấy?", "Điều nào quy định về …": which section is about something; what is amended is another's.
_SAYS = r"(?:quy định|nói|nêu|đề cập|trình bày|bàn|viết)"
_WHICH = re.compile(
    rf"(?<!\w)(?:(?:mục|phần|nội dung|điểm|ý|vấn đề) (?:thứ|số) mấy|(?:ở|trong|tại|thuộc) (?:mục|phần) (?:nào|mấy)|(?:mục|phần) nào {_SAYS}|(?P<style>điều|chương) (?:nào|mấy|số mấy|bao nhiêu) {_SAYS}"
    r"|(?:ở|tại|trong) (?P<at>điều|chương) (?:nào|mấy|số mấy|bao nhiêu))(?!\w)"
)
_AMENDS = re.compile(r"sửa đổi|bổ sung|bãi bỏ|thay thế|hết hiệu lực")
_FRAME = re.compile(
    rf"(?<!\w)(?:(?:được |có )?(?:{_SAYS}|nằm|thuộc)(?: (?:về|đến|tới|rõ))?|(?:của|trong) (?:văn bản|tài liệu|bài|{_TYPES})(?: này)?)(?!\w)"
    r"|^(?:phần|mục|nội dung|quy định|nhận định|đánh giá|vấn đề|ý|thông tin|việc)(?: (?:về|nói về))?(?!\w)"
)

@dataclass(frozen=True)
class Proven:
    """Spans of a document that answer, and the spans of the sentences that prove them."""

    document: Document
    spans: tuple[Span, ...]
    proofs: tuple[Span, ...]


# A section that is asked about and does not stand in the document: a refusal.
NOT_THERE = Proven(Document("", Path(), "", (), "", (), ()), (), ())
_LONG = 1500  # characters of a section that are still given whole


def section_topics(question: Question, document: Document) -> Proven | None:
    """What the section with the asked ordinal is about; both readings where two fit.

    `NOT_THERE` where the document has no such section; None where none is asked about.
    """
    low = " ".join(re.sub(r'[?"“”]', " ", question.restored.lower()).split())
    if "muc" in question.typed_bare:
        low = _MUC.sub("mục", low)
    if not _ABOUT.search(low) and len(low.split()) > 5:
        return None
    if (match := _FIRST_OR_LAST.search(low)) and (found := _counted_item(document, _ENDS[match.group("n")])):
        return Proven(document, (found[0][0],), (found[0][1],))
    if heading := _heading(question, low, document):
        return Proven(document, (heading.topic,), (sentence_at(document, heading.topic[0]),))
    if (chain := _marker_chain(low)) is not None:
        section = _section_of(document, chain)
        if not section:
            return NOT_THERE
        if question.kind.name == "time" and not times(document.text[slice(*_content(document, section))]):
            return None  # it says nothing of a time: that stands elsewhere
        if question.kind.many and len(listed := _items(document, section)) > 1:
            return Proven(document, listed, (_whole(document, section),))
        if not _has_name(document, section) or not _SAYS_WHAT.fullmatch(_FRAME_OF_MARKER.sub(" ", low).strip()):
            return Proven(document, (_content(document, section),), (_whole(document, section),))
        # "Điều 7 nói gì?": its name, and the whole of it to read; "về vấn đề gì?": its name proves it.
        return Proven(document, (section.topic,), (sentence_at(document, section.start) if _ABOUT_WHAT.search(low) else _whole(document, section),))
    for match in _ASKS_SECTION.finditer(low):
        style, number = match.group("style"), _ENDS.get(match.group("n")) or numerals.value(match.group("n"))
        if not style and not match.group("thứ") or number is None:
            continue
        if style is None and not re.search(rf"^{re.escape(match.group().strip())}\b|\b(?:ở|tại|trong|mục|phần|còn) {re.escape(match.group().strip())}", low):
            continue
        of_list = bool(_OF_THE_LIST.search(low))
        found = [] if of_list else [section for section in document.sections if _fits(section, style, number)]
        topics = [section.topic for section in found[:1]]
        proofs = [sentence_at(document, section.start) for section in found[:1]]
        if style in ("nội dung", "vấn đề", "ý"):
            for item, proof in _counted_item(document, number):
                topics.append(item)
                proofs.append(proof)
        if topics:
            return Proven(document, tuple(topics), tuple(proofs))
        if style in (None, "phần", "mục"):
            return NOT_THERE
    return None


def section_number(question: Question, document: Document) -> Proven | None:
    """The marker ("Thứ hai", "Điều 5") of the one section whose topic holds every word that is asked about; None where none is asked for or fits."""
    low = " ".join(question.restored.lower().replace("?", " ").replace(".", " ").split())
    match = _WHICH.search(low)
    if not match or _AMENDS.search(low):
        return None
    rest = _FRAME.sub(" ", f"{low[: match.start()]} {low[match.end() :]}".strip())
    asked = {token.key for token in tokenise(rest) if token.key not in STOP and len(token.key) > 1}
    style = match["style"] or match["at"]
    fitting = [one for one in document.sections if one.style in ((style,) if style else ("thứ", "mục", "phần"))]
    found = [one for one in fitting if asked <= {token.key for token in tokenise(document.text[slice(*one.topic)])}]
    if len(asked) < 2 or len(found) != 1:
        return None
    marker = enumerations.trim(document.text, (found[0].start, found[0].topic[0]))
    return Proven(document, (marker,), (sentence_at(document, marker[0]),)) if marker[0] < marker[1] else None


def _marker_chain(low: str) -> dict[str, int] | None:
    """The Điều, Khoản and Điểm that a question names ("điểm a khoản 2 Điều 3"); None if it names none."""
    named: dict[str, int] = {}
    for style, value in re.findall(r"(?<!\w)(chương|điều|khoản|điểm) ([ivx]+|\d{1,3}|[a-zđ])(?!\w|[.,]\d| ?(?:%|tỷ|tỉ|triệu|nghìn|ngàn|đồng|tr(?!\w)))", low):
        number = LETTERS.index(value) + 1 if style == "điểm" and value in LETTERS else numerals.value(value)
        if number is not None:
            named[style] = number
    return named or None


def _section_of(document: Document, chain: dict[str, int]) -> Section | None:
    """The innermost section of those named, within the others that are named."""
    innermost = next(style for style in ("điểm", "khoản", "điều", "chương") if style in chain)
    for section in document.sections:
        around = {other.style: other.number for other in document.sections if other.start <= section.start < other.end and other.level <= section.level}
        if section.style == innermost and all(around.get(style) == number for style, number in chain.items()):
            return section
    return None


def _has_name(document: Document, section: Section) -> bool:
    """Whether an Điều bears a name in its first line ("Điều 7. Giám sát"), and says more below."""
    begin, end = section.topic
    return section.style == "điều" and begin < end < section.end and document.text[end : section.end].lstrip(" .:").startswith("\n") and bool(document.text[end : section.end].strip(" .:\n"))


def _items(document: Document, section: Section) -> tuple[Span, ...]:
    """The paragraphs below a section's name that are all numbered in one way, each without its number."""
    below = [one for one in document.paragraphs if section.topic[1] <= one.start < section.end]
    items = [enumerations.trim(document.text, without_mark(document.text, (one.start, one.end), ())) for one in below]
    marks = {re.sub(r"\w+", lambda match: "1" if match.group().isdigit() else "a", document.text[one.start : item[0]]) for item, one in zip(items, below, strict=True)}
    return tuple(items) if len(marks) == 1 and marks != {""} else ()


def _content(document: Document, section: Section) -> Span:
    """A section's words without its marker; of a long one, what it is about."""
    start, end = enumerations.trim(document.text, (section.topic[0], section.end))
    return (start, end) if end - start <= _LONG else section.topic


def _whole(document: Document, section: Section) -> Span:
    start, end = section.start, section.start + len(document.text[section.start : section.end].rstrip())
    return (start, end) if end - start <= _LONG else sentence_at(document, section.start)


def _heading(question: Question, low: str, document: Document) -> Section | None:
    """The heading whose full name is asked for by some of its words."""
    if not re.search(r"(?<!\w)(?:mục|phần|đề mục|tiêu đề)(?!\w)", low) or not _HEADING.search(low):
        return None
    asked = {token.folded for token, _ in question.words}

    def shared(section: Section) -> float:
        words = {token.folded for token in tokenise(document.text[slice(*section.topic)])}
        return len(words & asked) / len(words) if words else 0.0

    best = max((section for section in document.sections if section.style == "heading"), key=shared, default=None)
    return best if best is not None and shared(best) >= 0.5 else None


def _fits(section: Section, style: str | None, number: int) -> bool:
    if section.number != number:
        return False
    if style in ("điều", "khoản", "chương", "điểm"):
        return section.style == style
    return section.style in ("thứ", "mục", "phần")


def _counted_item(document: Document, number: int) -> list[tuple[Span, Span]]:
    """The item of a counted list ("8 nội dung: …; …") that the number names."""
    for match in _COUNTED.finditer(document.text):
        members = enumerations.counted_list(document, match.end())
        # The text counts them: one beyond its count is none of them.
        if number == -1 or 1 <= number <= min(len(members), int(match.group(1))):
            item = members[number if number < 0 else number - 1]
            return [(item, sentence_at(document, item[0]))]
    return []


def sentence_at(document: Document, offset: int) -> Span:
    paragraph = document.paragraphs[document.paragraph_at(offset) - 1]
    for start, end in sentence_spans(document.text, paragraph.start, paragraph.end):
        if start <= offset < end:
            return start, end
    return paragraph.start, paragraph.end
