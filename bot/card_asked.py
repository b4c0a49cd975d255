"""Questions about the identity card of a document: who signed it, when it was issued."""

import re

from index.card import TYPES
from index.documents import Document
from index.text.abbreviations import opened
from index.text.normalise import fold, is_marked
from index.text.syllables import tokenise

from .contradictions import ordinals_against
from .lexicon import STOP
from .outline import Proven, sentence_at
from .own_places import of_another_place
from .question import Question
from .titles import of_another_office

_TYPES = TYPES.lower()
# Card fields by how people ask for them; the first that fits is meant.
_CARD = (
    ("ngày ban hành", r"(?:ban hành|ký|ra đời|công bố)\b.*\b(?:ngày|khi|hôm|năm|tháng|bao giờ|lúc)\b.*\b(?:nào|mấy|bao giờ)|(?:ngày|khi nào|bao giờ|hôm nào)\b.*\b(?:ban hành|ký)\b|^ngày (?:ban hành|ký)"),
    ("ngày hiệu lực", r"(?<!hết )(?:có |bắt đầu )?hiệu lực\b(?:.*\b(?:khi nào|ngày nào|ngày mấy|hôm nào|bao giờ|lúc nào|từ|tháng|năm)\b|$)|(?:khi nào|bao giờ|ngày nào|hôm nào|lúc nào|ngày)\b.*(?<!hết )\bhiệu lực|^(?:kết luận|quyết định|nghị quyết|chỉ thị|quy định|quy chế|hướng dẫn|thông tư|nghị định) (?:(?:số )?\d\S*(?: của .*)?|này|về .*) (?:bắt đầu |được )?(?:áp dụng|thi hành) (?:(?:kể )?từ )?(?:ngày |hôm |khi |lúc )?(?:nào|mấy|bao giờ)"),
    ("nơi nhận", r"nơi nhận|gửi (?:cho|đến) (?:ai|những|đâu|nơi)"),
    ("người ký", r"chữ (?:ký|kí) (?:là )?của (?:ai|người nào|ông nào|bà nào|đồng chí nào)|\bai\b.*\b(?:ký|kí)\b|người (?:ký|kí)|(?:ký|kí) (?:bởi|là) ai|do ai (?:ký|kí)|\b(?:ông|bà|đồng chí) nào\b.*\b(?:ký|kí)\b|^ai ký"),
    ("số hiệu", r"số hiệu|số ký hiệu|ký hiệu|(?:văn bản|kết luận|quyết định|nghị quyết) (?:này )?(?:số|mang số) (?:mấy|bao nhiêu|gì|nào)|số của (?:văn bản|kết luận|quyết định)"),
    ("cơ quan ban hành", r"(?:cơ quan|đơn vị|tổ chức|nơi) (?:nào )?(?:đã )?(?:ban hành|ra) (?:văn bản|kết luận|quyết định|nghị quyết)|cơ quan ban hành|(?:do|của) cơ quan nào ban hành|(?:văn bản|tài liệu|kết luận|quyết định|nghị quyết|chỉ thị)(?: này| số \S+)* (?:là )?(?:do|của) cơ quan nào"),
    ("loại văn bản", r"loại văn bản(?! nào \w)|văn bản (?:này )?(?:là )?(?:loại|thể loại) (?:gì|nào)|thuộc loại (?:văn bản )?(?:gì|nào)"),
    ("ngày họp", r"(?<!\d )(?<!hai )(?<!các )(?<!mấy )(?<!những )(?<!trong )ngày họp|(?:hội nghị|kỳ họp|cuộc họp)\b.*\b(?:diễn ra|tổ chức|họp)\b.*\b(?:(?:ngày|khi|hôm|lúc) (?:nào|mấy|bao nhiêu)|bao giờ)|(?:hội nghị|kỳ họp|cuộc họp)\b.*\b(?:diễn ra|tổ chức|họp) (?:ngày|khi|hôm|lúc)$|họp\b.*\b(?:ngày nào|hôm nào|khi nào|ngày mấy|bao giờ|những ngày nào|ngày bao nhiêu)|(?:khi nào|bao giờ|ngày nào|hôm nào) họp"),
    ("kỳ họp", r"kỳ họp (?:nào|thứ mấy)|(?:kết luận|của) (?:hội nghị|kỳ họp|cuộc họp) (?:nào|lần thứ mấy|thứ mấy|lần mấy)|hội nghị lần (?:thứ )?mấy"),
)
_ACTS = re.compile(r"(?:kỳ họp |phiên họp )?(?P<body>hội đồng nhân dân|ủy ban nhân dân|quốc hội|chính phủ|mặt trận tổ quốc)(?!\w)")
_TOLD_ELSEWHERE = ("ngày họp", "kỳ họp")  # a text may tell of meetings that are not its own
_OLD = re.compile(r"(?<!\w)(?:cũ|trước đây|trước đó)(?!\w)")
_THIS = re.compile(r"văn bản|tài liệu|bài|kết luận|quyết định|nghị quyết|chỉ thị|thông báo|kế hoạch|hội nghị|ban chấp hành|đảng bộ|thành ủy|lãnh đạo|họp")
_SIGNED_TYPE = re.compile(rf"(?<!\w)(?:ký|kí)(?: ban hành)? (?:cái |bản |tờ )?(?P<type>{_TYPES})(?!\w)")
# What is signed, and of which type.
_SIGNS = re.compile(rf"(?<!\w)(?<!thư )(?<!đăng )(?<!chữ )(?:ký|kí)(?: ban hành| duyệt| vào| tên(?: vào| dưới)?| kết)? (?:(?:cái|bản|tờ|các|những|một) )?(?:(?P<type>{_TYPES}|văn bản)(?!\w))?(?P<what>[^,;?]*)")
_NO_SIGNING = re.compile(r"(?<!\w)(?:thư|đăng) (?:ký|kí)(?!\w)")
_WHO_WOULD = re.compile(r"(?<!\w)(?:nếu|khi|mà|không|chưa|sai|gian dối|vi phạm|trường hợp|muốn|cần|bị|quá hạn|chậm)(?!\w).*(?<!\w)thì (?:ai|người nào|ông nào|bà nào)(?!\w)")  # "kê khai gian dối thì ai ký": of what comes then
_THIS_ONE = re.compile(r"\s*(?:này|trên|số (?=\d)|(?=\d))")
# What else is told of it: when, for whom, in what office.
_BESIDE_IT = re.compile(r"(?<!\w)(?:và|thay|thay mặt|hồi|ngày|hôm|năm|với|khi|tại|ở|là ai|về)(?!\w).*")
_OTHER_PAPERS = re.compile(r"(?:cam kết|hợp đồng|biên bản|giấy|đơn|xác nhận|nhận|quyết toán|chứng từ|hồ sơ|thỏa thuận|phiếu|bảng|sổ|séc|phép|bàn giao|nghiệm thu|ghi nhớ|dự thảo|kết hợp đồng)(?!\w)")
_OTHER_NUMBER = re.compile(r"(?:nghị quyết|quyết định|chỉ thị|kết luận|thông báo|công văn|nghị định|thông tư)\s+(?:số\s+)?(\d+[\w/-]*)")
_CODE = re.compile(r"(?<![\w/-])\d+(?:/\d{4})?[-/][a-zđ][\w/-]*")

