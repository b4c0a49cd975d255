"""Tokens: syllables, numbers and codes, each with its place in the text."""

import re
from dataclasses import dataclass
from functools import lru_cache

from .normalise import fold, match_key

_TOKEN = re.compile(
    r"""
    (?P<code>\d+(?:/\d{4})?(?:[-/][A-ZĐƠƯ][A-ZĐƠƯa-z]*)+\d*(?!\w))         # 143-KL/TU, 12/2024/QĐ-UBND
  | (?P<date>\d{1,2}[/.-]\d{1,2}[/.-]\d{4}(?!\d))                         # 24/11/2023
  | (?P<number>\d+(?:[.,]\d+)*(?:\s?[-–]\s?\d+(?:[.,]\d+)*)?(?:/\d+)?\s?%?)  # 6,11% 26.500 6,5-7,0% 17/18
  | (?P<word>[^\W\d_]+(?:[’'][^\W\d_]+)?\d*)
    """,
    re.X,
)
_CODE_IN_LOWER_CASE = re.compile(r"\d+(?:/\d{4})?(?:[-/][^\W\d_]{1,6})+(?!\w)")


@dataclass(frozen=True, slots=True)
class Token:
    """A syllable, number or code; `start` and `end` count code points of the NFC text."""

    text: str
    start: int
    end: int
    kind: str  # word, number, date or code

    @property
    def key(self) -> str:
        """The comparison key with marks kept (see `match_key`)."""
        return _key(self.text, self.kind)

    @property
    def folded(self) -> str:
        """The comparison key without marks."""
        return _folded(self.key)


_folded = lru_cache(maxsize=65536)(fold)


@lru_cache(maxsize=65536)
def _key(text: str, kind: str) -> str:
    if kind == "word":
        return match_key(text)
    return re.sub(r"\s", "", text).replace("–", "-").lower()


def tokenise(text: str) -> list[Token]:
    """The tokens of `text` (NFC) in order; codes are also recognised in lower case."""
    tokens, position = [], 0
    while match := _TOKEN.search(text, position):
        kind, end = match.lastgroup, match.end()
        if kind == "number" and (code := _CODE_IN_LOWER_CASE.match(text, match.start())) and not _is_unit(code.group()):
            kind, end = "code", code.end()
        surface = text[match.start() : end].rstrip()
        tokens.append(Token(surface, match.start(), match.start() + len(surface), kind))
        position = end
    return tokens


def _is_unit(code: str) -> bool:
    """A number over a word, such as 26/tháng or 150-triệu, is no document code."""
    parts = re.split(r"[-/]", code)[1:]
    return all(part == part.lower() and len(part) > 3 for part in parts if not part.isdigit())


def terms(tokens: list[Token], *, folded: bool) -> list[str]:
    """Search terms: every token, and every pair of neighbouring syllables joined by `_`."""
    keys = [token.folded if folded else token.key for token in tokens]
    pairs = [
        f"{left}_{right}"
        for left, right, a, b in zip(keys, keys[1:], tokens, tokens[1:], strict=False)
        if a.kind == b.kind == "word"
    ]
    return keys + pairs
