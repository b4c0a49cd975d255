"""Judges of written answers that know nothing of the guard: expected answers, figures as they are printed, words in common.

Citation recall and precision are ALCE's (Gao et al. 2023, "Enabling Large Language Models to Generate Text with Citations",
EMNLP, section 4): a sentence is recalled where its citations together entail it; a citation is precise where its sentence is
recalled and it entails the sentence alone, or the others do not without it. ALCE asks an NLI model of 11 billion parameters
whether one text entails another; none can be had offline, so here a text entails a sentence when it holds every figure of it
and `_ENTAILS` of its words.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..scoring import Item, figures, normalise

_ENTAILS = 0.7
_SAME_TOPIC = 0.6  # of a question's words: the sentence says what is asked
_SAME_NEAR_MISS = 0.8  # of those of a question without an answer
_LITTLE = frozenset(
    "là và của các có được cho trong với đã đang sẽ này đó những một về tại từ đến ở theo để bao nhiêu gì nào ai đâu khi thì mà ra vào như thế không hay ạ hỏi xin biết mấy năm".split()
)


def says(text: str, form: str) -> bool:
    """Whether a text holds an accepted form, word for word, its figures to the letter."""
    return f" {normalise(form)} " in f" {normalise(text)} " and set(figures(form)) <= set(figures(text))


def tells(item: Item, answer: dict[str, Any]) -> bool:
    """Whether an answer is given that says what the item accepts (each member of a list), citing evidence; a refusal where one is due."""
    if item.status == "refused":
        return answer["status"] == "refused"
    if answer["status"] != "answered":
        return False
    text = answer["answer"]
    told = all(any(says(text, form) for form in forms) for forms in item.items) if item.items else any(says(text, form) for form in item.accepted)
    return told and any(_overlap(evidence, one["quote"]) for evidence in item.evidence for one in answer["citations"])


def false_figures(item: Item, sentence: str, printed: frozenset[str]) -> list[str]:
    """Figures of a sentence that are invented (`printed` are those of the documents), or given for what the item asks and not accepted for it."""
    asked = {_digits(figure) for figure in figures(item.question)}
    mine = {figure for figure in figures(sentence) if _digits(figure) not in asked}
    invented = {figure for figure in mine if _digits(figure) not in printed}
    words = set(normalise(item.question).split()) - _LITTLE
    share = len(words & set(normalise(sentence).split())) / len(words) if words else 0.0
    if item.status == "refused":
        return sorted(invented | (mine if share >= _SAME_NEAR_MISS else set()))
    right = {_digits(figure) for text in (*item.accepted, *(form for forms in item.items for form in forms), *item.evidence) for figure in figures(text)}
    asks_for_figures = any(figures(form) for form in item.accepted)
    misplaced = mine if asks_for_figures and share >= _SAME_TOPIC and not any(_digits(figure) in right for figure in mine) else set()
    return sorted(invented | misplaced)


def printed_figures(texts: Sequence[str]) -> frozenset[str]:
    return frozenset(_digits(figure) for text in texts for figure in figures(text))


def _digits(figure: str) -> str:
    """A figure without its separators, which writers set differently; 9,0 is 9."""
    return re.sub(r"[.,]", "", re.sub(r",0+$", "", figure))


def _overlap(evidence: str, quote: str) -> bool:
    left, right = normalise(evidence), normalise(quote)
    return left in right or right in left


@dataclass(frozen=True)
class Cited:
    """One sentence: whether its citations entail it, how many it has, and how many of them are precise."""

    recalled: bool
    citations: int
    precise: int


def cited(sentence: str, quotes: Sequence[str]) -> Cited:
    """ALCE's judgement of one sentence and what it cites."""
    recalled = bool(quotes) and _entails(" ".join(quotes), sentence)
    precise = sum(recalled and (_entails(quote, sentence) or not _entails(" ".join((*quotes[:at], *quotes[at + 1 :])), sentence)) for at, quote in enumerate(quotes))
    return Cited(recalled, len(quotes), precise)


def _entails(premise: str, sentence: str) -> bool:
    held = set(normalise(premise).split())
    words = [word for word in normalise(sentence).split() if word not in _LITTLE and not word.isdigit()]
    has_figures = {_digits(figure) for figure in figures(sentence)} <= {_digits(figure) for figure in figures(premise)}
    return has_figures and sum(word in held for word in words) >= _ENTAILS * len(words)
