"""What a written figure says beyond its value: how it is bounded, compared, turned, of what, of where, of whom."""

import re
from collections import Counter

from index.text.syllables import tokenise

from ..lexicon import STOP
from .clauses import Clause
from .facts import Fact, facts
from .modality import bound
from .sources import Source

_SCOPES = ("cả nước", "toàn quốc", "trung ương", "nội địa", "nước ngoài", "quốc gia", "khu vực", "thế giới")
_VERB_WITHIN = 5  # words before a figure among which its verb stands
_CHANGES = {"vượt": ("vượt", "cao hơn"), "tăng": ("tăng", "cao hơn"), "giảm": ("giảm", "thấp hơn"), "hụt": ("hụt", "thiếu"), "thiếu": ("hụt", "thiếu"), "thêm": ("thêm", "tăng", "mới")}
COMPARES = re.compile(r"[,\s]*(?:(?P<more>cao hơn|lớn hơn|nhiều hơn|vượt|nhanh hơn)|thấp hơn|nhỏ hơn|ít hơn|kém)\s")


_UP = (re.compile(r"(?<!\w)(?:cao|lớn|nhiều) hơn\s+$"), re.compile(r"(?<!\w)(?:tăng|thêm)(?: thêm)?\s+$"))
_DOWN = (re.compile(r"(?<!\w)(?:thấp|nhỏ|ít) hơn\s+$"), re.compile(r"(?<!\w)(?:giảm|bớt)(?: bớt)?\s+$"))
_PER = re.compile(r"(?:/|(?:mỗi|một|trên một) )(giờ|ngày|tuần|tháng|quý|năm|lượt|người|hộ|ha|km|m²|m2)(?!\w)")
_PER_CHARS = 24
_AGAIN = 6  # times that a sentence says the same two syllables
_ACTS = ("ký", "ban hành", "phát hành", "có hiệu lực", "công bố", "thông qua")


def other_act(clause: Clause, source: Source) -> str:
    """An act that a date is given for, where the source of the date tells of another: the day of a meeting is not that of a signing."""
    mine, theirs = f" {' '.join(clause.keys)} ", f" {' '.join(token.key for token in tokenise(source.sentence.text))} "
    return next((act for act in _ACTS if f" {act} " in mine and f" {act} " not in theirs), "")


def part_of(clause: Clause, fact: Fact, theirs: Fact, source: Clause) -> str:
    """What a share is of, said right behind it in the source ("113,5% dự toán") and nowhere in the clause."""
    behind = re.match(r"\s+([^\W\d_]+)\s+([^\W\d_]+)", source.text[theirs.end :])
    if fact.unit != "%" or not behind:
        return ""
    words = [token.key for token in tokenise(behind.group())]
    return "" if any(word in STOP or word in clause.keys for word in words) else behind.group().strip()


def scope(clause: Clause, source: Source) -> str:
    """A scope that the figure's own clause does not have, nor what leads into it: another country's, the whole country's."""
    theirs = f" {' '.join(source.clause.keys)} {source.clause.group.lower()} "
    return next((scope for scope in _SCOPES if f" {scope} " in f" {' '.join(clause.keys)} " and scope not in theirs), "")


def foreign_name(clause: Clause, fact: Fact, source: Source) -> str:
    """The name before a figure or ordinal, where its own clause does not have it, nor what leads into it."""
    if ":" in source.clause.text + source.clause.after:
        return ""  # it counts a list whose members follow
    theirs = {*source.clause.keys, *source.clause.inherited, *source.lead, *source.context}
    names = [token for token in clause.words if token.text[0].isupper() and token.start + len(clause.before) > 0 and token.start < fact.start]
    return names[-1].text if names and names[-1].key not in theirs else ""


def compares(more: bool, clause: Clause, fact: Fact) -> bool:
    """Whether what is said to be more, or less, is so, as far as the figures before are of the same measure."""
    before = [other for other in facts(clause.before) if other.kind == "figure" and other.unit == fact.unit]
    if fact.kind != "figure" or not before:
        return False
    low, high = before[-1].value
    return low > fact.value[1] if more else high < fact.value[0]


def bounded(clause: Clause, fact: Fact, source: Clause, theirs: Fact) -> str:
    """What is wrong with how a figure is bounded: "trên 10%" is not 10%, and what is exact is not about."""
    mine, other = bound(clause.text, fact.start, fact.end), bound(source.text, theirs.start, theirs.end)
    turned = {"more": _UP, "less": _DOWN}.get(mine)  # "ít hơn 12 điểm" of "giảm 12 điểm"
    if turned and not other and turned[0].search(clause.text[: fact.start]) and turned[1].search(source.text[: theirs.start]):
        return ""
    if mine != other and {mine, other} & {"more", "less"}:
        return f"“{clause.text[fact.start : fact.end]}” có mức trên, dưới khác đoạn trích"
    if mine == "about" != other and not re.search(r"(?<!\w)(?:ước|khoảng|dự kiến)(?!\w)", f"{source.group}{source.text}".lower()):
        return f"“{clause.text[fact.start : fact.end]}” là số đúng, không phải ước chừng"
    return ""


def turned_otherwise(clause: Clause, fact: Fact, source: Source) -> str:
    """A verb before a figure that makes it a change, or a surplus, where the source has none."""
    theirs = re.sub(r"\W+", " ", f" {source.clause.group} {source.clause.text} ".lower())
    before = [token.key for token in tokenise(clause.text[: fact.start])][-_VERB_WITHIN:]
    said = [verb for verb in _CHANGES if verb in before and before[before.index(verb) - 1 : before.index(verb)] != ["không"]]
    return next((verb for verb in said if not any(f" {one}" in theirs for one in _CHANGES[verb])), "")


def per_another(mine: str, theirs: str) -> str:
    """What a figure is told to be for each of, where the source has it for each of something else; both begin behind the figure."""
    told, known = ({match[1] for match in _PER.finditer(text[: _PER_CHARS])} for text in (mine, theirs))
    return next(iter(sorted(told - known)), "") if known else ""


def repeated(text: str, near: list[Source]) -> list[str]:
    """Figures that the sentence gives oftener than the cited text does: one of them is another's."""
    pairs = Counter(zip(keys := [token.key for token in tokenise(text)], keys[1:], strict=False))
    if pairs and max(pairs.values()) > _AGAIN:
        return ["lặp đi lặp lại"]
    mine, theirs = ([fact for fact in known if fact.kind == "figure"] for known in (facts(text), [fact for one in near for fact in one.clause.facts]))
    return [f"“{text[fact.start : fact.end]}” nhắc quá số lần có" for fact in mine if text[fact.start : fact.end] != "năm" and 1 < sum(fact.value == other.value for other in mine if text[other.start : other.end] != "năm") > sum(fact.agrees(other) for other in theirs)]
