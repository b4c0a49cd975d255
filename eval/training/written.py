"""Training examples from passages written for the project, in the language of official documents.

Each passage (a line of JSON in `passages/`) comes with questions and their answers, questions that it does not
answer though they look so, and statements that it proves or does not prove. None of it is to be taken for a fact.
"""

import json
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot.question import made_whole
from index.text.sentences import sentence_spans

from .examples import Example, around

FOLDER = Path(__file__).parent / "passages"
_HELD_OUT = 10  # passages at the end of each file, no other passage of whose documents is trained on
_UNANSWERABLE, _OTHER_PASSAGE = 0.6, 0.2  # of what stands beside a question; else the answering sentence is taken out
_WHOLE = 0.35  # share of windows that are the whole passage
_MOST_CHARS = 850
_TITLED = 0.6
_RENUMBERED = 0.5  # share of passages whose figures are others each time, so that none is learnt by heart
_GOES_BEFORE, _GOES_ON = re.compile(r"(?:\w|\d[.,])$"), re.compile(r"\w|[.,]\d")  # of a word or number that an answer is only a piece of
_FIGURE = re.compile(r"(?<![\w/.,-])(?!(?:19|20)\d\d(?!\d))\d[\d.,]*(?![\d/]|-\w)")  # no year, date or code


@dataclass(frozen=True)
class FollowUp:
    """A question that needs the one before it, and that one's answer; `spans` as of a question, empty where the passage does not answer."""

    earlier: tuple[str, str]
    question: str
    spans: tuple[tuple[int, int], ...]

    @property
    def whole(self) -> str:
        """As the chain has it read."""
        return made_whole(*self.earlier, self.question)


@dataclass(frozen=True)
class Passage:
    """A passage and what was written about it: questions with the spans (code points) of their answers, and the others."""

    title: str
    section: str
    text: str
    questions: tuple[tuple[str, tuple[tuple[int, int], ...]], ...]
    unanswerable: tuple[str, ...]
    true: tuple[str, ...]
    false: tuple[str, ...]
    follow_ups: tuple[FollowUp, ...] = ()


def passages(folder: Path = FOLDER, *, held_out: bool = False) -> list[Passage]:
    """The passages that are trained on, or those that are held out."""
    found = []
    for path in sorted(folder.glob("[0-9]*.jsonl")):
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        found += [_passage(row) for row in (rows[-_HELD_OUT:] if held_out else rows[:-_HELD_OUT])]
    return found


def _passage(row: dict[str, Any]) -> Passage:
    asked = tuple((one["q"], spans) for one in row["questions"] if (spans := _spans(row["text"], one["a"])))
    later = tuple(FollowUp(tuple(one["earlier"]), one["q"], _spans(row["text"], one["a"])) for one in row.get("follow_ups", ()))
    return Passage(row["title"], row["section"], row["text"], asked, tuple(row["unanswerable"]), tuple(row["true"]), tuple(row["false"]), later)


def _spans(text: str, answers: list[str]) -> tuple[tuple[int, int], ...]:
    """Where the answers stand, as whole words ("7" is not in "187"), each after the one before where it can be; of several
    places for the first, the one that keeps them closest together."""
    found = [_from(text, answers, place) for place in _places(text, answers[0])] if answers else [[]]
    return tuple(min(found, key=lambda spans: max((end for _, end in spans), default=0) - min((start for start, _ in spans), default=0)))


def _from(text: str, answers: list[str], first: int) -> list[tuple[int, int]]:
    spans = [(first, first + len(answers[0]))]
    for answer in answers[1:]:
        places = _places(text, answer)
        at = next((place for place in places if place >= spans[-1][1]), places[0])
        spans.append((at, at + len(answer)))
    return spans


def _places(text: str, answer: str) -> list[int]:
    found, at = [], text.find(answer)
    while at >= 0:
        whole = not _GOES_BEFORE.search(text[max(0, at - 2) : at]) and not _GOES_ON.match(text, at + len(answer))
        found += [at] if whole else []
        at = text.find(answer, at + (len(answer) if whole else 1))
    return found or [text.index(answer)]


class Written:
    """Draws pairs of examples from written passages."""

    def __init__(self, found: list[Passage]) -> None:
        self._passages = found
        self._titles: dict[str, list[Passage]] = {}
        for one in found:
            self._titles.setdefault(one.title, []).append(one)

    def pairs(self, seed: int) -> Iterator[tuple[Example, Example]]:
        """For each question and follow-up whose answer fits a window, in random order, an example that answers and one that does not."""
        chooser = random.Random(f"written:{seed}")
        asked = [(one, question, spans, one.unanswerable) for one in self._passages for question, spans in one.questions]
        for one in self._passages:
            misses = tuple(later.whole for later in one.follow_ups if not later.spans)
            asked += [(one, later.whole, later.spans, misses or one.unanswerable) for later in one.follow_ups if later.spans]
        chooser.shuffle(asked)
        for passage, question, spans, misses in asked:
            span = min(s for s, _ in spans), max(e for _, e in spans)
            if span[1] - span[0] > _MOST_CHARS:
                continue
            if chooser.random() < _RENUMBERED:
                digits = _other_digits(chooser)
                passage, question = replace(passage, text=_FIGURE.sub(digits, passage.text)), _FIGURE.sub(digits, question)
                misses = tuple(_FIGURE.sub(digits, one) for one in misses)
            start, end = self._window(passage.text, span, chooser)
            answered = self._led(passage, Example(question, passage.text[start:end], (span[0] - start, span[1] - start)), chooser)
            yield answered, self._unanswered(passage, question, misses, span, chooser)

    def _unanswered(self, passage: Passage, question: str, misses: tuple[str, ...], span: tuple[int, int], chooser: random.Random) -> Example:
        draw = chooser.random()
        neighbours = [one for one in self._titles[passage.title] if one.section != passage.section]
        if draw < _UNANSWERABLE and misses:
            question, text = chooser.choice(misses), passage.text
        elif draw < _UNANSWERABLE + _OTHER_PASSAGE and neighbours:
            passage = chooser.choice(neighbours)
            text = passage.text
        else:
            kept = [passage.text[s:e] for s, e in sentence_spans(passage.text) if e <= span[0] or s >= span[1]]
            text = " ".join(kept) or (chooser.choice(neighbours).text if neighbours else "")
        at = chooser.randrange(max(1, len(text)))
        start, end = self._window(text, (at, min(len(text), at + 1)), chooser)
        return self._led(passage, Example(question, text[start:end], None), chooser)

    @staticmethod
    def _window(text: str, span: tuple[int, int], chooser: random.Random) -> tuple[int, int]:
        if len(text) <= _MOST_CHARS and chooser.random() < _WHOLE:
            return 0, len(text)
        return around(text, span, chooser)

    @staticmethod
    def _led(passage: Passage, example: Example, chooser: random.Random) -> Example:
        """With title or section before it, as the chain puts them."""
        if chooser.random() >= _TITLED:
            return example
        lead = f"{chooser.choice((passage.title, passage.section or passage.title))[:90]}: "
        span = example.span and (example.span[0] + len(lead), example.span[1] + len(lead))
        return Example(example.question, lead + example.window, span)


def _other_digits(chooser: random.Random) -> Callable[[re.Match[str]], str]:
    """Puts another digit for each from 1 to 9, the same one throughout: equal figures stay equal, and as long."""
    table = str.maketrans("123456789", "".join(chooser.sample("123456789", 9)))
    return lambda found: found.group().translate(table)
