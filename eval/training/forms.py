"""A question as people type it: with marks, without, half-way, with telex keys left on the page."""

import random
import re
import unicodedata

from index.text.normalise import canonical, tone_of
from index.text.restore import Restorer

from ..squad import typed

_TONE_KEYS = {"\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
_LETTER_KEYS = {"â": "aa", "ê": "ee", "ô": "oo", "ă": "aw", "ơ": "ow", "ư": "uw", "đ": "dd"}
FORMS = ("full", "none", "half", "telex", "restored", "plain")


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


def in_form(question: str, form: str, chooser: random.Random, restorer: Restorer) -> str:
    """`question` in one of FORMS; `restored` is what the chain makes of it without marks,
    `plain` is lower case without the question mark.

    Raises:
        ValueError: another form.
    """
    question = canonical(question).replace("\n", " ").strip()
    match form:
        case "full":
            return question
        case "none" | "half":
            return typed(question, form, str(chooser.random()))
        case "telex":
            return slipped(question, chooser)
        case "restored":
            return restorer.restore(typed(question, chooser.choice(("none", "half")), str(chooser.random())))
        case "plain":
            return re.sub(r"[?.\s]+$", "", question.lower())
    raise ValueError(f"form {form!r} is none of {FORMS}")
