"""What a question takes for true and a sentence does not bear out: a near miss is a refusal."""

import re
from functools import lru_cache

from index.card import TYPES
from index.documents import Document
from index.text import numerals
from index.text.abbreviations import abbreviated, opened
from index.text.normalise import LOWER, UPPER, fold
from index.text.syllables import tokenise

from .guard.modality import opposites
from .guard.modality import said as spoken
from .levels import levels_against
from .numbers import counted_otherwise, counts_in, numbers_in, ordinals_missing
from .otherwise import told_otherwise
from .own_places import own_places
from .places import WHOLE_COUNTRY, places_in, places_named
from .question import Question
from .ranges import within
from .sentence import COMPARES, Sentence, unnumbered, without_compared, years_in
from .spans import FIELD, spoken_of, without_dates
from .stands import stands

_YEAR = re.compile(r"(?:19|20)\d\d")
_MONTH_OF = re.compile(r"(?<![\d/-])(?<!số )(?:0?[1-9]|1[0-2])/((?:19|20)\d\d)(?![\d/-])")  # "tháng 9/2026" is of 2026
_PART_OF_YEAR = re.compile(r"\b(?:đầu năm|cuối năm|giữa năm|quý [ivx\d]+|(?:\d+|sáu|ba|chín) tháng(?: (?:đầu|cuối) năm)?|tháng \d+)\b")
_MARKS = re.compile(r"[^\w%/,.-]|[,.](?!\d)")
# Of the opposites, those that a question and its answer may well differ in, and those that say which way a thing goes.
_LOOSE = frozenset(("nâng cao", "một số", "mới", "cao", "tập trung", "tiếp tục", "bổ sung", "sớm"))
_DIRECTIONS = frozenset(("bắt buộc", "tự nguyện", "nộp trực tiếp", "nộp trực tuyến", "họp trực tiếp", "họp trực tuyến", "tăng", "giảm", "vượt", "thiếu", "không đạt", "giữ nguyên", "thay đổi", "mở rộng", "thu hẹp", "cao hơn", "thấp hơn", "nhanh", "chậm", "đẩy nhanh"))
_OLD = re.compile(rf"\b(?:{TYPES.lower()}|văn bản) cũ\b")
_THIS_ONE = re.compile(rf"\b(?:{TYPES.lower()}|văn bản) này (?:có hiệu lực|được ban hành)\b")
_IN_EFFECT = re.compile(r"(?<!\w)(?:hiệu lực|thi hành|áp dụng|bãi bỏ|thay thế|giá trị|thời hạn|hạn|hết hạn)(?!\w)")
_OFFICE_OF = re.compile(rf"(?<!\w)(?<!cán )(?<!văn )(?P<head>sở|bộ|phòng) (?P<field>(?:{FIELD.lower()})(?!\w))")
_BESIDE = re.compile(r"(?<!\w)(?:do|cùng|với|theo|hơn|gấp|từ|bằng|và) $")  # of whom the clause is not
_COMMUNE = rf"[{UPPER}][{LOWER}]+ [{UPPER}][{LOWER}]+"
_COMMUNES = re.compile(rf"(?<!\w)(?:các )?(?:xã|phường|thị trấn|huyện|quận|thị xã|thôn|bản):? (?P<names>{_COMMUNE}(?:(?:,| và| -) (?:(?:xã|phường|thôn|bản) )?{_COMMUNE}){{0,12}})")
_EACH = re.compile(r"(?<!\w)(?:bao nhiêu|nhiêu|mấy)(?: [^\W\d]+){0,2} (?P<one>0?1) [^\W\d]", re.I)  # "bao nhiêu tiền 1 mẫu" is of each
_ONE_OF = re.compile(r"0?1 (?P<of>[^\W\d]+)")
DENIAL = "không"  # what stands for a denial among the contradictions
_CHANGES_HOW = re.compile(r"(?<!\w)thay đổi (?:như )?(?:thế nào|ra sao|sao|gì)(?!\w)")  # may be not at all
_COUNTED_NOT = re.compile(r"(?<!\w)(?P<counted>\d[\d.]* [^\W\d]+) (?:(?:còn|vẫn|đang|mà) )*(?:chưa|không) (?P<what>[^\W\d]+ [^\W\d]+)")  # and what they are not
_NEGATION = re.compile(r"\b(?:không|chưa)\b")
# How a text denies in other words, and what it then denies: "miễn phí" is "không mất tiền".
_DENIES = (
    ("miễn", r"không (?:phải|mất|cần|tốn)"), ("cấm", r"không được"), ("trừ", "không"), ("từ chối", "không"),
    ("vượt thẩm quyền", r"không (?:thể|tự)(?: tự| thể)? (?:giải quyết|xử lý|quyết định)\b|không (?:giải quyết|xử lý) (?:\w+ )?được|không (?:thuộc|đúng|đủ) thẩm quyền"), ("ngoài thẩm quyền", r"không (?:thuộc|đúng|đủ) thẩm quyền"), ("ngoài danh mục", r"không (?:thuộc|có trong|nằm trong) (?:\w+ )?danh mục"),
    ("hết hiệu lực", r"không còn (?:hiệu lực|giá trị)"), ("hết hạn", r"không còn (?:hạn|giá trị)"),
)  # fmt: skip


