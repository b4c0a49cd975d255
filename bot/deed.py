"""Whether what is told is what was asked of: "ai soạn thảo …" is not answered by who signed it."""

import re
from functools import cache

from index.text.normalise import UPPER, canonical
from index.text.syllables import tokenise

from .lexicon import synonyms
from .question import Question
from .sentence import Sentence

_WHO = r"(?:ai|(?:cơ quan|đơn vị|bộ phận|tổ chức|sở|ban|bộ|ngành|phòng|cấp|người|đồng chí|ông|bà|vị|lãnh đạo) nào)(?!\w)"
# "Ai soạn thảo …", "người soạn thảo … là ai"; "của ai" asks whose it is, "cho ai" for whom, "có ai … không" whether.
_ASKED = re.compile(rf"(?<!\w)(?<!của )(?<!có )(?<!cho ){_WHO}\s+(?P<does>.+)|(?<!\w)(?:người|cơ quan|đơn vị|bộ phận)\s+(?P<done>.+?)\s+là\s+{_WHO}")
# What stands between who is asked for and what is done.
_LEADS = re.compile(r"(?:(?:(?:được|bị|có) (?:giao|phân công|trách nhiệm|nhiệm vụ)|có (?:thẩm )?quyền|có thể|là(?: (?:người|đơn vị|cơ quan|nơi)(?! nào))?|cho|nhiệm vụ|trách nhiệm|phải|sẽ|đã|đang|cần|nên|còn|cùng|vừa|mới|tự|chính thức|trực tiếp|đi|sang|ra|(?P<passive>được|bị|nhận))\s+)*")
# Who leads what is done does that: "chủ trì soạn thảo" is told by who is to draft.
_LEADING = frozenset({("chủ", "trì"), ("tổ", "chức"), ("chỉ", "đạo"), ("phối", "hợp"), ("thực", "hiện")})
# This may be all that is done, or be followed by it.
_BY_WHOM = re.compile(rf"(?<!\w)(?:do|bởi) (?:các |một )?(?:[{UPPER}]|cơ quan|đơn vị|sở|phòng|ban|ủy ban|hội đồng|chủ tịch|giám đốc|cấp|người|ông|bà|đồng chí)")
_CHARGED = re.compile(r"(?:(?:lo|phụ trách|đứng ra|coi|quản|chịu trách nhiệm|việc|cái|chuyện|vụ|về|cho|phần)\s+)+")
# What is done in an office, a line for what means about the same: who asks in such a word means it. Any other ("cầm trịch", "bỏ
# tiền") says in a word of his own what the document says in its own, and the trained reader has to know.
_DEEDS = """
bàn giao|chuyển giao|giao
ban hành|ký|ký ban hành|công bố|quyết định|quyết nghị
bảo quản|lưu giữ|lưu trữ|cất giữ
bảo vệ|canh gác
bế mạc|phát biểu
bỏ phiếu|biểu quyết|bầu
bồi thường|đền bù|chi trả
bổ nhiệm|điều động|phân công
bố trí|phân bổ|cân đối|bảo đảm|đảm bảo
chấm điểm|đánh giá|xếp loại
chất vấn|hỏi
lấy ý kiến|hỏi ý kiến|xin ý kiến|tham khảo ý kiến|tham vấn
chỉ đạo|điều hành|yêu cầu|lãnh đạo|quản lý
chủ trì|điều hành|chủ tọa|chủ toạ|làm chính|đứng ra chủ trì|đầu mối|chịu trách nhiệm chính
công khai|công bố|đọc|đăng|đăng tải|thông báo|niêm yết
cung cấp|gửi|cấp
dịch|phiên dịch
đào tạo|tập huấn|dạy
đấu thầu|mời thầu
đề cử|giới thiệu
đề nghị|đề xuất|kiến nghị|lên tiếng
điều tra|khảo sát|xuống tận nơi|kiểm tra thực địa
đôn đốc|thúc|giục|nhắc|nhắc nhở|thúc giục
ghi biên bản|lập biên bản|thư ký
đăng ký|ghi danh|ghi tên
giám sát|theo dõi|kiểm tra
giải trình|báo cáo|thuyết minh|làm rõ
góp ý|cho ý kiến|đóng góp ý kiến
hoàn thiện|hoàn chỉnh|chỉnh sửa|sửa
hỗ trợ|giúp|giúp đỡ|trợ giúp
hướng dẫn|chỉ dẫn|tập huấn
in ấn|in|nhân bản|phát hành
khánh thành|cắt băng
khai mạc|phát biểu khai mạc
khen thưởng|thưởng|tuyên dương|tôn vinh|biểu dương
khởi xướng|phát động|đề xuất
kiểm tra|theo dõi|đôn đốc|kiểm soát|kiểm nghiệm|thanh tra|rà soát|kiểm
ký|ký ban hành|đặt bút ký
ký kết|thỏa thuận
kỷ luật|khiển trách|cảnh cáo|xử lý
xử lý|xử phạt|phạt|khắc phục|đình chỉ|cưỡng chế|giải quyết
nghiệm thu|kiểm tra
nộp|gửi|trình
phản ánh|khiếu nại|tố cáo|kiến nghị
phản đối|không đồng ý|bác|bác bỏ|không tán thành
phát biểu|nói|đọc|đọc lời|bế mạc|thảo luận|nhấn mạnh|khẳng định|cho rằng|cho biết
phân công|giao|giao nhiệm vụ|chỉ định|yêu cầu
quay phim|ghi hình|chụp ảnh
rà soát|xem lại|kiểm tra
soạn|soạn thảo|biên soạn|viết|chắp bút|xây dựng dự thảo|xây dựng đề án|xây dựng kế hoạch|xây dựng báo cáo|lập
sửa chữa|sửa|cải tạo|nâng cấp|duy tu|bảo trì|bảo dưỡng
tài trợ|ủng hộ|tặng|trao|hỗ trợ|góp|đóng góp|quyên góp
tham mưu|giúp việc|đề xuất
thanh toán|trả|chi trả|chi|quyết toán
thay mặt|đại diện
thẩm định|thẩm tra|xét
phê duyệt|duyệt|thông qua|chấp thuận|biểu quyết|quyết định|quyết nghị
thiết kế|vẽ
thi công|xây dựng công trình|xây|khởi công
thống kê|kiểm đếm|đếm|lập danh sách
tiếp nhận|nhận|thu nhận
tổ chức|đăng cai|đứng ra tổ chức|mở
tổng hợp|gom|gom lại|tập hợp|tiếp thu
trả lời|nói|trả lời phỏng vấn|trao đổi|cho biết|cho hay|đáp
trình|trình ra|đệ trình|nộp|gửi
trình bày|báo cáo|trình|thuyết trình
tuyên truyền|phổ biến|quán triệt|vận động
vận hành|quản lý
vắng mặt|vắng
xác nhận|ký xác nhận|đóng dấu|chứng nhận
"""
_LEAD_LINES = 10  # before a member of a list, in which the line that begins it is looked for
# In these a syllable is no deed of its own.
_COMPOUNDS = re.compile(
    r"(?<!\w)(?:thường trực|túc trực|trực thuộc|(?:chương|công|quy|lộ) trình|(?:các|cùng|cao|đẳng|trung|sơ) cấp|cấp (?:có|ủy|trên|dưới|xã|huyện|tỉnh|cứu)|giao (?:thông|dịch|lưu|ban)|(?:xem|nhận) xét|nhận (?:xét|định)"
    r"|(?:ghi|xác|công|thừa|giấy chứng) nhận|(?:thư|đăng|nhiệm|chữ|học) ký|thúc đẩy|kiểm điểm|trả giá|chi (?:cục|nhánh|bộ)|thành lập|mở rộng|trao đổi|lập (?:pháp|trường|kế)|độc lập|quyết định (?:số|này)|tổ chức thực hiện|các (?:cơ quan, )?tổ chức)(?!\w)"
)


