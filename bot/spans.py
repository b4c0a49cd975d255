"""Spans of a sentence that can answer: figures, times, ordinals, people, offices, bodies.

Each function takes a text and gives (start, end) offsets into it, in order.
"""

import re

from index.text.normalise import LOWER, UPPER, fold

from .places import places_in

Span = tuple[int, int]

_NUMBER = r"\d+(?:[.,]\d+)*(?:\s?[-–]\s?\d+(?:[.,]\d+)*)?(?:/\d+)?"
_SCALE = r"(?:\s*(?:nghìn tỷ|ngàn tỷ|nghìn tỉ|triệu tỷ|trăm tỷ|tỷ|tỉ|triệu|nghìn|ngàn|trăm))?"
_MEASURE = r"(?:(?:\s*(?:đồng|USD|đô la|euro|ha|héc ta|km2|km²|km|m2|m²|m3|m³|kg|tạ|tấn|kWh|MW)(?!\w)|\s?%)(?:/(?:ngày đêm|[^\W\d_]\w*)){0,2})?"
# A hedge belongs to its figure: "trên 10%" is not 10%.
_HEDGE = r"(?:(?:trên|dưới|khoảng|gần|hơn|tối đa|tối thiểu|ít nhất|không quá|chừng|xấp xỉ)\s+)?"
_FIGURE = re.compile(rf"(?<![\w/.,-]){_HEDGE}(?P<number>{_NUMBER})(?P<scale>{_SCALE}{_MEASURE})(?![\w/])", re.I)
_NO_FIGURE_BEFORE = re.compile(r"(?:năm|tháng|ngày|quý|số|thứ|lần thứ|khóa|nhiệm kỳ|giai đoạn|điều|khoản|điểm)\s*$", re.I)
_YEAR_LIKE = re.compile(r"^(?:19|20)\d\d(?:\s?[-–]\s?(?:19|20)?\d\d)?$")

