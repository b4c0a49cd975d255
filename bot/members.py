"""The members of a list of which the two ends are known.

The trained reader points at a list from its first member's first word to its last one's last word. What stands before the
first and after the last is then no part of a member, and of those between the same kind of words goes: "Nhật Bản 2.500 tấn,
Hàn Quốc 1.200 tấn, Đài Loan" are three countries, and "không bắn pháo hoa" after "không xây tượng đài, " is what must not be
done. Counted over the lists of `eval/training/passages/`, whose members their writers gave.
"""

import re

from index.text.normalise import LOWER, UPPER
from index.text.syllables import tokenise

from . import enumerations
from .question import Question
from .spans import Span, amounts, bodies, people

_BRACKET = re.compile(r"\s*\([^()]*\)$")
_COUNTED = re.compile(r"\d[\d.,]*\s+(?P<noun>\w+(?:\s+\w+)?)\s+$")
# Not where "không" is part of a word.
_DENIES = re.compile(r"(?P<word>không|chưa|cấm)(?: được)?\s+(?!gian\b|khí\b|quân\b|lực\b|phận\b|cảnh\b)", re.I)
_TITLES = re.compile(r"(?:các )?(?:ông|bà|đồng chí|anh|chị)\s+", re.I)
_NOUN = re.compile(rf"[{LOWER}]\w*(?: [{LOWER}]\w*)? (?=[{UPPER}])")
# What a body goes on with that is to do something.
_DOES = re.compile(
    r" (?:tiếp thu|tiếp tục|tham mưu|chủ trì|phối hợp|hướng dẫn|tổ chức|thực hiện|xây dựng|rà soát|kiểm tra|báo cáo|tổng hợp|chuẩn bị|hoàn thiện|theo dõi|đôn đốc|triển khai|ban hành|trình"
    r"|xem xét|nghiên cứu|chỉ đạo|bố trí|chịu trách nhiệm|có trách nhiệm|căn cứ|khẩn trương|tập trung|chủ động)(?!\w)"
)
_COUNT_BEFORE = re.compile(r"(?<![\w/.,])(?P<count>[2-9]|1\d) (?P<noun>[^\W\d_]+)(?![^,;:]{0,60}(?<!\w)(?:các|những)(?!\w))[^,;:]{0,40}:\s+$")
_BEFORE_CHARS = 40
_ASIDE = re.compile(r"\s*[(),;]")


def members(text: str, span: Span) -> list[Span]:
    """The members of the list that begins and ends with `span`, without what its ends show to be no part of them."""
    quoted = text[span[0] - 1 : span[0]] in ("“", '"') and text[span[1] : span[1] + 1] in ("”", '"')
    if quoted:  # '"A" và "B"', pointed at without the outermost marks
        span = (span[0] - 1, span[1] + 1)
    found = enumerations.items(text, span)
    if len(found) > 1:
        found = _without_tails(text, _of_one_kind(text, found))
        found = [found[0], *(_without_lead(text, span[0], item) for item in found[1:])]
        found[0] = _with_noun(text, found)
    return [one for one in (_unquoted(text, item) for item in found) if one[0] < one[1]]


def _with_noun(text: str, found: list[Span]) -> Span:
    """The first member with the noun before it that every other begins with: "xã Tân Phong và xã Mỹ Lạc", pointed at from "Tân"."""
    start, end = found[0]
    noun = _NOUN.match(text, *found[1])
    if not noun or not text[start].isupper() or not text.endswith(noun.group(), 0, start) or not all(text.startswith(noun.group(), item[0]) for item in found[1:]):
        return start, end
    return start - len(noun.group()), end


def name_alone(text: str, span: Span) -> Span:
    """Where `span` begins with one person's name and goes on with what is said of that person, only the name, with what the person
    is called: so end 287 of 288 answers to "ai" that begin with one in `eval/training/passages/`."""
    piece = text[slice(*span)]
    called = _TITLES.match(piece)
    found = people(piece)
    if not found or found[0][0] not in (0, called.end() if called else 0) or not (aside := _ASIDE.match(piece, found[0][1])):
        return span
    pieces = [_TITLES.sub("", one.strip(), count=1) for one in re.split(r"[,;()]", piece[aside.end() :])]
    return span if any(people(one)[:1] and people(one)[0][0] == 0 for one in pieces) else (span[0], span[0] + found[0][1])  # "ông A, bà B": two are meant


