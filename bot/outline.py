"""Questions about the document itself: its identity card, and what its sections are about."""

import re
from dataclasses import dataclass
from pathlib import Path

from index.card import TYPES
from index.documents import Document, Section
from index.sections import DIEM_ORDER as LETTERS
from index.text import numerals
from index.text.abbreviations import opened
from index.text.normalise import fold, is_marked
from index.text.sentences import sentence_spans
from index.text.syllables import tokenise

from . import enumerations
from .contradictions import ordinals_against
from .lexicon import STOP
from .own_places import of_another_place
from .question import Question
from .spans import Span

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

# Card fields by how people ask for them; the first that fits is meant.
_CARD = (
    ("ngày ban hành", r"(?:ban hành|ký|ra đời|công bố)\b.*\b(?:ngày|khi|hôm|năm|tháng|bao giờ|lúc)\b.*\b(?:nào|mấy|bao giờ)|(?:ngày|khi nào|bao giờ|hôm nào)\b.*\b(?:ban hành|ký)\b|^ngày (?:ban hành|ký)"),
    ("ngày hiệu lực", r"(?<!hết )(?:có |bắt đầu )?hiệu lực\b(?:.*\b(?:khi nào|ngày nào|ngày mấy|hôm nào|bao giờ|lúc nào|từ|tháng|năm)\b|$)|(?:khi nào|bao giờ|ngày nào|hôm nào|lúc nào|ngày)\b.*(?<!hết )\bhiệu lực|^(?:kết luận|quyết định|nghị quyết|chỉ thị|quy định|quy chế|hướng dẫn|thông tư|nghị định) (?:(?:số )?\d\S*(?: của .*)?|này|về .*) (?:bắt đầu |được )?(?:áp dụng|thi hành) (?:(?:kể )?từ )?(?:ngày |hôm |khi |lúc )?(?:nào|mấy|bao giờ)"),
    ("nơi nhận", r"nơi nhận|gửi (?:cho|đến) (?:ai|những|đâu|nơi)"),
    ("người ký", r"\bai\b.*\b(?:ký|kí)\b|người (?:ký|kí)|(?:ký|kí) (?:bởi|là) ai|do ai (?:ký|kí)|\b(?:ông|bà|đồng chí) nào\b.*\b(?:ký|kí)\b|^ai ký"),
    ("số hiệu", r"số hiệu|số ký hiệu|ký hiệu|(?:văn bản|kết luận|quyết định|nghị quyết) (?:này )?(?:số|mang số) (?:mấy|bao nhiêu|gì|nào)|số của (?:văn bản|kết luận|quyết định)"),
    ("cơ quan ban hành", r"(?:cơ quan|đơn vị|tổ chức|nơi) (?:nào )?(?:đã )?(?:ban hành|ra) (?:văn bản|kết luận|quyết định|nghị quyết)|cơ quan ban hành|(?:do|của) cơ quan nào ban hành|(?:văn bản|tài liệu|kết luận|quyết định|nghị quyết|chỉ thị)(?: này| số \S+)* (?:là )?(?:do|của) cơ quan nào"),
    ("loại văn bản", r"loại văn bản(?! nào \w)|văn bản (?:này )?(?:là )?(?:loại|thể loại) (?:gì|nào)|thuộc loại (?:văn bản )?(?:gì|nào)"),
    ("ngày họp", r"(?<!\d )(?<!hai )(?<!các )(?<!mấy )(?<!những )(?<!trong )ngày họp|(?:hội nghị|kỳ họp|cuộc họp)\b.*\b(?:diễn ra|tổ chức|họp)\b.*\b(?:(?:ngày|khi|hôm|lúc) (?:nào|mấy|bao nhiêu)|bao giờ)|(?:hội nghị|kỳ họp|cuộc họp)\b.*\b(?:diễn ra|tổ chức|họp) (?:ngày|khi|hôm|lúc)$|họp\b.*\b(?:ngày nào|hôm nào|khi nào|ngày mấy|bao giờ|những ngày nào|ngày bao nhiêu)|(?:khi nào|bao giờ|ngày nào|hôm nào) họp"),
    ("kỳ họp", r"kỳ họp (?:nào|thứ mấy)|(?:kết luận|của) (?:hội nghị|kỳ họp|cuộc họp) (?:nào|lần thứ mấy|thứ mấy|lần mấy)|hội nghị lần (?:thứ )?mấy"),
)
_ACTS = re.compile(r"(?:kỳ họp |phiên họp )?(?P<body>hội đồng nhân dân|ủy ban nhân dân|quốc hội|chính phủ|mặt trận tổ quốc)(?!\w)")
_TOLD_ELSEWHERE = ("ngày họp", "kỳ họp")  # a text may tell of meetings that are not its own
_OLD = re.compile(r"(?<!\w)(?:cũ|trước đây|trước đó)(?!\w)")
_THIS = re.compile(r"văn bản|tài liệu|bài|kết luận|quyết định|nghị quyết|chỉ thị|thông báo|kế hoạch|hội nghị|ban chấp hành|đảng bộ|thành ủy|lãnh đạo|họp")
_SIGNED_TYPE = re.compile(rf"(?<!\w)(?:ký|kí)(?: ban hành)? (?:cái |bản |tờ )?(?P<type>{_TYPES})(?!\w)")
_OF_THE_LIST = re.compile(r"(?:trong|của|trong số) (?:số )?(?:\d+|các|những|tám|bảy|sáu|năm) (?:nội dung|vấn đề)")
_OTHER_NUMBER = re.compile(r"(?:nghị quyết|quyết định|chỉ thị|kết luận|thông báo|công văn|nghị định|thông tư)\s+(?:số\s+)?(\d+[\w/-]*)")
_CODE = re.compile(r"(?<![\w/-])\d+(?:/\d{4})?[-/][a-zđ][\w/-]*")