_DATE = r"\d{1,2}/\d{1,2}/\d{4}|\d{1,2}\s+tháng\s+\d{1,2}(?:\s+năm\s+\d{4})?"
_TIME = re.compile(
    rf"(?:(?:kể\s+)?từ\s+)?ngày\s+(?:\d{{1,2}}\s*(?:,|và|-)\s*)*(?:{_DATE})"
    rf"|(?<![\d/])\d{{1,2}}/\d{{1,2}}/\d{{4}}"
    r"|(?:ngay\s+)?(?:từ\s+)?(?:ngày đầu|tháng đầu|tuần đầu|quý đầu)(?:\s*,\s*(?:ngày|tháng|tuần|quý) đầu(?: tiên)?)?(?: tiên)?(?:\s+của)?(?:\s+năm\s+\d{4})?"
    r"|(?:ngay\s+)?(?:từ\s+)?(?:đầu|giữa|cuối)\s+(?:năm|quý|tháng|tuần|nhiệm kỳ)(?:\s+\d{4})?"
    r"|(?:trước|sau|đến|từ|trong)?\s?(?:hết\s+)?(?:quý\s+[IVX\d]+|tháng\s+\d{1,2})(?:[/\s]+(?:năm\s+)?\d{4})?"
    r"|(?:trước\s+|sau\s+|từ\s+|đến\s+)?ngày\s+\d{1,2}(?:/\d{1,2})?\s+(?:hằng|hàng|mỗi)\s+(?:tháng|quý|năm)|(?:trước\s+|sau\s+|từ\s+|đến\s+)?ngày\s+\d{1,2}/\d{1,2}(?![\d/])"
    r"|(?:(?:sáng|chiều|tối)\s+)?(?:thứ\s+(?:hai|ba|tư|năm|sáu|bảy)|chủ nhật)\s+(?:hằng|hàng|mỗi)\s+(?:tuần|tháng)"
    r"|(?:giai đoạn|nhiệm kỳ|thời kỳ)\s+\d{4}\s?[-–]\s?\d{4}"
    r"|(?:\d+\s+năm\s+)?(?:19|20)\d\d\s?[-–]\s?(?:19|20)\d\d"
    r"|(?:khoảng\s+)?(?:đến\s+)?năm\s+\d{3,4}(?:\s+(?:trước|sau) Công [Nn]guyên|\s+TCN)?"
    r"|(?:đầu\s+|giữa\s+|cuối\s+)?(?:thế kỷ|thế kỉ)\s+(?:thứ\s+)?[IVXLC\d]+(?:\s+TCN)?"
    r"|(?:từ\s+)?(?<!\d)\d{1,2}\s?(?:giờ|h)(?:\s?\d{1,2}(?:\s?phút)?)?\s?(?:đến|-|–)\s?\d{1,2}\s?(?:giờ|h)(?:\s?\d{1,2}(?:\s?phút)?)?(?!\w)"
    r"|(?:lúc\s+)?(?<!\d)\d{1,2}\s?(?:giờ|h)(?:\s?\d{1,2}(?:\s?phút)?)?(?=\s+(?:sáng|trưa|chiều|tối|ngày))"
    r"|mùa\s+(?:xuân|hạ|hè|thu|đông)(?:\s+năm\s+\d{4})?"
    r"|(?:trong\s+)?(?:thời hạn\s+)?\d+\s+(?:ngày|tháng|năm|tuần|giờ)(?:\s+làm việc)?(?=[\s,.;])",
    re.I,
)
_DAY, _MONTH = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])"
_CALENDAR = re.compile(
    rf"ngày (?:\d{{1,2}} ?(?:,|và|-|–) ?){{0,4}}{_DAY}(?:/{_MONTH}(?:/\d{{4}})?(?![\d/])| tháng {_MONTH}(?: năm \d{{4}})?(?!\d))"
    rf"|(?<![\d/]){_DAY}/{_MONTH}/\d{{4}}(?!\d)|tháng {_MONTH}(?:/\d{{4}}| năm \d{{4}})?(?![\d/])|năm (?:19|20)\d\d(?!\d)",
    re.I,
)
_ORDINAL_WORD = r"(?:nhất|hai|ba|tư|bốn|năm|sáu|bảy|tám|chín|mười(?:\s+(?:một|mốt|hai|ba|bốn|tư|lăm|năm|sáu|bảy|tám|chín))?)"
_ORDER = re.compile(
    rf"(?:(?:năm|lần|đại hội|hội nghị)\s+)*thứ\s+(?:{_ORDINAL_WORD}|\d+|[IVXLC]+)(?!\w)"
    r"|(?:khóa|khoá|kỳ họp|đại hội|nhiệm kỳ)\s+[IVXLC]+(?!\w)"
    r"|(?:số\s+)?\d+(?:/\d{4})?(?:[-/][A-ZĐ]{1,6}\d*)+|số\s+\d+(?![\d,.])",
    re.I,
)

