"""Whether what is told is what was asked of: "ai soạn thảo …" is not answered by who signed it."""

import re
from functools import cache

from index.text.normalise import fold
from index.text.syllables import tokenise

from .lexicon import synonyms
from .question import Question
from .sentence import Sentence

_WHO = r"(?:ai|(?:cơ quan|đơn vị|bộ phận|tổ chức|sở|ban|bộ|ngành|phòng|cấp|người|đồng chí|ông|bà|vị|lãnh đạo) nào)(?!\w)"
# "Ai soạn thảo …", "người soạn thảo … là ai"; "của ai" asks whose it is, "có ai … không" whether.
_ASKED = re.compile(rf"(?<!\w)(?<!của )(?<!có ){_WHO}\s+(?P<does>.+)|(?<!\w)(?:người|cơ quan|đơn vị|bộ phận)\s+(?P<done>.+?)\s+là\s+{_WHO}")
# What stands between who is asked for and what is done.
_LEADS = re.compile(r"(?:(?:(?:được|bị|có) (?:giao|phân công|trách nhiệm|nhiệm vụ)|là (?:người|đơn vị|cơ quan|nơi)|cho|nhiệm vụ|trách nhiệm|phải|sẽ|đã|đang|cần|nên|còn|cùng|vừa|mới|trực tiếp|đi|sang|ra|được|bị)\s+)*")
# This may be all that is done, or be followed by it.
_CHARGED = re.compile(r"(?:(?:lo|phụ trách|đứng ra|coi|quản|chịu trách nhiệm|việc|cái|chuyện|vụ|về|cho|phần)\s+)+")
# Who is, has, heads or stands where does nothing; what "làm" is of stands behind it.
_NO_DEED = re.compile(r"(?:là|làm|có|của|ở|tại|trong|thuộc|với|và|hay|hoặc|không|chưa|thì|để|khi|trên|ngoài|cũng|từ|đến|vậy|thế|ạ|nhỉ|đây|đó|nào|đứng đầu)(?!\w)")
# Deeds of one syllable: any other syllable is half a word.
_SHORT = frozenset("ký trình giao lập duyệt nộp trả cấp thu chi bầu họp nợ xây mở mua bán dạy gửi nhận nêu nói đọc viết dời gom lắp góp tặng thưởng phạt cử chọn tuyển thuê giữ soạn vẽ sửa chết dự vắng thăm đặt bày đưa lấy dùng đón tiếp nghe hỏi xin chịu chủ".split())
# Other words for what is done in an office, beside those of the lexicon.
_SAME = """
chủ trì|làm chính|đứng ra chủ trì|đầu mối|chịu trách nhiệm chính
đôn đốc|thúc|giục|nhắc|thúc giục
trình|đưa ra|đưa lên|trình ra|nộp
công khai|công bố|đưa lên|đăng|đăng tải|thông báo|niêm yết
soạn|soạn thảo|biên soạn|viết|xây dựng dự thảo|xây dựng đề án|xây dựng kế hoạch|xây dựng báo cáo
tổng hợp|gom|gom lại|tập hợp
xác nhận|ký xác nhận|đóng dấu
phụ trách|quản lý|lo
thực hiện|triển khai|tiến hành|bắt tay làm
trả lời|giải đáp
khảo sát|xuống tận nơi|kiểm tra thực địa
kiểm tra|kiểm soát|kiểm nghiệm|thanh tra
phát biểu|nói|đọc|đọc lời|bế mạc
hỗ trợ|giúp|giúp đỡ|trợ giúp
thanh toán|trả|chi trả|còn nợ|nợ
đề nghị|xin|đề xuất|kiến nghị|lên tiếng
xem xét|duyệt|phê duyệt|thông qua|quyết định
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
    deeds = [words, words[len(charged.group().split()) :]] if charged else [words]
    said = [token.text.lower() for token in tokenise(_with_what_stands_under(held))]
    return all(deed and not _NO_DEED.match(" ".join(deed)) and not _told(deed, said) for deed in deeds)


def _with_what_stands_under(held: list[Sentence]) -> str:
    """The sentences, to the end of the section whose heading they are."""
    document, start, end = held[0].document, held[0].start, held[-1].end
    under = (section.end for section in document.sections if section.topic[0] < end and start < section.topic[1])
    return document.text[start : max((end, *under))]


@cache
def _same() -> dict[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Other phrases for each, as tuples of syllables."""
    groups = [[tuple(phrase.split()) for phrase in line.split("|")] for line in _SAME.strip().splitlines()]
    return {phrase: tuple(other for group in groups if phrase in group for other in group if other != phrase) for group in groups for phrase in group}


def _told(deed: list[str], said: list[str]) -> bool:
    """Whether the first two syllables of a deed, its one, or other words for it stand in a text of these words."""
    folded = [fold(word) for word in said]
    if _within([fold(word) for word in deed[:2]], folded) or deed[0] in _SHORT and deed[0] in said:
        return True
    others = (other for length in (4, 3, 2, 1) for other in (*synonyms().get(tuple(deed[:length]), ()), *_same().get(tuple(deed[:length]), ())))
    return any(_within(list(other), said) for other in others)


def _within(words: list[str], said: list[str]) -> bool:
    return any(said[at : at + len(words)] == words for at in range(len(said) - len(words) + 1))
