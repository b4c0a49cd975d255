"""The forms in which one question is typed, made from it by construction: the same words, the same answer."""

import random
import re
import unicodedata

from index.text.normalise import SYLLABLE, canonical, tone_of

from .scoring import Item
from .squad import SEED, typed

_TONE_KEYS = {"\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
_LETTER_KEYS = {"â": "aa", "ê": "ee", "ô": "oo", "ă": "aw", "ơ": "ow", "ư": "uw", "đ": "dd"}
# What each is called where people read of it.
FORMS = {
    "none": "không dấu",
    "half": "thiếu nửa số dấu",
    "telex": "sót phím telex",
    "capitals": "toàn chữ hoa",
    "decomposed": "Unicode tổ hợp (NFD)",
    "placement": "đặt dấu kiểu khác (hoà, hòa)",
}
_WORD = re.compile(r"[^\W\d_]+")


def in_form(question: str, form: str, identifier: str) -> str:
    """`question` in one of FORMS, the same each run; a question that the form does not touch comes back as it is.

    Raises:
        ValueError: another form.
    """
    text = canonical(question)
    match form:
        case "none" | "half":
            return typed(text, form, identifier)
        case "telex":
            return slipped(text, random.Random(f"{SEED}:{identifier}"))
        case "capitals":
            return text.upper()
        case "decomposed":
            return unicodedata.normalize("NFD", text)
        case "placement":
            return _WORD.sub(lambda match: _placed_otherwise(match.group()), text)
    raise ValueError(f"form {form!r} is none of {', '.join(FORMS)}")


def item_in_form(item: Item, form: str) -> Item:
    """The question and those before it in that form: who types without marks did so a turn ago."""
    history = tuple((in_form(question, form, item.id), answer) for question, answer in item.history)
    return Item(item.id, item.type, form, in_form(item.question, form, item.id), history, item.status, item.accepted, item.items, item.evidence)


def telex(word: str) -> str:
    """The keys that type `word` (NFC) by the telex method, the tone key last: "ngân" is "ngaan"."""
    bare, tone = tone_of(word)
    return "".join(_LETTER_KEYS.get(char, char) for char in bare) + _TONE_KEYS.get(tone, "")


def slipped(question: str, chooser: random.Random) -> str:
    """The question with telex keys left on one marked word in four, at least one."""
    words = question.split()
    marked = [i for i, word in enumerate(words) if word.isalpha() and telex(word) != unicodedata.normalize("NFC", word.lower())]
    for i in chooser.sample(marked, min(len(marked), max(1, len(marked) // 4))):
        words[i] = telex(words[i])
    return " ".join(words)


def _placed_otherwise(word: str) -> str:
    """The word with its tone on the other vowel of an open oa, oe or uy; any other word as it is."""
    bare, tone = tone_of(word)
    parts = SYLLABLE.match(bare)
    if not tone or not parts or parts.group(3) or parts.group(2) not in ("oa", "oe", "uy") or parts.group(1) == "q":
        return word
    head, (first, second) = parts.group(1), parts.group(2)
    spellings = [unicodedata.normalize("NFC", head + rest) for rest in (first + tone + second, first + second + tone)]
    chosen = spellings[unicodedata.normalize("NFC", word.lower()) == spellings[0]]
    return "".join(char.upper() if old.isupper() else char for char, old in zip(chosen, word, strict=True))
