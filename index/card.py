"""The identity card: what a document says about itself, each field with the words that prove it.

Front matter names the fields of a document whose layout does not; for official layouts (letter
head, "Số: …", place and date, signature block) they are read from the text. A field whose words
do not stand in the text keeps no proof, and answers nothing.
"""

import re

from .documents import CardField, RawDocument
from .text.normalise import LOWER, UPPER, canonical

FIELDS = (
    "tiêu đề",
    "số hiệu",
    "loại văn bản",
    "loại nguồn",
    "cơ quan ban hành",
    "người ký",
    "kỳ họp",
    "ngày họp",
    "ngày ban hành",
    "ngày hiệu lực",
    "nơi nhận",
)
TYPES = (
    "Nghị quyết|Quyết định|Chỉ thị|Kết luận|Quy định|Quy chế|Thông báo|Hướng dẫn|Kế hoạch|Báo cáo|Tờ trình|Công văn"
    "|Thông tư|Nghị định|Luật|Pháp lệnh|Chương trình|Đề án|Quy trình|Công điện|Giấy mời|Biên bản"
)
_NUMBER = re.compile(r"^Số(?:\s*:|(?=\s+\d+\s?[-/]\s?[\w/-]*[A-ZĐ]{2}[\w/-]*$))\s*(\S+(?:\s?[-/]\s?\S+)*)", re.M)
_DATE = re.compile(r"[\w\s.]{2,40},\s*(ngày\s+\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4})")
_TYPE = re.compile(rf"^(?:(?i:{TYPES})$|(?:{TYPES.upper()})(?= CỦA (?:BAN|ỦY BAN|UỶ BAN|UBND|HỘI ĐỒNG|HĐND|CHỦ TỊCH|BỘ|SỞ|TỈNH|THÀNH|HUYỆN|ĐẢNG|CHÍNH PHỦ|THỦ TƯỚNG|HỘI NGHỊ|ĐOÀN)(?!\w)[^{LOWER}]*$))", re.M)
_EFFECT = re.compile(
    r"(?P<this>này\s+)?có hiệu lực\s+(?:thi hành\s+)?(?:kể\s+)?(?P<from>từ\s+ngày\s+(?:\d{1,2}(?:\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4}|\s+tháng\s+\d{1,2}\s+năm\s+\d{4})|ký(?:\s+ban hành)?|(?:được\s+)?[^.;,\n]{3,60}?\s+thông qua))"
)
_RECIPIENTS = re.compile(rf"^Nơi nhận\s*:(?:[ {UPPER}./]+(?=\n+\s*-))?\s*\n*([^\n]+(?:\n+\s*-[^\n]+)*)", re.M)
_OFFICE = r"(?<!\w)(?:CHỦ TỊCH|PHÓ CHỦ TỊCH|BÍ THƯ|PHÓ BÍ THƯ|GIÁM ĐỐC|PHÓ GIÁM ĐỐC|BỘ TRƯỞNG|THỨ TRƯỞNG|THỦ TƯỚNG|CHÁNH VĂN PHÒNG)"
_FOR = r"^(?:TM\.|T/M|KT\.|TL\.|TUQ\.|Q\.)"
_ROLE = re.compile(rf"{_FOR}?\s*{_OFFICE}[^\n]*$")
_ROLE_OVER_LINES = re.compile(rf"{_FOR}.*{_OFFICE}")
# Who issued it, in capitals; behind it may stand which session.
_ISSUER = re.compile(
    rf"^(?:ỦY BAN NHÂN DÂN|UỶ BAN NHÂN DÂN|HỘI ĐỒNG NHÂN DÂN|BAN CHẤP HÀNH ĐẢNG BỘ) (?:TỈNH|THÀNH PHỐ|HUYỆN|QUẬN|THỊ XÃ|XÃ|PHƯỜNG|THỊ TRẤN) (?!KHÓA|KHOÁ)[{UPPER}]+(?: (?!KHÓA|KHOÁ|KỲ|CỘNG|ĐỘC)[{UPPER}]+)*(?![^\W\d_])", re.M
)
# The line of a letterhead that says of which place the body in the line before is.
_OF_PLACE = re.compile(rf"(?:TỈNH|THÀNH PHỐ|HUYỆN|QUẬN|THỊ XÃ|XÃ|PHƯỜNG|THỊ TRẤN|ĐẶC KHU) [{UPPER}]+(?: [{UPPER}\d]+)*$")
_DEGREES = r"(?i:(?:GS|PGS|TS|ThS|Th\.S|BS|BSCK\s?(?:I{1,2}|1|2)|CKI{1,2}|CN|KS|DS)\.?\s*)*"  # "BSCKII. Ngô Đình Khải", "Bs CKI. Ngô Đình Khải"
_NAME = re.compile(rf"^{_DEGREES}[{UPPER}][{LOWER}]+(?:\s+[{UPPER}][{LOWER}]+){{1,4}}$")
_SIGNED = re.compile(r"\((?:đã ký|đã ký, đóng dấu|ký tên|ký, đóng dấu)[^()]*\)", re.I)  # between an office and a name
# The letterhead's two columns in one line: to whom it goes, and who signs.
_SIGNER_BESIDE = re.compile(rf"^-\s*Lưu\b[^\n]*[.)]\s+(?P<name>(?!(?:Phòng|Sở|Ban|Trung|Ủy|Văn|Công an|Chi|Khoa|Hội|Bệnh|Trường|Xã|Phường|Huyện|Tỉnh) )[{UPPER}][{LOWER}]+(?:\s+[{UPPER}][{LOWER}]+){{1,4}})$")
_HEAD = 1500  # the letterhead stands within the first page


