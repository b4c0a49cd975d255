"""Numbers however they are written: digits, words, Roman numerals."""

import re
from collections.abc import Set

from index.text.syllables import Token

NUMBER_WORDS = {"một": "1", "hai": "2", "ba": "3", "bốn": "4", "tư": "4", "năm": "5", "sáu": "6", "bảy": "7", "tám": "8", "chín": "9", "mười": "10", "lăm": "5"}
_ROMAN = {"i": 1, "v": 5, "x": 10}
_ORDINAL = re.compile(
    r"\b(?:thứ|lần|khóa|đại hội|hội nghị lần)\s+(mười (?:một|hai|ba|bốn|tư|lăm|năm|sáu|bảy|tám|chín)|mười|hai|ba|bốn|tư|năm|sáu|bảy|tám|chín|\d+|[ivx]{2,})\b"
)


def numbers_in(tokens: tuple[Token, ...]) -> set[str]:
    """Every number of a sentence in digits, those in words and Roman numerals included."""
    found: set[str] = set()
    for previous, token in zip((None, *tokens), tokens, strict=False):
        if token.kind != "word":
            found |= {token.key, *re.findall(r"\d+(?:[.,]\d+)*", token.key)}
        elif token.key in NUMBER_WORDS:
            found.add(NUMBER_WORDS[token.key])
            if previous is not None and previous.key == "mười":
                found.add(str(10 + int(NUMBER_WORDS[token.key])))
        elif token.text.isupper() and set(token.key) <= set(_ROMAN):
            found.add(str(_roman(token.key)))
    return found


def ordinals_missing(text: str, numbers: Set[str]) -> list[str]:
    """Ordinals of `text` ("lần thứ mười ba") whose number is not among `numbers`."""
    return [match.group() for match in _ORDINAL.finditer(text.lower()) if not _value(match.group(1)) & numbers]


def _value(word: str) -> set[str]:
    """An ordinal in digits."""
    if word.isdigit():
        return {word}
    if set(word) <= set(_ROMAN):
        return {str(_roman(word))}
    parts = word.split()
    if parts[0] == "mười":
        return {str(10 + int(NUMBER_WORDS[parts[1]]))} if len(parts) > 1 and parts[1] in NUMBER_WORDS else {"10"}
    return {NUMBER_WORDS[word]}


def _roman(word: str) -> int:
    digits = [_ROMAN[char] for char in word.lower()]
    return sum(-d if d < max(digits[i:]) else d for i, d in enumerate(digits))