_SURNAMES = (
    "Nguyễn|Trần|Lê|Phạm|Huỳnh|Hoàng|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Đinh|Vương|Trịnh|Mai|Đào|Tô|Hà|Lâm|Cao|Lương|Đoàn|Tạ|Chu|Châu"
    "|Trương|Tống|Quách|Thái|La|Lưu|Phùng|Kiều|Tăng|Nông|Triệu|Khuất|Doãn|Nghiêm|Thân|Bạch|Giang|Từ|Ninh|Viên|Uông|Văn|Trình|Quản|Thạch|Sơn|Vi|Hứa|Mạc|Lại|Tôn|Đàm"
    "|Lò|Lường|Quàng|Tòng|Cầm|Giàng|Sùng|Thào|Vừ|Bế|Lục|Điểu|Khổng|Phí|Khúc|Lã|Lữ|Nhữ|Thiều|Tiêu|Đậu|Khưu"
    "|Ông(?= Ích)"  # elsewhere it is how a man is spoken of
)
# "Văn" and "Thị" after it tell a family name of which the table knows nothing.
_OTHER_SURNAME = rf"(?!Xã|Phường|Huyện|Quận|Làng|Thôn|Đường|Phố|Chùa|Đền|Trường|Hội|Chị|Anh|Ông|Bà)[{UPPER}][{LOWER}]+(?=\s+(?:Văn|Thị)\s+[{UPPER}])"
_PERSON = re.compile(rf"(?<!\w)(?:(?:{_SURNAMES})|{_OTHER_SURNAME})(?:\s+[{UPPER}][{LOWER}]+){{1,3}}(?!\s*[{UPPER}][{LOWER}])(?!\w)")
# As one is spoken of in small letters, or in capitals throughout; family names that are no words.
_SPOKEN_OF = re.compile(
    rf"(?<!\w)(?:ông|(?<!ông )bà|đồng chí) (?P<name>(?:nguyễn|trần|lê|phạm|huỳnh|hoàng|phan|vũ|võ|đặng|bùi|đỗ|ngô|dương|đinh|trịnh|đào|tạ|trương|tống|phùng|khuất|doãn|nghiêm)\s+[{LOWER}]+)(?:\s+[{LOWER}]+)?(?!\w)"
)
_NAMED_AFTER = re.compile(r"(?<!\w)(?:đường|phố|ngõ|thôn|làng|bản|ấp|chùa|đền|trường|cầu|hồ|núi|sông|giải(?: thưởng)?)\s+$", re.I)
_UNIT = re.compile(r"(?<!\w)(?:xã|phường|thị trấn|huyện|quận|thị xã)\s+$", re.I)
OFFICE_HEAD = (
    "Ủy viên|Uỷ viên|Bí thư|Phó Bí thư|Chủ tịch|Phó Chủ tịch|Tổng Bí thư|Thủ tướng|Phó Thủ tướng|Bộ trưởng|Thứ trưởng|Giám đốc|Phó Giám đốc"
    "|Trưởng [Bb]an|Phó Trưởng [Bb]an|Chánh Văn phòng|Phó Chánh Văn phòng|Cục trưởng|Vụ trưởng|Chi cục trưởng|Hiệu trưởng|Viện trưởng|Tổng Giám đốc|Trưởng phòng|Phó Trưởng phòng|Đại biểu|Thường trực"
)
OFFICE = re.compile(rf"(?<!\w)(?:{OFFICE_HEAD})(?!\w)")

