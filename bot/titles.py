"""Heads of bodies and their deputies: who is somebody's deputy is not that somebody."""

import re

from .spans import Span, bodies

_HEAD = re.compile(
    r"(?<!\w)(?P<deputy>phó\s+)?(?:(?:tổng|đội|tổ|trạm|thôn|khoa|phòng)\s+)?"
    r"(?P<head>chủ tịch|bí thư|giám đốc|thủ tướng|bộ trưởng|thứ trưởng|cục trưởng|vụ trưởng|viện trưởng|hiệu trưởng|chủ nhiệm|tổng biên tập|chánh|(?<!tăng )trưởng)(?!\w)",
    re.I,
)
# "Giám đốc là ai?", "Ai làm giám đốc?": who bears the office is asked, not who acts for its bearer.
_WHO_IS = re.compile(r"(?<!\w)(?:là (?:ai|người nào|ông nào|bà nào|đồng chí nào)|(?:ai|người nào) (?:là|làm|giữ|đang giữ)|tên (?:là )?gì)(?!\w)", re.I)
_REACH = 80  # characters beside a name in which its bearer's offices stand
# Behind these an office is somebody else's; and how what follows a name tells of its bearer.
_OTHERS = re.compile(r"\(|(?<!\w)(?:cho|thay|với|giao|cùng)(?!\w)")
_BRACKET = re.compile(r"\([^()]*\)")
_TOLD_OF = re.compile(r"\s*(?:[,(–-]|(?:là|làm|giữ|được|hiện|trúng|đảm|kiêm|phụ trách|phó|chủ tịch|bí thư|giám đốc|trưởng)(?!\w))", re.I)
_ENDS = re.compile(r"[;:.!?\n]")


def deputised(asked: str, text: str, span: Span) -> bool:
    """Whether `asked` asks who a head is and the person at `span` is only said to be a deputy, or the other way round, or is no person but a body."""
    if not _WHO_IS.search(asked):
        return False
    wanted, held = heads(asked), offices_beside(text, span)
    if any(head != "trưởng" for head, _ in wanted) and _is_body(text[slice(*span)]):
        return True  # a unit may lead a "khối thi đua"; no school is a headmaster
    return any((head, deputy) not in held and (head, not deputy) in held for head, deputy in wanted)


def _is_body(piece: str) -> bool:
    """Whether a piece begins with a body's name ("Trường Tiểu học Võ Thị Sáu", not "Đoàn Văn Thái")."""
    named = bodies(piece)[:1]
    return bool(named) and named[0][0] == 0 and any(word[0].islower() for word in piece[slice(*named[0])].split())


def offices_beside(text: str, span: Span) -> set[tuple[str, bool]]:
    """The offices named beside a name, and whether each is a deputy's."""
    before = _OTHERS.split(_BRACKET.sub(" ", _ENDS.split(text[max(0, span[0] - _REACH) : span[0]])[-1]))[-1]
    after = _ENDS.split(text[span[1] : span[1] + _REACH])[0]
    after = after if _TOLD_OF.match(after) else ""
    return heads(f"{before} , {after}")


def heads(text: str) -> set[tuple[str, bool]]:
    """The offices named, and whether each is a deputy's."""
    found = ((match["head"].lower(), bool(match["deputy"])) for match in _HEAD.finditer(text))
    return {("bộ trưởng", True) if head == "thứ trưởng" else (head, deputy) for head, deputy in found}
