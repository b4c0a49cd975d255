"""Numbers however they are written: digits, words, Roman numerals."""

import re
from collections.abc import Iterator, Set

from index.text import numerals
from index.text.syllables import Token

_UNITS = "một|hai|ba|bốn|tư|lăm|năm|sáu|bảy|tám|chín"
_WORD = rf"mười (?:{_UNITS})|mười|hai|ba|bốn|sáu|bảy|tám|chín"
_ORDINAL = re.compile(
    rf"\b(?:thứ (tư|năm)(?! \d)|(?:thứ|lần|khóa|đại hội|hội nghị lần|đợt|(?<!trong )vòng|giai đoạn|phiên)\s+({_WORD}|\d{{1,2}}(?![\w./%-]| [-–] ?\d)|[ivx]{{2,}}))\b"
    r"(?! (?:mươi|lần|ngày|tháng|năm|tuần|buổi|giờ|phút)\b)"
)
_WRITTEN = re.compile(_ORDINAL.pattern, re.I)
# Times and spans of time: other nouns are counted for many things in one sentence.
_TIMES = "lần|đợt|ngày|tháng|tuần|buổi|giờ|phút|năm"
_COUNTED = re.compile(rf"(?<!thứ )(?<!mười )(?<!mươi )(?<!trăm )(?<!tháng )(?<!ngày )\b(hai|ba|bốn|sáu|bảy|tám|chín|mười) ({_TIMES})\b(?! \d)")
_BEFORE_COUNTED = rf"(?<![\w/.,-])(?:(\d{{1,3}})|({_WORD}))\s+"
# "tư" is four in "thứ tư", not in "đầu tư"; "năm" is five nowhere beside a figure, nor behind what goes before a year or a number of years.
_FOUR_BEHIND = frozenset("thứ mười mươi lần quý".split())
_FIRST_OF = frozenset("đợt lần vòng phiên kỳ khóa buổi giai đoạn".split())  # "đợt đầu"
_FIRST_BEHIND = frozenset("thứ lần".split())
_YEAR_BEHIND = frozenset("mỗi hàng hằng cả trong nhiều từ đến tới cuối đầu giữa một hai ba bốn năm sáu bảy tám chín mười mươi vào của các những qua".split())
_YEAR_BEFORE = frozenset("học nay ngoái qua trước sau tới vừa tài liền đó này".split())


def numbers_in(tokens: tuple[Token, ...]) -> set[str]:
    """Every number of a sentence in digits, those in words and Roman numerals included."""
    return {key for token in tokens if token.kind != "word" for key in (token.key, *re.findall(r"\d+(?:[.,]\d+)*", token.key))} | counts_in(tokens)


def counts_in(tokens: tuple[Token, ...]) -> set[str]:
    """The numbers that count or order: none that is a part of a date or a code."""
    return set(_counts(tokens))


def _counts(tokens: tuple[Token, ...]) -> Iterator[str]:
    for before, token, after in zip((None, *tokens), tokens, (*tokens[1:], None), strict=False):
        if token.kind == "number":
            yield token.key
            yield token.key.lstrip("0") or "0"
        elif token.kind == "word" and token.key == "đầu" and before is not None and before.key in _FIRST_OF:
            yield "1"
        elif token.key in numerals.WORDS and _counts_here(before, token, after):
            value = numerals.WORDS[token.key]
            yield str(10 + value if before is not None and before.key == "mười" else value)
        elif token.kind == "word" and token.text.isupper() and (value := numerals.roman(token.key)):
            yield str(value)


def _counts_here(before: Token | None, token: Token, after: Token | None) -> bool:
    behind = before.key if before is not None else ""
    match token.key:
        case "tư":
            return behind in _FOUR_BEHIND
        case "nhất":
            return behind in _FIRST_BEHIND
        case "năm":
            figure = any(one is not None and one.kind != "word" for one in (before, after))
            return behind in ("thứ", "mười", "mươi", "lần") or not figure and behind not in _YEAR_BEHIND and (after is None or after.key not in _YEAR_BEFORE)
    return True


def ordinals_missing(text: str, numbers: Set[str]) -> list[str]:
    """Ordinals of `text` ("lần thứ mười ba") whose number is not among `numbers`."""
    return [match.group() for match in _ORDINAL.finditer(text.lower()) if not _value(match.group(1) or match.group(2)) & numbers]


def ordinals_as_written(question: str, passage: str) -> str:
    """`question` with its ordinals in the letters that `passage` has for the same number: "khóa 17" as "khóa XVII"."""
    low = passage.lower()
    theirs = {key: match[1] or match[2] for match in _WRITTEN.finditer(passage) if (key := _ordinal(match))}

    def write(match: re.Match[str]) -> str:
        number, key = match[1] or match[2], _ordinal(match)
        written = theirs.get(key) if key and match.group().lower() not in low else None
        if written is None or written in ("tư", "năm") and not match.group().lower().startswith("thứ"):
            return match.group()
        return match.group()[: -len(number)] + written

    return _WRITTEN.sub(write, question)


def _ordinal(match: re.Match[str]) -> tuple[str, int] | None:
    """What is numbered, and its number; None for "vi", which is a word, where it is no Roman numeral in capitals."""
    number = match[1] or match[2]
    value = numerals.value(number)
    if value is None or re.fullmatch("[a-z]+", number) and numerals.roman(number):
        return None
    head = match.group()[: -len(number)].strip().lower().replace("khoá", "khóa")
    return "lần" if head in ("thứ", "lần", "hội nghị lần") else head, value


def counted_otherwise(asked: str, said: str) -> list[str]:
    """What `asked` counts in words and `said` only by other numbers: "hai lần" where it has "ba lần"; both lower case."""
    found = []
    for match in _COUNTED.finditer(asked):
        counts = [_value(digits.lstrip("0") or "0") if digits else _value(word) for digits, word in re.findall(rf"{_BEFORE_COUNTED}{re.escape(match[2])}(?!\w)", said)]
        if counts and not any(_value(match[1]) & count for count in counts):
            found.append(match.group())
    return found


def _value(word: str) -> set[str]:
    """A number in digits, as a set of one."""
    value = numerals.value(word)
    assert value is not None
    return {str(value)}
