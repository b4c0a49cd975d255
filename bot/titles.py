"""Heads of bodies and their deputies: who is somebody's deputy is not that somebody."""

import re

from .spans import Span

_HEAD = re.compile(r"(?<!\w)(?P<deputy>phó\s+)?(?P<head>chủ tịch|bí thư|giám đốc|trưởng|chánh|tổng biên tập|chủ nhiệm|hiệu trưởng|cục trưởng|vụ trưởng|viện trưởng|chi cục trưởng)(?!\w)", re.I)
_REACH = 80  # characters beside a name in which its bearer's offices stand
_ENDS = re.compile(r"[;:.!?\n]")


def deputised(asked: str, text: str, span: Span) -> bool:
    """Whether `asked` asks for a head and the person at `span` is only said to be a deputy, or the other way round."""
    before = _ENDS.split(text[max(0, span[0] - _REACH) : span[0]])[-1]
    after = _ENDS.split(text[span[1] : span[1] + _REACH])[0]
    wanted, held = _heads(asked), _heads(f"{before} , {after}")
    return any((head, deputy) not in held and (head, not deputy) in held for head, deputy in wanted)


def _heads(text: str) -> set[tuple[str, bool]]:
    """The offices named, and whether each is a deputy's."""
    return {(match["head"].lower(), bool(match["deputy"])) for match in _HEAD.finditer(text)}
