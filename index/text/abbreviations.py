"""Abbreviations: those that a document explains itself, and a table of the standing ones.

Staff type "UBND" and documents write "UBND", or either writes it out: both are compared opened. The trained reader is asked in the
words of the passage before it, as it was taught.
"""

import re

from .normalise import SYLLABLE, UPPER, fold, is_shouted

# Standing abbreviations of Vietnamese offices (Nghị định 30/2020/NĐ-CP, Phụ lục III, and common use), in the way in which each is mostly
# read; a document's own explanation goes before.
STANDING = {
    "antt": "an ninh trật tự",
    "bc": "báo cáo",
    "bcđ": "ban chỉ đạo",
    "bhtn": "bảo hiểm thất nghiệp",
    "bhxh": "bảo hiểm xã hội",
    "bhyt": "bảo hiểm y tế",
    "bql": "ban quản lý",
    "cbccvc": "cán bộ công chức viên chức",
    "cccd": "căn cước công dân",
    "ccvc": "công chức viên chức",
    "cty": "công ty",
    "dvc": "dịch vụ công",
    "gdđt": "giáo dục và đào tạo",
    "gpmb": "giải phóng mặt bằng",
    "htx": "hợp tác xã",
    "kcn": "khu công nghiệp",
    "lđtbxh": "lao động thương binh và xã hội",
    "khđt": "kế hoạch và đầu tư",
    "kq": "kết quả",
    "lđlđ": "liên đoàn lao động",
    "nnmt": "nông nghiệp và môi trường",
    "vhttdl": "văn hóa thể thao và du lịch",
    "vhxh": "văn hóa xã hội",
    "ktht": "kinh tế hạ tầng",
    "tckh": "tài chính kế hoạch",
    "dttg": "dân tộc và tôn giáo",
    "tttt": "thông tin và truyền thông",
    "dtts": "dân tộc thiểu số",
    "bv": "bệnh viện",
    "bvmt": "bảo vệ môi trường",
    "pctt": "phòng chống thiên tai",
    "tkcn": "tìm kiếm cứu nạn",
    "attp": "an toàn thực phẩm",
    "atvstp": "an toàn vệ sinh thực phẩm",
    "nhcsxh": "ngân hàng chính sách xã hội",
    "ctmtqg": "chương trình mục tiêu quốc gia",
    "ubmttq": "ủy ban mặt trận tổ quốc",
    "ccn": "cụm công nghiệp",
    "bvđk": "bệnh viện đa khoa",
    "tyt": "trạm y tế",
    "nnptnt": "nông nghiệp và phát triển nông thôn",
    "pccc": "phòng cháy chữa cháy",
    "qlda": "quản lý dự án",
    "qlđt": "quản lý đô thị",
    "qltt": "quản lý thị trường",
    "qlnn": "quản lý nhà nước",
    "kbnn": "kho bạc nhà nước",
    "qpan": "quốc phòng an ninh",
    "qsdđ": "quyền sử dụng đất",
    "sđt": "số điện thoại",
    "tđc": "tái định cư",
    "thcs": "trung học cơ sở",
    "thpt": "trung học phổ thông",
    "tngt": "tai nạn giao thông",
    "tnmt": "tài nguyên và môi trường",
    "tthc": "thủ tục hành chính",
    "ttr": "tờ trình",
    "ttyt": "trung tâm y tế",
    "ubkt": "ủy ban kiểm tra",
    "vb": "văn bản",
    "xdcb": "xây dựng cơ bản",
    "bch": "ban chấp hành",
    "btv": "ban thường vụ",
    "btg": "ban tuyên giáo",
    "cbcc": "cán bộ công chức",
    "cchc": "cải cách hành chính",
    "cđs": "chuyển đổi số",
    "cntt": "công nghệ thông tin",
    "csxh": "chính sách xã hội",
    "dn": "doanh nghiệp",
    "đb": "đảng bộ",
    "đtc": "đầu tư công",
    "grdp": "tổng sản phẩm trên địa bàn",
    "gtvt": "giao thông vận tải",
    "hđnd": "hội đồng nhân dân",
    "hn": "hà nội",
    "kh": "kế hoạch",
    "khcn": "khoa học và công nghệ",
    "kl": "kết luận",
    "ktxh": "kinh tế xã hội",
    "mttq": "mặt trận tổ quốc",
    "nq": "nghị quyết",
    "nsđp": "ngân sách địa phương",
    "nsnn": "ngân sách nhà nước",
    "ntm": "nông thôn mới",
    "qđ": "quyết định",
    "tp": "thành phố",
    "tphcm": "thành phố hồ chí minh",
    "hcm": "hồ chí minh",
    "tw": "trung ương",
    "tư": "trung ương",
    "ubnd": "ủy ban nhân dân",
    "xh": "xã hội",
}
# Of chats, in small letters: "K" and "AK" are names.
CHAT = {
    "ds": "danh sách",
    "ak": "ạ",
    "ah": "ạ",
    "ko": "không",
    "k": "không",
    "đc": "được",
    "dc": "được",
    "bn": "bao nhiêu",
    "bnhieu": "bao nhiêu",
    "ntn": "như thế nào",
    "vs": "với",
    "trc": "trước",
    "nhg": "những",
    "ng": "người",
    "đg": "đang",
    "cx": "cũng",
    "lm": "làm",
    "hok": "không",
    "j": "gì",
    "gj": "gì",
    "s": "sao",
    "fai": "phải",
    "fải": "phải",
    "bnhiu": "bao nhiêu",
    "nhiu": "nhiêu",
    "ngta": "người ta",
    "tgian": "thời gian",
    "thg": "tháng",
    "trg": "trong",
}
# Only where it stands in capitals is one of these an abbreviation and not a word.
_CAPITALS_ONLY = frozenset({"tư", "kh", "hn", "kl"})
_CAPITALS = re.compile(rf"(?<![\w/&-])[{UPPER}]{{2,}}(?:[&-][{UPPER}]{{2,}})*(?![\w/]|[&-]\w)")
_WORD = re.compile(r"(?<![\w/&-])(?:[^\W\d_]{2,}(?:[&-][^\W\d_]{2,})+|[^\W\d_]+)(?![\w/]|[&-]\w)")
_CHAT = {**{fold(short): long for short, long in CHAT.items()}, **CHAT}
# What else "HN" is short for, by the words beside it.
_MEETING = re.compile(r"(?<!\w)hn(?= (?:lần|lan|thứ|bch|btv|ban chấp hành|ban chap hanh)(?!\w))|(?<=(?<!\w)họp )hn(?!\w)|(?<=(?<!\w)hop )hn(?!\w)|(?<=(?<!\w)dự )hn(?!\w)", re.I)
# Behind these a small "hn" is the city.
_CITY = re.compile(r"(?<!\w)(?P<before>(?:thành|thanh) (?:ủy|uỷ|uy)|tp|(?:thành|thanh) (?:phố|pho)|(?:thủ|thu) (?:đô|do)|ubnd|hđnd) hn(?!\w)", re.I)
# Before a number these are types of documents.
_NUMBERED = {"ct": "chỉ thị", "hd": "hướng dẫn", "tb": "thông báo", "cv": "công văn", "tt": "thông tư", "kl": "kết luận"}
_NUMBER = re.compile(rf"(?<![\w/&-])(?:(?:{'|'.join(_NUMBERED)})(?= (?:số |so )?\d)|cv(?= (?:của|cua|về|ve|này|nay|đôn đốc|don doc)(?!\w))|(?:(?<=trong )|(?<=theo ))kl(?= (?:này|nay)(?!\w))|kl(?= (?:thanh tra|kiểm tra|kiem tra)(?!\w)))", re.I)
# Roads by number: "QL19E", "QL 19E", "ĐT.741".
_ROADS = {"ql": "quốc lộ", "tl": "tỉnh lộ", "đt": "đường tỉnh", "hl": "hương lộ"}
_ROAD = re.compile(rf"(?<![\w/&-])(?P<short>{'|'.join(_ROADS)})[. ]? ?(?=\d{{1,3}}[A-Z]?(?![\w/]))", re.I)
_DOTTED = re.compile(r"(?<!\w)(tp|tx|tt)\.\s*", re.I)
_DEFINITION = re.compile(r"((?:[^\W\d_]+[\s-]+){2,8})\(([A-ZĐƯƠÂÊÔ]{2,8})\)")


