"""What else a figure could have been said of: clauses of the document that it is perhaps falsely given for."""

from .clauses import Clause
from .facts import Fact, facts
from .sources import Source


def rivals(fact: Fact, theirs: Fact, clause: Clause, best: Source, everywhere: list[Source]) -> list[Source]:
    """The clauses with other figures, or other statements of the same sentence, that `fact` of `clause`, which is `theirs` of `best`, may falsely be given for.

    Another sentence's, whose figure is told beside for itself, is compared with it: "tăng 9,0%, mục tiêu năm 2024 là 10,5-11,5%".
    What has no figure is no rival of one that counts the same in both: "5 trục phát triển".
    """
    told = facts(f"{clause.before} ; {clause.after}")
    counted = len(fact.noun) > 1 and fact.noun == theirs.noun
    each = [one for one in everywhere if _rivals(fact, one, best) and not (counted and not _figures(one))]
    return [one for one in each if one.sentence == best.sentence or not any(other.agrees(figure) for other in told for figure in _figures(one))]


def _rivals(fact: Fact, one: Source, best: Source) -> bool:
    if any(fact.agrees(other) for other in one.clause.facts) or _leads_into(one, best):
        return False
    return one.sentence == best.sentence or bool(_figures(one))


def _figures(one: Source) -> list[Fact]:
    return [other for other in one.clause.facts if other.kind in ("figure", "ratio")]


def _leads_into(one: Source, other: Source) -> bool:
    """Whether a clause goes before another in its group: its words are the other's subject."""
    return one.sentence == other.sentence and one.place < other.place and one.clause.before in other.clause.before and one.clause.grouped == other.clause.grouped
