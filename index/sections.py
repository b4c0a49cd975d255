"""Sections of Vietnamese official texts, found by how such texts are built.

Markers (Phần, Chương, Mục, Điều, Khoản, Điểm, Roman numerals, "Thứ nhất, …") and headings open
sections. Ordinals outrank a newspaper's sub-headlines: a headline between "Thứ nhất" and "Thứ
hai" stands inside "Thứ nhất". A paragraph that turns back to the document itself ("Tại Kết luận
số …", "Nơi nhận") ends the last ordinal.
"""

import re
from dataclasses import dataclass

from .documents import Paragraph, Section
from .text import numerals
from .text.normalise import UPPER

# Style, depth, pattern. Depths leave room between them for headings.
_MARKERS = (
    ("phần", 10, re.compile(r"^Phần\s+(?:thứ\s+)?(?P<n>\w+)\b", re.I)),
    ("chương", 20, re.compile(r"^Chương\s+(?P<n>[IVXLC]+|\d+)\b", re.I)),
    ("mục", 30, re.compile(r"^(?:Mục\s+(?P<n>\d+|[IVXLC]+)\b|(?P<r>[IVXLC]{1,5})[.)]\s)")),
    ("thứ", 35, re.compile(r"^Thứ\s+(?P<n>nhất|hai|ba|tư|bốn|năm|sáu|bảy|bẩy|tám|chín|mười)\s*(?:,|:|là\b)", re.I)),
    ("điều", 50, re.compile(r"^Điều\s+(?P<n>\d+)[a-zđ]?\s*[.:]?", re.I)),
    ("khoản", 60, re.compile(r"^(?:Khoản\s+)?(?P<n>\d{1,3})[.)]\s(?=\S)")),
    ("điểm", 70, re.compile(r"^(?:Điểm\s+)?(?P<n>[a-zđ])[.)]\s(?=\S)")),
)
_HEADING_LEVEL = 40
_CLOSING = re.compile(
    r"^(?:(?:Cũng\s+)?(?:Tại|Theo|Trong)\s+(?:bản\s+)?(?:Kết luận|Nghị quyết|Chỉ thị|Quyết định|Thông báo|Kế hoạch|Công văn)\s+(?:số|này)"
    r"|(?:Kết luận|Nghị quyết|Chỉ thị|Quyết định|Thông báo|Kế hoạch)\s+này\s)"
)
_SIGNATURE = re.compile(r"^(?:Nơi nhận|T/M\s|TM\.\s|KT\.\s|(?:PHÓ )?(?:CHỦ TỊCH|BÍ THƯ|GIÁM ĐỐC|BỘ TRƯỞNG)\s*$)")
# After "về …," the sentence proper begins with a capital or with one of these words.
_TOPIC_END = re.compile(
    rf"[,;:.]\s+(?=[{UPPER}]|(?:cần|phải|tiếp tục|đề nghị|yêu cầu|giao|thống nhất|tập trung|đẩy mạnh|tăng cường|thực hiện|các cấp|khẩn trương|rà soát)\b)"
)
DIEM_ORDER = "abcdđeghiklmnopqrstuvxy"


@dataclass(frozen=True)
class _Opening:
    paragraph: int
    style: str
    number: int | None
    level: int
    title: str
    topic: tuple[int, int]


def find_sections(text: str, paragraphs: tuple[Paragraph, ...], heading_levels: tuple[int, ...]) -> tuple[Section, ...]:
    """Sections in the order of their beginnings; a section ends where one as high begins.

    `heading_levels` holds for each paragraph its depth as a heading, 0 where it is none. A
    heading of level 1 that opens the text is the document's title, not a section.
    """
    openings = []
    within_dieu = False
    for index, (paragraph, depth) in enumerate(zip(paragraphs, heading_levels, strict=True)):
        if depth == 1 and index == 0:
            continue
        opening = _opening(text, paragraph, index, depth, within_dieu)
        if opening:
            openings.append(opening)
            within_dieu = opening.style in ("điều", "khoản", "điểm") or within_dieu and opening.style == "heading"
    openings = _rank_headings(openings)
    return _nest(text, paragraphs, openings)