def learn(text: str) -> dict[str, str]:
    """Abbreviations that `text` explains: "Nông thôn mới (NTM)" gives {"ntm": "nông thôn mới"}."""
    found: dict[str, str] = {}
    for match in _DEFINITION.finditer(text):
        words, short = match.group(1).replace("-", " ").split(), match.group(2)
        if len(words) >= len(short) and [fold(word)[0] for word in words[-len(short) :]] == list(fold(short)):
            found.setdefault(short.lower(), " ".join(words[-len(short) :]).lower())
    return found


def expand(text: str, learnt: dict[str, str]) -> str:
    """A question with every abbreviation opened."""
    table = {**STANDING, **learnt}
    shouted = is_shouted(text)  # capitals throughout say nothing of a word
    unmarked = {fold(short): long for short, long in table.items() if short not in _CAPITALS_ONLY}

    def open_up(match: re.Match[str]) -> str:
        word = match.group()
        low = _joined(word)
        if low in _CAPITALS_ONLY and (not word.isupper() or shouted and SYLLABLE.match(low)):
            return word
        return table.get(low) or unmarked.get(low) or (word if word.isupper() and not shouted else _CHAT.get(low, word))

    # A dotted TP. loses its dot; letters inside a code (143-KL/TU, 09-NQ/TU) stay.
    return _WORD.sub(open_up, _CITY.sub(r"\g<before> hà nội", _MEETING.sub("hội nghị", _roads(_numbered(_DOTTED.sub(r"\1 ", text))))))


