"""Words of a written sentence that its proofs do not have, nor mean: an action or a thing that was made up."""

import re

from index.text.syllables import Token

from ..sentence import Sentence
from .clauses import clauses
from .neutral import beside, neutral
from .sources import Sources, by_synonyms

_WHATEVER = ("định hướng", "chủ trương", "giải pháp", "phương án", "đề xuất")
_TAKES_UP = re.compile(r"(?:Đây|Đó|Điều (?:này|đó)|Việc (?:này|đó))(?!\w)")


def made_up(text: str, proofs: list[Sentence], sources: Sources) -> list[str]:
    """Two syllables or more in a row that stand in no proof, its title or sections, and mean nothing that does."""
    line = f" {sources.line_of(' ; '.join(sources.around(one) for one in proofs))} "
    keys, found = set(line.split()), []
    for clause in clauses(text):
        known, passed = keys | by_synonyms(clause, line), {*neutral(clause.words)}
        lacking = beside(token for token in clause.words if token.key not in known and token not in passed)
        found += [f"“{left.text} {right.text}” không có trong đoạn trích" for left, right in lacking if not _of_before(clause.text, left, right, proofs)]
    return found


def _of_before(text: str, left: Token, right: Token, proofs: list[Sentence]) -> bool:
    """Whether "định hướng này" takes up what goes before a proof that itself takes that up ("Đây là"): by a word of the sentence before, or a noun for whatever it was."""
    taken_up = [one for one in proofs if _TAKES_UP.match(one.text)]
    known = {left.key, right.key} <= {token.key for one in taken_up for token in one.before} or f"{left.key} {right.key}" in _WHATEVER
    return bool(taken_up) and known and text[right.end :].startswith((" này", " đó", " trên"))
