"""Of which year a figure is, where its sentence names several: "từ 50,3 triệu đồng (2020) lên 82 triệu đồng (2025)"."""

import re

from .question import Question
from .sentence import COMPARES, Sentence, compared_years, without_compared, years_in
from .spans import Span, figures, times

_CLAUSE = re.compile(r"[,;]\s")
# What is begun, completed, signed, in force: each has a day of its own.
_STEPS = {
    "begun": re.compile(r"(?<!\w)(?:khởi công|động thổ|khởi động|khai giảng|khai mạc|bắt đầu|mở (?:lớp|đợt|cửa))(?!\w)"),
    "completed": re.compile(r"(?<!\w)(?:hoàn thành|khánh thành|xong|kết thúc|bế mạc|bế giảng|thông xe|nghiệm thu|về đích)(?!\w)"),
    "signed": re.compile(r"(?<!\w)(?<!đăng )(?<!thư )(?<!chữ )(?<!nhật )(?:ký(?! hiệu| túc| sinh)|ban hành)(?!\w)"),
    "effective": re.compile(r"(?<!\w)(?:hiệu lực|thi hành|áp dụng)(?!\w)"),
}
_STATEMENT, _STEP_PARTED = re.compile(r"[;.]\s|\n"), re.compile(r"[,;.]\s|\svà\s|\n")
_BRACKETED = re.compile(r"\s*\(\s*(?:năm\s+)?((?:19|20)\d\d)\s*\)")
_THEN = re.compile(r"\s*\(\s*(?:năm\s+)?\d{4}\s*\),?(?:\s+(?:lên|xuống|tới|đến|còn|và|tăng|giảm|từ|khoảng|là))*\s*")


def figure_of_year(question: Question, sentence: Sentence, span: Span) -> Span:
    """`span`, or, where its figure has a year in brackets and is told with another's (", lên …"), the one of the asked year."""
    text, low = sentence.text, sentence.start
    rows: list[list[tuple[Span, str]]] = []
    for start, end in figures(text):
        if not (found := _BRACKETED.match(text, end)):
            continue
        if rows and _THEN.fullmatch(text, rows[-1][-1][0][1] - low, start):
            rows[-1].append(((low + start, low + end), found[1]))
        else:
            rows.append([((low + start, low + end), found[1])])
    for row in rows:
        asked = [figure for figure, year in row if year in question.years]
        if len(asked) == 1 and any(start < span[1] and span[0] < end for (start, end), _ in row):
            return asked[0]
    return span


def of_another_year(question: Question, sentence: Sentence, span: Span) -> bool:
    """Whether what stands at `span` is of another year than asked for, though its sentence names that year too."""
    if question.kind.name not in ("quantity", "thing") or not question.years & sentence.years:
        return False
    text, (start, end) = sentence.document.text, span
    if bracketed := _BRACKETED.match(text, end, sentence.end):
        return bracketed[1] not in question.years
    begin = max([sentence.start, *(match.end() for match in _CLAUSE.finditer(text, sentence.start, start))])
    stop = next((match.start() for match in _CLAUSE.finditer(text, end, sentence.end)), sentence.end)
    years = set(years_in(without_compared(text[begin:stop])))
    if not years and not COMPARES.search(question.restored.lower()):  # "tăng 12% so với năm 2025" is not of 2025
        return bool({str(year) for year, _ in compared_years(text[begin:stop])} & question.years)
    return bool(years) and not years & question.years


def of_another_step(question: Question, text: str, span: Span) -> bool:
    """Whether the clause of a time tells when another step was or will be taken than the one asked for: begun, and not completed."""
    asked = {name for name, step in _STEPS.items() if step.search(question.restored.lower())}
    if question.kind.name != "time" or len(asked) != 1:
        return False
    begin = max((match.end() for match in _STATEMENT.finditer(text, 0, span[0])), default=0)
    begin = max([begin, *(begin + end for _, end in times(text[begin : span[0]]))])  # what goes before has its own time
    stop = next((match.start() for match in _STEP_PARTED.finditer(text, span[1])), len(text))
    told = {name for name, step in _STEPS.items() if step.search(text[begin:stop].lower())}
    return bool(told) and not told & asked