_BODY_HEAD = (
    "Ban|Bộ|Sở|Ủy ban|Uỷ ban|UBND|HĐND|Hội đồng|Văn phòng|Thành ủy|Tỉnh ủy|Quận ủy|Huyện ủy|Đảng ủy|Quốc hội|Chính phủ|Đảng bộ|Tiểu ban|Cục|Chi cục"
    "|Tổng cục|Viện|Trường|Mặt trận|Trung tâm|Công an|Tòa án|Toà án|Kho bạc|Cấp ủy|Thanh tra|Phòng|Hội(?! nghị)|Liên đoàn|Đoàn|Tổ công tác|Ngân hàng|Bảo hiểm|Tập đoàn|Công ty"
)
_BODY_TAIL = "thành phố|tỉnh|huyện|quận|xã|phường|nhân dân|trung ương|địa phương|nhà nước|phủ|hội|viện|án|bạc|hàng|hành|vụ|cán sự|bộ|ủy|uỷ|cấp|giáo|tra|đồng|quốc|phòng|sự|sát"
# What bodies are for, written with one capital: "Sở Tài nguyên và Môi trường".
FIELD = (
    "Y tế|Tài nguyên|Tài chính|Nông nghiệp|Phát triển nông thôn|Môi trường|Giáo dục|Đào tạo|Văn hóa|Văn hoá|Thông tin|Thể thao|Du lịch|Khoa học|Công nghệ|Lao động|Thương binh"
    "|Xã hội|Kế hoạch|Đầu tư|Xây dựng|Giao thông vận tải|Giao thông|Tư pháp|Nội vụ|Ngoại vụ|Công thương|Dân tộc|Tôn giáo|Truyền thông|Quy hoạch|Kiến trúc|Kinh tế|Ngân sách|Hạ tầng|Đô thị"
    "|Quản lý dự án(?:(?: và|,)? (?:đầu tư|xây dựng|công trình|giao thông|nông nghiệp|phát triển nông thôn|dân dụng|công nghiệp|khu vực|hạ tầng|đô thị)(?!\w))*|Quản lý đô thị|Tổ chức|Kiểm tra|Tuyên giáo|Dân vận|Thanh niên|Liên hiệp|Phụ nữ|Nông dân|Cựu chiến binh|Chữ thập đỏ|Cổ phần|Phát triển quỹ đất|Phục vụ hành chính công|Chỉ đạo|Pháp chế|Mặt trận(?: Tổ quốc(?: Việt Nam)?)?"
)
# A firm's name goes on in small letters and ends in a place's: "Công ty Khai thác công trình thủy lợi Yên Giang".
_FIRM = (
    rf"(?:Công ty|Xí nghiệp|Nhà máy)\s+(?:Khai thác|Quản lý|Xây dựng|Cấp|Thoát|Phát triển|Tư vấn|Dịch vụ|Môi trường|Thủy lợi|Cổ phần)(?:\s+(?!(?:với|cho|của|tại|phối|chỉ|giao|được|phải|để|đề|chủ|báo|thực|tổ|đã|sẽ|là|có)(?!\w))[{LOWER}]\w*){{1,8}}\s+[{UPPER}]\w*(?:\s+[{UPPER}]\w*)*"
)
# The second syllable of a word in a name, before the next word: "Bộ Chỉ huy Quân sự", "Công ty Môi trường Xanh".
_SECOND = rf"(?:\s+(?!(?:và|với|của|cho|giao|do|tại|là|trình|gửi|ở|từ|đến|theo|về|cùng|thuộc|hoặc|như|để|có|báo|đề|yêu|phối|chủ|chỉ|tổ|thực|phê|ký|trao|mời|thuê|bàn)(?!\w))[{LOWER}]+(?=\s+(?:(?:tỉnh|thành phố|huyện|quận|thị xã|xã|phường|thị trấn)(?!\w)|(?!(?:{_BODY_HEAD})(?!\w))[{UPPER}][{LOWER}])))?"
# One body, by whatever it serves: "Văn phòng HĐND và UBND huyện".
_COMMON_OFFICE = r"Văn phòng (?:(?:Đoàn đại biểu Quốc hội|Đoàn ĐBQH),? (?:và )?)?(?:HĐND|Hội đồng nhân dân) và (?:UBND|Ủy ban nhân dân)(?: (?:tỉnh|thành phố|huyện|quận|thị xã|xã|phường)(?!\w))?"
_BODY = re.compile(rf"(?<![\w“])(?:{_FIRM}|{_COMMON_OFFICE})|(?<![\w“])(?:{_BODY_HEAD})(?:\s+(?:(?:{FIELD})(?!\w)(?:(?:,| và| -)\s+(?:{FIELD})(?!\w))*|[{UPPER}]\w*{_SECOND}|(?:{_BODY_TAIL})(?!\w)))*")
_CONTACT = re.compile(
    r"(?<![\w.])(?:\+84|0)\d{1,3}(?:[ .-]?\d{3,4}){2}(?!\d)|(?<![\w.])1[89]00(?:[ .]?\d{2,4}){1,2}(?!\d)|(?<![\w.])11[1-9](?=[\s,.;)]|$)"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|https?://[^\s,;)]+|(?<![\w.@])(?:[\w-]+\.)+(?:gov\.vn|vn|com)(?![\w.])"
)
_CALLED = re.compile(r"điện thoại|(?<!\w)(?:ĐT|SĐT)(?!\w)|đường dây|hotline|tổng đài|liên hệ|gọi|zalo|fax", re.I)
_CALL_CHARS = 60  # before a number, in which it is said to be a telephone's
_QUOTED = re.compile(r"[“\"«]([^”\"»]{2,200})[”\"»]")


def figures(text: str, noun: str = "") -> list[Span]:
    """Numbers with hedge, scale and unit, or with the counted `noun`; no dates, years, codes or ordinals."""
    found = []
    for match in _FIGURE.finditer(text):
        number = match.group("number")
        if _YEAR_LIKE.match(number) or _NO_FIGURE_BEFORE.search(text[: match.start()]) and not match.group("scale").strip():
            continue
        end = match.end()
        if not match.group("scale").strip():
            end = _counted(text, end, noun)
            if not noun and "/" not in number or noun and end == match.end():
                continue  # a bare number counts something else than what is asked
        found.append((match.start(), end))
    return found


def _counted(text: str, end: int, noun: str) -> int:
    """The end of the counted noun after a bare number, if it is the one asked for."""
    if noun:
        for length in range(len(noun.split()), 0, -1):
            words = r"\s+".join(re.escape(word) for word in noun.split()[:length])
            if match := re.match(rf"\s+{words}(?!\w)", text[end:], re.I):
                return end + match.end()
    return end