def contradictions(question: Question, sentence: Sentence, context: frozenset[str]) -> list[str]:
    """What the question takes for true and the sentence does not bear out."""
    asked, said = _plain(question.restored), _plain(sentence.text)
    against = _years_against(question, sentence, context)
    numbers = numbers_in(sentence.tokens) | {key for key in context if key[0].isdigit()} | _numbers_of(without_dates(card_text(sentence.document)))
    headings = sentence.document.section_path(sentence.start)
    path = [unnumbered(title) for title in headings]
    settles = question.kind.name == "yesno"  # there a figure is what is asked about
    each = _EACH.search(question.restored)
    counts = question.kind.count  # in the question's first such number
    for token, turn in question.words:
        if token.kind == "number" and token.key.isdigit() and int(token.key) == counts:
            counts = None
            continue
        if each and each.start("one") == token.start or _of_each(question.restored.lower()[token.start :], said):
            continue
        if token.kind == "word" or turn != 1.0 or token.key in question.years or settles:
            continue
        inside = within(question.restored, token.start, token.end, sentence.text) if token.kind == "number" else None
        if inside and (question.kind.name in ("person", "body", "place") or question.kind.name == "thing" and " nào" in asked):
            inside = None  # who has 20 is not who may have up to 30
        if inside is False or inside is None and not stands(token, question.restored, sentence, numbers, headings):
            against.append(token.text)
    around = " ; ".join((card_text(sentence.document), *path))
    before = " ".join(token.text for token in sentence.before)
    against += ordinals_missing(asked, counts_in((*sentence.before, *sentence.tokens)) | _counts_of(around))
    if not settles:
        against += counted_otherwise(asked, said)
        against += told_otherwise(asked, said, figure=question.kind.name in ("quantity", "time"))
    if question.kind.name != "time" and not settles:
        when = said if _PART_OF_YEAR.search(_halves(said)) else f"{said} {_plain(' ; '.join(path))}"  # of a section's part of a year is what says no other
        against += [match.group() for match in _PART_OF_YEAR.finditer(_halves(asked)) if match.group() not in f"{_halves(when)} {_months(when)} " and not _of_each(match.group(), said)]
    if re.search(r"(?<!\w)hiệu lực(?!\w)", asked) and not settles and not _IN_EFFECT.search(said):
        against.append("hiệu lực")
    against += _of_another_office(asked, said, f"{around} {before}") if question.kind.name not in ("body", "person", "yesno") else ()
    if question.kind.name in ("quantity", "time"):
        against += _of_another_commune(asked, said, f"{' '.join(path)} {before}", sentence.document)
    if _OLD.search(asked) and _THIS_ONE.search(said):
        against.append("cũ")
    folded = fold(asked)
    whole = _folded(sentence.document.named)
    if unknown := [place for place in places_named(question.restored) if place not in whole]:
        against += [place for place in places_in(_without_own(folded, sentence.document)) if place in unknown]
    if (whole_country := WHOLE_COUNTRY.search(folded)) and not WHOLE_COUNTRY.search(fold(said)):
        against.append(whole_country.group())
    if question.kind.name not in ("person", "body", "position"):  # there the other level may be the answer
        against += levels_against(question.restored.lower(), opened(sentence.text, {}).lower())
    against += _unknown_names(question, sentence.document)
    against += [
        one
        for one, other in opposites(spoken(question.restored), spoken(sentence.text))
        if not {one, other} & _LOOSE and not (one == "thay đổi" and _CHANGES_HOW.search(asked))
        if not (settles and {one, other} <= _DIRECTIONS)  # "có tăng không?" is settled by "giữ nguyên"
        if question.kind.name == "quantity" or not one.startswith(("cấp ", "tuyến "))  # elsewhere the other level may be the answer
    ]
    if not settles and _NEGATION.search(_of_those_counted(_without_politeness(asked), said)) and not _NEGATION.search(said) and not denied_otherwise(question, sentence.text):
        against.append(DENIAL)
    return against


