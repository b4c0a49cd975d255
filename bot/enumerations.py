"""Enumerations in a sentence: items parted by marks such as "a)", by semicolons or lines, or by commas and a last "và"."""

import re

from index.documents import Document
from index.sections import DIEM_ORDER
from index.text.normalise import LOWER, UPPER

from .spans import Span

# What stands before the first item and after the last: a verb or particle that governs the list.
_OPENS = re.compile(
    r"(?:(?<!\w)(?:đề nghị|giao|cho|là|gồm|bao gồm|gồm có|chỉ đạo|về|với|tháo gỡ|bám sát|yêu cầu|như|trong việc|làm rõ|đề cao|tránh tình trạng|tại|đối với|thống nhất với|nhất là|cần|phải|hoàn thiện|xây dựng|quản lý|phát triển|tập trung)(?!\w)|:)\s*",
    re.I,
)
_CLOSES = re.compile(
    r"(?<![,;])\s+(?:cần|phải|để|nhằm|tiếp thu|sẽ|được|đã|đang|do|từ|trong đó|nhất là|trình)(?!\w)", re.I
)
# A mark of an item stands at its head: behind the start, a colon, a comma, a semicolon or a full stop, never behind a word ("điểm a)").
_MARK = rf"\(?(?:\d{{1,2}}|[ivx]{{1,4}}|[{DIEM_ORDER}])\)"
_INSIDE = re.compile(rf"\((?!(?:\d{{1,2}}|[ivx]{{1,4}}|[{DIEM_ORDER}])\))[^()]*\)")
# Names of offices that hold "và" or a comma: they are one item.
_NAME = re.compile(
    r"Tài nguyên và Môi trường|Nông nghiệp và (?:Phát triển nông thôn|Môi trường)|Lao động(?:,| -) Thương binh và Xã hội|Giáo dục và Đào tạo"
    r"|Kế hoạch và Đầu tư|Khoa học và Công nghệ|Thông tin và Truyền thông|Văn hóa(?:,| và) Thể thao(?: và Du lịch)?|Dân tộc và Tôn giáo"
)
# What an item of a list begins with that has a paragraph of its own, and the name of what it goes on to describe.
_ITEM = re.compile(rf"(?P<letter>[{DIEM_ORDER}]\)\s)|(?P<dash>[-–+•]\s)|(?P<number>\d{{1,2}}[.)]\s)")
_NAMED_ITEM = re.compile(r"(?P<name>[^:;,.]{3,80}):\s")
_SEPARATORS = tuple(
    map(
        re.compile,
        (rf"(?:^|[:;,.\n])\s{{0,8}}{_MARK}\s+", r"\s?;\s{1,8}(?:và\s+)?|\s?\n{1,8}", r"\s?,\s{1,8}(?:(?:và|hoặc)\s+)?|\s(?:và|hoặc|lẫn)\s{1,8}", r"\s[-–]\s"),
    )
)
_COMPOUND = r"(?i:kinh tế|chính trị|văn hóa|văn hoá|quốc phòng|tài chính|lao động|an ninh|nghề nghiệp)\s[-–]\s\w+(?: \w+)?"
_WHOLE = re.compile(rf"{_INSIDE.pattern}|{_COMPOUND}|{_NAME.pattern}|“[^”]{{1,200}}”|\"[^\"]{{1,200}}\"")
# "A, B, C…, từng bước nâng cao": behind "and so on", what begins so is no more of them.
_AND_SO_ON = re.compile(r"\w(?:…|\.{3}|,? v\.v\.?)$")
_GOES_ON = re.compile(r"\s*(?:buộc|với|để|nhằm|trong đó|tổng|mỗi|bình quân|được|đã|sẽ|phải|gây|làm|khiến|chiếm|đạt|do|theo|từ|trên)(?!\w)")  # as a clause begins, and no member
_ADDS = re.compile(r"\s*(?:bảo đảm|đảm bảo|góp phần|phấn đấu|gắn với)(?!\w)")  # as the last member may begin, if others stand behind it
_A_NAME = re.compile(rf"\s*(?:[{LOWER}]\w* ){{0,3}}[{UPPER}]")
_CAPITAL = re.compile(rf"(?<!\w)[{UPPER}]")  # behind an item's first letter: what leads in may stand before the first name
_AND = re.compile(r"\s(?:và|lẫn)\s")
_CLAUSE = re.compile(r"(?:từng bước|nhằm|để|góp phần|qua đó|từ đó|đồng thời|tiếp tục|phấn đấu)(?!\w)", re.I)
# What stands before an item and is no part of it: "hai là", a dash, what only joins it to the one before.
_ORDINALS = r"(?:(?:một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười) là|thứ (?:nhất|hai|ba|tư|năm|sáu|bảy|tám|chín|mười)(?:,| là)),?\s+|[-–+]\s+|\d{1,2}\.\s+"
_HEAD = re.compile(rf"(?:{_ORDINALS})+", re.I)
_JOINED = re.compile(rf"(?:{_ORDINALS}|(?:đồng thời|thậm chí|kèm theo|tiếp theo là|tiếp đó là|sau đó là|sau đó|cuối cùng là|rồi đến|cùng với|cũng như)\s+)+", re.I)


