"""Choose the span of a sentence that answers, by the kind of span that the question asks for."""

import re

from index.text.normalise import fold
from index.text.syllables import tokenise

from . import enumerations, spans
from .lexicon import synonyms
from .lists import best_list, bracketed_list, counted_list, named_list
from .matching import Match
from .nearness import Choice, asked, near, stop
from .question import Question
from .roles import HEAD, only_helps, performers, receivers
from .spans import Span

_LISTED = ("thing", "place", "person", "open")  # kinds of which several may be asked for at once
_BESIDE, _BESIDE_TIME = 0.5, 0.3
KEY_WORDS = 3  # syllables with content from which key words are taken for a question
_SURE = 0.35  # nearness from which a few key words are taken to ask for the figure beside them
_FROM_TO = re.compile(r"(?<!\w)từ năm (?:nào|bao nhiêu|mấy) (?:đến|tới) năm (?:nào|bao nhiêu|mấy)")
_FROM_DAY_TO = re.compile(r"(?<!\w)từ (?:hôm|ngày|tháng|lúc|khi|giờ|mấy|bao)(?: (?:nào|mấy|giờ|bao nhiêu))* (?:đến|tới)(?: hết)? (?:hôm|ngày|tháng|lúc|khi|giờ|mấy|bao)(?!\w)")
_PERIOD = re.compile(r"\d{4}\s?[-–]\s?\d{4}")
# "Bao lâu kiểm tra một lần" is answered by how often, not by how long.
HOW_OFTEN = re.compile(r"(?<!\w)(?:bao lâu|mấy (?:ngày|tuần|tháng|năm|quý)|bao nhiêu (?:ngày|tuần|tháng|năm))(?!\w)(?! (?:mới|thì|chỉ))(?:(?!chỉ|mới|,).)*(?<!\w)(?:một|1) (?:lần|kỳ)(?: (?:ạ|vậy|thế|nhỉ))?[\s?.]*$")
OFTEN = re.compile(r"(?<!\w)(?:lần|mỗi|hằng|hàng|định kỳ|thứ (?:hai|ba|tư|năm|sáu|bảy)|chủ nhật)(?!\w)", re.I)
_MEASURED = re.compile(r"(?:tổng )?(?:vốn|thu|chi|tiền|kinh phí|ngân sách|nợ|dư nợ|doanh thu|kim ngạch|giá trị)(?!\w)")  # not counted
_HOW_MANY = re.compile(r"(?<!\w)(?:bao nhiêu|mấy)(?!\w)")
_PURPOSE = re.compile(r"(?<!\w)(?:để|nhằm|vì|do|bởi|tránh|tạo|góp phần|nhờ|với (?:tinh thần|sự|quyết tâm|nỗ lực))\s")
# "số điện thoại của Phòng Kinh tế", "hotline Công an xã": not what it is for.
_OWNER = re.compile(r"(?:số điện thoại|điện thoại|đường dây nóng|hotline|tổng đài|email|thư điện tử)(?: trực ban| trực| liên hệ)? (?:của )?(?!hỏi|để|liên hệ|trực|tư vấn|phản ánh|khi|nếu|về|nào|gì|là|số|mấy|bao nhiêu|hỗ trợ|tiếp nhận)(?P<owner>.+)")
_ASKED_OF_OWNER = frozenset("la so nao gi may bao nhieu a vay the cua dien thoai o tai".split())
_NAMED = re.compile(r"\btên\b|\bcụ thể là\b|\bdanh sách\b|\b(?:huyện|quận|xã|phường|tỉnh|thị xã|thị trấn) nào\b")
_DELEGATES = re.compile(r"\b(?:giao|phải|chịu trách nhiệm|chủ trì|thực hiện|chỉ đạo|phụ trách|làm|lo|trình|đề nghị|yêu cầu)\b")


