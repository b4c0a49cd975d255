"""Heads of bodies and their deputies: who is somebody's deputy is not that somebody."""

import re

from .spans import Span, bodies

_OFFICES = r"chủ tịch|bí thư|giám đốc|thủ tướng|bộ trưởng|thứ trưởng|cục trưởng|vụ trưởng|viện trưởng|hiệu trưởng|chủ nhiệm|tổng biên tập|chánh|(?<!tăng )trưởng"
_HEAD = re.compile(
    r"(?<!\w)(?P<deputy>phó\s+)?(?:(?:tổng|đội|tổ|trạm|thôn|khoa|phòng)\s+)?"
    rf"(?P<head>{_OFFICES})(?!\w)",
    re.I,
)
# "Giám đốc là ai?", "Ai làm giám đốc?": who bears the office is asked, not who acts for its bearer.
_WHO_IS = re.compile(r"(?<!\w)(?:là (?:ai|người nào|ông nào|bà nào|đồng chí nào)|(?:ai|người nào) (?:là|làm|giữ|đang giữ)|tên (?:là )?gì)(?!\w)", re.I)
# "Ai là giám đốc …", "Hiệu trưởng … là ai": the office is asked of, not one that somebody else bears.
_BEARS = re.compile(rf"(?<!\w)(?:ai|người nào|ông nào|bà nào)(?: (?:đang|hiện|hiện nay|hiện đang|từng))? (?:là|làm|giữ chức(?: vụ)?|giữ) (?:ông |bà |đồng chí )?(?:(?!người|được|thay|báo|do)[^\W\d]+ ){{0,2}}?(?:{_OFFICES})(?!\w)|^(?:(?!người|được|thay|báo|do)[^\W\d]+ ){{0,2}}(?:{_OFFICES})(?!\w).*(?<!\w)(?:là ai|là người nào|tên (?:là )?gì)(?!\w)", re.I)
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


def of_another_office(asked: str, text: str, span: Span) -> bool:
    """Whether `asked` asks who bears an office, and the document tells of the person at `span` others alone: "ai là giám đốc" of who leads the inspectors."""
    if not _BEARS.search(asked):
        return False
    wanted = {head for head, _ in heads(asked)}
    named = [match.span() for match in re.finditer(rf"(?<!\w){re.escape(text[slice(*span)].strip())}(?!\w)", text)]
    held = {head for one in named for head, _ in offices_beside(text, one) | _above(text, one)}
    return bool(wanted and held) and not wanted & held


def _above(text: str, span: Span) -> set[tuple[str, bool]]:
    """The offices in the lines above a name that stands alone in its own, as below a paper."""
    begin = text.rfind("\n", 0, span[0]) + 1
    alone = not re.search(r"\w", text[begin : span[0]]) and not re.match(r"[^\n]*\w", text[span[1] :])
    return heads(text[max(0, begin - _REACH) : begin]) if alone else set()


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
