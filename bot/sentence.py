"""Sentences of a document, each with what is in force around it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from index.documents import Document, Paragraph
from index.text.sentences import sentence_spans
from index.text.syllables import Token, tokenise

from .guard.modality import aims
from .spans import Span

_YEAR = re.compile(r"(?<![\d/-])(?<!\d\s[-–]\s)(?:19|20)\d\d(?![\d-])(?!\s[-–]\s\d)")
_STATED = re.compile(r"(?<!đến )\bnăm ((?:19|20)\d\d)\b(?!\s?[-–]\s?\d)", re.I)
# The year of a day, or of a law, is in force for nothing else.
_DATED = re.compile(
    r"ngày \d{1,2} tháng \d{1,2} năm \d{4}|(?:luật(?! sư)|hiến pháp|pháp lệnh)(?!\w)[^,.;:]{0,80}? (?:năm )?(?:19|20)\d\d(?!\d)|(?:nghị quyết|nghị định|quyết định|kết luận)(?: số \S+)? năm \d{4}", re.I
)
_RESULT_AND_AIM = re.compile(
    r"(?:kết quả|tình hình|đánh giá|tổng kết|sơ kết|kiểm điểm)[^.;]{0,120}? năm (?P<done>20\d\d)[^.;]{0,60}?(?:phương hướng|nhiệm vụ|kế hoạch|mục tiêu|chương trình|dự toán)[^.;]{0,80}? năm (?P<aimed>20\d\d)", re.I
)
_AIMED = re.compile(r"(?<!\w)(?:sẽ|dự kiến|yêu cầu|giao|quyết nghị|cần|phải|năm tới|tới đây|phấn đấu|đề nghị|tiếp tục)(?!\w)", re.I)
_ACHIEVED = re.compile(r"(?<!\w)(?:đạt|đã|tăng|giảm|ước|bằng|vượt|chiếm|thu được|có thêm|hoàn thành)(?!\w)", re.I)
_BULLET = re.compile(r"[-–+•*]\s")
_COMPARED = re.compile(r"(?:so với [^\d,;.()]{0,40}?|(?<!\w)(?:hơn|kém) (?:của |cùng kỳ |cả )?năm |(?:cao|thấp|nhiều|ít|lớn|nhỏ) (?:hơn|kém) (?:mức |con số )?\d[\d.,]*\s?[%\w]{0,6}(?: đồng)? (?:của |cùng kỳ )?năm )(?P<year>(?:19|20)\d\d)", re.I)
COMPARES = re.compile(r"so với|(?:kể )?từ năm|hơn năm|kém năm|bằng năm")
_LIST_MARK = re.compile(r"\s*(?:\d{1,2}(?:\.\d{1,2})*[.)]|[a-zđ]\)|[-–+•*])\s+(?=\S)")
_ENUMERATED = re.compile(r"^\s*(?:\d+(?:\.\d+)*|[IVX]+)[.)]\s")


@dataclass(frozen=True)
class Sentence:
    """A sentence of a document with what is in force around it; offsets in the document."""

    document: Document
    start: int
    end: int
    tokens: tuple[Token, ...]
    years: frozenset[str]
    year_in_force: str | None
    before: tuple[Token, ...]  # the sentence before it in the same paragraph

    @property
    def text(self) -> str:
        return self.document.text[self.start : self.end]


def sentences(document: Document) -> tuple[Sentence, ...]:
    """The sentences of a document, each with the year in force: the one last stated before it in its paragraph; else the one that its
    section's heading names alone ("II. MỤC TIÊU NĂM 2025"); else the one last stated in its section or one around it; else, where no
    heading around it is dated otherwise, the title's, or the one last stated at all."""
    found: list[Sentence] = []
    dated = _dated_sections(document)
    titled = _only_year(document.title)
    scopes: list[tuple[int, tuple[str, str]]] = []  # until where a stated year is in force
    last: tuple[str, str] | None = None  # for what is done, and for what is aimed at
    for paragraph in document.paragraphs:
        before: tuple[Token, ...] = ()
        said: tuple[str, str] | None = None  # in the paragraph
        for start, end in sentence_spans(document.text, paragraph.start, paragraph.end):
            text = document.text[start:end]
            tokens = tuple(tokenise(text))
            scopes = [scope for scope in scopes if scope[0] > start]
            heading = next((year for begin, stop, year in dated if begin <= start < stop), None)
            around = scopes[-1][1] if scopes else None
            stated_before = said or (None if heading else around or (last if heading is None and not titled else None))
            in_force = _of_these(stated_before, text) if stated_before else heading or (titled if heading is None else None)
            found.append(Sentence(document, start, end, tokens, frozenset(years_in(text)), in_force, before))
            before = tokens
            if paragraph.kind != "heading" and (stated := _STATED.findall(_DATED.sub("", without_compared(text)))):
                said = last = _done_and_aimed(text, stated)
                scopes.append((_scope(document, paragraph, start), last))
    return tuple(found)