def choose(question: Question, text: str, match: Match) -> Choice | None:
    """The spans of `text` that answer, or None where it has none of the kind asked for."""
    kind = question.kind
    low = question.restored.lower()
    if counted := counted_list(question, text):
        return counted
    if kind.name in ("body", "person") and (whom := receivers(question, text)):
        return Choice((whom,), 1.0)
    if kind.name == "body":
        return _bodies(question, text, match)
    if kind.many and kind.name in _LISTED:
        if names := bracketed_list(question, text) or named_list(question, text):
            return names
        listed = best_list(question, text, match)
        if listed:
            return listed
    candidates: list[Span]
    match kind.name:
        case "quantity":
            return _figure(question, text, match)
        case "time":
            candidates = [one for one in _named_first(low, text, spans.times(text)) if not HOW_OFTEN.search(low) or OFTEN.search(text)]
        case "order":
            candidates = _named_first(low, text, spans.orders(text))
        case "person":
            candidates = spans.people(text)
            if not candidates and _DELEGATES.search(low):
                return _bodies(question, text, match)
        case "place":
            candidates = spans.places(text)
        case "position":
            candidates = spans.offices(text)
        case "contact":
            candidates = [one for one in spans.contacts(text) if _of_the_owner(low, text, one)]
        case "thing" if spans.quoted(text) and re.search(r"chủ đề|khẩu hiệu|phương châm|tên", low):
            candidates = spans.quoted(text)
        case _:
            return _phrase(question, text, match)
    return _nearest(question, text, candidates, match)


def _of_the_owner(low: str, text: str, span: Span) -> bool:
    """Whether all words of whose telephone it is stand before it in its clause; nobody may be named."""
    owner = _OWNER.search(low)
    clause = re.split(r"[.;]\s", text[: span[0]])[-1]
    asked = {token.folded for token in tokenise(owner["owner"])} if owner else set()
    return asked - _ASKED_OF_OWNER <= {token.folded for token in tokenise(clause)}


def _phrase(question: Question, text: str, match: Match) -> Choice | None:
    """For "chỉ số nào", "quan điểm gì": the phrase that the noun heads; else a figure for a few
    key words; else a clause."""
    noun, low = question.kind.noun.lower(), question.restored.lower()
    if question.kind.name == "thing" and noun:
        if choice := _nearest(question, text, spans.named(text, noun), match):
            return choice
        if not _NAMED.search(low) and noun in text.lower() and " " in noun:
            start = max((found.start() for found in re.finditer(re.escape(noun), text.lower())), key=lambda at: near(text, (at, at + len(noun)), match))
            phrase = enumerations.trim(text, (start, stop(text, start)))
            if len(text[slice(*phrase)].split()) > len(noun.split()) + 1:
                return Choice((phrase,), near(text, phrase, match))
    if question.kind.name == "reason" and not _PURPOSE.search(text):
        return None  # the sentence gives no reason
    if question.kind.name == "open" and len(question.words) < KEY_WORDS:
        return None  # a lone word asks nothing: "kế hoạch" stands everywhere
    if _NAMED.search(low):
        return None  # a name is asked for, and a clause is none
    if question.kind.name == "open" and (choice := _figure(question, text, match)) and choice.near - choice.foreign > _SURE:
        return choice
    return Choice((_clause(question, text, match),), 0.4, typed=False)


def _nearest(question: Question, text: str, candidates: list[Span], match: Match) -> Choice | None:
    fresh = [span for span in candidates if not asked(question, text[span[0] : span[1]])]
    if not fresh:
        return None
    best = max(fresh, key=lambda span: near(text, span, match))
    nearness = near(text, best, match)
    # A sentence names many places and times: only one beside the question's words says where or when.
    least = {"place": _BESIDE, "time": _BESIDE_TIME}.get(question.kind.name, 0.0)
    return Choice((best,), nearness) if nearness >= least else None


def _figure(question: Question, text: str, match: Match) -> Choice | None:
    candidates = _figures(question, text)
    best: Choice | None = None
    for span in candidates:
        if asked(question, text[span[0] : span[1]]):
            continue
        choice = Choice((span,), near(text, span, match), _foreign(text, span, match))
        if best is None or choice.near - choice.foreign > best.near - best.foreign:
            best = choice
    return best


