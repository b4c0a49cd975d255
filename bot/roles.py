"""Who is to do what: in "A giao B chỉ đạo C, D tiếp thu ý kiến" each body does what stands behind it."""

import re

from index.text.normalise import fold
from index.text.syllables import tokenise

from .lexicon import synonyms
from .nearness import asked as asked_already
from .question import Question
from .sentence import Sentence
from .spans import OFFICE_HEAD, Span, bodies, people

_WHO = re.compile(r"(?<!\w)(?:ai|(?:cơ quan|đơn vị|bộ phận|tổ chức|sở|ban|bộ|ngành|phòng|cấp) nào)\s+(?P<does>.+)")
# What stands between who is asked for and what is done.
_TO_DO = re.compile(
    r"(?:(?:(?:được|bị) (?:giao|phân công)(?: (?:cho|nhiệm vụ|trách nhiệm))*|có (?:trách nhiệm|nhiệm vụ)|là (?:đơn vị|cơ quan|nơi)|phải|sẽ|đã|cần|lo|phụ trách|đứng ra|đi)\s+)*"
)
# Behind these a body is spoken of and does nothing itself; "giao cho" gives it something to do.
_SPOKEN_OF = re.compile(r"(?:(?<!\w)(?:của|tại|với|(?<!giao )cho|trước|về|từ|ở|theo|trình|gửi|đến|trong|thuộc|cùng|qua|là|ngoài|trừ|thay|khóa|báo cáo|phối hợp|chuyển|thuê)(?: (?:hội nghị|cuộc họp|phiên họp|kỳ họp|các|những|toàn thể|đại biểu|lãnh đạo))?|[(“\"])\s*$", re.I)
# A denial, a passive, another statement or somebody else between a body and what is done: then it is not surely the body that does it.
_BETWEEN = re.compile(r";|(?<!\w)(?:không|chưa|bị|bởi|do|được|ông|bà|đồng chí|người dân|doanh nghiệp|hộ|các xã|các phường|đơn vị|cơ quan)(?!\w)", re.I)
_ENDS = re.compile(r"\s*[,.;:)]")
_PASSIVE = re.compile(r"(?<!\w)(?:được|bị|do)\s*$", re.I)
_JOINED = re.compile(r",?\s*(?:và\s+)?")
_LEAD = re.compile(r"^\s*(?:[-–+•*]|\w{1,2}[.)])?\s*(?:(?:chủ trì|tiếp tục|thường xuyên|chủ động|kịp thời)\s*,?\s*)*", re.I)
_SUBJECT = re.compile(r"(?:các|những|mọi|nhà|chủ|đội|tổ|người|ông|bà|đơn|công|cơ|doanh)$")
_OFFICE = re.compile(rf"(?:{OFFICE_HEAD})\s+$")
# Of which kind of body is asked for.
HEAD = re.compile(r"\b(sở|ban|bộ|phòng|cục|chi cục|viện|trường|trung tâm) nào\b")
_TO_WHOM = re.compile(r"(?<!\w)(?P<verb>trình|gửi|báo cáo|nộp|chuyển|bàn giao)(?: (?:cho|đến|tới|về|lên|với|qua))? (?:ai|(?:cơ quan|đơn vị|bộ phận|tổ chức|sở|ban|bộ|ngành|phòng|cấp) nào)(?!\w)")
_TOWARDS = "cho|sang|đến|tới|về|lên|với|qua"
_AUTHORITY = re.compile(r"(?:các )?(?:cấp|cơ quan|đơn vị|bộ phận|lãnh đạo|người|ông|bà|đồng chí|[^\W\d_]*trưởng|thanh tra|công an|ủy ban|hội đồng|ban|sở|phòng|bộ|chính phủ|thủ tướng|chủ tịch|bí thư|giám đốc|văn phòng|trung tâm|tòa|viện|ubnd|hđnd)(?!\w)", re.I)
_DONE_THERE = "xem xét|để|trước|trong|theo|phê duyệt|quyết định|ban hành|thẩm định|tổng hợp|cho ý kiến|qua|vào|khi|sau|chậm nhất|định kỳ"
_WHOM = rf"(?P<whom>[^,;.:()\n]{{3,80}}?)(?=\s+(?:{_DONE_THERE})(?!\w)|[,;.:()\n]|$)"
_WITH = re.compile(r"(?<!\w)phối hợp(?: chặt chẽ)?,? (?:với|cùng)(?: với)?\s+(?:[^;.:()]*,\s*|[^;.:(),]*\svà\s+)?$", re.I)
_REACH = 120  # characters behind the deed in which its object stands


def performers(question: Question, text: str) -> tuple[Span, ...] | None:
    """The bodies of the sentence `text` that do what the question asks of; None where it asks of no deed of two syllables that stands there, or none does it."""
    asked = _WHO.search(question.restored.lower())
    if not asked:
        return None
    deed = tuple(asked["does"][_TO_DO.match(asked["does"]).end() :].split()[:2])  # type: ignore[union-attr] - it matches everywhere
    at = _place(question, text.lower(), deed) if len(deed) == 2 else None
    acting = [group for group in _groups(text) if at is not None and group[-1][1] <= at and _acts(text, group, at)]
    if not acting or any(asked_already(question, text[slice(*one)]) or _named_in_short(question, text[slice(*one)]) for one in acting[-1]):
        return None  # whom the question names itself it does not ask for
    return tuple(acting[-1])


