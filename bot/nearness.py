"""How near the question's words stand to a span, and what was chosen by it."""

import math
import re
from dataclasses import dataclass

from index.text.syllables import tokenise

from .matching import Match
from .question import Question
from .spans import Span

# A row of a table, as the readers write it, or a sentence built like one: each cell is told of the same thing.
_ROW = re.compile(r"[^:;\n]{1,60}: [^;\n]+(?:; [^:;\n]{1,60}: [^;\n]+)+")
_SAME_ROW = 0.5
_REACH = 45.0  # characters over which nearness falls to 1/e


@dataclass(frozen=True)
class Choice:
    """Chosen spans (offsets in the sentence), how near the question's words stand (0 to 1), the
    share of the question that belongs to another figure, and whether the list may go on beyond
    the sentence; `typed` is False for a clause, which fits any question."""

    spans: tuple[Span, ...]
    near: float
    foreign: float = 0.0
    open_list: bool = False
    typed: bool = True


def asked(question: Question, piece: str) -> bool:
    """Whether the question, or the answer before it, already says the whole span."""
    known = {token.folded for token, _ in question.words}
    tokens = [token for token in tokenise(piece) if token.key != "và"]  # of "Sở Nông nghiệp và Môi trường"
    if question.earlier and not question.inherits and piece == question.earlier.strip(" ."):
        return True  # the turn before was answered with it
    return bool(tokens) and all(token.folded in known for token in tokens)


def near(text: str, span: Span, match: Match) -> float:
    """From 0 to 1: the question's words in the sentence, each by its distance from the span."""
    total = sum(weight for weight, _ in match.words)
    if not total:
        return 0.0
    return sum(weight * max(closeness(text, span, place) for place in places) for weight, places in match.words) / total


def closeness(text: str, span: Span, place: int) -> float:
    if span[0] <= place < span[1]:
        return 0.6
    low, high = (place, span[0]) if place < span[0] else (span[1], place)
    between = text[low:high]
    if ";" in between and _ROW.fullmatch(text):
        return _SAME_ROW
    # What a figure measures stands before it; behind it, a comma begins another statement.
    distance = len(between) + (25 if place < span[0] else 60) * between.count(", ") + 60 * between.count(";")
    return math.exp(-distance / _REACH)


def stop(text: str, begin: int) -> int:
    """Where the clause that holds `begin` ends: at a semicolon, or with the sentence."""
    found = re.search(r";", text[begin:])
    return begin + found.start() if found else len(text)