# Typed without marks these are no "ký".
_UNSIGNED = re.compile(r"(?<!\w)(?:nhiem|thoi|(?<!quyet )dinh|hoc|chu|cung|thuong) ky(?!\w)|(?<!\w)ky (?=thi|nghi|cuong|luat|thuat|niem|vong|nang)")


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
# "nghị quyết số mấy", "ai ký nghị quyết": of which type the number or the signer is asked for.
_TYPED = re.compile(rf"(?P<by>\w+ \w+ )?(?P<numbered>{_TYPES}) (?:này )?(?:mang )?số (?:mấy|bao nhiêu|gì|nào)|(?:ký|kí)(?: ban hành)? (?P<signed>{_TYPES})(?!\w)|^(?P<subject>{_TYPES}) (?:về|của) ")
_REFERS = re.compile(r"(?:sửa đổi|bổ sung|thay thế|bãi bỏ|căn cứ|thực hiện|theo|nhắc đến|dẫn) $")


@dataclass(frozen=True)
class Proven:
    """Spans of a document that answer, and the spans of the sentences that prove them."""

    document: Document
    spans: tuple[Span, ...]
    proofs: tuple[Span, ...]


# A section that is asked about and does not stand in the document: a refusal.
NOT_THERE = Proven(Document("", Path(), "", (), "", (), ()), (), ())
_LONG = 1500  # characters of a section that are still given whole


def card_field(question: Question, document: Document) -> tuple[str, Proven | None] | None:
    """The card field that the question asks for, with its proof or None if the document has none.

    None where the question is about no field of this document's card.
    """
    low = " ".join(question.restored.lower().replace("?", " ").split())
    bare = not is_marked(question.text)
    if not _is_about(low, document) or _of_another_body(low, document):
        return None
    for name, pattern in _CARD:
        if _asks(pattern, low, bare) and not (name in ("số hiệu", "người ký") and _of_another_type(low, document)):
            if ordinals_against(question.restored, document) or of_another_place(question.restored, document):
                return name, None
            field = document.field(name)
            if field is None and name in _TOLD_ELSEWHERE:
                return None
            if field is None or field.start is None or field.end is None:
                return name, None
            start, end = _sentence_at(document, field.start)
            proof = (start, max(end, field.end))
            return name, Proven(document, ((field.start, field.end),), (proof,))
    return None


