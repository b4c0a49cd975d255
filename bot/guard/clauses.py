"""Clauses: the pieces of a sentence that each state one figure, with the words that say what it measures."""

import re
from dataclasses import dataclass
from functools import lru_cache

from index.text.syllables import Token, tokenise

from ..lexicon import STOP
from .facts import Fact, facts

_PARTS = re.compile(r";|,(?=\s)|\s(?=(?:và|còn|trong khi|trong đó|so với|nhưng|với|thì|lên|từ mức)\s)|[()]|:(?=\s)|\s(?=[-–]\s)")
_ANCHORS = ("figure", "ratio")


@dataclass(frozen=True)
class Clause:
    """A clause: its text, what goes before it in its group (up to a semicolon) and in its sentence, its facts (offsets in `text`), the tokens with content that are
    no part of a fact, those of the first clause of its group, and the keys of all in its group before it and of the rest."""

    text: str
    group: str
    before: str
    facts: tuple[Fact, ...]
    words: tuple[Token, ...]
    led: tuple[Token, ...]
    keys: tuple[str, ...]  # of every token, in order
    inherited: frozenset[str]
    elsewhere: frozenset[str]


@lru_cache(maxsize=8192)
def clauses(text: str) -> tuple[Clause, ...]:
    """The clauses of one sentence, in order; together they are the sentence."""
    edges = [0, *_edges(text), len(text)]
    pieces = [(start, end) for start, end in zip(edges, edges[1:], strict=False) if text[start:end].strip(" ,;:()-–")]
    made: list[Clause] = []
    group: set[str] = set()
    begin = 0
    led: tuple[Token, ...] = ()
    every = [_content(text[start:end]) for start, end in pieces]
    for (start, end), words in zip(pieces, every, strict=True):
        if ";" in text[start : start + 1]:
            group, led, begin = set(), (), start
        others = {token.key for other in every if other is not words for token in other}
        piece = text[start:end]
        made.append(Clause(piece, text[begin:start], text[:start], facts(piece), words, led, tuple(token.key for token in tokenise(piece)), frozenset(group), frozenset(others)))
        group |= {token.key for token in words}
        led = led or words
    return tuple(made)


def whole_clause(text: str) -> Clause:
    """A sentence as one clause."""
    return Clause(text, "", "", facts(text), _content(text), (), tuple(token.key for token in tokenise(text)), frozenset(), frozenset())


def _edges(text: str) -> list[int]:
    """Where one clause ends and the next begins: at each semicolon, and once between two figures."""
    known = facts(text)
    inside = {at for fact in known for at in range(fact.start, fact.end)}
    parts = [match for match in _PARTS.finditer(text) if match.start() not in inside]
    anchors = [fact for fact in known if fact.kind in _ANCHORS]
    edges = {match.start() for match in parts if match.group() == ";"}
    for left, right in zip(anchors, anchors[1:], strict=False):
        between = [match for match in parts if left.end <= match.start() < right.start]
        if between and not any(match.group() == ";" for match in between):
            edges.add(between[0].start())
    return sorted(edges)


def _content(text: str) -> tuple[Token, ...]:
    taken = {at for fact in facts(text) for at in range(fact.start, fact.end)}
    return tuple(token for token in tokenise(text) if token.kind == "word" and token.key not in STOP and token.start not in taken)