def counted_alone(text: str, span: Span, noun: str) -> Span:
    """Of several counts in one span ("41 chi bộ và 187 đảng viên"), the one that alone counts `noun`."""
    parts = enumerations.items(text, span)
    asked = {token.folded for token in tokenise(noun)}
    said = [{token.folded for token in tokenise(text[slice(*part)])} for part in parts]
    own = [part for part, words in zip(parts, said, strict=True) if asked & words - set().union(*(other for other in said if other is not words))]
    counts = all(re.search(r"\d", text[slice(*part)]) for part in parts)
    return own[0] if len(parts) > 1 and len(own) == 1 and counts else span


def bodies_alone(text: str, found: list[Span]) -> list[Span]:
    """A list of bodies up to the one that goes on with what they are to do: "Ban Tuyên giáo, Văn phòng Thành ủy tiếp thu ý kiến để …"."""
    for at, (start, end) in enumerate(found):
        named = bodies(text[start:end])[:1]
        if not named or named[0][0]:
            break
        if at and _DOES.match(text, start + named[0][1], end):
            return [*found[:at], (start, start + named[0][1])]
    return found


def _unquoted(text: str, item: Span) -> Span:
    """Without quotation marks around it, or one that has lost the other."""
    start, end = item
    if text[start] in "“\"" and (text[end - 1] in "”\"" or not set("”\"") & set(text[start + 1 : end])):
        start += 1
    if start < end and text[end - 1] in "”\"" and not set("“\"") & set(text[start : end - 1]):
        end -= 1
    return start, end


def _of_one_kind(text: str, found: list[Span]) -> list[Span]:
    """Where the first is an amount and nothing else, of each other that ends in one of the same unit only that; where it is a
    person's name, the others' names without what they are called."""
    first = text[slice(*found[0])]
    if amounts(first) == [(0, len(first))]:
        ends = [amounts(text[slice(*item)])[-1:] for item in found[1:]]
        if all(end and item[0] + end[0][1] == item[1] and _unit(text[slice(*item)]) == _unit(first) for item, end in zip(found[1:], ends, strict=True)):
            return [found[0], *((item[0] + end[0][0], item[1]) for item, end in zip(found[1:], ends, strict=True))]
    if people(first) == [(0, len(first))]:
        return [(title.end(), item[1]) if (title := _TITLES.match(text, *item)) and people(text[title.end() : item[1]]) else item for item in found]
    return found


def _unit(piece: str) -> str:
    return re.split(r"\d", piece)[-1].strip().lower()


def _without_tails(text: str, found: list[Span]) -> list[Span]:
    """Without the brackets, or the amounts, that every one but the last ends with; one amount alone may belong to its member."""
    for tail, fewest in ((_bracket, 2), (_amount, 3)):
        ends = [tail(text, item) for item in found]
        if len(found) >= fewest and ends[-1] is None and None not in ends[:-1]:
            cut = [enumerations.trim(text, (item[0], end)) if end else item for item, end in zip(found, ends, strict=True)]
            if len({text[start:end] for start, end in cut} - {""}) == len(cut):
                return cut
    return found


def _bracket(text: str, item: Span) -> int | None:
    """Where the bracket begins that a member ends with."""
    match = _BRACKET.search(text[slice(*item)])
    return item[0] + match.start() if match else None


def _amount(text: str, item: Span) -> int | None:
    """Where the amount begins that a member ends with."""
    found = amounts(text[slice(*item)])
    return item[0] + found[-1][0] if found and item[0] + found[-1][1] == item[1] else None


def _without_lead(text: str, start: int, item: Span) -> Span:
    """Without the denial, or the number and the noun that it counts, that stand before the list too."""
    before = text[max(0, start - _BEFORE_CHARS) : start]
    denied, counted = list(_DENIES.finditer(before)), _COUNTED.search(before)
    if denied and denied[-1].end() == len(before) and (match := _DENIES.match(text, *item)) and match["word"].lower() == denied[-1]["word"].lower():
        return match.end(), item[1]
    if counted and (match := re.compile(rf"\d[\d.,]*\s+{re.escape(counted['noun'])}\s+").match(text, *item)):
        return match.end(), item[1]
    return item


def counted_before(question: Question, text: str, sentence: int, start: int) -> int | None:
    """How many members a list has by the count of what is asked for right before it: "2 thành phố trực thuộc là: …"."""
    counted = _COUNT_BEFORE.search(text, sentence, start)
    several = rf"(?<!\w)(?:những|các|mấy) {re.escape(counted['noun'].lower())}(?!\w)" if counted else ""
    return int(counted["count"]) if counted and re.search(several, question.restored.lower()) else None
