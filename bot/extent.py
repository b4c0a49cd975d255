"""How far an answer goes around the span that the trained reader points at: what belongs to it, and what is another's."""

import re

from index.text.normalise import LOWER, UPPER
from index.text.syllables import tokenise

from .members import name_alone
from .question import Question
from .roles import with_office
from .spans import Span, bodies, people, times

# Said of all of something, it is part of what is said: "cả hệ thống chính trị".
_WHOLE = re.compile(r"(?<!\w)(?:cả|toàn|toàn bộ|toàn thể|tất cả|tất cả các|mọi)\s+$", re.I)
_GIVES_REASON = re.compile(r"(?<!\w)(?:để|nhằm|vì|do|bởi|nhờ|tránh|tinh thần|sự)\s+$", re.I)
# It belongs to its figure: "từ 400 điểm" are not 400.
_HEDGE = re.compile(r"(?<!\w)(?:từ|trên|dưới|khoảng|gần|hơn|tối đa|tối thiểu|ít nhất|không quá|chừng|xấp xỉ)\s+$", re.I)
_SOON = re.compile(r"(?<!\w)(?:ngay|chậm nhất(?: là)?|muộn nhất(?: là)?|sớm nhất(?: là)?)\s+$", re.I)
_RANGE = re.compile(r"\s*(?:đến|lên|xuống|tới|còn|–|-)(?!\w)")
_TASKS = re.compile(r"(?:(?:đôn đốc|giao cho|giao|yêu cầu|đề nghị|chỉ đạo|phối hợp với|cùng với|cùng|với|do|bởi|mời|thuê)\s+)+", re.I)
_OBJECT = re.compile(r"(?<!\w)(?P<verb>tránh|ngăn|chống|khắc phục|hạn chế|tháo gỡ) (?:cái |chuyện |việc |điều |những |tình trạng |khó khăn )*gì[\s?.]*$")
_BEFORE = 30  # characters in which a word before an answer stands
_JOINS = re.compile(r"\s*(?:đến|tới|và|hoặc|hay|nếu|khi|sau|trước|kể|,? ?(?:ngày|tháng|quý|năm)|[-–/;(])", re.I)
_SETTLES_ALONE = re.compile(r"(?:có|không|chưa|được|phải|bị|cần)(?: (?:được|phải|bị|cần))?", re.I)
_MUCH = 40  # characters behind a time that tell of it
_PLACE = re.compile(rf" [{UPPER}][{LOWER}]+ [{UPPER}][{LOWER}]+(?! [{UPPER}])")
_CLOSES = re.compile(r"[^()]*\)")
_BETWEEN_BRACKETS = re.compile(r"\)\W*(?P<name>[^()]+)\(")


def extent(question: Question, text: str, span: Span) -> Span:
    """`span` with a bracket that it opens, the word that says of all, or that gives the reason asked for; of one body the paragraph that names it, of one person the name."""
    span = _behind_the_deed(question, text, span)
    span = closed(text, _in_one_bracket(question, text, _of_one_paragraph(question, text, span)))
    if question.kind.name == "quantity" and (hedge := _HEDGE.search(text, max(0, span[0] - _BEFORE), span[0])) and not _RANGE.match(text, span[1]):
        span = (hedge.start(), span[1])
    if not question.kind.many and (before := (_GIVES_REASON if question.kind.name == "reason" else _WHOLE).search(text, max(0, span[0] - _BEFORE), span[0])):
        span = (before.start(), span[1])
    if question.kind.name == "body" and not question.kind.many:
        span = _body_alone(text, span)
    if question.kind.name in ("body", "thing"):
        span = _with_place(text, span)
    if question.kind.name == "yesno" and _SETTLES_ALONE.fullmatch(text, *span):
        span = _clause_of(text, span)
    if question.kind.name == "time" and (soon := _SOON.search(text, max(0, span[0] - _BEFORE), span[0])):
        span = (soon.start(), span[1])
    if question.kind.name == "time" and not question.kind.many:
        span = _times_alone(text, span)
    return name_alone(text, with_office(text, span)) if question.kind.name == "person" and not question.kind.many else span