def _done_and_aimed(text: str, stated: list[str]) -> tuple[str, str]:
    """The year last stated, for all that follows; of "kết quả năm 2024, phương hướng năm 2025" one for what is done and one for what is aimed at."""
    both = _RESULT_AND_AIM.search(text)
    return (both["done"], both["aimed"]) if both and both["aimed"] == stated[-1] and int(both["aimed"]) == int(both["done"]) + 1 else (stated[-1], stated[-1])


def _of_these(years: tuple[str, str], text: str) -> str | None:
    """Which of the year of results and the year of aims a sentence is of; None where it tells of neither."""
    if years[0] == years[1]:
        return years[0]
    if aims(text) or _AIMED.search(text):
        return years[1]
    return years[0] if _ACHIEVED.search(text) else None


def _scope(document: Document, paragraph: Paragraph, start: int) -> int:
    """Where a year that is stated at `start` ceases to be in force: with its section; in an item of a list or a row of a table, with that."""
    if paragraph.kind == "row" or _BULLET.match(document.text, paragraph.start):
        return paragraph.end
    return max(((section.start, section.end) for section in document.sections if section.start <= start < section.end), default=(0, len(document.text)))[1]


def _dated_sections(document: Document) -> list[tuple[int, int, str]]:
    """Beginning, end and year of each section whose heading is dated, innermost first; "" where it names more or less than one year."""
    topics = ((section, document.text[slice(*section.topic)]) for section in reversed(document.sections))
    return [(section.start, section.end, _only_year(topic) or "") for section, topic in topics if re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", topic)]


def _only_year(text: str) -> str | None:
    """The year that a heading names ("năm 2025", or at its end), if it names one alone; not a day's, a law's, or one compared with."""
    told = without_compared(_DATED.sub("", text))
    found = {year for year in years_in(told) if re.search(rf"năm {year}|{year}\W*$", told, re.I)} if "tầm nhìn" not in told.lower() else set()
    return found.pop() if len(found) == 1 else None


def years_in(text: str) -> list[str]:
    """The years of a text, those of spans ("2021-2025") left out."""
    return _YEAR.findall(text)


def compared_years(text: str) -> list[tuple[int, int]]:
    """Each year that a figure is compared with ("so với năm 2022") and where it begins."""
    return [(int(match["year"]), match.start("year")) for match in _COMPARED.finditer(text)]


def without_compared(text: str) -> str:
    """Without the years that a figure is compared with ("so với năm 2022"), which are not the figure's."""
    return _COMPARED.sub("", text)


def unnumbered(heading: str) -> str:
    """A heading without the figure that it begins with: "1. Mục tiêu" says nothing of a first one."""
    return _ENUMERATED.sub("", heading)


def without_mark(text: str, span: Span, within: Iterable[Span]) -> Span:
    """A span of a text without the mark of a list that it begins with ("2. ", "a) ", "- "), unless one of those `within` begins there."""
    mark = _LIST_MARK.match(text, *span)
    return (mark.end(), span[1]) if mark and all(start >= mark.end() or end <= span[0] for start, end in within) else span
