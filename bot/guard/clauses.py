"""Clauses: the pieces of a sentence that each state one thing, with the words that say of what."""

import re
from dataclasses import dataclass
from functools import lru_cache

from index.text.syllables import Token, tokenise

from ..lexicon import STOP
from ..sentence import compared_years
from .facts import Fact, facts
from .modality import LIGHT
from .neutral import neutral

_PARTS = re.compile(r";|,(?=\s)|\s(?=(?:và|còn|trong khi|trong đó|so với|nhưng|đồng thời)\s)|[()]|:(?=\s)")
NEW_SUBJECT = re.compile(r";|,?\s*(?:còn|trong khi|nhưng)\s")
LABEL = re.compile(r"(?:Về|Liên quan đến)\s[^,;\d]*(?=,)")
REPORTED = re.compile(r"(?<!\w)(?:rằng|nhận định|(?<![Bb]áo cáo )đánh giá|cho biết|nêu rõ|khẳng định)(?:,|\s+là)?(?:\s+trong)?\s+năm\s+(?:19|20)\d\d$")  # who says it, and of what year
_ANCHORS = ("figure", "ratio")
_FULL = 4  # words with content from which a piece states something by itself
_ELLIPTIC = 3  # fewer do not even say of what


@dataclass(frozen=True)
class Clause:
    """A clause of a sentence. Its group are the clauses up to a semicolon or an opposing "còn", which share a subject.

    `group` and `before` are the text that goes before it in its group and in its sentence, `after` what follows; `facts` (offsets in `text`) are its own,
    `years` the years that it is about, said in it or at the very beginning of its group; `words` the tokens with content that are no part of a
    fact, `led` those of the first clause of its group; `keys` are of every token in order, `inherited` of what goes before in the
    group, `grouped` of all its group, `elsewhere` of the rest of the sentence.
    """

    text: str
    group: str
    before: str
    after: str
    facts: tuple[Fact, ...]
    years: frozenset[int]
    words: tuple[Token, ...]
    led: tuple[Token, ...]
    keys: tuple[str, ...]
    inherited: frozenset[str]
    grouped: frozenset[str]
    elsewhere: frozenset[str]


@lru_cache(maxsize=8192)
def clauses(text: str) -> tuple[Clause, ...]:
    """The clauses of one sentence, in order; together they are the sentence."""
    edges = [0, *_edges(text), len(text)]
    pieces = [(start, end) for start, end in zip(edges, edges[1:], strict=False) if text[start:end].strip(" ,;:()-–")]
    groups: list[list[tuple[int, int]]] = []
    for start, end in pieces:
        if not groups or NEW_SUBJECT.match(text[start:end]):
            groups.append([])
        groups[-1].append((start, end))
    everything = {piece: {token.key for token in _content(text[slice(*piece)])} for piece in pieces}
    made: list[Clause] = []
    for group in groups:
        opens = _content(text[slice(*group[0])])
        elliptic = made and len({*opens} - {*neutral(opens)}) < _ELLIPTIC  # "…; sang năm 2024, phấn đấu đạt 160 triệu": of the same
        made += _of_group(text, group, everything, made[-1].led or made[-1].words if elliptic else ())
    return tuple(made)


def _of_group(text: str, group: list[tuple[int, int]], everything: dict[tuple[int, int], set[str]], led: tuple[Token, ...]) -> list[Clause]:
    made: list[Clause] = []
    inherited: set[str] = set()
    years: frozenset[int] = frozenset()
    grouped = frozenset().union(*(everything[piece] for piece in group))
    elsewhere = frozenset().union(*everything.values()) - grouped
    for start, end in group:
        piece = text[start:end]
        known, words = facts(piece), _content(piece)
        compared = {at for _, at in compared_years(piece)}  # another's years
        own = _years(tuple(fact for fact in known if fact.start not in compared))
        keys = tuple(token.key for token in tokenise(piece))
        made.append(Clause(piece, text[group[0][0] : start], text[:start], text[end:], known, own or years, words, led, keys, frozenset(inherited), grouped, elsewhere))
        inherited |= everything[start, end]
        if not led and own and (not words or min(fact.start for fact in known if fact.kind in ("year", "date")) < words[0].start):
            years = own  # "Năm 2023, …" speaks of all that follows
        led = led or words
    return made


def whole_clause(text: str) -> Clause:
    """A sentence as one clause."""
    known = facts(text)
    return Clause(text, "", "", "", known, _years(known), _content(text), (), tuple(token.key for token in tokenise(text)), frozenset(), frozenset(), frozenset())


def _years(known: tuple[Fact, ...]) -> frozenset[int]:
    return frozenset(fact.value[0] if fact.kind == "year" else fact.value[2] for fact in known if fact.kind == "year" or fact.kind == "date" and fact.value[2])


def _edges(text: str) -> list[int]:
    """Where one clause ends and the next begins: at each semicolon, and where both sides state something: a figure, or enough words."""
    known = facts(text)
    inside = {at for fact in known for at in range(fact.start, fact.end)}
    parts = [match for match in _PARTS.finditer(text) if match.start() not in inside]
    semicolons = [match.start() for match in parts if match.group() == ";"]
    opening = found.end() if (found := LABEL.match(text)) else -1
    edges: list[int] = []
    for match in parts:
        at, last = match.start(), edges[-1] if edges else 0
        end = min((one for one in semicolons if one > at), default=len(text))
        label = at == opening or REPORTED.search(text[last:at])  # "Về nông thôn mới, …", "Hội nghị nhận định năm 2023, …" state nothing yet
        if match.group() == ";" or not label and _states(text[last:at]) and _states(text[at:end]) and (match.group() not in "()" or _states(text[at : text.find(")", at)])):
            edges.append(at)
    return edges


def _states(piece: str) -> bool:
    words = _content(piece)
    return len(words) >= _FULL or any(fact.kind in _ANCHORS for fact in facts(piece))


def _content(text: str) -> tuple[Token, ...]:
    taken = {at for fact in facts(text) for at in range(fact.start, fact.end)}
    return tuple(token for token in tokenise(text) if token.kind == "word" and token.key not in STOP and token.key not in LIGHT and token.start not in taken)
