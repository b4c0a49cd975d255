"""Numbers that are written in words or in Roman numerals."""

WORDS = {
    "một": 1, "nhất": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9, "mười": 10,
}  # fmt: skip
_UNITS = {**WORDS, "mốt": 1}  # behind "mười" or "mươi"
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


def roman(word: str) -> int | None:
    """The value of a Roman numeral in any case, or None if `word` is none."""
    digits = [_ROMAN.get(char) for char in word.lower()]
    if not digits or None in digits:
        return None
    return sum(-d if any(d < later for later in digits[i + 1 :]) else d for i, d in enumerate(digits))


def value(word: str) -> int | None:
    """The value of digits, of words up to ninety-nine ("mười", "hai mươi ba") or of a Roman numeral, or None."""
    if word.isdigit():
        return int(word)
    match word.lower().split():
        case ["mười", unit] if unit in _UNITS:
            return 10 + _UNITS[unit]
        case [tens, "mươi", *units] if 1 < WORDS.get(tens, 0) < 10 and (not units or len(units) == 1 and units[0] in _UNITS):
            return 10 * WORDS[tens] + sum(_UNITS[unit] for unit in units)
    return WORDS.get(word.lower()) or roman(word)
