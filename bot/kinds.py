"""What a question asks for: the kind of span that can answer it."""

import re
from dataclasses import dataclass

from index.text.normalise import fold
from index.text.numerals import value

_ORDINAL = r"(?:nhất|hai|ba|tư|bốn|năm|sáu|bảy|tám|chín|mười|đầu tiên|cuối cùng|\d+|[ivx]+)"


@dataclass(frozen=True)
class Kind:
    """The kind of answer wanted, the noun it counts or names ("xã" in "bao nhiêu xã"), and
    whether all of several are wanted."""

    name: str  # quantity, order, time, contact, person, position, body, place, reason, manner, yesno, thing or open
    noun: str = ""
    many: bool = False
    count: int | None = None  # how many, where the question says it ("2 cơ quan nào")


# Several, behind nothing that numbers or dates ("lần hai").
_COUNTED_NOUN = r"(?<!thứ )(?<!lần )(?<!phần )(?<!bước )(?<!lên )\b(?:hai|ba|bốn|sáu|bảy|tám|chín|mười|mấy) (?!mươi\b|bên\b|tháng\b|năm\b|ngày\b)\w+(?: \w+)?(?: \w+)? (?:nào|gì)\b"
_DIGIT = "một|mốt|hai|ba|bốn|tư|năm|lăm|sáu|bảy|tám|chín"
# How many ("hai thành phố nào"): only at a question's beginning, or where "có", "là" or a comma goes before, and no "hơn": elsewhere it may number ("Quyết định 45", "vành đai 4").
_COUNT = re.compile(
    rf"(?:^|(?<=, )|(?<=: )|(?<=\bcó )|(?<=\blà ))(?P<count>0?[2-9]|[1-9]\d|(?:{_DIGIT}) mươi(?: (?:{_DIGIT}))?|mười(?: (?:{_DIGIT}))?|hai|ba|bốn|sáu|bảy|tám|chín)"
    r" (?!mươi\b|bên\b|tháng\b|năm\b|ngày\b|trong\b)[^\W\d]+(?: (?!(?:được|bị|do|giao|phải|thì)\b)[^\W\d]+){0,9}?(?: nào\b| (?:có )?tên (?:là )?gì\b| là (?:những )?(?:ai|gì|đâu|nơi nào)\b|(?: \d+)? (?:gồm|là) (?:có )?(?:những|các) (?:[^\W\d]+ ){1,3}nào\b)"
    r"|\b(?:kể tên|liệt kê|nêu tên|kể ra|nêu rõ)(?: cụ thể| đầy đủ| đủ| hết| rõ)? (?P<named>0?[2-9]|[1-9]\d|hai|ba|bốn|sáu|bảy|tám|chín|mười) (?!tháng\b|năm\b|ngày\b)[^\W\d]"
)
_MANY = re.compile(
    r"\b(?:những|các|gồm|bao gồm|liệt kê|kể tên|danh sách|từng)\b.*\b(?:nào|gì|ai|đâu)\b|\bgồm\b|\bliệt kê\b|\bkể tên\b|\bnhững (?:gì|ai|đâu)\b"
    rf"|^(?:kể|nêu)\b(?! gương)|{_COUNTED_NOUN}"
)
# What is counted, timed or given a reason is one thing, also where the question speaks of several others ("các xã … khi nào").
_SINGLE = frozenset(("quantity", "order", "time", "reason", "yesno"))
_COUNTED_KINDS = ("thing", "body", "person", "open")  # "hai cao tốc gặp nhau chỗ nào" asks for one place
_SEVERAL = re.compile(r"\bnhững (?:\w+ ){0,3}(?:nào|gì)\b|\b(?:liệt kê|kể|nêu)\b|\bmấy \w+(?: \w+)? nào\b")
_NOUN = r"(?P<noun>[^\W\d_]+(?:\s+[^\W\d_]+)?)"
_COUNTED = r"(?P<noun>[^\W\d_]+(?:\s+[^\W\d_]+){0,4})"
# How people lead up to what they want to know.
_POLITE = r"(?:(?:xin|cho|đề nghị|vui lòng|làm ơn|nhờ|giúp|hãy|cần|muốn|em|tôi|mình|anh|chị|bạn|ad|hỏi|biết|cung cấp|lấy|ạ|ơi|hộ)\s+)*"
# "mấy dự án chậm thì xử lý thế nào": there "mấy" only says that they are several.
_SEVERAL_THEN = re.compile(r"^mấy (?=.*\bthì\b.*\b(?:thế nào|ra sao|làm sao|gì|ai|đâu|nào)\b)|\bmấy (?!(?:\w+ ){1,3}(?:gì|nào)$)(?=[^,]* (?:thế nào|ra sao|làm sao|gì|ai|đâu)$)")
# "kể tên mấy vùng", "gồm mấy chỗ nào" ask which they are, not how many.
_SEVERAL_WHICH = re.compile(r"(\b(?:kể tên|liệt kê|nêu tên|kể ra) )mấy |()\bmấy (?=(?!giờ )[^\W\d]+(?: [^\W\d]+)? (?:nào|gì)\b)")
_THOSE_DAYS = re.compile(r"\bmấy (?=(?:hôm|ngày|bữa|buổi|tuần|tháng|năm) (?:đó|ấy|nay|qua|vừa qua)\b)")  # "họp mấy hôm đó có ai phát biểu"
_NOBODY = re.compile(r"\b(?:chưa|không|chẳng) (?:có )?ai\b")
# "đơn vị nào quay phim mấy nghề sắp mất": who is asked for, and "mấy" says that they are several.
_THOSE = re.compile(r"^((?:(?:cơ quan|đơn vị|bộ phận|tổ chức|sở|ban|ngành|phòng) nào|ai) (?!có |được |nhận |nộp |đạt |trao |chi |góp |cấp |hỗ trợ |tặng )(?:[^\W\d]+ ){1,6}?)mấy (?!(?:phần trăm|giờ|ngày|tháng|năm|lần|tiền|triệu|tỷ|đồng)\b)(?=[^\W\d]+ [^\W\d]+)")
_EITHER = re.compile(r"\b(?:là|theo|được|bằng|dùng|nộp|tính|chỉ|vẫn|vượt|tăng|giảm|mới|cũ)\b[^,]* hay (?!(?:không|chưa|là không|bị|được|làm|cần|nhất|tại|ở|hỏi|dùng nhất)\b)")
# Of a telephone much else may be asked.
_NO_CONTACT = "ai|sao|nhằm gì|khi nào|bao giờ|thế nào|ra sao|(?:đơn vị|cơ quan|phòng|sở|bộ phận|người|xã|phường|huyện) nào|nội dung|kinh phí|mua|lắp|không$|chưa$"
_RULES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("contact", rf"^(?!.*\b(?:{_NO_CONTACT})\b)(?!.*\b(?:bao nhiêu|mấy|gì) (?!$)).*\b(?:số điện thoại|điện thoại (?:số )?(?:nào|mấy|bao nhiêu|gì)$|đường dây nóng|hotline|tổng đài (?:nào|số mấy|bao nhiêu|gì)|(?:gọi|liên hệ) số (?:nào|mấy|bao nhiêu|gì)|địa chỉ (?:email|e mail|thư điện tử|trang web|website)|(?:email|thư điện tử|trang web|website) (?:nào|gì|là gì)|(?:xin|cho) (?:\w+ )?(?:email|e mail|thư điện tử))\b"),
        ("reason", r"\b(?:vì|tại|do|bởi) ?(?:sao|đâu)\b|\blý do\b|\bnguyên nhân\b|\bnhằm (?:mục đích |cái |điều )?gì\b|\bmục đích\b|\bđể làm gì\b|\bý nghĩa gì\b|\bnhờ (?:vào )?(?:đâu|gì|điều gì|cái gì|những gì|yếu tố nào)\b|^sao\b|\bsao (?:phải|lại|chỉ(?! thị| đạo))\b|\blàm gì mà\b"),
        ("time", r"\bmấy giờ\b(?! đồng hồ)"),
        ("order", r"\b(?:thứ|khóa|khoá|lần|đại hội|nhiệm kỳ|quý|hạng) (?:mấy|bao nhiêu)\b|\bmang số\b|(?<!trong )\bsố (?:bao nhiêu|mấy)\b|\bnăm thứ mấy\b"),
        ("time", r"\b(?:khi|lúc|ngày|hôm|năm|tháng|thời điểm|thời gian|thời hạn|giai đoạn|nhiệm kỳ|buổi|quý|giờ) nào\b|\bbao giờ\b|\bbao lâu\b|(?<!hằng )(?<!hàng )(?<!mỗi )(?<!một )\b(?:ngày|tháng|năm) (?:mấy|bao nhiêu)\b|\bhạn (?:cuối|chót)\b|\btừ tháng mấy\b"),
        ("quantity", rf"\b(?:bao nhiêu|mấy)\s+{_COUNTED}|\bbao nhiêu\b|\bmấy\b|\btỷ lệ (?:nào|thế nào)\b|\b(?:lên|xuống|còn) mức (?:nào|mấy)\b|\bbao nhiu\b|(?<!bấy )\bnhiêu\b"),
        ("position", r"\bchức (?:vụ|danh) (?:gì|nào|là gì)\b|\bgiữ (?:chức|cương) ?(?:vụ|vị)? ?gì\b|\blàm (?:chức )?gì ở\b|^(?:ông|bà|đồng chí|đ/c|bác) (?:[^\W\d]+ ){1,4}(?:là|làm) gì\b"),
        ("manner", r"\b(?:đến|tới) đâu rồi\b|\b(?:làm|thực hiện|triển khai|tiến độ|giải quyết|xử lý)(?: được| đã)? (?:đến|tới) đâu\b"),
        ("place", r"\b(?:ở|tại|đi|đến) đâu\b|\b(?:nơi|chỗ|địa điểm|khu vực|vùng|địa bàn)(?: phía)? nào\b|\bnhững đâu\b"),
        ("body", r"\b(?:cơ quan|đơn vị|bộ phận|tổ chức|sở|ban|(?<!cán )bộ|ngành|phòng|cấp) nào\b|\bsở nào\b"),
        ("yesno", r"^(?!.*\b(?:quyết định|xem|kiểm tra|xác định|thẩm định|nếu|biết)\b)(?:(?!\bai\b).)*\bai\b.*\bcó (?:bị|được|phải|cần|thể)\b.*\b(?:không|chưa)(?: (?:ạ|a|ak|nhỉ|vậy|thế|nhé))?[ !]*$"),
        ("person", r"\bai\b|\b(?:người|ông|bà|đồng chí|đ/c|vị|cá nhân|lãnh đạo|bác sĩ|giáo viên|cán bộ|công chức|viên chức|y sĩ|điều dưỡng|kỹ sư|luật sư|thầy|nhà báo|nghệ nhân|học sinh|đại biểu) nào\b|\btên (?:gì|là gì)\b"),
        ("yesno", r"\bcó\b.*\b(?:không|chưa)\b(?!.*\b(?:gì|nào|ai)\b)|\b(?:phải|đúng) không\b|\b(?:hay )?(?:không|chưa) ?(?:ạ|nhỉ|vậy|a|ak|à)?\s*\??$|\bcó phải\b"),
        ("manner", r"\b(?:như )?thế nào\b|\bnhư nào\b|\bra sao\b|\blàm sao\b|(?<!khoảng )\b(?:cách|kiểu) nào\b|\btheo hướng nào\b|\bthì sao\b|\bxử lý sao\b|\bsao$"),
        ("quantity", rf"^{_POLITE}(?:tổng )?số (?!hiệu|ký|kí|điện thoại|văn bản$|quyết định|nghị quyết|công văn|thông báo|chỉ thị|kết luận|của|liệu|đỏ|phận|tài khoản|căn cước|thứ tự|fax|đăng ký|thẻ|nhà|máy|phòng|hotline|zalo|tổng đài|thửa){_COUNTED}(?!.*\b(?:gì|nào|ai|đâu)\b)"),
        ("thing", rf"{_NOUN}\s+(?:nào|gì)\b|\b(?:gì|nào)\b|\b(?:vào|từ|về|ra|lấy) đâu\b"),
    )
)
# Without marks these are read from the letters alone: the restorer may have missed.
_FOLDED = (("quantity", re.compile(r"\bbao nhieu\b")), ("person", re.compile(r"\bai\b")), ("manner", re.compile(r"\bnhu the nao\b")))
# A second word that is a verb or particle is no part of the counted noun ("huyện đạt", "xã được").
_NO_NOUN = frozenset("đạt được bị có là đã sẽ đang vượt tăng giảm về của ở trong cho và với so theo để cần phải nào gì tại từ do nếu mà thì vậy hả không".split())
_PARTICLES = frozenset("rồi vậy ạ nhỉ nhé thế đấy đây hả".split())  # "bao nhiêu ha rồi" counts hectares
_PER = frozenset("một mỗi hằng hàng".split())  # "bao nhiêu một mét vuông": what for is no noun that is counted
_LISTS_TOO = re.compile(r", ?(?:hãy |xin )?(?:kể ra|kê ra|kể tên|nêu tên|liệt kê)\b|, ?(?:và )?(?:tên |đó )?(?:là|gồm) (?:những )?(?:gì|nào)\b")  # "chia làm mấy nhóm, kể ra"
# "Đơn vị nào giải ngân chậm thì bị gì?" asks what happens to it.
_CONDITION = re.compile(r"(?:(?:[^\W\d]+ ){1,3}nào|ai) (?:[^\W\d]+ ){1,8}thì (?P<asked>.*\b(?:gì|ai|đâu|bao nhiêu|mấy|thế nào|ra sao|sao|khi nào|bao giờ|nào|không)\b.*)$")
# "số doanh nghiệp mới là bao nhiêu" counts them.
_NUMBER_OF = re.compile(r"(?:^|tổng )số (?:lượng )?(?!liệu|hiệu|tiền|vốn|thu|chi|phần|dư|ký|văn bản|điện|tài|kinh phí|nợ)(?P<noun>[^\W\d]+ [^\W\d]+) .*(?:là|đạt|có) (?:bao nhiêu|mấy)$")
_PEOPLE = re.compile(r"\b(?:ai|người|ông|bà|đồng chí|cá nhân|lãnh đạo|cán bộ|đại biểu)\b")
_PREPOSITIONS = frozenset("cho vào để từ trong với so trên".split())
_SKIP_NOUN = {"là", "thì", "được", "đã", "có", "của", "vào", "thế", "cho", "ở", "đạt", "trong", "tổng", "với", "so", "năm", "tại", "rồi", "vậy", "ạ", "nhỉ", "nhé"}


