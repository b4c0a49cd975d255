"""Numbers however they are written: digits, words, Roman numerals."""

import re
from collections.abc import Set

from index.text import numerals
from index.text.syllables import Token

_ORDINAL = re.compile(
    r"\b(?:thứ|lần|khóa|đại hội|hội nghị lần)\s+(mười (?:một|hai|ba|bốn|tư|lăm|năm|sáu|bảy|tám|chín)|mười|hai|ba|bốn|tư|năm|sáu|bảy|tám|chín|\d+|[ivx]{2,})\b"
)


def numbers_in(tokens: tuple[Token, ...]) -> set[str]:
    """Every number of a sentence in digits, those in words and Roman numerals included."""
    found: set[str] = set()
    for previous, token in zip((None, *tokens), tokens, strict=False):
        if token.kind != "word":
            found |= {token.key, *re.findall(r"\d+(?:[.,]\d+)*", token.key)}
        elif token.key in numerals.WORDS:
            value = numerals.WORDS[token.key]
            found.add(str(value))
            if previous is not None and previous.key == "mười":
                found.add(str(10 + value))
        elif token.text.isupper() and (value := numerals.roman(token.key)):
            found.add(str(value))
    return found


def ordinals_missing(text: str, numbers: Set[str]) -> list[str]:
    """Ordinals of `text` ("lần thứ mười ba") whose number is not among `numbers`."""
    return [match.group() for match in _ORDINAL.finditer(text.lower()) if not _value(match.group(1)) & numbers]


def _value(word: str) -> set[str]:
    """An ordinal in digits."""
    ten, _, unit = word.partition(" ")
    value = numerals.value(ten)
    assert value is not None
    return {str(value + numerals.WORDS[unit] if unit else value)}
