"""Words of a written sentence that its proofs do not have, nor mean: an action or a thing that was made up."""

from ..sentence import Sentence
from .clauses import clauses
from .sources import Sources, by_synonyms

# Words that join, name a kind of text or say that something is said: they state nothing of what is told.
_NEUTRAL = frozenset(
    (
        "đồng thời|đồng chí|bên cạnh|thành phố|đánh giá|giai đoạn|văn bản|kết quả|yêu cầu|căn cứ|bước sang|ghi nhận|bài viết|nội dung|thuộc diện|mục đích|giữ chức|xem xét|đặc biệt|cụ thể"
        "|bao gồm|ngoài ra|nhiệm vụ|mục tiêu|thực hiện|triển khai|tiến hành|hoạt động|công tác|nêu rõ|cho biết|nhận định|xác định|khẳng định|tổng cộng|tiếp theo|liên quan|như sau|tài liệu|thông tin"
    ).split("|")
)


def made_up(text: str, proofs: list[Sentence], sources: Sources) -> list[str]:
    """Two syllables or more in a row that stand in no proof, its title or sections, and mean nothing that does."""
    told = " ; ".join(sources.opened(" ; ".join((one.text, one.document.title, *one.document.section_path(one.start)))) for one in proofs)
    line = f" {sources.line_of(told)} "
    keys, found = set(line.split()), []
    for clause in clauses(text):
        known = keys | by_synonyms(clause, line)
        new = [token for token in clause.words if token.key not in known]
        pairs = [(left, right) for left, right in zip(new, new[1:], strict=False) if right.start == left.end + 1]
        found += [f"“{left.text} {right.text}” không có trong đoạn trích" for left, right in pairs if f"{left.key} {right.key}" not in _NEUTRAL]
    return found
