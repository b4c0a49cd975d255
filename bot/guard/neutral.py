"""Words of a written sentence that state nothing of what is told: they join, name a kind of text, a side or a part of it, or say that something is said."""

from collections.abc import Iterable, Iterator

from index.text.syllables import Token

_NEUTRAL = frozenset(
    (
        "đồng thời|đồng chí|bên cạnh|thành phố|đánh giá|giai đoạn|văn bản|kết quả|yêu cầu|căn cứ|bước sang|ghi nhận|bài viết|nội dung|thuộc diện|mục đích|giữ chức|xem xét|đặc biệt|cụ thể"
        "|bao gồm|ngoài ra|nhiệm vụ|mục tiêu|thực hiện|triển khai|tiến hành|hoạt động|công tác|nêu rõ|cho biết|nhận định|xác định|khẳng định|tổng cộng|tiếp theo|liên quan|như sau|tài liệu|thông tin"
        "|kết luận|lĩnh vực|khu vực|địa bàn|diễn ra|nhìn chung|nhìn lại|nói chung|nói riêng|theo đó|như vậy|tức là|chẳng hạn|ví dụ|tương ứng|lần lượt|sở dĩ|mặc dù|trong khi|đối với|nhấn mạnh|lưu ý"
        "|nhắc tên|nhắc tới|nhắc đến|đề cập|vai trò|tình trạng|tình hình|chất lượng|phương diện|khía cạnh|vấn đề|thời kỳ|bức tranh|kỳ vọng|gặt hái|trường hợp|nguyên nhân|lấy mốc|thời điểm|mức độ|số lượng|con số|hiện nay|tính đến|dành cho|nói trên|nêu trên|tuy nhiên|thời gian|góp phần"
        "|áp dụng|kể cả|cả thảy|toàn bộ|tinh thần|bày tỏ|phạm vi|trên đây|bắt tay|nằm trong|trong số|lên tới|thuộc về|nhận xét|hoàn thành|song song|địa phương|cơ quan|sử dụng|văn kiện|tính chất|nguồn gốc|được coi|coi là|được xem|xem là"
    ).split("|")
)


def beside(tokens: Iterable[Token]) -> list[tuple[Token, Token]]:
    """The pairs of syllables that nothing but a space parts."""
    row = [*tokens]
    return [(left, right) for left, right in zip(row, row[1:], strict=False) if right.start == left.end + 1]


def neutral(tokens: Iterable[Token]) -> Iterator[Token]:
    """The tokens, in order, that belong to such a word."""
    for left, right in beside(tokens):
        if f"{left.key} {right.key}" in _NEUTRAL:
            yield from (left, right)