# Typed without marks these are no "ký".
_UNSIGNED = re.compile(r"(?<!\w)(?:nhiem|thoi|(?<!quyet )dinh|hoc|chu|cung|thuong) ky(?!\w)|(?<!\w)ky (?=thi|nghi|cuong|luat|thuat|niem|vong|nang)")
# "nghị quyết số mấy", "ai ký nghị quyết": of which type the number or the signer is asked for.
_TYPED = re.compile(rf"(?P<by>\w+ \w+ )?(?P<numbered>{_TYPES}) (?:này )?(?:mang )?số (?:mấy|bao nhiêu|gì|nào)|(?:ký|kí)(?: ban hành)? (?P<signed>{_TYPES})(?!\w)|^(?P<subject>{_TYPES}) (?:về|của) ")
_REFERS = re.compile(r"(?:sửa đổi|bổ sung|thay thế|bãi bỏ|căn cứ|thực hiện|theo|nhắc đến|dẫn) $")


def card_field(question: Question, document: Document) -> tuple[str, Proven | None] | None:
    """The card field that the question asks for, with its proof or None if the document has none.

    None where the question is about no field of this document's card.
    """
    low = " ".join(question.restored.lower().replace("?", " ").split())
    bare = not is_marked(question.text)
    if not _is_about(low, document) or _of_another_body(low, document):
        return None
    for name, pattern in _CARD:
        if _asks(pattern, low, bare) and not _of_another_paper(name, low, document):
            if ordinals_against(question.restored, document) or of_another_place(question.restored, document):
                return name, None
            field = document.field(name)
            if field is None and name in _TOLD_ELSEWHERE:
                return None
            if field is None or field.start is None or field.end is None:
                return name, None
            if name == "người ký" and of_another_office(question.restored, document.text, (field.start, field.end)):
                return name, None
            start, end = sentence_at(document, field.start)
            proof = (start, max(end, field.end))
            return name, Proven(document, ((field.start, field.end),), (proof,))
    return None


