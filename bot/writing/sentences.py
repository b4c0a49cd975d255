"""A model's stream as sentences, each with the numbers of the passages that it cites."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from index.text.normalise import canonical
from index.text.sentences import sentence_spans

_ONE_MARK = r"\s*[\[【]\s*(?:đoạn|doan|n\s*=)?\s*\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*\s*[\]】]"
_MARK = re.compile(_ONE_MARK, re.I)
_CITED = re.compile(r"(\d+)(?:\s*[–-]\s*(\d+))?")  # within a mark: a number, or from one to another
_ACCORDING = re.compile(rf"^(?:theo|tại)(?: các)? đoạn(?: văn)?(?P<mark>(?:{_ONE_MARK})+),?\s*", re.I)  # the mark says it
_BEHIND = re.compile(rf"(?P<end>[.!?…]+[”\"’»)]*)(?P<marks>(?:{_ONE_MARK})+)", re.I)
_ONLY_MARKS = re.compile(r"^\s*(?:[\[【](?:đoạn|doan|n\s*=)?[\d\s,;–-]*[\]】]?\s*)*$", re.I)
_BULLET = re.compile(r"^\s*(?:[-–•*+]\s+|\d{1,2}[.)]\s+|[a-zđ]\)\s+)+")
_THOUGHT = re.compile(r"<think>.*?(?:</think>|$)", re.S)  # reasoning models think aloud first
_ENDED = re.compile(r"(?:[.!?…][”\"’»)]*|\])\s*$")
_DATA = re.compile(r"^\s*(?:[{}]|\[\s*[{\"]|```|\"[^\"]*\"\s*:)")  # JSON or code where sentences were asked for
_OURS = re.compile(r"</?(?:doan|van_ban|cau_hoi|hoi_truoc)\b[^>]*>?")  # marks of the prompt, which small models write on
_MOST = 4000  # characters without an end: no sentence


@dataclass(frozen=True)
class Written:
    """A sentence as the model wrote it, its marks taken off; `cites` are their numbers, in order."""

    text: str
    cites: tuple[int, ...]


def sentences(pieces: Iterable[str]) -> Iterator[Written]:
    """Each sentence as soon as it is whole: when the next one, or a new line, has begun behind it and its marks.

    The last is left out where neither a full stop, a mark nor a line break ends it: the reply was cut off.
    """
    buffer = ""
    for piece in pieces:
        buffer += piece
        if "<think>" in buffer and "</think>" not in buffer:
            continue
        buffer = _THOUGHT.sub("", buffer)
        line, found, rest = buffer.rpartition("\n")
        whole, buffer = _whole(rest) if len(rest) < _MOST else (rest, "")
        yield from _each(line + found + whole)
    buffer = _THOUGHT.sub("", buffer)
    yield from _each(buffer if _ENDED.search(buffer) else buffer[: len(buffer) - len(_whole(buffer)[1])])


def _whole(line: str) -> tuple[str, str]:
    """The sentences of a line that have ended, and what may still go on."""
    moved = _moved(line)
    spans = sentence_spans(moved)
    if len(spans) < 2 or _ONLY_MARKS.match(moved[spans[-1][0] :]):
        return "", line
    return moved[: spans[-1][0]], moved[spans[-1][0] :]


def _moved(text: str) -> str:
    """Marks behind a full stop put before it, where they belong to its sentence."""
    return _BEHIND.sub(lambda match: f"{match['marks']}{match['end']}", text)


def _each(text: str) -> Iterator[Written]:
    for line in text.splitlines():
        if len(line) > _MOST or _DATA.match(line):
            continue
        line = _moved(_BULLET.sub("", _OURS.sub(" ", canonical(line))).replace("*", "").lstrip("# ").strip())
        for start, end in sentence_spans(line):
            said = _ACCORDING.sub(_after_its_mark, line[start:end])
            spans = (one.groups() for match in _MARK.finditer(said) for one in _CITED.finditer(match.group()))
            cites = tuple(dict.fromkeys(number for first, last in spans for number in range(int(first), max(int(first), int(last or 0)) + 1)))
            plain = re.sub(r"\s+([.,;:!?…])", r"\1", _MARK.sub("", said)).strip()
            if re.search(r"\w", plain):
                yield Written(plain[:1].upper() + plain[1:], cites)


def _after_its_mark(match: re.Match[str]) -> str:
    """"Theo đoạn [3], " as a mark alone."""
    return f"{match['mark'].strip()} "
