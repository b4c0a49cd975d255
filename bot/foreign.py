"""Whether the words that the trained reader points at cannot be what a kind of question asks for.

It was taught to point at something; the kinds of spans know a figure from a date, and a body from a plan.
"""

import re

from index.text.normalise import LOWER, UPPER
from index.text.numerals import WORDS
from index.text.syllables import tokenise

from .choose import HOW_OFTEN, OFTEN, unit_before
from .measures import of_another_measure
from .otherwise import BY_WHEN
from .question import Question
from .roles import only_helps
from .spans import OFFICE, Span, bodies, people, without_dates

# Where names are asked for, and what is one.
_NAMES = re.compile(r"(?<!\w)(?:tên(?! gì| là gì)|danh sách)(?!\w)")
_NAMES_WANTED = re.compile(r"(?<!\w)(?:cho (?:xin|biết)|xin|nêu|kể|ghi) (?:rõ |đủ |cụ thể )?tên(?! gì| là gì| gọi)(?!\w)")
_NAME = re.compile(rf"(?<!\w)[{UPPER}][{LOWER}]|\d|[“\"]")
_CALLED = re.compile(r"(?<!\w)(?:họ )?tên(?! (?:đơn vị|cơ quan|chức danh|chức vụ))(?!\w)")
# What a "văn bản nào" may be.
_PAPERS = "văn bản|luật|bộ luật|hiến pháp|pháp lệnh|lệnh|nghị quyết|nghị định|quyết định|thông tư|chỉ thị|kết luận|kế hoạch|quy chế|quy định|quy trình|hướng dẫn|thông báo|công văn|công điện|tờ trình|báo cáo|đề án|phương án|chương trình|điều lệ|hiệp định|biên bản|hợp đồng|giấy|phụ lục"
_PAPER = re.compile(rf"\d|[“\"]|(?<!\w)(?:{_PAPERS}|đơn)(?!\w)", re.I)
# Who does something in an office is neither a paper nor a plan.
_NO_BODY = re.compile(rf"(?:{_PAPERS}|dự án|hội nghị|cuộc họp|dự thảo)(?!\w)", re.I)
# What says which in an order: not "thứ hạng".
_PLACED = re.compile(r"\d|(?<!\w)[ivxl]+(?!\w)|(?<!\w)(?:thứ|hạng|giải|lần|loại|bậc|khóa|nhóm|quý) (?!hạng|bậc|tự)\w+|(?:đứng|dẫn|xếp) (?:đầu|cuối)|^(?:nhất|nhì|ba|tư|đầu tiên|cuối cùng)$", re.I)
_WHEN_DONE = re.compile(r"(?<!\w)(?:đã(?! phải| được giao)|(?:nào|mấy|bao giờ) rồi)(?!\w)")
_DEADLINE = re.compile(r"\W*(?:xong |hoàn thành )?(?:trước (?:ngày|tháng|\d)|chậm nhất|muộn nhất|đến hết)", re.I)
_BY = re.compile(r"(?<!\w)(?:trước|chậm nhất|muộn nhất|đến hết)(?: là| vào)?\s+$", re.I)
_BEFORE = 20  # characters
_SAYS_NOTHING = frozenset("có không chưa được là đã phải thì và".split())
_PLANNED = frozenset("kế hoạch dự kiến mục chỉ tiêu toán phấn đấu ước thực hiện cùng kỳ quý tháng năm trước sau nay đầu cuối".split())
NUMBER = re.compile(r"\d|(?<!\w)(?:một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|nửa|trăm|nghìn)(?!\w)", re.I)


def foreign(question: Question, text: str, span: Span) -> bool:
    """Whether `span` of `text` holds nothing of the kind that `question` asks for."""
    piece, kind, asked = text[slice(*span)], question.kind, question.restored.lower()
    if kind.many and kind.name != "quantity" and _only_counts(question, piece):
        return True  # "kể tên các chỉ tiêu vượt kế hoạch": how many they are names none
    match kind.name:
        case "person" if _CALLED.search(asked) and not people(piece) and (bodies(piece) or OFFICE.search(piece)):
            return True  # what he is is not what he is called
        case "person" | "body" if _NO_BODY.match(piece) or only_helps(question, text, span[0]):
            return True
        case "thing" if kind.noun.startswith("văn bản") and not _PAPER.search(piece):
            return True
        case "order" if not _PLACED.search(piece):
            return True
        case "quantity" if _date(piece) or _only_year(question) and unit_before(question) not in piece or of_another_measure(question, text, span):
            return True  # "Còn năm 2024?" after an amount of money asks for another
    if kind.name == "time" and HOW_OFTEN.search(asked) and not OFTEN.search(text, max(0, span[0] - _BEFORE), span[1] + _BEFORE):
        return True
    if kind.name == "time" and _WHEN_DONE.search(asked) and not BY_WHEN.search(asked) and (_DEADLINE.match(piece) or _BY.search(text, max(0, span[0] - _BEFORE), span[0])):
        return True  # by when it was to be done is not when it was
    wanted = {"open": _NAMES, "thing": _NAMES_WANTED}.get(kind.name)
    if wanted and wanted.search(asked) and not _named(text, span):
        return True
    return kind.name != "yesno" and all(token.key in _SAYS_NOTHING for token in tokenise(piece))


def _named(text: str, span: Span) -> bool:
    """Whether there is a name: a word behind the first with a capital that is no abbreviation, a number, or what is quoted."""
    piece = text[slice(*span)]
    return bool(_NAME.search(piece, 1)) or text[span[0] - 1 : span[0]] in ("“", '"')


def _only_counts(question: Question, piece: str) -> bool:
    """Whether a piece is a number and what it counts, in the question's own words."""
    tokens = [token for token in tokenise(piece) if token.key not in ("có", "khoảng", "hơn", "gần")]
    number, counted = tokens[:1], tokens[1:]
    counts = any(token.kind == "number" and not token.key.endswith("%") or token.key in WORDS for token in number)
    return counts and bool(counted) and {token.folded for token in counted} <= {token.folded for token in tokenise(question.restored)}


def _only_year(question: Question) -> bool:
    """Whether a follow-up names but another year, a name or a plan beside what the question before was about: it asks for the same measure."""
    own = [token for token, turn in question.words if turn == 1.0 and token.key not in question.years]
    return question.inherits and all(token.key in _PLANNED or token.text[0].isupper() for token in own)


def _date(piece: str) -> bool:
    """Whether it is a day, a month or a year, with a preposition at most."""
    rest = without_dates(piece)
    return rest != piece and len(rest.split()) < 2 and not NUMBER.search(rest)