def deed_asked(question: Question) -> tuple[str, ...] | None:
    """What is done by whom `question` asks for, as syllables, where it says so in a word of offices; None where it asks for no such, or to whom it is done."""
    asked = _ASKED.search(question.restored.lower()) if question.kind.name in ("person", "body") else None
    if not asked:
        return None
    does = asked["does"] or asked["done"]
    lead = _LEADS.match(does)
    assert lead is not None, "it matches everywhere"
    deed = does[lead.end() :]
    if charged := _CHARGED.match(deed):
        deed = deed[charged.end() :]
    words = _words(deed)
    if tuple(words[:2]) in _LEADING and _known(" ".join(words[2:])):
        deed = " ".join(words[2:])
    return None if lead["passive"] else _known(deed)


def told(deed: tuple[str, ...], held: list[Sentence]) -> bool:
    """Whether the sentences, with what leads to them, tell of a deed, in the same word of offices or another."""
    text = _with_what_leads_to(held) if held else ""
    whole, parted = _words(text), _words(_COMPOUNDS.sub(" · ", canonical(text).lower()))
    by_whom = bool(_BY_WHOM.search(text))
    return any(_does(list(other), whole if len(other) > 1 else parted, by_whom=by_whom) for other in _deeds()[deed])


def _words(text: str) -> list[str]:
    """The syllables of a text in their usual spelling: "kí" is "ký"."""
    return [token.key for token in tokenise(text)]


def _with_what_leads_to(held: list[Sentence]) -> str:
    """The sentences with the headings and the line with a colon that they stand under; headings with their section."""
    document, start, end = held[0].document, held[0].start, held[-1].end
    under = (section.end for section in document.sections if section.topic[0] < end and start < section.topic[1])
    lines = [document.text[one.start : one.end] for one in document.paragraphs if one.end <= start][-_LEAD_LINES:]
    lead = next((line for line in reversed(lines) if line.rstrip().endswith(":")), "")
    return "\n".join((*document.section_path(start), lead, document.text[start : max((end, *under))]))


@cache
def _deeds() -> dict[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Each known deed, with itself and the other phrases for it, as tuples of syllables."""
    groups = [[tuple(phrase.split()) for phrase in line.split("|")] for line in _DEEDS.strip().splitlines()]
    return {phrase: tuple(dict.fromkeys((*(other for group in groups if phrase in group for other in group), *synonyms().get(phrase, ())))) for group in groups for phrase in group}


def _known(does: str) -> tuple[str, ...] | None:
    """The longest known deed that begins what somebody does; of one syllable only where that is no part of a compound."""
    whole, parted = _words(does), _words(_COMPOUNDS.sub(" · ", does))
    return next((deed for length in (4, 3, 2, 1) if (deed := tuple((whole if length > 1 else parted)[:length])) in _deeds() and deed[:1] == tuple(whole[:1])), None)


def _does(deed: list[str], said: list[str], *, by_whom: bool) -> bool:
    """Whether a deed is told, and not only that it is done, by nobody ("sau khi được phê duyệt"); `by_whom`: the text names by whom something is."""
    found = (at for at in range(len(said) - len(deed) + 1) if said[at : at + len(deed)] == deed)
    return any(by_whom or said[max(0, at - 1) : at] not in (["được"], ["bị"]) for at in found)
