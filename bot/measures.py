"""What a figure measures: money is no count, and what is counted is not what it is counted for."""

import re

from index.text.syllables import tokenise

from .question import Question
from .spans import Span

_MONEY = re.compile(r"(?<!\w)(?:đồng(?! chí| bào| đội| hồ| bộ)|VND|VNĐ|USD|đô la|euro)(?!\w)", re.I)
# Nouns of money, and what may stand where a noun is looked for and is none.
_OF_MONEY = re.compile(
    r"(?:tiền|đồng|vốn|kinh phí|chi|thu|ngân sách|tỷ|tỉ|triệu|nghìn|ngàn|trăm|phí|lệ phí|học phí|lương|phụ cấp|giá|nguồn|mức|tổng|quỹ|thuế|nợ|usd|đô|hỗ trợ|khoản|trợ cấp|một|mỗi|thưởng|phạt|doanh thu|ngày|tháng|năm|nếu|khi|vậy|đối|so|đóng)(?!\w)"
)
_ASKS_MONEY = re.compile(r"(?<!\w)(?:doanh thu|kinh phí|học phí|lệ phí|thu nhập|tiền lương|phụ cấp|chi phí|tổng vốn|tổng mức đầu tư|trợ cấp)(?!\w)")
_SHARE = re.compile(r"%|phần trăm|lần|mức lương|tháng lương|hệ số")
# How many there are by now is not how many have come to them.
_ASKS_TOTAL = re.compile(r"(?<!\w)(?:(?:tới|đến|cho đến) (?:giờ|nay|bây giờ|thời điểm này)|tổng cộng|cả thảy|tất cả|tổng số|lũy kế)(?!\w)")
_TOLD_TOTAL = re.compile(r"(?<!\w)(?:nâng (?:tổng )?(?:số )?[^.;]{0,60}?lên|tổng (?:số|cộng)|lũy kế|cộng dồn)(?!\w)", re.I)
_ASKS_ADDED, _ADDED = re.compile(r"(?<!\w)(?:thêm|mới(?! nhất| đây))(?!\w)"), re.compile(r"(?<!\w)thêm (?:được )?(?:khoảng |hơn |gần |ít nhất )?$", re.I)
_IS_SHARE = re.compile(r"(?P<what>(?!số |tỷ lệ |tỉ lệ )[^\W\d]+ [^\W\d]+)(?: [^\W\d]+)* là (?:mấy|bao nhiêu) (?:phần trăm|%)")
_BEHIND = 20  # characters in which a measure goes on
_COUNT = re.compile(r"\s*(?:(?:hơn|gần|khoảng|trên|dưới|tối đa|ít nhất)\s+)*\d[\d.,]*\s+(?!(?:triệu|tỷ|nghìn|ngàn)(?!\w))(?P<noun>[^\W\d]+)")


def only_added(question: Question, text: str, sentence: Span, span: Span) -> bool:
    """Whether a total is asked for and told in the sentence, and the figure at `span` is what has been added to it: "có thêm 9 xã, nâng tổng số lên 87"."""
    low = question.restored.lower()
    new = _ASKS_ADDED.search(low.replace("nông thôn mới", " "))
    return bool(_ASKS_TOTAL.search(low) and not new and _ADDED.search(text, sentence[0], span[0]) and _TOLD_TOTAL.search(text, span[1], sentence[1]))


def of_another_measure(question: Question, text: str, span: Span) -> bool:
    """Whether the figure at `span` is money where things are counted, counts things where money is asked for, or counts what the
    question names beside what it counts ("Mỗi tổ mấy người?": not "14 tổ")."""
    low, piece = question.restored.lower(), text[slice(*span)]
    if (of := _IS_SHARE.match(low)) and "%" in piece and text[span[1] :].lower().lstrip().startswith(of["what"]):
        return True  # "50% lãi suất" is no rate of interest
    counts_on = bool(re.match(r"\s+[^\W\d]", text[span[1] :]))
    noun, money = question.kind.noun.lower(), bool(_MONEY.search(piece)) or bool(_MONEY.match(text[span[1] :].lstrip()))
    if money:
        return bool(noun) and not _OF_MONEY.match(noun) and not _OF_MONEY.search(noun)
    if _ASKS_MONEY.search(low) and (not noun or _OF_MONEY.match(noun)) and not _SHARE.search(text[span[0] : span[1] + _BEHIND]):
        return counts_on or bool(_COUNT.match(piece))
    counted = _COUNT.match(piece)
    if not counted or not noun:
        return False
    asked, told = {token.folded for token in tokenise(noun)}, [token.folded for token in tokenise(counted["noun"])]
    return bool(told) and told[0] not in asked and not asked & {token.folded for token in tokenise(piece)} and f"mỗi {counted['noun'].lower()}" in low
