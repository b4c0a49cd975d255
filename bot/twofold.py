"""Two questions in one: "mở mới bao nhiêu công ty, tăng mấy phần trăm?" is asked as the one and then as the other."""

import re

from .answer import Answer, Citation
from .spans import Span

_ASKING = re.compile(
    r"(?<!\w)(?<!không có )(?<!chưa có )(?<!không )(?:nào|gì|ai|đâu|bao nhiêu|mấy|bao giờ|bao lâu|ra sao|sao)(?!\w)|(?<!\w)(?:không|chưa)(?: (?:ạ|nhỉ|vậy|thế))?$"
)
_PARTED = re.compile(r"[,;?]\s+(?:và\s+|rồi\s+)?|\s+và\s+|\s+rồi\s+")
# What only says how the first is to be answered, or goes on with it: "kể hết giúp", "gồm những gì", "tên là gì".
_GOES_ON = re.compile(r"(?:kể|nêu|liệt kê|xin|nhờ|giúp|cho|em|tôi|mình|cụ thể|gồm|bao gồm|tên|đó là|là|nếu|khi|mà|thì|có phải)(?!\w)|.*(?:đúng|phải) không$|(?:\w+ ){1,2}(?:đó|ấy|này)(?!\w)")
_IF = re.compile(r"(?:nếu|khi) ")
_OF_THESE = re.compile(r"(?<!\w)(?:các|những|một số) \w+$")  # "hướng dẫn các xã, phường nào": one list
_WHO = re.compile(r"(?<!\w)(?:ai|(?:cơ quan|đơn vị|bộ phận|người|đồng chí|lãnh đạo) nào)(?!\w)")
_SOON = 4  # words before the one that asks, behind "và"
_FEWEST, _FEWEST_BEFORE = 2, 5  # words of the second part and of the first, which is asked alone
_CLOSE = 30  # characters between two answers in one clause


def parts(restored: str) -> tuple[str, str] | None:
    """The two questions that one asks, each with its own word that asks; None where it asks one, or more than two."""
    whole = restored.strip(" ?.!")
    text = whole.lower()
    asking = sum(bool(_ASKING.search(part)) for part in _PARTED.split(text))
    if len(text) != len(whole) or _IF.match(text) or asking != 2:
        return None
    for mark in _PARTED.finditer(text):
        first, second = text[: mark.start()], text[mark.end() :]
        enough = len(first.split()) >= _FEWEST_BEFORE and len(second.split()) >= _FEWEST
        asks = _ASKING.search(second)
        if "và" in mark.group() and asks and len(second[: asks.start()].split()) > _SOON:
            continue  # "dự thảo báo cáo và chỉ thị sau hội nghị, cơ quan nào": two things, and one question
        if enough and asks and not _GOES_ON.match(second) and not _OF_THESE.search(first) and _ASKING.search(first) and not (_WHO.search(first) and _WHO.fullmatch(second)):
            return whole[: mark.start()], whole[mark.end() :]
    return None


def joined(first: Answer, second: Answer) -> tuple[str, tuple[Span, ...], tuple[Span, ...]] | None:
    """Document, spans and proofs of both answers: one stretch where they stand close together in a sentence, the first where they overlap.

    None where either is none or a list, or they say the same, or are of two documents.
    """
    if first.items or second.items or first.short_answer == second.short_answer or not (first.status == second.status == "answered"):
        return None
    (one, proof), (other, other_proof) = _place(first), _place(second)
    if proof.document_id != other_proof.document_id:
        return None
    proofs = tuple(dict.fromkeys((each.start, each.end) for each in (proof, other_proof)))
    low, high = sorted((one, other))
    if low[1] > high[0]:
        return proof.document_id, (one,), ((proof.start, proof.end),)
    if len(proofs) == 1 and high[0] - low[1] <= _CLOSE:
        return proof.document_id, ((low[0], high[1]),), proofs
    return proof.document_id, (one, other), proofs


def _place(answer: Answer) -> tuple[Span, Citation]:
    """Where the short answer stands, and the quote that holds it."""
    short = answer.short_answer or ""
    proof = next(one for one in answer.citations if short in one.quote)
    start = proof.start + proof.quote.index(short)
    return (start, start + len(short)), proof
