"""Abbreviations: those that a document explains itself, and a small table of the standing ones."""

import re

from .normalise import SYLLABLE, fold, is_shouted

# Standing abbreviations of Vietnamese offices (Nghị định 30/2020/NĐ-CP, Phụ lục III, and common use).
STANDING = {
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
    "kt-xh": "kinh tế xã hội",
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
}
# Only where it stands in capitals is one of these an abbreviation and not a word.
_CAPITALS_ONLY = frozenset({"tư", "kh", "hn", "kl"})
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
    """`text` with every abbreviation opened."""
    table = {**STANDING, **learnt}
    shouted = is_shouted(text)  # capitals throughout say nothing of a word
    unmarked = {fold(short): long for short, long in table.items() if short not in _CAPITALS_ONLY}

    def open_up(match: re.Match[str]) -> str:
        word = match.group()
        low = word.lower()
        if low in _CAPITALS_ONLY and (not word.isupper() or shouted and SYLLABLE.match(low)):
            return word
        long = table.get(low) or unmarked.get(low)
        return long if long else word

    # A dotted TP. loses its dot; letters inside a code (143-KL/TU, 09-NQ/TU) stay.
    return re.sub(r"(?<![\w/-])(?:[kK][tT]-[xX][hH]|[^\W\d_]+)(?![\w/]|-[\w])", open_up, _DOTTED.sub(r"\1 ", text))