def times(text: str) -> list[Span]:
    """Dates, years, periods and parts of the year."""
    return [_trim(text, match.span()) for match in _TIME.finditer(text)]


def without_dates(text: str) -> str:
    """The text without days, months and years of the calendar: their digits count nothing."""
    return _CALENDAR.sub("", text)


def orders(text: str) -> list[Span]:
    """Ordinals, sessions (khóa XVII) and numbers of documents."""
    return [_trim(text, match.span()) for match in _ORDER.finditer(text)]


def people(text: str) -> list[Span]:
    """Names of persons: a Vietnamese family name and one to three given names; not those that a street, a village or a
    school bears, nor two syllables after "xã" ("xã Văn Bình" is a place, "Chủ tịch UBND xã Nguyễn Văn Bình" a person)."""
    found = [match.span() for match in _PERSON.finditer(text) if not places_in(fold(match.group()))]
    return [one for one in found if not _NAMED_AFTER.search(text, 0, one[0]) and not (text.count(" ", *one) == 1 and _UNIT.search(text, 0, one[0]))]


def spoken_of(text: str) -> list[str]:
    """Family name and next name of persons in a text in small letters: "ông trần sỹ thanh" is "trần sỹ"."""
    return [match["name"] for match in _SPOKEN_OF.finditer(text)]


def offices(text: str) -> list[Span]:
    """Offices that stand before a person's name, from the first to the name."""
    found = []
    for start, _ in people(text):
        begin = max((match.end() for match in re.finditer(r"[.;:()]\s", text[:start])), default=0)
        heads = [match.start() for match in OFFICE.finditer(text, begin, start)]
        if heads:
            found.append(_trim(text, (heads[0], len(re.sub(r"\s+(?:ông|bà|đồng chí)\s*$", "", text[:start])))))
    return found


def all_figures(text: str) -> list[Span]:
    """Every figure, whatever it counts: each says which words after it are its own."""
    return [
        match.span()
        for match in _FIGURE.finditer(text)
        if not _YEAR_LIKE.match(match.group("number"))
        and not (_NO_FIGURE_BEFORE.search(text[: match.start()]) and not match.group("scale").strip())
    ]


def amounts(text: str) -> list[Span]:
    """Figures that say of what: with a unit or a scale ("1.200 tấn", "5,3 tỷ"), not a number alone as in "quốc lộ 5"."""
    return [match.span() for match in _FIGURE.finditer(text) if match.group("scale").strip()]


def bodies(text: str) -> list[Span]:
    """Names of bodies and authorities."""
    return [_trim(text, match.span()) for match in _BODY.finditer(text)]


def contacts(text: str) -> list[Span]:
    """Telephone numbers, addresses of electronic mail and of pages."""
    found = [match for match in _CONTACT.finditer(text) if "@" in match.group() or not match.group()[-1].isdigit() or _CALLED.search(text, max(0, match.start() - _CALL_CHARS), match.start())]
    return [match.span() for match in found if not re.match(r"\s*(?:đồng|tỷ|triệu)", text[match.end() :])]


def quoted(text: str) -> list[Span]:
    return [match.span(1) for match in _QUOTED.finditer(text)]


_PLACE = re.compile(r"(?<!\w)(?:khu vực|vùng|phía|tại|ở|trên địa bàn)\s+[^,;.:()]+", re.I)


def places(text: str) -> list[Span]:
    """Phrases that say where: after "khu vực", "phía", "tại", …"""
    return [_trim(text, match.span()) for match in _PLACE.finditer(text)]


def named(text: str, noun: str) -> list[Span]:
    """Phrases that begin with `noun` and go on with a name or code: "Sân bay Gia Lâm"."""
    pattern = re.compile(
        rf"(?<!\w)(?i:{re.escape(noun)})\s+(?:số\s+)?(?:[{UPPER}][\w-]*|\d[\w/-]*)(?:\s+(?:[{UPPER}][\w-]*|(?:thành phố|sông|số|khóa)(?=\s+[{UPPER}])))*(?:\s*\([^()]*\))?"
    )
    return [_trim(text, match.span()) for match in pattern.finditer(text)]


def _trim(text: str, span: Span) -> Span:
    piece = text[span[0] : span[1]]
    start = span[0] + len(piece) - len(piece.lstrip(" ,"))
    return start, start + len(piece.strip(" ,"))
