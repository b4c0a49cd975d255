"""Words of a written sentence that its proofs do not have, nor mean: an action or a thing that was made up."""

from collections.abc import Iterator

from index.text.syllables import Token

from ..sentence import Sentence
from .clauses import clauses
from .sources import Source, Sources, by_synonyms

# Words that join, name a kind of text or say that something is said: they state nothing of what is told.
_NEUTRAL = frozenset(
    (
        "đồng thời|đồng chí|bên cạnh|thành phố|đánh giá|giai đoạn|văn bản|kết quả|yêu cầu|căn cứ|bước sang|ghi nhận|bài viết|nội dung|thuộc diện|mục đích|giữ chức|xem xét|đặc biệt|cụ thể"
        "|bao gồm|ngoài ra|nhiệm vụ|mục tiêu|thực hiện|triển khai|tiến hành|hoạt động|công tác|nêu rõ|cho biết|nhận định|xác định|khẳng định|tổng cộng|tiếp theo|liên quan|như sau|tài liệu|thông tin|kết luận|lĩnh vực|khu vực|địa bàn|diễn ra"
    ).split("|")
)


_FREE = 1  # words of its own that a sentence may have: what is told well has some
_FREE_SHARE = 0.2  # of its words with content


def made_up(text: str, proofs: list[Sentence], everywhere: list[Source], sources: Sources) -> list[str]:
    """Words of two syllables that stand in no proof, its title or sections, and mean nothing that does.

    A sentence may have one of its own, or a few where it is long, unless the document has it elsewhere: then it is told of something else.
    """
    told = " ; ".join(sources.around(one) for one in proofs)
    line = f" {sources.line_of(told)} "
    keys, found, borrowed, words = set(line.split()), [], False, 0
    for clause in clauses(text):
        known = keys | by_synonyms(clause, line)
        words += len(clause.words)
        for left, right in _words([token for token in clause.words if token.key not in known]):
            word = f"{left.key} {right.key}"
            if word not in _NEUTRAL and sources.are_one_word(left.key, right.key):
                found.append(f"“{left.text} {right.text}” không có trong đoạn trích")
                borrowed |= any(f" {word} " in one.line for one in everywhere)
    return found if borrowed or len(found) > max(_FREE, _FREE_SHARE * words / 2) else []


def _words(tokens: list[Token]) -> Iterator[tuple[Token, Token]]:
    """Neighbouring syllables, two by two; those of a neutral word are no part of another."""
    at = 0
    while at + 1 < len(tokens):
        left, right = tokens[at : at + 2]
        if right.start == left.end + 1:
            yield left, right
        at += 2 if right.start == left.end + 1 and f"{left.key} {right.key}" in _NEUTRAL else 1
