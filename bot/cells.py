"""Tables: a row is read as one line, "column: cell; column: cell"; which of its cells a question asks for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.text.syllables import tokenise

from .guard.modality import aims
from .lexicon import STOP
from .question import Question
from .ranges import within
from .sentence import Sentence
from .spans import Span

_LEVELS = re.compile(r"^(?:(?:ubnd|ủy ban nhân dân) )?(?:tỉnh|thành phố|thị xã|thị trấn|huyện|quận|xã|phường|thôn|bản|trường|công ty)\s+", re.I)
_TELLING = frozenset("đã phải sẽ còn mới thêm".split())  # what is done and what is to be done have a column each
# What is left, and by how much it changes, only a column tells that says so.
_CHANGES = re.compile(r"(?<!\w)(?:còn (?:phải|lại|bao nhiêu|mấy|thiếu)|thêm|nữa|tăng|giảm|bớt)(?!\w)")
_ALSO = {"thêm": "(?:thêm|bổ sung|mới)"}
_DONE, _ENDS = re.compile(r"(?<!\w)(?:đã|hiện|hiện nay|đến nay|rồi)(?!\w)"), re.compile(r"(?<!\w)(?:khi|sau khi) (?:hoàn thành|xong|kết thúc)(?!\w)")
_UNITS = frozenset("tỷ tỉ triệu nghìn đồng usd ha người hộ lượt tấn km m2 m3 cái chiếc".split())
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_MONEY = re.compile(r"(?<!\w)(?:đồng|triệu|tỷ|tỉ|tiền|kinh phí|vốn)(?!\w)", re.I)
_SHARE = re.compile(r"%|(?<!\w)(?:tỷ lệ|tỉ lệ|phần trăm)(?!\w)", re.I)
_COLUMN_END = re.compile(r"[^\w():;]*\):?")
_COLUMN_ENDS = re.compile(r"[^():;]*\):\s+")
_NUMBER = re.compile(r"(?<![\w./,-])\d[\d.,]*(?![\w/%-])")
_LEAST_SYLLABLES = 2  # of a row's name: "Xã A" is found in any question


@dataclass(frozen=True)
class Cell:
    """A column's name and what stands below it in one row, in code points of the row."""

    head: Span
    value: Span


def cells(row: str) -> Iterator[Cell]:
    """The cells of a row, in order; what has no column's name is left out."""
    at = 0
    for part in re.split(r"(?<=\S)(?:; )", row):
        head, named, _ = part.partition(": ")
        if named and head.strip():
            yield Cell((at, at + len(head)), (at + len(head) + 2, at + len(part)))
        at += len(part) + 2


def asked_cell(question: Question, sentence: Sentence) -> Span | None:
    """The cell (code points of the document) that asks "how many" of the row that a question names: that whose column holds the most of its words."""
    if question.kind.name != "quantity" or not names_row(question, sentence):
        return None
    row, asked = sentence.text, {token.folded for token in tokenise(question.restored)}
    fitting = [cell for cell in cells(row) if tells(question, sentence, (sentence.start + cell.value[0], sentence.start + cell.value[1]))]
    scored = [(*_fit(question, row[slice(*cell.head)], asked), cell) for cell in fitting if re.search(r"\d", row[slice(*cell.value)]) and _measures(question, row, cell)]
    best, *others = sorted(scored, key=lambda one: one[:2], reverse=True) or [None]
    if not best or not best[0] or any(other[:2] == best[:2] for other in others):
        return None
    start, end = best[2].value
    return sentence.start + start, sentence.start + end


def tells(question: Question, sentence: Sentence, span: Span) -> bool:
    """Whether the cell in which a span (code points of the document) of a row begins can tell what is asked: of a goal where one is asked for and
    the row has one, of none where the done is asked for, and of what is left or changes only where its column says so."""
    low, row = question.restored.lower(), sentence.text
    heads = [row[slice(*cell.head)].lower() for cell in cells(row)]
    own = next((row[slice(*cell.head)].lower() for cell in cells(row) if cell.head[0] <= span[0] - sentence.start < cell.value[1]), "")
    changes = _CHANGES.search(low)
    if changes and not re.search(rf"(?<!\w){_ALSO.get(changes.group(), changes.group().split()[0])}(?!\w)", own):
        return False
    goal = (aims(low) or bool(_ENDS.search(low))) and any(map(_is_goal, heads))
    return _is_goal(own) if goal else not (_is_goal(own) and _DONE.search(low))


def _is_goal(head: str) -> bool:
    return aims(head) or bool(_ENDS.search(head))


def names_row(question: Question, sentence: Sentence) -> bool:
    """Whether a sentence is a table's row that a question names, or in whose range the question's number lies."""
    row = sentence.text
    return is_row(sentence) and any(_names(row[slice(*cell.value)], question.restored) or _covers(row[cell.head[0] : cell.value[1]], question.restored) for cell in cells(row))


def in_its_cell(sentence: Sentence, span: Span) -> Span:
    """A span (code points of the document) that begins in `sentence`; of a row without the end of the column's name before a cell ("%): 17,5"),
    and without the cells behind it; of "%)" alone the cell below it."""
    if not is_row(sentence):
        return span
    text, row = sentence.document.text, sentence.text
    if head := _COLUMN_ENDS.match(text, *span):
        span = (head.end(), span[1]) if text[head.end() : span[1]].strip() else span
    start, end = span[0] - sentence.start, span[1] - sentence.start
    for cell in cells(row):
        if _COLUMN_END.fullmatch(row, start, end) and cell.head[0] <= start and end <= cell.head[1] + 1:
            start, end = cell.value
        elif cell.value[0] <= start < cell.value[1]:
            end = min(end, cell.value[1])
    return sentence.start + start, sentence.start + end


def is_row(sentence: Sentence) -> bool:
    """Whether a sentence is, or is part of, a row of a table."""
    return sentence.document.paragraphs[sentence.document.paragraph_at(sentence.start) - 1].kind == "row"


def _names(value: str, asked: str) -> bool:
    """Whether a question names what stands in a cell, with its level or without."""
    tokens, words = tokenise(_LEVELS.sub("", value)), [token.folded for token in tokenise(asked)]
    name = [token.folded for token in tokens] if any(token.key not in _UNITS for token in tokens) else []
    return len(name) > 0 and sum(token.kind == "word" for token in tokens) >= _LEAST_SYLLABLES and any(words[at : at + len(name)] == name for at in range(len(words)))


def _covers(cell: str, asked: str) -> bool:
    """Whether a number of the question lies in the range that a cell tells: "12 đơn vị" in "Quy mô (đơn vị): Từ 10 đến dưới 30"."""
    return any(within(asked, *match.span(), cell) for match in _NUMBER.finditer(asked))


def _fit(question: Question, head: str, asked: set[str]) -> tuple[int, int]:
    """How many words of a question a column's name holds, and how few others it has (below 0); none where it is of another year."""
    years = set(_YEAR.findall(head))
    if years and question.years and not years & question.years:
        return 0, 0
    words = {token.folded for token in tokenise(head) if token.key not in STOP or token.key in _TELLING}
    return len(words & asked), -len(words - asked)


def _measures(question: Question, row: str, cell: Cell) -> bool:
    """Whether a cell is a share, or money, where one is asked for."""
    told = row[cell.head[0] : cell.value[1]]
    return bool(_SHARE.search(told) or not _SHARE.search(question.restored)) and bool(_MONEY.search(told) or not _MONEY.search(question.kind.noun))
