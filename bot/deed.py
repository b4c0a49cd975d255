"""Whether what is told is what was asked of: "ai soạn thảo …" is not answered by who signed it."""

import re
from functools import cache

from index.text.syllables import tokenise

from .lexicon import synonyms
from .question import Question
from .sentence import Sentence

_WHO = r"(?:ai|(?:cơ quan|đơn vị|bộ phận|tổ chức|sở|ban|bộ|ngành|phòng|cấp|người|đồng chí|ông|bà|vị|lãnh đạo) nào)(?!\w)"
# "Ai soạn thảo …", "người soạn thảo … là ai"; "của ai" asks whose it is, "cho ai" for whom, "có ai … không" whether.
_ASKED = re.compile(rf"(?<!\w)(?<!của )(?<!có )(?<!cho ){_WHO}\s+(?P<does>.+)|(?<!\w)(?:người|cơ quan|đơn vị|bộ phận)\s+(?P<done>.+?)\s+là\s+{_WHO}")
# What stands between who is asked for and what is done.
_LEADS = re.compile(r"(?:(?:(?:được|bị|có) (?:giao|phân công|trách nhiệm|nhiệm vụ)|là (?:người|đơn vị|cơ quan|nơi)|cho|nhiệm vụ|trách nhiệm|phải|sẽ|đã|đang|cần|nên|còn|cùng|vừa|mới|trực tiếp|đi|sang|ra|được|bị)\s+)*")
# This may be all that is done, or be followed by it.
_CHARGED = re.compile(r"(?:(?:lo|phụ trách|đứng ra|coi|quản|chịu trách nhiệm|việc|cái|chuyện|vụ|về|cho|phần)\s+)+")
# What is done in an office, a line for what means about the same: who asks in such a word means it. Any other ("cầm trịch", "bỏ
# tiền") says in a word of his own what the document says in its own, and the trained reader has to know.
_DEEDS = """
bàn giao|chuyển giao|giao
ban hành|ký|ký ban hành|công bố
bảo quản|lưu giữ|lưu trữ|cất giữ
bảo vệ|canh gác|trực
bế mạc|phát biểu|kết luận
bỏ phiếu|biểu quyết|bầu
bồi thường|đền bù|chi trả
bổ nhiệm|điều động|phân công
bố trí|phân bổ|cân đối
chấm điểm|đánh giá|xếp loại
chất vấn|hỏi
chỉ đạo|điều hành|lãnh đạo|quản lý
chủ trì|làm chính|đứng ra chủ trì|đầu mối|chịu trách nhiệm chính
công khai|công bố|đăng|đăng tải|thông báo|niêm yết
cung cấp|cấp|gửi
dịch|phiên dịch
đào tạo|tập huấn|dạy
đấu thầu|mời thầu
đề cử|giới thiệu
đề nghị|đề xuất|kiến nghị|lên tiếng
điều tra|khảo sát|xuống tận nơi|kiểm tra thực địa
đôn đốc|thúc|giục|nhắc|nhắc nhở|thúc giục
ghi biên bản|lập biên bản|thư ký
giám sát|theo dõi
giải trình|báo cáo|thuyết minh|làm rõ
góp ý|cho ý kiến|đóng góp ý kiến|ý kiến
hoàn thiện|hoàn chỉnh|chỉnh sửa|sửa|bổ sung
hỗ trợ|giúp|giúp đỡ|trợ giúp
hướng dẫn|chỉ dẫn|tập huấn
in ấn|in|nhân bản|phát hành
khánh thành|cắt băng
khai mạc|phát biểu khai mạc
khen thưởng|thưởng|tuyên dương|tôn vinh|biểu dương
khởi xướng|phát động|đề xuất
kiểm tra|kiểm soát|kiểm nghiệm|thanh tra|rà soát|kiểm
ký|ký ban hành|đặt bút ký
kỷ luật|xử lý|xử phạt|phạt
nghiệm thu|kiểm tra
phản ánh|khiếu nại|tố cáo|kiến nghị
phản đối|không đồng ý|bác|bác bỏ|không tán thành
phát biểu|nói|đọc|đọc lời|bế mạc|thảo luận
phân công|giao|giao nhiệm vụ|chỉ định
quay phim|ghi hình|chụp ảnh
rà soát|xem lại|kiểm tra
soạn|soạn thảo|biên soạn|viết|chắp bút|xây dựng dự thảo|xây dựng đề án|xây dựng kế hoạch|xây dựng báo cáo
sửa chữa|sửa|duy tu|bảo trì|bảo dưỡng
tài trợ|ủng hộ|tặng|góp|đóng góp|quyên góp
tham mưu|giúp việc
thanh toán|trả|chi trả|quyết toán
thay mặt|đại diện
thẩm định|thẩm tra|xét
phê duyệt|duyệt|thông qua|chấp thuận|biểu quyết
thiết kế|vẽ
thi công|xây dựng|xây|khởi công
thống kê|kiểm đếm|đếm|lập danh sách
tiếp nhận|nhận|thu nhận
tổ chức|đăng cai|đứng ra tổ chức
tổng hợp|gom|gom lại|tập hợp|tiếp thu
trả lời|trả lời phỏng vấn|trao đổi|cho biết|cho hay|đáp
trình|trình ra|đệ trình|nộp
trình bày|báo cáo|trình|thuyết trình
tuyên truyền|phổ biến|quán triệt|vận động
vận hành|quản lý
vắng mặt|vắng
xác nhận|ký xác nhận|đóng dấu|chứng nhận
"""


def untold(question: Question, held: list[Sentence]) -> bool:
    """Whether `question` asks who does something, and the sentences `held`, or what stands under them where they are a heading, tell of nothing like it, in the same words or others."""
    if question.kind.name not in ("person", "body"):
        return False
    asked = _ASKED.search(question.restored.lower())
    if not asked or not held:
        return False
    does = asked["does"] or asked["done"]
    words = [token.text.lower() for token in tokenise(does[_LEADS.match(does).end() :])]  # type: ignore[union-attr] - it matches everywhere
    charged = _CHARGED.match(" ".join(words))
    said = [token.text.lower() for token in tokenise(_with_what_stands_under(held))]
    return _missing(words[len(charged.group().split()) :] if charged else words, said)


def _with_what_stands_under(held: list[Sentence]) -> str:
    """The sentences, to the end of the section whose heading they are."""
    document, start, end = held[0].document, held[0].start, held[-1].end
    under = (section.end for section in document.sections if section.topic[0] < end and start < section.topic[1])
    return document.text[start : max((end, *under))]


@cache
def _deeds() -> dict[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Each known deed, with itself and the other phrases for it, as tuples of syllables."""
    groups = [[tuple(phrase.split()) for phrase in line.split("|")] for line in _DEEDS.strip().splitlines()]
    return {phrase: tuple(dict.fromkeys((*(other for group in groups if phrase in group for other in group), *synonyms().get(phrase, ())))) for group in groups for phrase in group}


def _missing(words: list[str], said: list[str]) -> bool:
    """Whether words begin with a known deed that a text of these words does not tell."""
    known = next((deed for length in (4, 3, 2, 1) if (deed := tuple(words[:length])) in _deeds()), None)
    return known is not None and not any(_within(list(other), said) for other in _deeds()[known])


def _within(words: list[str], said: list[str]) -> bool:
    return any(said[at : at + len(words)] == words for at in range(len(said) - len(words) + 1))