def build_card(raw: RawDocument, text: str, title: str, spans: list[tuple[int, int]]) -> tuple[CardField, ...]:
    """The card's fields in the order of `FIELDS`; `spans` are the paragraphs of `text`."""
    found = _from_layout(text, spans)
    fields = {"tiêu đề": CardField("tiêu đề", title, *_locate(text, title, 0))}
    fields |= found
    number = canonical(raw.front_matter.get("số hiệu", ""))
    # Beside its number a document speaks of itself: "đã ký ban hành kết luận số 143-KL/TU".
    anchor = max(text.find(number), 0) if number else 0
    for name, value in raw.front_matter.items():
        value = canonical(value)
        fields[name] = CardField(name, value, *_locate(text, value, anchor))
    ordered = [name for name in FIELDS if name in fields] + [name for name in fields if name not in FIELDS]
    return tuple(fields[name] for name in ordered)


def _locate(text: str, value: str, anchor: int) -> tuple[int | None, int | None]:
    """The place nearest to `anchor` of `value` in the text as whole words, letter case aside."""
    matches = re.finditer(rf"(?<!\w){re.escape(value)}(?!\w)", text, re.I)
    nearest = min(matches, key=lambda match: abs(match.start() - anchor), default=None)
    return (nearest.start(), nearest.end()) if nearest else (None, None)


def _from_layout(text: str, spans: list[tuple[int, int]]) -> dict[str, CardField]:
    fields: dict[str, CardField] = {}
    head = text[:_HEAD]

    def take(name: str, match: re.Match[str] | None, group: int | str = 1) -> None:
        if match:
            fields[name] = CardField(name, match.group(group).strip(" .;"), match.start(group), match.end(group))

    number = _NUMBER.search(head)
    take("số hiệu", number)
    if number:  # only an official layout has the fields below where they are looked for
        take("ngày ban hành", _DATE.search(head))
        take("loại văn bản", _TYPE.search(head), 0)
        effects = list(_EFFECT.finditer(text))  # another document's may be told before
        take("ngày hiệu lực", next((one for one in effects if one["this"]), effects[-1] if effects else None), "from")
        take("nơi nhận", _RECIPIENTS.search(text))
        first = text[spans[0][0] : spans[0][1]]
        if first.isupper() and "CỘNG HÒA" not in first:
            start, end = spans[0][0], spans[1][1] if len(spans) > 1 and _OF_PLACE.match(text[slice(*spans[1])]) else spans[0][1]
            fields["cơ quan ban hành"] = CardField("cơ quan ban hành", text[start:end], start, end)
        else:  # the letterhead's two columns in one line
            take("cơ quan ban hành", _ISSUER.search(head), 0)
        _take_signer(text, spans, fields)
    return fields


def _take_signer(text: str, spans: list[tuple[int, int]], fields: dict[str, CardField]) -> None:
    """The last line that is only a person's name, below a line that is only an office, or the whole of it in capitals ("TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH")."""
    lines = [span for span in spans if not _SIGNED.fullmatch(text[slice(*span)])]
    for (start, end), (above_start, above_end) in zip(reversed(lines), reversed(lines[:-1]), strict=False):
        above = text[above_start:above_end]
        if _NAME.match(text[start:end]) and (_ROLE.match(above) or above.isupper() and _ROLE_OVER_LINES.match(above)):
            fields["người ký"] = CardField("người ký", text[start:end], start, end)
            return
    for line in lines:  # what is issued with the document may follow
        beside = _SIGNER_BESIDE.match(text[slice(*line)])
        sent_to = text.rfind("Nơi nhận", 0, line[0]) if beside else -1
        if not beside or sent_to < 0 or not re.search(_OFFICE, text[sent_to : line[0]]):
            continue
        start, end = (line[0] + at for at in beside.span("name"))
        fields["người ký"] = CardField("người ký", text[start:end], start, end)
        if (sent := fields.get("nơi nhận")) and sent.start is not None and sent.end is not None and sent.start < start < sent.end:
            told = text[sent.start : start].rstrip()
            fields["nơi nhận"] = CardField("nơi nhận", told, sent.start, sent.start + len(told))
        return
