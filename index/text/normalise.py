"""One normalisation for documents and questions, and the keys under which words are compared.

Canonical text is NFC with plain spaces; nothing else is changed, so that quotes stay the
document's own. Keys (`match_key`, `fold`) only ever serve comparison.
"""

import re
import unicodedata

# Invisible characters that copy-and-paste leaves between letters.
_INVISIBLE = dict.fromkeys([0x00AD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF])
_SPACES = re.compile(r"[^\S\n]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")

# Character classes for patterns: Unicode interleaves the cases, so a range À-Ỹ would hold both.
_LETTERS = [chr(code) for code in (*range(0xC0, 0x1B1), *range(0x1EA0, 0x1EFA))]
UPPER = "A-Z" + "".join(char for char in _LETTERS if char.isupper())
LOWER = "a-z" + "".join(char for char in _LETTERS if char.islower())

TONES = "\u0300\u0301\u0303\u0309\u0323"  # huyền, sắc, ngã, hỏi, nặng
SYLLABLE = re.compile(r"^([bcdđghklmnpqrstvx]*)([aăâeêioôơuưy]+)(ch|ng|nh|[cmnpt])?$")

# Syllables in which i and y are two spellings of one sound (Mĩ/Mỹ, kĩ/kỹ, qui/quy).
_I_FINAL = re.compile(r"^([hklmst]|qu)i$")


def canonical(text: str) -> str:
    """NFC text with plain spaces and `\\n` line ends, and without invisible characters."""
    text = text.encode("utf-8", "replace").decode("utf-8")  # a lone surrogate is no character
    text = unicodedata.normalize("NFC", text).translate(_INVISIBLE)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _CONTROL.sub(" ", text)
    return "\n".join(_SPACES.sub(" ", line).strip() for line in text.split("\n"))


def fold(text: str) -> str:
    """Lower case without any diacritic (đ becomes d); same length as NFC `text`."""
    return text.translate(_FOLDED)


class _Folded(dict[int, str]):
    """Each character's fold by its code, found out when it is first met."""

    def __missing__(self, code: int) -> str:
        base = unicodedata.normalize("NFD", chr(code))[0].lower()
        self[code] = "d" if chr(code) in "đĐ" else base if len(base) == 1 else chr(code)
        return self[code]


_FOLDED = _Folded()


def is_marked(text: str) -> bool:
    """Whether any letter carries a Vietnamese diacritic."""
    return fold(text) != text.lower()


def is_shouted(text: str) -> bool:
    """Whether a sentence stands in capitals throughout, which then are no names and no abbreviations."""
    letters = [char for char in text if char.isalpha()]
    words = re.findall(r"[^\W\d_]+", text)
    long_enough = len(letters) > 12 or len(words) > 2 and all(SYLLABLE.match(tone_of(fold(word))[0]) for word in words)
    return long_enough and sum(char.isupper() for char in letters) > 0.9 * len(letters)


def tone_of(syllable: str) -> tuple[str, str]:
    """The syllable (NFC, lower case) without its tone, and the tone's combining mark or ''."""
    decomposed = unicodedata.normalize("NFD", syllable.lower())
    tone = next((char for char in decomposed if char in TONES), "")
    bare = "".join(char for char in decomposed if char not in TONES)
    return unicodedata.normalize("NFC", bare), tone


def match_key(syllable: str) -> str:
    """Key under which spellings of one syllable meet.

    Tone placement (hoà, hòa) and final i or y (qui, quy) do not matter; every mark does.
    """
    bare, tone = tone_of(unicodedata.normalize("NFC", syllable))
    if _I_FINAL.match(bare):
        bare = bare[:-1] + "y"
    return place_tone(bare, tone)


def place_tone(bare: str, tone: str) -> str:
    """The toneless lower-case syllable with its tone on the letter that carries it (NFC)."""
    parts = SYLLABLE.match(bare)
    if not tone or not parts:
        return unicodedata.normalize("NFC", bare + tone)
    onset, vowels, coda = parts.group(1), parts.group(2), parts.group(3) or ""
    lead = 1 if (onset == "q" and vowels[0] == "u" or onset == "g" and vowels[0] == "i") and len(vowels) > 1 else 0
    modified = [i for i, char in enumerate(vowels) if char in "ăâêôơư"]
    count = len(vowels) - lead
    if modified:
        at = modified[-1]
    elif count == 1 or count == 2 and not coda:
        at = lead
    else:
        at = lead + 1
    return unicodedata.normalize("NFC", onset + vowels[: at + 1] + tone + vowels[at + 1 :] + coda)


def compatible(typed: str, full: str) -> bool:
    """Whether `full` could be meant by `typed`, every mark in `typed` being kept.

    Marks are looked at separately: the letter's own (ă, â, ê, ô, ơ, ư, đ) and the tone. What
    was left off may be added, what was typed may not change.
    """
    typed, full = unicodedata.normalize("NFC", typed.lower()), unicodedata.normalize("NFC", full.lower())
    if fold(typed) != fold(full):
        return False
    (typed_bare, typed_tone), (full_bare, full_tone) = tone_of(typed), tone_of(full)
    if typed_tone and typed_tone != full_tone:
        return False
    return all(t in (f, fold(f)) for t, f in zip(typed_bare, full_bare, strict=True))
