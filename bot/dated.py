"""Of which year a figure is, where its sentence names several: "từ 50,3 triệu đồng (2020) lên 82 triệu đồng (2025)"."""

import re

from .question import Question
from .sentence import Sentence, years_in
from .spans import Span, figures

_CLAUSE = re.compile(r"[,;]\s")
_BRACKETED = re.compile(r"[^,;.(]{0,12}\(\s*(?:năm\s+)?((?:19|20)\d\d)\s*\)")


def figure_of_year(question: Question, sentence: Sentence, span: Span) -> Span:
    """`span`, or, where its figure has a year in brackets, the one figure of the sentence that has the asked year so."""
    text, low = sentence.text, sentence.start
    dated = {(low + start, low + end): found[1] for start, end in figures(text) if (found := _BRACKETED.match(text, end))}
    if not any(start < span[1] and span[0] < end for start, end in dated):
        return span
    asked = [figure for figure, year in dated.items() if year in question.years]
    return asked[0] if len(asked) == 1 else span


def of_another_year(question: Question, sentence: Sentence, span: Span) -> bool:
    """Whether what stands at `span` is of another year than asked for, though its sentence names that year too."""
    if question.kind.name == "time" or not question.years & sentence.years:
        return False
    text, (start, end) = sentence.document.text, span
    if bracketed := _BRACKETED.match(text, end, sentence.end):
        return bracketed[1] not in question.years
    begin = max([sentence.start, *(match.end() for match in _CLAUSE.finditer(text, sentence.start, start))])
    stop = next((match.start() for match in _CLAUSE.finditer(text, end, sentence.end)), sentence.end)
    years = set(years_in(text[begin:stop]))
    return bool(years) and not years & question.years
