"""Vietnamese sentences with exact offsets.

Rule-based, because official texts are regular in what ends a sentence and irregular in
abbreviations and numbers: a full stop inside `26.500`, after `TP.` or in `v.v.` ends nothing.
"""

import re

# Abbreviations after which a sentence goes on even before a capital letter.
_ABBREVIATIONS = frozenset(
    "tp tx tt q p h x ths ts pgs gs bs ks cn cv nxb tr st mr mrs dr ô ông đ/c đc kts ls nsnd nsưt no vd".split()
)
_END = re.compile(r"(?:\.{2,}|[.!?…])+[”\"’»)\]]*(?=\s|$)")
_LAST_WORD = re.compile(r"([^\s(“\"]+)$")
_STRUCTURE = re.compile(r"^(?:điều|khoản|mục|chương|phần|tiểu mục|bảng|hình|phụ lục)\s+[\dIVXLC]+[a-zđ]?$", re.I)
_MARKER = re.compile(r"^(?:\d{1,3}(?:\.\d{1,3})*|[a-zđ]|[IVXLC]{1,5})$")
_OPENS = re.compile(r"[\s“\"‘’«(\[–•*-]*(.)", re.S)


def sentence_spans(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Offsets (start, end) of the sentences of `text[start:end]`, trimmed, in order.

    A line end ends a sentence; no other character between two sentences is lost but spaces.
    """
    end = len(text) if end is None else end
    spans: list[tuple[int, int]] = []
    for line in re.finditer(r"[^\n]+", text[start:end]):
        _split_line(text, start + line.start(), start + line.end(), spans)
    return spans


def _split_line(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> None:
    begin = start
    for match in _END.finditer(text, start, end):
        if _ends_sentence(text, begin, match, end):
            _append(text, begin, match.end(), spans)
            begin = match.end()
    _append(text, begin, end, spans)


def _append(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> None:
    piece = text[start:end]
    if stripped := piece.strip():
        offset = start + len(piece) - len(piece.lstrip())
        spans.append((offset, offset + len(stripped)))


def _ends_sentence(text: str, begin: int, match: re.Match[str], end: int) -> bool:
    following = _OPENS.match(text, match.end(), end)
    if following is None:
        return True
    next_char = following.group(1)
    if next_char.islower() or next_char in ",;:":
        return False
    if match.group().rstrip("”\"’»)]") != ".":
        return True
    before = text[begin : match.start()].strip()
    if _STRUCTURE.match(before) or _MARKER.match(before):
        return False  # "Điều 5." or "a." opens its sentence
    word = _LAST_WORD.search(before)
    last = word.group(1).lower() if word else ""
    if last in _ABBREVIATIONS or last.rsplit(".", 1)[-1] in _ABBREVIATIONS and "." in last and last != "v.v":
        return False
    # A single capital is an initial ("Nguyễn V. An") unless it closes a designation ("nhóm A.").
    return not (word and len(last) == 1 and word.group(1).isupper() and _after_name(before))


def _after_name(before: str) -> bool:
    words = before.split()
    return len(words) >= 2 and words[-2][0].isupper()