def _figures(question: Question, text: str) -> list[Span]:
    low = question.restored.lower()
    if re.search(r"phần trăm|%|tỷ lệ|tỉ lệ", low):
        found = [span for span in spans.figures(text) if re.search("[%/]", text[span[0] : span[1]])]
        return [span for span in found if "%" in text[span[0] : span[1]]] or found
    if money := re.search(r"(?:bao nhiêu|mấy|được)\s+(?:nghìn |ngàn |trăm )?(tỷ|tỉ|triệu|đồng|tiền)|số tiền|kinh phí", low):
        unit = {"tỷ": "tỷ", "tỉ": "tỷ", "triệu": "triệu"}.get(money.group(1) or "", "tỷ|triệu|đồng")
        return [span for span in spans.figures(text) if re.search(unit, text[span[0] : span[1]])]
    if question.inherits and (unit := unit_before(question)):
        # "Còn năm 2024?": a figure of the same unit as the one before, or none
        return [span for span in spans.figures(text) if unit in text[span[0] : span[1]]]
    for noun in _nouns(question, text):
        if found := spans.figures(text, noun):
            if noun:
                found = [span for span in found if noun.split()[0] in text[span[0] : span[1]].lower()]
            if found:
                return found
    return []


def unit_before(question: Question) -> str:
    """The unit of the figure that answered the turn before: in the clause that shares most of its words."""
    asked = {token.folded for token, _ in question.words}
    best = ""
    most = -1
    for clause in re.split(r"[,;(]\s", question.earlier):
        unit = re.search(r"%|tỷ|triệu", clause)
        shared = len({token.folded for token in tokenise(clause)} & asked)
        if unit and shared > most:
            best, most = unit.group(), shared
    return best


def _nouns(question: Question, text: str) -> list[str]:
    """The counted noun, what else it may be called, and how `text` marks it where it was typed bare."""
    noun = question.kind.noun.lower()
    if not noun or _MEASURED.match(noun) and not _HOW_MANY.search(question.restored.lower()):
        return [""]
    words, low = noun.split(), f" {re.sub(r'[?.,-]', ' ', question.restored.lower())} "
    others = [" ".join(other) for phrase, group in synonyms().items() if phrase[: len(words)] == tuple(words) and f" {' '.join(phrase)} " in low for other in group]
    return [noun, *_marked_in(text, words, question.typed_bare), *([words[0]] if len(words) > 1 else []), *others]


def _marked_in(text: str, words: list[str], typed_bare: frozenset[str]) -> list[str]:
    """The phrases of `text` that have the letters of `words`, all of them typed without marks: which were meant is a guess."""
    letters = [fold(word) for word in words]
    if not typed_bare.issuperset(letters):
        return []
    tokens = tokenise(text.lower())
    rows = (tokens[i : i + len(words)] for i in range(len(tokens) - len(words) + 1))
    found = {" ".join(token.text for token in row) for row in rows if [token.folded for token in row] == letters}
    return sorted(found - {" ".join(words)})


def _foreign(text: str, span: Span, match: Match) -> float:
    """The share of the question's weight that stands only where something else is spoken of.

    A figure's own words are those of its clause (between semicolons) before it, and those
    behind it up to a comma, a bracket or the next figure; without the words that are in the
    same way behind another figure ("có 111 xã nâng cao và 20 xã kiểu mẫu").
    """
    figures = spans.all_figures(text)
    begin = max((found.end() for found in re.finditer(r";\s*", text[: span[0]])), default=0)
    others = [(figure[1], _tail(text, figure, figures)) for figure in figures if figure[1] <= span[0] or figure[0] >= span[1]]
    end = _tail(text, span, figures)

    # The opening of a sentence, up to its first semicolon, governs the rest if it has no figure.
    opening = text.find(";")
    opening = 0 if any(figure[0] < opening for figure in figures) else max(opening, 0)

    def own(place: int) -> bool:
        return (begin <= place < end or place < opening) and not any(start <= place < stop for start, stop in others)

    lost = sum(weight for weight, places in match.words if not any(own(place) for place in places))
    return lost / match.total if match.total else 0.0


def _tail(text: str, figure: Span, figures: list[Span]) -> int:
    """Where the words behind a figure end that are its own."""
    following = next((other[0] for other in figures if other[0] >= figure[1]), len(text))
    cut = re.search(r",\s|;|\(|\)", text[figure[1] : following])
    return figure[1] + cut.start() if cut else following


