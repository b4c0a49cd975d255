"""A follow-up made a whole question by the model; only where it says nothing that the conversation did not."""

import re

from index.current import Index
from index.text.normalise import canonical
from index.text.syllables import tokenise

from ..guard.facts import facts
from ..lexicon import STOP
from ..question import content_words, is_follow_up
from .model import Model
from .prompt import rewriting

_MOST = 300  # characters
_TURNS = 3  # before the question


def whole_question(question: str, history: tuple[tuple[str, str], ...], index: Index, model: Model) -> str | None:
    """The follow-up as a question that stands by itself, or None where it is none, or the model makes something else of it.

    Raises:
        Unwritten: the model fails.
    """
    if not is_follow_up(question, index):
        return None
    turns = history[-_TURNS:]
    with model.place():
        written = "".join(model.stream(rewriting(question, turns)))
    line = canonical(re.sub(r"<think>.*?(?:</think>|$)|</?\w+>", "", written, flags=re.S)).strip().strip('"“”').strip()
    return line if line and "\n" not in line and len(line) <= _MOST and _says_the_same(line, question, turns, index) else None


def _says_the_same(line: str, question: str, turns: tuple[tuple[str, str], ...], index: Index) -> bool:
    """Every word with content comes from the conversation, and each of the question's own, and its facts, are kept."""
    told = " ".join((question, *(part for turn in turns for part in turn)))
    known, mine = {token.folded for token in tokenise(told)}, {token.folded for token in tokenise(line)}
    own = {token.folded for token in content_words(index.restorer.restore(canonical(question)), index.restorer)}
    facts_told = facts(canonical(told))
    return (
        own <= mine
        and all(token.folded in known or token.key in STOP for token in tokenise(line))
        and all(any(fact.agrees(other) for other in facts_told) for fact in facts(line))
    )