def _clause_of(text: str, span: Span) -> Span:
    """The clause, up to the next comma or semicolon on each side, that a lone "không" stands in: that alone tells nothing."""
    begin = max((match.end() for match in re.finditer(r"[,;:.]\s+|\n", text[: span[0]])), default=0)
    end = re.compile(r"[,;.](?=\s)|\n").search(text, span[1])
    stop = end.start() if end else len(text)
    return begin, text.find("”", stop) + 1 or stop if text.count("“", begin, stop) > text.count("”", begin, stop) else stop


def _with_place(text: str, span: Span) -> Span:
    """A body with the place that its name ends with: "Công ty Khai thác công trình thủy lợi Yên Giang", pointed at without."""
    named = bodies(text[slice(*span)])
    place = _PLACE.match(text, span[1]) if named and named[0][0] == 0 else None
    return (span[0], place.end()) if place and not people(text[span[1] : span[1] + _MUCH]) else span


def _behind_the_deed(question: Question, text: str, span: Span) -> Span:
    """From the one place on in which the verb stands whose object is asked for: "để tránh chuyện gì?" of "triển khai ngay, tránh tình trạng …"."""
    asked = _OBJECT.search(question.restored.lower())
    found = [match.start() for match in re.finditer(rf"(?<=[,;] ){asked['verb']}(?!\w)", text[slice(*span)])] if asked else []
    return (span[0] + found[0], span[1]) if len(found) == 1 else span


def _body_alone(text: str, span: Span) -> Span:
    """Without the verb by which a body is given its task: "đôn đốc Công ty Cổ phần Lĩnh Nam"."""
    lead = _TASKS.match(text, *span)
    named = bodies(text[lead.end() : span[1]]) if lead else []
    return (lead.end(), span[1]) if lead and named and named[0][0] == 0 else span


def _of_one_paragraph(question: Question, text: str, span: Span) -> Span:
    """Without what stands in the next paragraph, where one body or person is asked for: the heading that names it is pointed at, and the first word of its tasks."""
    broken = text.find("\n", *span)
    single = broken > 0 and question.kind.name in ("body", "person") and not question.kind.many
    return (span[0], broken) if single and (bodies(text[span[0] : broken]) or people(text[span[0] : broken])) else span


def _in_one_bracket(question: Question, text: str, span: Span) -> Span:
    """Of "B), C (D" what stands in one bracket: D where the question says the name before it, else B."""
    piece = text[slice(*span)]
    first = _CLOSES.match(piece)
    if not first:
        return span
    if match := _BETWEEN_BRACKETS.match(piece, first.end() - 1):
        asked = {token.folded for token, turn in question.words if turn == 1.0}
        before = text[max(0, span[0] - len(match["name"])) : span[0]]
        if _said(match["name"], asked) > _said(before, asked):
            end = piece.find(")", match.end())
            return span[0] + match.end(), span[0] + end if end > 0 else span[1]
    return span[0], span[0] + first.end() - 1


def _said(name: str, asked: set[str]) -> float:
    """The share of a name's words that the question says."""
    words = [token.folded for token in tokenise(name)]
    return sum(word in asked for word in words) / len(words) if words else 0.0


def _times_alone(text: str, span: Span) -> Span:
    """Of a time and much that is told of it, the time: "từ đầu năm cho các cơ quan, đơn vị, …"."""
    found = times(text[slice(*span)])
    if not found or found[0][0] > 1 or _JOINS.match(text, span[0] + found[0][1]) or span[1] - span[0] - found[0][1] < _MUCH:
        return span
    return span[0] + found[0][0], span[0] + found[0][1]


def closed(text: str, span: Span) -> Span:
    """With the bracket that follows, where it is opened inside."""
    return (span[0], span[1] + 1) if text[span[1] : span[1] + 1] == ")" and text.count("(", *span) > text.count(")", *span) else span
