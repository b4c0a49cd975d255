"""Near misses: a question changed in one place, so that its passage answers it no more."""

import random
import re
from collections.abc import Sequence

from index.text.normalise import LOWER, UPPER

_YEAR = re.compile(r"(?<![\d.,/])(?:1\d{3}|20\d\d)(?![\d.,/])")
_NUMBER = re.compile(r"(?<![\d.,/])\d{1,3}(?![\d.,/])")
_NAME = re.compile(rf"(?<![.!?]\s)(?<=\s)[{UPPER}][{LOWER}]+(?:\s[{UPPER}][{LOWER}]+)*")
# Things of one syllable that are counted: another one may take the place of each.
_THINGS = "người năm ngày tháng tỉnh huyện xã quận làng tầng chiếc loài đảo trường bài cuộc trận tấn mét đội vụ hộ con căn cầu trang".split()
_COUNTED = re.compile(rf"\b(?:bao nhiêu|mấy)\s({'|'.join(_THINGS)})(?![{LOWER}])")
# Either word of a pair may stand for the other; the sentence then says something else.
_OPPOSITES = (
    ("tăng", "giảm"), ("cao nhất", "thấp nhất"), ("lớn nhất", "nhỏ nhất"), ("đầu tiên", "cuối cùng"),
    ("nhiều nhất", "ít nhất"), ("trước khi", "sau khi"), ("bắt đầu", "kết thúc"), ("phía bắc", "phía nam"),
    ("phía đông", "phía tây"), ("thành lập", "giải thể"), ("sinh ra", "qua đời"),
    ("mở cửa", "đóng cửa"), ("nhập khẩu", "xuất khẩu"), ("ủng hộ", "phản đối"), ("thắng", "thua"),
    ("chiến thắng", "thất bại"), ("dài nhất", "ngắn nhất"), ("hơn", "kém"), ("tối đa", "tối thiểu"),
    ("miền Bắc", "miền Nam"), ("đồng ý", "từ chối"), ("thu", "chi"), ("đô thị", "nông thôn"),
    ("cấp tỉnh", "cấp xã"), ("nam giới", "nữ giới"), ("đàn ông", "phụ nữ"), ("thế kỷ", "thập niên"),
)  # fmt: skip


def names_of(texts: Sequence[str]) -> list[str]:
    """Capitalised names of two or more syllables inside sentences, each once, in order."""
    found = dict.fromkeys(match.group() for text in texts for match in _NAME.finditer(text))
    return [name for name in found if " " in name]


def near_miss(question: str, passage: str, names: Sequence[str], chooser: random.Random) -> str | None:
    """`question` with its year, number, name, counted noun or a word of sense changed to what `passage` lacks.

    None where it holds nothing of the kind.
    """
    edits: list[tuple[int, int, str]] = []
    for found in _YEAR.finditer(question):
        year = str(int(found.group()) + chooser.choice((-1, 1)) * chooser.randint(1, 12))
        edits.append((*found.span(), year))
    for found in _NUMBER.finditer(question):
        edits.append((*found.span(), str(int(found.group()) + chooser.randint(1, 9))))
    for found in _NAME.finditer(question):
        others = [name for name in chooser.sample(names, min(len(names), 20)) if name.count(" ") <= found.group().count(" ") + 1]
        edits += [(*found.span(), name) for name in others[:1]]
    if found := _COUNTED.search(question):
        edits += [(*found.span(1), noun) for noun in chooser.sample(_THINGS, 5) if noun not in passage.lower()][:1]
    for pair in _OPPOSITES:
        for word, other in (pair, pair[::-1]):
            for found in list(re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", question))[:1]:
                edits.append((*found.span(), other))
    # A word of sense may stand elsewhere in the passage; a year, number or name may not.
    edits = [(start, end, other) for start, end, other in edits if other[0].islower() or other.lower() not in passage.lower()]
    if not edits:
        return None
    start, end, other = chooser.choice(edits)
    return question[:start] + other + question[end:]