def _opening(text: str, paragraph: Paragraph, index: int, depth: int, within_dieu: bool) -> _Opening | None:
    line = text[paragraph.start : paragraph.end]
    if paragraph.kind == "row":
        return None
    # Within Điều such a sentence is the Điều's own ("Quyết định này có hiệu lực …").
    if _SIGNATURE.match(line) or _CLOSING.match(line) and not within_dieu:
        return _Opening(index, "closing", None, 0, "", (paragraph.start, paragraph.start))
    for style, level, pattern in _MARKERS:
        match = pattern.match(line)
        if not match or style in ("khoản", "điểm") and not (within_dieu or depth or len(line) < 120 and style == "khoản"):
            continue
        number = _number(next(value for value in match.groups() if value), style)
        if number is None:
            continue
        title_end, topic = _title(line, match.end(), style)
        return _Opening(index, style, number, level, line[:title_end].rstrip(" ,;:."), (paragraph.start + topic[0], paragraph.start + topic[1]))
    if depth:
        return _Opening(index, "heading", None, _HEADING_LEVEL + depth, line.rstrip(" :"), (paragraph.start, paragraph.end))
    return None


def _number(value: str, style: str) -> int | None:
    if style == "điểm":
        return DIEM_ORDER.index(value.lower()) + 1 if value.lower() in DIEM_ORDER else None
    return numerals.value(value)


def _title(line: str, after_marker: int, style: str) -> tuple[int, tuple[int, int]]:
    """Where the title ends, and the span of its topic, both within `line`."""
    rest = line[after_marker:]
    begin = after_marker + len(rest) - len(rest.lstrip(" ,.:-"))
    if style == "thứ":
        end = _TOPIC_END.search(line, begin)
    elif len(line) <= 200:
        end = None if style in ("phần", "chương", "mục", "điều") else re.compile(r"[:;.]\s").search(line, begin)
    else:
        end = re.compile(r"[,;:.]\s").search(line, min(begin + 20, len(line)))
    stop = end.start() if end else len(line)
    return stop, (begin, max(begin, min(stop, len(line.rstrip(" .;:")))))


def _rank_headings(openings: list[_Opening]) -> list[_Opening]:
    """Decide for each run of ordinals whether headings stand inside it or around it."""
    ranked = list(openings)
    ordinals = [i for i, opening in enumerate(openings) if opening.style == "thứ"]
    runs: list[list[int]] = []
    for i in ordinals:
        if runs and openings[i].number == (openings[runs[-1][-1]].number or 0) + 1:
            runs[-1].append(i)
        else:
            runs.append([i])
    for run in runs:
        crossed = any(openings[i].style == "heading" for i in range(run[0], run[-1]))
        if not crossed:
            # The whole run lies under one heading: the ordinals are that heading's parts.
            for i in run:
                ranked[i] = _Opening(**{**vars(openings[i]), "level": _HEADING_LEVEL + 9})
    return ranked


def _nest(text: str, paragraphs: tuple[Paragraph, ...], openings: list[_Opening]) -> tuple[Section, ...]:
    sections: list[Section] = []
    stack: list[_Opening] = []
    end_of_text = paragraphs[-1].end if paragraphs else 0
    for position, opening in enumerate(openings):
        while stack and _closes(opening, stack[-1]):
            stack.pop()
        if opening.style == "closing":
            continue
        stack.append(opening)
        end = next(
            (paragraphs[later.paragraph].start for later in openings[position + 1 :] if _closes(later, opening)), end_of_text
        )
        sections.append(
            Section(
                opening.title,
                opening.style,
                opening.number,
                opening.level,
                paragraphs[opening.paragraph].start,
                end,
                tuple(item.title for item in stack),
                opening.topic,
            )
        )
    return tuple(sections)


def _closes(later: _Opening, earlier: _Opening) -> bool:
    return later.level <= earlier.level
