"""What a number counts, and what an ordinal numbers: the same number of another thing is another fact."""

import re
from collections.abc import Iterable
from decimal import Decimal

from index.text.normalise import UPPER
from index.text.syllables import tokenise

from ..lexicon import STOP, synonyms
from .clauses import Clause
from .facts import Fact, facts
from .neutral import neutral

_COUNTING = frozenset("ở tại theo thứ lần số hạng đại hội là của nội dung vấn đề phần mục điểm ý nhóm".split())
_SPAN_OF_TIME = _COUNTING | frozenset("giai đoạn năm từ trong 3 5 áp dụng cho ứng với tương".split())
_OWNER = re.compile(rf"(?:do|của)\s+(?:các\s+)?[{UPPER}]")
_NO_NOUN = frozenset("so với và là trong trên của thì cho đã được".split())
_GROUPS = frozenset("đội tổ nhóm đoàn cặp lượt đợt hộ".split())
_ABOUT_IT = 0.7  # of the pairs of syllables behind an ordinal that the statement has which it numbers
_TOLD_OF, _SOME = 0.75, 5  # or of the words, in any order, where there are more than some
_PARTS = re.compile(r",(?!\d)|;|\bvà\b")
_TERM = re.compile(r"(?:khóa|khoá|nhiệm kỳ)\s+$")


def counts_the_same(told: Clause, fact: Fact, theirs: Fact, clause: Clause) -> bool:
    """A bare number (`fact` of what is told) counts the same noun in a source's clause; "111 xã" is not "111 huyện"."""
    if fact.kind not in ("figure", "ratio") or fact.unit or not fact.noun or fact.noun[0] in _NO_NOUN:
        return True
    if fact.value[0] <= 12 and (label := _label(told.text, fact.start)) and label == _label(clause.text, theirs.start):
        return True  # "mũi 2", "lớp 6": it counts nothing
    if theirs.noun[:1] and theirs.noun[0] in _GROUPS and theirs.noun[0] not in told.keys:
        return False  # "120 đội thanh niên" are not 120 thanh niên
    after = [token.key for token in tokenise(clause.text[theirs.end :])][:4]
    alike = (*synonyms().get(fact.noun, ()), *synonyms().get(fact.noun[:1], ()))
    return fact.noun[0] in after or any(other[0] in after for other in alike)


def _label(text: str, at: int) -> str:
    """The word right before a number that it numbers."""
    match = re.search(r"(?<!mỗi )(?<!từng )(?<!\w)(mũi|lớp|quý|vòng|đợt|khối|tầng|nhóm)\s+$", text[:at].lower())
    return match[1] if match else ""


def counted_otherwise(fact: Fact, sources: Iterable[Clause]) -> bool:
    """Whether a source counts the same noun with another number: else "năm" before it is the year."""
    return any(theirs.kind == "figure" and theirs.noun[:1] == fact.noun[:1] != () for one in sources for theirs in one.facts)


def counts_what_follows(clause: Clause, fact: Fact) -> bool:
    """Whether a small number only counts what its own sentence lists behind it: "hai ngày 23 và 24", "hai sân bay: Hòa Lạc và Gia Lâm"."""
    rest = clause.text[fact.end :] + clause.after
    _, opens, listed = rest.partition(":") if ":" in rest else rest.partition(" là ") if " là " in rest else rest.partition(" gồm ")
    members = len(_PARTS.split(listed)) if opens else len(re.findall(rf"\bvà\s+[{UPPER}]", rest.split(",")[0])) + 1
    return _is_small(fact) and int(fact.value[0]) in (members, _enumerated(rest), sum(other.kind == "date" for other in facts(rest)))


def crossed(clause: Clause, fact: Fact, best: Clause, theirs: Fact, others: Iterable[Clause]) -> str:
    """The figure of another clause that counts the same as `theirs` of the best, where what tells the two apart is told of that one:
    "20 xã nâng cao" of "111 xã nâng cao và 20 xã kiểu mẫu"."""
    led = not any(one.kind in ("figure", "ratio") for one in facts(clause.group))
    for other in others:
        for one in counts_alike(theirs, other):
            if fact.agrees(one) or any(told.agrees(one) for told in clause.facts):
                continue
            for own, apart in ((_said(best), _said(other)), (_said(best, theirs.end), _said(other, one.end))):  # all, or what stands behind each
                mine = set(clause.keys)
                if led and not mine & (apart ^ own):  # "Về nông thôn mới nâng cao, có 20 xã"
                    mine |= clause.inherited
                if mine & (apart - own) and own - apart and not mine & (own - apart):
                    return other.text[one.start : one.end]
    return ""


def told_behind(clause: Clause, best: Clause, others: Iterable[Clause]) -> str:
    """The figure of a later clause of the sentence, where words of what is told stand behind that one and nowhere before:
    "số ca tử vong tăng 18%" of "1.284 ca mắc, tăng 18%, trong đó 2 ca tử vong"."""
    known = f" {' '.join(token.key for token in tokenise(best.before + best.text))} "
    mine = {pair for pair in pairs(clause) if f" {' '.join(pair)} " not in known}
    told = facts(clause.before + clause.text + clause.after)
    for other in others:
        for one in other.facts:
            if one.kind in ("figure", "ratio") and len(other.before) > len(best.before) and mine & set(pairs(other, one.end)) and not any(one.agrees(fact) or fact.agrees(one) for fact in told):
                return other.text[one.start : one.end]
    return ""


def pairs(clause: Clause, behind: int = 0) -> list[tuple[str, str]]:
    """The pairs of neighbouring words with content, from a place on."""
    return [(left.key, right.key) for left, right in zip(clause.words, clause.words[1:], strict=False) if right.start == left.end + 1 and left.start >= behind]


