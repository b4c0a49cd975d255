"""Pairs of statements for the entailment model: one that a written passage proves, and one that it does not.

True statements are the writers', and sentences of the passage as they stand. Of the others most are the writers' too; some are made
from a true one: denied, turned into its opposite, a fact put in the place of another of the same passage, another passage of the same document
beside it, or the sentence that says most of it taken out. Without the passage's own sentences and the denied ones a model takes the style for the proof:
the text's words for false, and a denial for true (as Gururangan et al. 2018 found of hypotheses written to order).
"""

import random
import re
from collections.abc import Iterator
from dataclasses import replace

from bot.guard.entailment import evidence, led
from bot.guard.facts import facts
from index.text.sentences import sentence_spans

from .examples import Example
from .written import FIGURE, Passage, other_digits

_OWN, _SPOILT, _NEIGHBOUR = 0.5, 0.3, 0.1  # of the false; of the rest the proof is taken out
_AS_IT_STANDS = 0.5  # sentences of the passage for each true statement
_SENTENCE = (40, 240)  # characters of one that states something and is no list
_VERB = re.compile(r"(?<!\w)(?=(?:là|được|đã|có|phải|cần|đạt|do|gồm|chịu|giao|đề nghị|tiếp tục|thực hiện|tăng|giảm|bảo đảm|đảm bảo) )")
_DENIAL = re.compile(r"(?<!\w)(?:không|chưa) (?!ít |chỉ |những )", re.I)
_OPPOSITES = [
    tuple(pair.split("/"))
    for pair in "tăng/giảm|cao/thấp|vượt/chưa đạt|trên/dưới|trước/sau|tối đa/tối thiểu|nhiều/ít|lớn/nhỏ|mở rộng/thu hẹp|đồng ý/phản đối|được/không được|phải/không phải|đã/chưa|hoàn thành/chưa hoàn thành|đúng/chậm|cho phép/cấm|toàn bộ/một phần|bắt buộc/khuyến khích|dự kiến/đã|ước đạt/đạt đúng|nhất/nhì".split("|")
]
_RENUMBERED = 0.5  # share of pairs whose figures are others each time, so that none is learnt by heart
_CHARS = (300, 450, 600, 750)
_LED = 0.85


class Statements:
    """Draws pairs of examples, without spans, from the statements of written passages."""

    def __init__(self, found: list[Passage]) -> None:
        self._passages = [one for one in found if one.true and one.false]
        self._titles: dict[str, list[Passage]] = {}
        for one in found:
            self._titles.setdefault(one.title, []).append(one)

    def pairs(self, seed: int) -> Iterator[tuple[Example, Example]]:
        """For each true statement, in random order, it and a false one, each with its evidence."""
        chooser = random.Random(f"statements:{seed}")
        told = [(passage, statement) for passage in self._passages for statement in passage.true]
        told += [(passage, None) for passage, _ in told if chooser.random() < _AS_IT_STANDS]
        chooser.shuffle(told)
        for passage, statement in told:
            if statement is None:
                drawn = _as_it_stands(passage.text, chooser)
                if drawn is None:
                    continue
                statement, (beside, wrong) = drawn[0], (passage, drawn[1])
            else:
                beside, wrong = self._false(passage, statement, chooser)
            if chooser.random() < _RENUMBERED and all(one.group() in passage.text for one in FIGURE.finditer(statement)):
                digits = other_digits(chooser)
                statement, wrong = FIGURE.sub(digits, statement), FIGURE.sub(digits, wrong)
                passage, beside = (replace(one, text=FIGURE.sub(digits, one.text)) for one in (passage, beside))
            most = chooser.choice(_CHARS)
            yield _example(passage, statement, most, chooser), _example(beside, wrong, most, chooser)

    def _false(self, passage: Passage, statement: str, chooser: random.Random) -> tuple[Passage, str]:
        """A passage, and a statement that it does not prove."""
        draw = chooser.random()
        neighbours = [one for one in self._titles[passage.title] if one.text != passage.text]
        if draw < _OWN:
            return passage, chooser.choice(passage.false)
        if draw < _OWN + _SPOILT and (wrong := _spoilt(passage.text, statement, chooser)):
            return passage, wrong
        if draw < _OWN + _SPOILT + _NEIGHBOUR and neighbours:
            return chooser.choice(neighbours), statement
        proof = evidence(statement, passage.text, 1)
        rest = " ".join(text for start, end in sentence_spans(passage.text) if (text := passage.text[start:end]) != proof)
        return (replace(passage, text=rest), statement) if rest else (passage, chooser.choice(passage.false))


def _as_it_stands(text: str, chooser: random.Random) -> tuple[str, str] | None:
    """A sentence of the text, and the same spoilt."""
    found = [text[start:end] for start, end in sentence_spans(text) if _SENTENCE[0] <= end - start <= _SENTENCE[1]]
    chooser.shuffle(found)
    return next(((one, wrong) for one in found if (wrong := _spoilt(text, one, chooser))), None)


def _spoilt(text: str, statement: str, chooser: random.Random) -> str | None:
    """The statement denied, turned into its opposite, or with another of the text's facts."""
    made = [wrong for wrong in (_denied(statement, chooser), _turned(statement, chooser), _swapped(text, statement, chooser)) if wrong and wrong not in text]
    return chooser.choice(made) if made else None


def _denied(statement: str, chooser: random.Random) -> str | None:
    """With its denial taken out, or one put before a verb."""
    if there := _DENIAL.search(statement):
        rest = statement[: there.start()] + statement[there.end() :]
        return rest[:1].upper() + rest[1:]
    places = [match.start() for match in _VERB.finditer(statement)]
    if not places:
        return None
    at = chooser.choice(places)
    denial = "không phải" if statement.startswith(("là ", "do "), at) else chooser.choice(("không", "không", "chưa"))
    return f"{statement[:at]}{denial} {statement[at:]}"


def _turned(statement: str, chooser: random.Random) -> str | None:
    """With a word's opposite in its place."""
    places = []
    for left, right in _OPPOSITES:
        for word, other in ((left, right), (right, left)):
            places += [(match.span(), other) for match in re.finditer(rf"(?<!\w){word}(?!\w)", statement)]
    if not places:
        return None
    (start, end), other = chooser.choice(places)
    return statement[:start] + other + statement[end:]


def _swapped(text: str, statement: str, chooser: random.Random) -> str | None:
    """The statement with one of its facts in place of which stands another of the passage, of the same kind."""
    there = [(fact, text[fact.start : fact.end]) for fact in facts(text)]
    places = [(one, [piece for other, piece in there if other.kind == one.kind and not one.agrees(other)]) for one in facts(statement)]
    places = [(one, others) for one, others in places if others]
    if not places:
        return None
    one, others = chooser.choice(places)
    return statement[: one.start] + chooser.choice(others) + statement[one.end :]


def _example(passage: Passage, statement: str, most: int, chooser: random.Random) -> Example:
    text = evidence(statement, passage.text, most)
    return Example(statement, led(passage.title, passage.section, text) if chooser.random() < _LED else text, None)