def _of_those_counted(asked: str, said: str) -> str:
    """Without the denial that tells which the counted are, where the text has them by their number: "58 hộ chưa chịu giá" are its "58 hộ"."""
    return _COUNTED_NOT.sub(lambda match: match["counted"] if f" {match['counted']} " in said and f" {match['what']} " not in said else match.group(), asked)


def _of_another_office(asked: str, said: str, around: str) -> list[str]:
    """The sở, bộ or phòng of the question, where the sentence tells of another, and neither it nor what stands around it of that one."""
    told = f"{opened(said, {}).lower()} {opened(around, {}).lower()}"
    theirs = {match.group() for match in _OFFICE_OF.finditer(said) if not _BESIDE.search(said[: match.start()])}
    heads = {one.split()[0] for one in theirs}
    return [match.group() for match in _OFFICE_OF.finditer(asked) if match["head"] in heads and match.group() not in told]


def _of_another_commune(asked: str, said: str, around: str, document: Document) -> list[str]:
    """The communes and villages of the document that the question names, where the sentence tells of others, and neither it nor what stands around it of that one."""
    names = _communes(document.named)
    own = [name for name in names if name in document.title.lower()]
    told = f"{said} {around.lower()} {' '.join(own) if len(own) == 1 else ''}"  # of one commune's paper all is told
    theirs = [name for name in names if f" {name} " in said and not _BESIDE.search(re.sub(r"(?:các )?(?:xã|phường|thị trấn|huyện|quận|thị xã|thôn|bản) $", "", said[: said.index(f" {name} ") + 1]))]
    return [name for name in names if theirs and f" {name} " in asked and name not in told]


@lru_cache(maxsize=1024)
def _communes(text: str) -> frozenset[str]:
    """The names, in small letters, of communes, districts and villages, those in one list with the first too."""
    return frozenset(name.lower() for match in _COMMUNES.finditer(text) for name in re.findall(_COMMUNE, match["names"]))


def _years_against(question: Question, sentence: Sentence, context: frozenset[str]) -> list[str]:
    if not question.years:
        return []
    compares = COMPARES.search(question.restored.lower())
    in_force = {sentence.year_in_force} if sentence.year_in_force else set()
    own = set(years_in(without_compared(sentence.text))) or set(_MONTH_OF.findall(without_compared(sentence.text))) or in_force
    valid = own | sentence.years if compares else own
    if not valid:  # nothing before the sentence names a year: the title or section may
        valid = {year for key in context for year in re.findall(r"(?:19|20)\d\d", key)}
    return [f"năm {year}" for year in sorted(question.years - valid)]


def _plain(text: str) -> str:
    """Lower case, the words parted by single spaces, so that a word can be looked for whole."""
    # The last of several months gets its word: "tháng 7 - 10/2025".
    words = _MARKS.sub(" ", re.sub(r"(?<!\w)(tháng \d{1,2}) ?[-–] ?(\d{1,2}/(?:19|20)\d\d)", r"\1 tháng \2", text.lower())).split()
    return f" {' '.join(words)} "


def _without_own(folded: str, document: Document) -> str:
    """A folded question without the document's own place: "làm Đông Lạc hư hỏng" does not name Lâm Đồng."""
    for _, name in own_places(document):
        folded = re.sub(rf"(?<!\w){re.escape(fold(name))}(?!\w)", "_", folded) if name else folded
    return folded


def card_text(document: Document) -> str:
    return " ; ".join(unnumbered(field.value) for field in document.card)


def _halves(text: str) -> str:
    """Half a year as six months ("nửa đầu năm" is "6 tháng đầu năm"), and months counted in words as in figures ("hai tháng", "năm tháng đầu năm")."""
    text = re.sub(r"(?<=quý )(?:iv|i{1,3})(?!\w)", lambda match: str(numerals.roman(match.group())), text)
    figures = re.sub(r"(?<!\w)(?:(hai|ba|bốn|sáu|bảy|tám|chín|mười)(?= tháng(?!\w))|(năm)(?= tháng (?:đầu|cuối)))", lambda match: str(numerals.WORDS[match.group()]), text)
    return re.sub(r"(?<!\w)nửa (?=(?:đầu|cuối) năm)", "6 tháng ", re.sub(r"(?<=tháng )(đầu|cuối) (?=(?:19|20)\d\d)", r"\1 năm ", figures))