def _from_to(text: str, found: list[Span]) -> list[Span]:
    """Two times with "đến" between and "từ" before, as one span."""
    pairs = ((left, right) for left, right in zip(found, found[1:], strict=False) if re.fullmatch(r"\s+(?:đến|tới)(?: hết)?\s+(?:hết )?", text[left[1] : right[0]]))
    return [(begin.start(), right[1]) for left, right in pairs if (begin := re.search(r"(?<!\w)từ (?:ngày |tháng |năm )?$", text[: left[0]], re.I))]


def _named_first(low: str, text: str, found: list[Span]) -> list[Span]:
    """Of several times or ordinals, those that begin as the question names them ("giai đoạn nào")."""
    if _FROM_TO.search(low):
        return [span for span in found if _PERIOD.search(text, *span)]
    if _FROM_DAY_TO.search(low) and (both := _from_to(text, found)):
        return both
    for word in ("giai đoạn", "nhiệm kỳ", "khóa", "đại hội", "thứ", "lần", "ngày", "tháng", "quý", "năm", "số"):
        if re.search(rf"(?<!\w){word} (?:thứ )?(?:nào|mấy|bao nhiêu)", low):
            period = word in ("giai đoạn", "nhiệm kỳ")
            return [
                span
                for span in found
                if word in text[max(0, span[0] - 12) : span[1]].lower() and (word != "năm" or re.search(r"\d{4}|năm \d{3}", text[slice(*span)])) or period and _PERIOD.search(text, *span)
            ]
    return found


def _bodies(question: Question, text: str, match: Match) -> Choice | None:
    """The bodies that do what is asked of; else the one nearest to the question's words, with those that stand beside it in one list."""
    found = spans.bodies(text)
    head = HEAD.search(question.restored.lower())
    acting = performers(question, text) or ()
    if acting and len(acting) == (question.kind.count or len(acting)) and not (head and not text[acting[0][0] :].lower().startswith(head.group(1))):
        return Choice(acting, 1.0)
    if head:
        found = [span for span in found if text[span[0] : span[1]].lower().startswith(head.group(1))]
    groups: list[list[Span]] = []
    for span in found:
        if asked(question, text[span[0] : span[1]]) or only_helps(question, text, span[0]):
            continue
        if groups and re.fullmatch(r",?\s*(?:và\s+)?", text[groups[-1][-1][1] : span[0]]):
            groups[-1].append(span)
        else:
            groups.append([span])
    if not groups:
        return None
    if question.kind.count:
        groups = [group for group in groups if len(group) == question.kind.count] or groups
    verb = _verb_of(question)

    def fit(group: list[Span]) -> float:
        """Nearness, and whether what the body is asked to do follows it at once."""
        span = (group[0][0], group[-1][1])
        doing = bool(verb and re.match(rf"\s+(?:(?:phải|sẽ|được|đã|cần)\s+)*{re.escape(verb)}(?!\w)", text[span[1] :], re.I))
        return near(text, span, match) + 0.5 * doing

    best = max(groups, key=fit)
    return Choice(tuple(best), min(1.0, fit(best)))


def _verb_of(question: Question) -> str:
    """The first word of what an asked body does: "tiếp" in "cơ quan nào phải tiếp thu …"."""
    found = re.search(r"\b(?:nào|ai)\s+(?:(?:phải|sẽ|được|đã|cần|là|lo|có)\s+)*(\w+)", question.restored.lower())
    return found.group(1) if found else ""


def _clause(question: Question, text: str, match: Match) -> Span:
    """For a reason, the clause from the word that gives it; else the part between semicolons
    that holds nearly all of the question's words, or the whole sentence."""
    if question.kind.name == "reason":
        purposes = [
            enumerations.trim(text, (marker.start(), stop(text, marker.end()))) for marker in _PURPOSE.finditer(text)
        ]
        if purposes:
            return max(purposes, key=lambda span: near(text, (span[0], span[0] + 1), match))
    total = sum(weight for weight, _ in match.words)
    bounds = [0, *(found.end() for found in re.finditer(r";\s+", text)), len(text)]
    for begin, end in zip(bounds, bounds[1:], strict=False):
        held = sum(weight for weight, places in match.words if any(begin <= place < end for place in places))
        if total and held >= 0.8 * total:
            return enumerations.trim(text, (begin, end))
    return enumerations.trim(text, (0, len(text)))