def _named_in_short(question: Question, body: str) -> bool:
    """Whether the question names a body by its first two syllables: "Thành ủy đề nghị ai …" of Thành ủy Hà Nội."""
    first = [token.folded for token in tokenise(body)]
    return len(first) > 2 and bool(re.search(rf"(?<!\w){re.escape(' '.join(first[:2]))}(?!\w)(?! nao)", fold(question.restored)))


def headed(question: Question, sentence: Sentence) -> Span | None:
    """The body under whose name alone, as a heading, the sentence stands ("3. Phòng Giáo dục và Đào tạo"): it does what is told there."""
    if question.kind.name not in ("body", "person"):
        return None
    document = sentence.document
    around = [one for one in document.sections if one.start <= sentence.start < one.end and one.topic[1] <= sentence.start]
    if not around:
        return None
    topic = max(around, key=lambda one: one.start).topic
    heading = document.text[slice(*topic)].rstrip(" :.")
    if not _begins_with_deed(question, sentence.text):
        return None
    named = topic[0], topic[0] + len(heading)
    alone = [(named[0] + start, named[0] + end) for start, end in bodies(heading)][:1] == [named]
    head = HEAD.search(question.restored.lower())
    fits = not head or heading.lower().startswith(head.group(1))
    return named if alone and fits and not asked_already(question, heading) else None


def _begins_with_deed(question: Question, text: str) -> bool:
    """Whether a clause begins with a word of the question, or with "là": what else it begins with may act itself."""
    asked = {token.folded for token in tokenise(question.restored)} | {"la"}
    first = (tokenise(_LEAD.sub("", clause, count=1))[:1] for clause in re.split(r"[;,]\s+", text))
    return any(token.folded in asked and not _SUBJECT.match(token.key) for tokens in first for token in tokens)


def only_helps(question: Question, text: str, start: int) -> bool:
    """Whether the body at `start` is one with which another works ("chủ trì, phối hợp với Sở Tài chính"), and the question asks for none such."""
    asked = question.restored.lower()
    return bool(_WITH.search(text, max(0, start - _REACH), start)) and not re.search(r"(?<!\w)(?:phối hợp|cùng|với (?:ai|(?:cơ quan|đơn vị|sở|ban|ngành|phòng) nào))(?!\w)", asked)


def with_office(text: str, span: Span) -> Span:
    """A body with the office that stands right before it: "Chủ tịch UBND phường" is one person, "UBND phường" none."""
    office = _OFFICE.search(text, max(0, span[0] - _REACH), span[0])
    named = bodies(text[slice(*span)])
    return (office.start(), span[1]) if office and named and named[0][0] == 0 else span


def receivers(question: Question, text: str) -> Span | None:
    """To whom something is handed in "trình ai", "gửi cơ quan nào": what stands behind the same verb, up to what is done with it there."""
    asked = _TO_WHOM.search(question.restored.lower())
    if not asked:
        return None
    verb = rf"(?<!\w){asked['verb']}"
    found = list(re.finditer(rf"{verb}(?:\s[^,;.:()\n]{{0,50}}?)?\s(?:{_TOWARDS})\s+{_WHOM}", text, re.I)) or list(re.finditer(rf"{verb}\s+{_WHOM}", text, re.I))
    once = len(re.findall(verb + r"(?!\w)", text, re.I)) == len(found) == 1  # one thing is handed over
    if not once or not _AUTHORITY.match(found[0]["whom"]):
        return None
    start, end = found[0].span("whom")
    named = bodies(found[0]["whom"])
    return (start, start + named[0][1]) if named and named[0][0] == 0 else (start, end)


def _place(question: Question, low: str, deed: tuple[str, ...]) -> int | None:
    """Where the deed, or another word for it, stands with most of what the question says of it."""
    places = [found.start() for words in (deed, *synonyms().get(deed, ())) for found in re.finditer(rf"(?<!\w){re.escape(' '.join(words))}(?!\w)", low)]
    told = [token.text.lower() for token, turn in question.words if turn == 1.0]
    return max(places, key=lambda at: sum(word in low[at : at + _REACH].split() for word in told), default=None)


def _acts(text: str, group: list[Span], at: int) -> bool:
    """Whether a verb may follow these bodies of which they are the subject; who only helps in the passive ("được Sở A hướng dẫn") does what stands right behind."""
    before, (_, end) = text[: group[0][0]], group[-1]
    if _SPOKEN_OF.search(before) or _ENDS.match(text, end):
        return False
    if _BETWEEN.search(text, end, at) or people(text[end:at]):
        return False
    return not _PASSIVE.search(before) or not text[end:at].strip()


def _groups(text: str) -> list[list[Span]]:
    """The bodies, those in one list together, each with the office before it ("Chủ tịch UBND phường")."""
    groups: list[list[Span]] = []
    for start, end in bodies(text):
        start, _ = with_office(text, (start, end))
        if groups and _JOINED.fullmatch(text, groups[-1][-1][1], start):
            groups[-1].append((start, end))
        else:
            groups.append([(start, end)])
    return groups