def _of_each(counted: str, said: str) -> bool:
    """Whether `counted` begins with one of what `said` tells for each: "1 tháng" is "4,5 triệu đồng/tháng"."""
    one = _ONE_OF.match(counted)
    return bool(one and re.search(rf"(?:/|(?<!\w)(?:mỗi|một|hàng|hằng) ){re.escape(one['of'])}(?!\w)", said))


def _months(said: str) -> str:
    """The months of the days that are told in figures: 23/11/2023 is in "tháng 11"."""
    found = re.findall(r"(?<!\d)\d{1,2}/(\d{1,2})/\d{4}(?!\d)|ngày \d{1,2}/(\d{1,2})(?![\d/])|(?<![\d/])(\d{1,2})/(?:19|20)\d\d(?![\d/-])", said)
    return " ".join(f"tháng {int(month)}" for months in found for month in months if month)


def _unknown_names(question: Question, document: Document) -> list[str]:
    """Words that the question writes with a capital and the document never does: names of others.

    "Sở Giáo dục và Đào tạo" is none where the document has "Sở GDĐT". Not the first word, and not one behind another capital ("Thành Phố"), which may be a habit.
    """
    surfaces = _surfaces(document.named)
    tokens = tokenise(question.restored)
    strangers = [name for name in spoken_of(question.restored.lower()) if not re.search(rf"(?<!\w){re.escape(fold(name))}(?!\w)", _folded(document.named))]
    return strangers + [
        token.text
        for before, token in zip(tokens, tokens[1:], strict=False)
        if token.kind == "word" and token.text[0].isupper() and not before.text[0].isupper()
        if not re.search(r"[.?!:]", question.restored[before.end : token.start])  # where a sentence begins
        if not (len(token.text) > 1 and token.text.isupper() and token.folded in _syllables(document.named))  # in capitals for a habit
        if not {token.text, token.text.upper()} & surfaces
        if not (token.folded in question.typed_bare and fold(token.text).capitalize() in surfaces)  # its marks are a guess
    ]


@lru_cache(maxsize=1024)
def _surfaces(text: str) -> frozenset[str]:
    """The capitalised words of a text as written, and folded for names typed without marks."""
    words = {token.text for token in tokenise(text) if token.text[0].isupper()}
    words |= {word.capitalize() for long, _ in abbreviated(text, {}) for word in long.split()}  # what a document explains itself it writes out
    return frozenset(words | {_bare(word) for word in words})


@lru_cache(maxsize=1024)
def _syllables(text: str) -> frozenset[str]:
    """The words in small letters of a text, folded."""
    return frozenset(token.folded for token in tokenise(text) if token.text.islower())


def _bare(word: str) -> str:
    """Without marks, the first letter still a capital."""
    bare = fold(word)
    return bare[0].upper() + bare[1:]


@lru_cache(maxsize=1024)
def _folded(text: str) -> str:
    return fold(text)


@lru_cache(maxsize=1024)
def _numbers_of(text: str) -> frozenset[str]:
    return frozenset(numbers_in(tuple(tokenise(text))))


@lru_cache(maxsize=1024)
def _counts_of(text: str) -> frozenset[str]:
    return frozenset(counts_in(tuple(tokenise(text))))


def ordinals_against(restored: str, document: Document) -> list[str]:
    """Ordinals of the question that the document's card does not bear."""
    return ordinals_missing(restored, _counts_of(card_text(document)))


def _without_politeness(asked: str) -> str:
    return re.sub(r"\b(?:có|được|phải|đúng|hay|biết)? ?(?:không|chưa)(?: ạ| nhỉ| vậy| thế)?[\s?.]*$|\bhay không\b|\bkhông biết\b", " ", asked)


def denied_otherwise(question: Question, text: str) -> str | None:
    """The word by which `text` denies what the question denies with "không"; None where it says "không" too, or the question that word."""
    asked, low = _without_politeness(_plain(question.restored)), text.lower()
    if not _NEGATION.search(asked) or _NEGATION.search(low):
        return None
    return next((word for word, denied in _DENIES if re.search(rf"\b{word}\b", low) and re.search(denied, asked) and not re.search(rf"\b{word}\b", asked)), None)
