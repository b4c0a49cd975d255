"""Words of a written sentence that its proofs do not have, nor mean: an action or a thing that was made up."""

import re
from collections.abc import Iterator

from index.text.syllables import Token

from ..sentence import Sentence
from .clauses import clauses
from .sources import Sources, by_synonyms

# Words that join, name a kind of text, a side or a part of it, or say that something is said or hoped for: they state nothing of what is told.
_NEUTRAL = frozenset(
    (
        "đồng thời|đồng chí|bên cạnh|thành phố|đánh giá|giai đoạn|văn bản|kết quả|yêu cầu|căn cứ|bước sang|ghi nhận|bài viết|nội dung|thuộc diện|mục đích|giữ chức|xem xét|đặc biệt|cụ thể"
        "|bao gồm|ngoài ra|nhiệm vụ|mục tiêu|thực hiện|triển khai|tiến hành|hoạt động|công tác|nêu rõ|cho biết|nhận định|xác định|khẳng định|tổng cộng|tiếp theo|liên quan|như sau|tài liệu|thông tin"
        "|kết luận|lĩnh vực|khu vực|địa bàn|diễn ra|nhìn chung|nhìn lại|nói chung|nói riêng|theo đó|như vậy|tức là|chẳng hạn|ví dụ|tương ứng|lần lượt|sở dĩ|mặc dù|trong khi|đối với|nhấn mạnh|lưu ý"
        "|nhắc tên|nhắc tới|nhắc đến|đề cập|vai trò|tình trạng|tình hình|chất lượng|phương diện|khía cạnh|vấn đề|thời kỳ|bức tranh|kỳ vọng|gặt hái|trường hợp|nguyên nhân|lấy mốc|thời điểm|mức độ|số lượng|con số|hiện nay|tính đến|dành cho|nói trên|nêu trên|tuy nhiên|thời gian|góp phần"
    ).split("|")
)
_TAKES_UP = re.compile(r"(?:Đây|Đó|Điều (?:này|đó)|Việc (?:này|đó))(?!\w)")


def made_up(text: str, proofs: list[Sentence], sources: Sources) -> list[str]:
    """Two syllables or more in a row that stand in no proof, its title or sections, and mean nothing that does."""
    line = f" {sources.line_of(' ; '.join(sources.around(one) for one in proofs))} "
    keys, found = set(line.split()), []
    for clause in clauses(text):
        known = keys | by_synonyms(clause, line)
        found += [f"“{left.text} {right.text}” không có trong đoạn trích" for left, right in _pairs([token for token in clause.words if token.key not in known]) if not _of_before(clause.text, left, right, proofs)]
    return found


def _of_before(text: str, left: Token, right: Token, proofs: list[Sentence]) -> bool:
    """Whether "định hướng này" takes up a word of the sentence before a proof that itself takes that up ("Đây là")."""
    before = {token.key for one in proofs if _TAKES_UP.match(one.text) for token in one.before}
    return {left.key, right.key} <= before and text[right.end :].startswith((" này", " đó", " trên"))


def _pairs(tokens: list[Token]) -> Iterator[tuple[Token, Token]]:
    """Neighbouring syllables, those of neutral words left out: they are no part of another."""
    beside = [(left, right) for left, right in zip(tokens, tokens[1:], strict=False) if right.start == left.end + 1]
    neutral = {token.start for pair in beside if f"{pair[0].key} {pair[1].key}" in _NEUTRAL for token in pair}
    return (pair for pair in beside if not neutral & {token.start for token in pair})