def kind_of(restored: str) -> Kind:
    """The kind of the question, from its restored reading."""
    text = " ".join(re.sub(r"[?.]|(?<=[^\W\d])-(?=[^\W\d])", " ", restored.lower()).split())  # "héc-ta" is a noun
    text = _SEVERAL_WHICH.sub(r"\1những ", _SEVERAL_THEN.sub("", _NOBODY.sub(" ", text)))
    text = _THOSE.sub(r"\1 các ", _THOSE_DAYS.sub("", text))
    counted = _COUNT.search(text)
    many, count = bool(counted or _MANY.search(text)), value(counted["count"] or counted["named"]) if counted else None
    if condition := _CONDITION.match(text):
        return kind_of(condition["asked"])
    for name, pattern in _RULES:
        if match := pattern.search(text):
            noun = (match.groupdict().get("noun") or "").strip()
            words = [word for word in noun.split()]
            if name == "quantity" and words and words[0] in _PREPOSITIONS:
                words = []  # "chi bao nhiêu cho kinh tế biển" counts nothing
            while words and words[0] in _SKIP_NOUN:
                words = words[1:]
            if words[:1] and words[0] in _PER:
                words = []
            # "bao nhiêu huyện đạt …": a verb or particle ends the noun
            words = words[: next((i for i, word in enumerate(words) if i and word in _NO_NOUN), len(words))]
            while len(words) > 1 and words[-1] in _PARTICLES:
                words = words[:-1]
            if name == "quantity" and not words and (number := _NUMBER_OF.search(text)):
                words = number["noun"].split()
            if name == "quantity" and _LISTS_TOO.search(text):
                return Kind("thing", " ".join(words), True)
            if name == "thing" and words and words[-1] in ("cái", "những", "các"):
                words = []
            if name == "person" and count and not _PEOPLE.search(text):
                name = "thing"  # "3 tuyến đường tên gì"
            return Kind(name, " ".join(words), many and (name not in _SINGLE or bool(_SEVERAL.search(text))), count if name in _COUNTED_KINDS else None)
    bare = fold(text)
    for name, pattern in _FOLDED:
        if pattern.search(bare):
            return Kind(name, "", many, count)
    return Kind("yesno") if _EITHER.search(text) and not many else Kind("open", "", many, count)
