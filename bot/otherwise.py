"""What a question takes for true and a sentence tells of something else: the rest, the first, the done."""

import re
from collections.abc import Iterator

from .guard.modality import aims

# A superlative that is asked for must be told, in one way or another.
_MOST = re.compile(r"(?<!\w)(?:cao|thấp|lớn|nhỏ|trẻ|già|cao tuổi|nhỏ tuổi|dài|ngắn|rẻ|đắt|đông|xa) nhất(?!\w)")
_TOLD_MOST = re.compile(
    _MOST.pattern + r"|(?<!\w)nhất(?! trí| quán| thiết| thể| là)(?!\w)|(?:dẫn|đứng|hàng) đầu|tối đa|tối thiểu|kỷ lục|hơn cả|quá nửa|phần lớn|đa số|chủ yếu|không (?:vượt )?quá|không dưới|trở lên|trở xuống"
)
_REST, _LEFT = re.compile(r"(?<!\w)còn lại(?!\w)|^(?!.*(?<!\w)ngoài(?!\w)).*(?<!\w)còn (?:bao nhiêu|mấy) (?:\S+ ){1,8}nữa(?!\w)"), re.compile(r"(?<!\w)(?:còn lại|còn(?= \d| chưa| hơn| khoảng)|khác)(?!\w)")
# By when something is to be done, or what comes after it: there "đã" tells of something else.
BY_WHEN = re.compile(r"(?<!\w)(?:(?:trước|đến|tới|hết)(?: hết)? (?:ngày|khi|hôm|tháng|năm|lúc|bao|thời điểm) ?(?:nào|mấy|giờ)|thì|phải)(?!\w)")
# Of each pair one excludes the other, behind the same word.
_PAIRS = (("đầu tiên", r"(?:cuối|sau) cùng"), (r"(?:cuối|sau) cùng", "đầu tiên"))
# What is told of one is not told of the other.
_APART = (
    (r"bị thương", r"tử vong|chết|thiệt mạng"), (r"tử vong|chết|thiệt mạng", r"bị thương"),
    (r"thu nhập bình quân", r"grdp|tổng sản phẩm"), (r"grdp|tổng sản phẩm", r"thu nhập bình quân"), (r"xuất khẩu", r"(?<!xuất )nhập khẩu"), (r"nhập khẩu", r"xuất khẩu"),
)  # fmt: skip
_SIDES = re.compile(r"(?<!\w)(?P<noun>[^\W\d]+ [^\W\d]+) (?P<side>chính|phụ) (?!trách|nữ|cấp|huynh|quyền|sách|trị|thức|lục|thuộc)")
_NUMBERED = re.compile(r" (?P<noun>tổ|đội|nhóm|khu|cụm|tuyến|lô|bước|đợt|phiếu|mẫu|phụ lục|vòng|khối|trạm|bãi|kho|bến|ca)(?P<of> số)? 0*(?P<number>\d{1,2}) (?!(?:người|hộ|xã|phường|tháng|ngày|năm|đồng|triệu|tỷ)(?!\w))")
# What has been done or is, and what is still to be.
_IS_DONE = re.compile(r"(?<!\w)(?:đã|hiện nay|hiện tại|hiện có|hiện đang|đến nay|(?:năm|nhiệm kỳ|giai đoạn) (?:vừa )?qua)(?!\w)(?! (?:đề ra|đặt ra|giao|nêu|quy định|định))")
_TO_COME = re.compile(r"^ (?:đến|vào) (?:hết |cuối )?năm 20\d\d |(?<!\w)(?:vận động(?! viên| được)|sẽ|dự kiến|(?<!\d )yêu cầu(?! của)|phấn đấu|(?<!vượt )(?<!đạt )(?<!với )mục tiêu)(?!\w)")


def told_otherwise(asked: str, said: str, *, figure: bool) -> Iterator[str]:
    """What of `asked` the sentence `said` (both in small letters, words parted and framed by single spaces) tells of something else;
    `figure`: a quantity or a time is asked for."""
    if _REST.search(asked) and not _LEFT.search(said):
        yield "còn lại"
    if (most := _MOST.search(asked)) and not _TOLD_MOST.search(said):
        yield most.group()
    for one, other in _PAIRS:
        if (match := re.search(rf"(?<!\w){one}(?!\w)", asked)) and not re.search(one, said) and re.search(rf"(?<!\w){other}(?!\w)", said):
            yield match.group()
    for one, other in _APART:
        if (match := re.search(rf"(?<!\w)(?:{one})(?!\w)", asked)) and not re.search(rf"(?<!\w)(?:{one})(?!\w)", said) and re.search(rf"(?<!\w)(?:{other})(?!\w)", said):
            yield match.group()
    for match in _SIDES.finditer(asked):
        other = "phụ" if match["side"] == "chính" else "chính"
        if f" {match['noun']} {other} " in said and match.group() not in said:
            yield match.group().strip()
    for match in _NUMBERED.finditer(asked):
        told = {number for row in re.findall(rf" {match['noun']}(?: số)? (\d{{1,2}}(?: (?:và |hoặc )?\d{{1,2}})*) ", said) for number in re.findall(r"\d+", row)}
        if told and match["number"] not in {number.lstrip("0") for number in told} and f"{match['noun']} " not in re.findall(rf"đến ({match['noun']} )", said):
            yield match.group().strip()
    if figure and _IS_DONE.search(asked) and not BY_WHEN.search(asked) and not _IS_DONE.search(said) and not aims(asked) and _TO_COME.search(said):
        yield "đã"