def _of_another_type(low: str, document: Document) -> bool:
    """Whether the number, or the signer, of a nghị quyết is asked for and the document is none, or of one that it only refers to."""
    kind, match = document.field("loại văn bản"), _TYPED.search(low)
    if not kind or not match:
        return False
    return (match["numbered"] or match["signed"] or match["subject"]) != kind.value.lower() or bool(_REFERS.search(match["by"] or ""))


def _of_another_body(low: str, document: Document) -> bool:
    """Whether a body acts in the question that is neither in the document's title nor on its card ("HĐND thông qua … ngày nào")."""
    acting = _ACTS.match(low)
    if not acting:
        return False
    told = opened(" ; ".join((document.title, *(field.value for field in document.card))), {}).lower()
    return acting["body"] not in told


def _asks(pattern: str, restored: str, bare: bool) -> bool:
    """Whether the question asks so; typed without any mark, by its letters alone."""
    return bool(re.search(pattern, restored) or bare and re.search(fold(pattern), _UNSIGNED.sub(" ", fold(restored))))


def _is_about(low: str, document: Document) -> bool:
    """Whether the question speaks of this document, not of another that it mentions."""
    number = (document.number or "").lower()
    for match in _OTHER_NUMBER.finditer(low):
        if not number.startswith(match.group(1).split("-")[0].split("/")[0]):
            return False
    if any(not number.startswith(code) for code in _CODE.findall(low)):
        return False
    words = low.split()
    if _OLD.search(low):
        return False
    if number and (named := re.search(rf"(?P<type>{_TYPES}) (?:số )?{re.escape(re.split('[-/]', number)[0])}(?!\d)", low)):
        kind = document.field("loại văn bản")
        return (kind.value.lower() if kind else "công văn") == named["type"]  # only these bear no type
    kind, signed = document.field("loại văn bản"), _SIGNED_TYPE.search(low)
    return len(words) <= 4 or bool(_THIS.search(low) or signed and kind and kind.value.lower() == signed["type"])


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
        return Proven(document, (heading.topic,), (_sentence_at(document, heading.topic[0]),))
    if (chain := _marker_chain(low)) is not None:
        section = _section_of(document, chain)
        if not section:
            return NOT_THERE
        if not _has_name(document, section) or not _SAYS_WHAT.fullmatch(_FRAME_OF_MARKER.sub(" ", low).strip()):
            return Proven(document, (_content(document, section),), (_whole(document, section),))
        # "Điều 7 nói gì?": its name, and the whole of it to read; "về vấn đề gì?": its name proves it.
        return Proven(document, (section.topic,), (_sentence_at(document, section.start) if _ABOUT_WHAT.search(low) else _whole(document, section),))
    for match in _ASKS_SECTION.finditer(low):
        style, number = match.group("style"), _ENDS.get(match.group("n")) or numerals.value(match.group("n"))
        if not style and not match.group("thứ") or number is None:
            continue
        if style is None and not re.search(rf"^{re.escape(match.group().strip())}\b|\b(?:ở|tại|trong|mục|phần|còn) {re.escape(match.group().strip())}", low):
            continue
        of_list = bool(_OF_THE_LIST.search(low))
        found = [] if of_list else [section for section in document.sections if _fits(section, style, number)]
        topics = [section.topic for section in found[:1]]
        proofs = [_sentence_at(document, section.start) for section in found[:1]]
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
    return Proven(document, (marker,), (_sentence_at(document, marker[0]),)) if marker[0] < marker[1] else None


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


def _content(document: Document, section: Section) -> Span:
    """A section's words without its marker; of a long one, what it is about."""
    start, end = enumerations.trim(document.text, (section.topic[0], section.end))
    return (start, end) if end - start <= _LONG else section.topic


def _whole(document: Document, section: Section) -> Span:
    start, end = section.start, section.start + len(document.text[section.start : section.end].rstrip())
    return (start, end) if end - start <= _LONG else _sentence_at(document, section.start)


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
            return [(item, _sentence_at(document, item[0]))]
    return []


def _sentence_at(document: Document, offset: int) -> Span:
    paragraph = document.paragraphs[document.paragraph_at(offset) - 1]
    for start, end in sentence_spans(document.text, paragraph.start, paragraph.end):
        if start <= offset < end:
            return start, end
    return paragraph.start, paragraph.end