def items(text: str, span: Span) -> list[Span]:
    """The items of the enumeration in `text[span]`: by numbers or letters with a bracket if it has any, else by semicolons and
    lines, else by commas, "và" and "hoặc"; what else stands in brackets or in an office's name parts nothing, and "hai là" is
    no part of an item."""
    piece = _WHOLE.sub(lambda match: "_" * len(match.group()), text[span[0] : span[1]])
    separator = next((one for one in _SEPARATORS if one.search(piece)), _SEPARATORS[-1])
    found, begin = [], 0
    for match in separator.finditer(piece):
        if not (separator is _SEPARATORS[0] and begin == 0 and match.group().startswith(":")):  # "gồm: a) …": what leads in is no item
            found.append((span[0] + begin, span[0] + match.start()))
        begin = match.end()
    found.append((span[0] + begin, span[1]))
    if separator is _SEPARATORS[2] and (more := next((at for at in range(1, len(found)) if _goes_on(text, found[at - 1], found[at])), None)):
        found = found[:more]
    if separator is _SEPARATORS[2]:
        found = found[: _closed_at(text, found)]
    found = [trim(text, one) for one in found]
    found = [(match.end() if (match := (_JOINED if number else _HEAD).match(text, *one)) else one[0], one[1]) for number, one in enumerate(found)]
    return [one for one in found if one[0] < one[1]]


def _closed_at(text: str, found: list[Span]) -> int:
    """How many items there are up to the one behind "và", where names are listed and a clause follows: "A, B và C, buộc tiêu hủy"."""
    named = next((at for at, item in enumerate(found) if not (_A_NAME.match(text, *item) if at else _CAPITAL.search(text, item[0] + 1, item[1]))), len(found))
    joined = next((at for at in range(1, named) if _AND.search(text, found[at - 1][1], found[at][0])), 0)
    if not joined or joined + 1 != named or named == len(found):
        return len(found)
    ends = _GOES_ON.match(text, *found[named]) or named + 1 == len(found) and _ADDS.match(text, *found[named])
    return named if ends else len(found)


def _goes_on(text: str, item: Span, following: Span) -> bool:
    return bool(_AND_SO_ON.search(text[slice(*item)].rstrip()) and _CLAUSE.match(text, *following))


def runs(text: str) -> list[Span]:
    """Stretches of a sentence that enumerate: after a colon, between semicolons, or around commas."""
    found: list[Span] = []
    for match in re.finditer(r":\s+", text):
        cut = text.find("…", match.end())  # an ellipsis ends what is listed
        found.append((match.end(), cut if cut > 0 else len(text)))
    if text.count(";") >= 2 and not found:
        found.append((0, len(text)))
    found += [(match.start() + 1, match.end() - 1) for match in _INSIDE.finditer(text)]
    bounds = [0, *(match.end() for match in re.finditer(r"[;:]\s+", text)), len(text) + 1]
    for begin, end in zip(bounds, bounds[1:], strict=False):
        clause = text[begin : end - 1].rstrip(" ;:")
        if "," in clause or " và " in clause:
            found.append((begin, begin + len(clause)))
            found += _governed(text, begin, begin + len(clause))
    return list(dict.fromkeys(trim(text, span) for span in found))


def _governed(text: str, begin: int, end: int) -> list[Span]:
    """Within a clause: from each governing word to the word that ends the list."""
    spans = []
    for opening in _OPENS.finditer(text, begin, end):
        start = opening.end()
        stop = _CLOSES.search(text, start, end)
        last = stop.start() if stop else end
        if re.search(r",|\svà\s", text[start:last]):
            spans.append((start, last))
    return spans


def trim(text: str, span: Span) -> Span:
    """Without spaces and closing punctuation at either end."""
    piece = text[span[0] : span[1]]
    lead = len(piece) - len(piece.lstrip(" \n,;:.…–-("))
    kept = piece[lead:].rstrip(" \n,;:.…")
    if kept.endswith(")") and kept.count("(") < kept.count(")"):
        kept = kept[:-1]
    return span[0] + lead, span[0] + lead + len(kept)


def brackets(text: str) -> list[tuple[Span, Span]]:
    """Bracketed enumerations: the words before the bracket (back to a comma or colon), and its inside."""
    found = []
    for match in _INSIDE.finditer(text):
        before = max(text.rfind(mark, 0, match.start()) for mark in (",", ";", ":", "("))
        found.append(((before + 1, match.start()), (match.start() + 1, match.end() - 1)))
    return found


def counted_list(document: Document, start: int) -> list[Span]:
    """Items of a list that opens at `start` (offsets of the document), over paragraphs as long
    as they end in a semicolon."""
    members: list[Span] = []
    begin = start
    for paragraph in document.paragraphs[document.paragraph_at(start) - 1 :]:
        members += items(document.text, (max(begin, paragraph.start), paragraph.end))
        if not document.text[paragraph.start : paragraph.end].rstrip().endswith(";"):
            break
    return members


def led_list(document: Document, end: int) -> list[tuple[Span, Span]]:
    """The items of the list that a heading, or a paragraph ending in a colon, leads to ("gồm:", then "a) …", "b) …"), each with its paragraph;
    behind a colon only the names of items that are all named before another. `end` is the end of a sentence, in offsets of the document;
    fewer than two items are none."""
    text, number = document.text, document.paragraph_at(end - 1)
    lead = document.paragraphs[number - 1]
    led = text[lead.start : lead.end].rstrip().endswith(":")
    if lead.end != end or not led and lead.kind != "heading":
        return []
    found: list[tuple[Span, Span]] = []
    style = None
    for paragraph in document.paragraphs[number:]:
        mark = _ITEM.match(text, paragraph.start, paragraph.end)
        if paragraph.kind != "paragraph" or not mark or style not in (None, mark.lastgroup):
            break
        style = mark.lastgroup
        found.append((trim(text, (mark.end(), paragraph.end)), (paragraph.start, paragraph.end)))
    named = [_NAMED_ITEM.match(text, *item) for item, _ in found]
    if led and all(named):
        found = [((item[0], name.end("name")), paragraph) for (item, paragraph), name in zip(found, named, strict=True) if name]
    return found if len(found) > 1 else []
