"""Members of a list, told together: "cho ý kiến về kế hoạch kiểm tra và chương trình công tác" stitches nothing."""

import re
from collections.abc import Iterable

from index.text.syllables import Token, tokenise

from ..spans import bodies, people
from .clauses import whole_clause

_HEAD = 2  # syllables by which a member is known: "kế hoạch", "dự thảo"
_HELD = 0.9  # of the words that are told of a member, with which it is that one
_BEFORE = re.compile(r"(?:^|[,;:(]|(?<!\w)(?:và|về|cùng|gồm|là|với|có))\s*$", re.I)  # what a member stands behind


def members(text: str) -> list[str]:
    """The members that a line names one by one, parted by semicolons; none where one of them is somebody who acts."""
    parts = [part.strip(" .;") for part in text.rpartition(": ")[2].split(";")]
    found = [part for part in parts if len(part.split()) >= _HEAD]
    return [] if any(span[0] == 0 for part in found for span in (*bodies(part), *people(part))) else found


def told_together(text: str, named: Iterable[str]) -> bool:
    """Whether `text` tells two members or more of those `named`, each with nearly no word that is not its own."""
    each = [tokenise(one) for one in named]
    tokens = tokenise(text)
    starts = [at for at, token in enumerate(tokens) if _BEFORE.search(text[: token.start]) and any(_keys(tokens[at : at + _HEAD]) == _keys(one[:_HEAD]) for one in each)]
    pieces = [text[tokens[at].start : tokens[following].start if following else len(text)] for at, following in zip(starts, (*starts[1:], 0), strict=False)]
    return len(pieces) > 1 and all(any(_of(piece, one) for one in each) for piece in pieces)


def _of(piece: str, member: list[Token]) -> bool:
    known, words = {token.key for token in member}, whole_clause(piece).words
    return _keys(tokenise(piece)[:_HEAD]) == _keys(member[:_HEAD]) and sum(token.key in known for token in words) >= _HELD * len(words)


def _keys(tokens: list[Token]) -> list[str]:
    return [token.key for token in tokens]