def counts_alike(fact: Fact, clause: Clause) -> list[Fact]:
    """The figures of a clause that count, or measure, the same kind of thing."""
    return [one for one in clause.facts if one.kind in ("figure", "ratio") and (one.noun[:1] == fact.noun[:1] != () or one.unit == fact.unit != "")]


def _said(clause: Clause, behind: int = 0) -> set[str]:
    return {token.key for token in clause.words if token.start >= behind}


def counts_what_leads(clause: Clause, fact: Fact) -> bool:
    """Whether a small number only counts what its own sentence begins with: "Mê Linh, Sóc Sơn và Đông Anh là ba khu vực"."""
    before = clause.before + clause.text[: fact.start]
    named = [part.strip() for part in _PARTS.split(before.removesuffix(" là "))] if before.endswith(" là ") else []
    return _is_small(fact) and int(fact.value[0]) == len(named) and all(part[:1].isupper() for part in named)


def _enumerated(rest: str) -> int:
    """How many members of one beginning what follows a number lists: "ba khu vực phía Bắc, phía Đông và phía Tây"."""
    parts = [part.split() for part in _PARTS.split(rest)]
    opening = parts[-1][:1]
    return len(parts) if len(parts) > 1 and opening and all(opening[0] in part[:3] if number == 0 else part[:1] == opening for number, part in enumerate(parts)) else 0


def counts_a_list(fact: Fact, sources: Iterable[str]) -> bool:
    """Whether a small number counts what a source lists without saying how many: "một số sân bay: Sân bay Hòa Lạc, sân bay Gia Lâm"."""
    counts = set()
    for source in sources:
        before, _, listed = source.partition(": ")
        told = any(other.kind == "figure" and other.noun[:1] == fact.noun[:1] for other in facts(before))  # how many it says itself
        if listed and not told and fact.noun[:1] and fact.noun[0] in [token.key for token in tokenise(before)]:
            counts.add(len(_PARTS.split(listed)))
        if fact.noun[:1] == ("ngày",):
            counts.add(sum(other.kind == "date" for other in facts(source)))
    return _is_small(fact) and int(fact.value[0]) in counts


def _is_small(fact: Fact) -> bool:
    return fact.kind == "figure" and not fact.unit and 2 <= fact.value[0] <= 12


def whole_alone(fact: Fact, theirs: Fact, clause: Clause) -> bool:
    """Whether a figure is only what a share is of: "23 chỉ tiêu" where 18/23 are meant, and 18 is not told."""
    if fact.kind != "figure" or theirs.kind != "ratio" or int(fact.value[0]) != theirs.value[1] or theirs.value[0] == theirs.value[1]:
        return False
    return not any(other.kind == "figure" and int(other.value[0]) == theirs.value[0] for other in facts(clause.before + clause.text + clause.after))


def parts_of(fact: Fact, clause: Clause) -> list[Fact]:
    """The part, where a clause tells the part of a whole told before it: "33 trong số 41" of "41 trường, trong đó 33 trường"."""
    part, whole = (Decimal(value) for value in fact.value)
    wholes = [one for one in facts(clause.before) if one.kind == "figure" and one.value == (whole, whole)]
    return [one for one in clause.facts if one.kind == "figure" and one.value == (part, part) and wholes and one.noun[:1] == wholes[-1].noun[:1] == (fact.noun[:1] or one.noun[:1]) and "trong đó" in clause.text[: one.start].lower()]


def numbers_the_same(clause: Clause, fact: Fact, source: Clause, theirs: Fact) -> bool:
    """Whether an ordinal numbers, or a period belongs to, the same thing: what stands right before it and behind it, or where it opens
    a statement, what the statement is about."""
    passed = _SPAN_OF_TIME if fact.kind == "period" else _COUNTING
    mine, other = _before(clause.text, fact.start, passed), _before(source.text, theirs.start, passed)
    if fact.kind == "period":
        return not mine or not other or bool(set(mine) & set(other)) or set(other) <= set(clause.keys)
    if _TERM.search(clause.text[: fact.start].lower()):
        return _TERM.search(source.text[: theirs.start].lower()) is not None  # whose term of office, the other words tell
    behind, theirs_behind = _behind(clause.text, fact.end), _behind(source.text, theirs.end)
    if theirs_behind and (behind or _OWNER.search(clause.text[fact.end :])) and behind != theirs_behind and (behind or theirs_behind[0] not in clause.keys):
        return False
    if mine:
        return bool(other) and other[-1] in mine
    line = f" {' '.join(token.key for token in tokenise(source.before + source.text + source.after))} "
    if other:
        return False
    without = {*neutral(clause.words)}
    told = [token for token in clause.words if token not in without and token.key not in passed]
    pairs = [(left.key, right.key) for left, right in zip(told, told[1:], strict=False) if right.start == left.end + 1]
    in_order = sum(f" {left} {right} " in line for left, right in pairs) >= _ABOUT_IT * len(pairs)
    return in_order or len(told) > _SOME and sum(f" {token.key} " in line for token in told) >= _TOLD_OF * len(told)


def _before(text: str, at: int, passed: frozenset[str]) -> list[str]:
    """The last words before a place, some passed over; none where the statement begins there."""
    return [token.key for token in tokenise(re.split(r"[,;:()]", text[:at])[-1]) if token.key not in passed][-6:]


def _behind(text: str, at: int) -> list[str]:
    """The two words behind a place, of a name that begins there: "của Đảng", "Đảng bộ thành phố"."""
    tokens = [token for token in tokenise(re.split(r"[,;:()]", text[at:])[0]) if token.key != "của"][:2]
    return [token.key for token in tokens if token.key not in STOP] if tokens and tokens[0].text[0].isupper() else []