def _of_another_paper(name: str, low: str, document: Document) -> bool:
    """Whether the number, or the signer, of another paper is asked for than the document."""
    return name in ("số hiệu", "người ký") and _of_another_type(low, document) or name == "người ký" and _signs_another(low, document)


def _signs_another(low: str, document: Document) -> bool:
    """Whether what is signed in the question is no such document ("ai ký hợp đồng thuê xe"), or one on another matter ("ai ký quyết định thu hồi tiền")."""
    if _WHO_WOULD.search(low):
        return True
    signed, kind = _SIGNS.search(low), document.field("loại văn bản")
    if not signed:
        return bool(_NO_SIGNING.search(low))
    if _THIS_ONE.match(signed["what"]):
        return False
    if not signed["type"]:
        return bool(_OTHER_PAPERS.match(signed["what"])) and not (kind and signed["what"].startswith(kind.value.lower()))
    told = {token.key for token in tokenise(opened(" ; ".join((document.title, document.number or "", *(field.value for field in document.card))), {}))}
    matter = [token.key for token in tokenise(_BESIDE_IT.sub("", signed["what"])) if token.key not in STOP]
    return len(matter) > 1 and 2 * sum(word not in told for word in matter) > len(matter)


def _of_another_type(low: str, document: Document) -> bool:
    """Whether the number, or the signer, of a nghị quyết is asked for and the document is none, or of one that it only refers to."""
    kind, match = document.field("loại văn bản"), _TYPED.search(low)
    if not kind or not match:
        return False
    return (match["numbered"] or match["signed"] or match["subject"]) != kind.value.lower() or bool(_REFERS.search(match["by"] or ""))


def _of_another_body(low: str, document: Document) -> bool:
    """Whether a body acts in the question that is neither in the document's title nor on its card ("HĐND thông qua … ngày nào")."""
    acting = _ACTS.match(low)
    if not acting:
        return False
    told = opened(" ; ".join((document.title, *(field.value for field in document.card))), {}).lower()
    return acting["body"] not in told


def _asks(pattern: str, restored: str, bare: bool) -> bool:
    """Whether the question asks so; typed without any mark, by its letters alone."""
    return bool(re.search(pattern, restored) or bare and re.search(fold(pattern), _UNSIGNED.sub(" ", fold(restored))))


def _is_about(low: str, document: Document) -> bool:
    """Whether the question speaks of this document, not of another that it mentions."""
    number = (document.number or "").lower()
    for match in _OTHER_NUMBER.finditer(low):
        if not number.startswith(match.group(1).split("-")[0].split("/")[0]):
            return False
    if any(not number.startswith(code) for code in _CODE.findall(low)):
        return False
    words = low.split()
    if _OLD.search(low):
        return False
    if number and (named := re.search(rf"(?P<type>{_TYPES}) (?:số )?{re.escape(re.split('[-/]', number)[0])}(?!\d)", low)):
        kind = document.field("loại văn bản")
        return (kind.value.lower() if kind else "công văn") == named["type"]  # only these bear no type
    kind, signed = document.field("loại văn bản"), _SIGNED_TYPE.search(low)
    return len(words) <= 4 or bool(_THIS.search(low) or signed and kind and kind.value.lower() == signed["type"])
