"""Of which year a statement is: the year said with it, said before it, or in force where it stands."""

import re

from index.text.syllables import Token

from ..sentence import compared_years
from .clauses import REPORTED, Clause
from .facts import Fact, facts
from .sources import DATED, RIVAL, Source, Sources

_STATED = re.compile(r"\bnăm ((?:19|20)\d\d)\b(?!\s?[-–])", re.I)
_VISION = re.compile(r"tầm nhìn\s+(?:đến\s+)?(?:năm\s+)?$")  # a plan's horizon is another year than its term
_JOINS = re.compile(r"\s(?:và|cùng|cũng như|theo|cần|phải|để|nhằm|với)\s")  # something else, of no year or another
_TOLD = 3  # words with content of which a year is told
_LEAST = 0.4  # of them in a clause of that year
_BETTER = 0.12  # the share by which a clause of another year may not fit the words better


def misdated(clause: Clause, chosen: list[Source], everywhere: list[Source], sources: Sources) -> list[str]:
    """The years of a clause that are not those of what it says, in words for the log."""
    around = [one for one in everywhere if any(one.sentence == other.sentence for other in chosen)]
    own = [fact for fact in clause.facts if fact.kind == "year"]
    found: list[int] = []
    for at, fact in enumerate(own):
        if (fact.value[0], fact.start) in compared_years(clause.text):
            if not any(fact.value[0] == year for one in chosen for year, _ in compared_years(one.sentence.text)):
                found.append(fact.value[0])
            continue
        before = [token for token in clause.words if (own[at - 1].end if at else 0) <= token.start < fact.start]
        joined = match.start() if (match := _JOINS.search(clause.text, fact.end)) else len(clause.text)
        after = [token for token in clause.words if fact.end <= token.start < joined] if fact is own[-1] else []
        if REPORTED.search(clause.text[: fact.end]):
            before = []  # who says it, of no year
        told = [words for words in (before, after) if len(words) >= _TOLD] or [before + after if len(before + after) > 1 else list(clause.words)]
        if not all(_fits(clause, fact, words, around, sources) for words in told):
            found.append(fact.value[0])
    if not own and not any(fact.kind == "date" for fact in clause.facts):
        found += [year for year in sorted(clause.years) if not any(is_of(year, one) for one in chosen)]
    return [f"năm {year} không phải của điều này" for year in dict.fromkeys(found)]


def _fits(clause: Clause, fact: Fact, words: list[Token], around: list[Source], sources: Sources) -> bool:
    """Whether a clause of that year says these words as well as one of another year."""
    vision = "tầm nhìn" in re.split(r"(?:19|20)\d\d", clause.text[: fact.start].lower())[-1]
    leads = not any(token.start < fact.start for token in clause.words)
    right = [is_of(fact.value[0], one, leads=leads) and _seen_alike(vision, fact.value[0], one) and _of_no_other_span(clause, one) for one in around]
    mine = max((sources.holds(clause, words, one, DATED) for one, fits in zip(around, right, strict=True) if fits), default=0.0)
    others = max((sources.holds(clause, words, one, RIVAL) for one, fits in zip(around, right, strict=True) if not fits and one.sentence.years), default=0.0)
    return mine >= _LEAST and mine >= others * (1 - _BETTER)


def _seen_alike(vision: bool, year: int, source: Source) -> bool:
    """Whether the year is a plan's horizon in both, or in neither."""
    text = source.clause.group + source.clause.text
    said = [_VISION.search(text[: fact.start].lower()) is not None for fact in facts(text) if fact.kind == "year" and fact.value[0] == year]
    return not said or vision in said


def _of_no_other_span(clause: Clause, source: Source) -> bool:
    """Whether a source that says a span of years and no year (2021-2025) is told with that span."""
    spans = [fact for fact in source.clause.facts if fact.kind == "period"]
    own = any(fact.kind in ("year", "date") for fact in source.clause.facts)
    return own or not spans or any(fact.agrees(span) for fact in facts(clause.before + clause.text + clause.after) for span in spans)


def is_of(year: int, source: Source, *, leads: bool = True) -> bool:
    """Whether a source clause is of a year; where that `leads` its sentence ("Năm 2023, chỉ số 2022 tăng"), the year in force will do."""
    if source.clause.years:
        stated = _STATED.findall(source.sentence.text)
        return year in source.clause.years or leads and not stated and source.sentence.year_in_force == str(year)
    grouped, before = ([fact.value[0] for fact in facts(text) if fact.kind == "year"] for text in (source.clause.group, source.clause.before))
    if grouped or before:
        return year == grouped[-1] if grouped else year in before
    if source.sentence.years:
        return str(year) in source.sentence.years
    return source.sentence.year_in_force == str(year)