def _numbered(text: str) -> str:
    return _NUMBER.sub(lambda match: _NUMBERED[match.group().lower()], text)


def _roads(text: str) -> str:
    return _ROAD.sub(lambda match: f"{_ROADS[match['short'].lower()]} ", text)


def opened(text: str, learnt: dict[str, str]) -> str:
    """A passage with the abbreviations of offices opened that it writes in capitals, and those of roads."""
    return _CAPITALS.sub(lambda match: _long(match.group(), learnt) or match.group(), _roads(text))


def abbreviated(passage: str, learnt: dict[str, str]) -> list[tuple[str, str]]:
    """What `passage` abbreviates, and how: ("ủy ban nhân dân", "UBND")."""
    return [(long, short) for short in dict.fromkeys(_CAPITALS.findall(passage)) if (long := _long(short, learnt))]


def as_written(question: str, passage: str, learnt: dict[str, str]) -> str:
    """`question` (opened) with the phrases abbreviated that `passage` has only so."""
    low = passage.lower()
    for long, short in abbreviated(passage, learnt):
        if long not in low:
            question = re.sub(rf"(?<!\w){re.escape(long)}(?!\w)", short, question, flags=re.I)
    return question


def _long(short: str, learnt: dict[str, str]) -> str | None:
    """What a word in capitals stands for; none for what could be a word of a heading ("ĐẦU TƯ")."""
    low = _joined(short)
    return None if low == "tư" or low not in STANDING and SYLLABLE.match(low) else learnt.get(low) or STANDING.get(low)


def _joined(short: str) -> str:
    """"GD&ĐT" and "KT-XH" as the table has them."""
    return re.sub("[&-]", "", short.lower())
