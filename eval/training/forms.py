"""The forms in which the models see a question while they are trained."""

import random
import re

from index.text.normalise import canonical
from index.text.restore import Restorer

from ..forms import slipped
from ..squad import typed

FORMS = ("full", "none", "half", "telex", "restored", "plain")


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
