"""Telex keys that stayed on the page: "ngaan sachs" was meant to be "ngân sách"."""

import re

from .normalise import SYLLABLE, place_tone

_TONE_KEYS = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_LETTER_KEYS = (("dd", "đ"), ("aa", "â"), ("ee", "ê"), ("oo", "ô"), ("uow", "ươ"), ("aw", "ă"), ("ow", "ơ"), ("uw", "ư"))
_TYPED_LATE = re.compile(r"^([^aeiouy]*)(d?)([aeo])(.*?)\3$")  # "ngana": the second a typed at the end


def decode(word: str) -> str:
    """`word` (lower case) as the telex method would have typed it; unchanged where it is no telex."""
    if not word.isalpha() or len(word) < 2:
        return word
    letters, tone = word, ""
    keys = [i for i, char in enumerate(letters) if char in _TONE_KEYS and re.search("[aeiouyăâêôơư]", letters[:i])]
    if keys and (keys[-1] >= 2 or letters[0] == "y" or letters[keys[-1]] not in "sxr"):  # "is", "as", "or" are words of other languages
        tone = _TONE_KEYS[letters[keys[-1]]]
        letters = letters[: keys[-1]] + letters[keys[-1] + 1 :]
    for key, letter in _LETTER_KEYS:
        letters = letters.replace(key, letter)
    if late := _TYPED_LATE.match(letters):
        circumflex = {"a": "â", "e": "ê", "o": "ô"}[late.group(3)]
        letters = late.group(1) + late.group(2) + circumflex + late.group(4)
    parts = SYLLABLE.match(letters)
    if letters + tone == word or not parts:
        return word
    return place_tone(letters, tone)
