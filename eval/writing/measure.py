"""The own questions answered by a model's sentences, beside the documents' own words; and questions that want sentences."""

import json
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from langchain_core.messages import BaseMessage

from bot.answer import Answer
from bot.chain import Chain, Request
from bot.writing.model import Model, Reason
from bot.writing.sentences import sentences

from ..scoring import Item, judge
from .judge import Cited, cited, false_figures, printed_figures, says, tells

FOLDER = Path(__file__).parent.parent / "questions"


class Overheard:
    """A model, and what it wrote last: what the guard strikes is counted too."""

    def __init__(self, model: Model) -> None:
        self._model, self.replies = model, []

    def stream(self, messages: list[BaseMessage]) -> Iterator[str]:
        said = ""
        try:
            for piece in self._model.stream(messages):
                said += piece
                yield piece
        finally:
            self.replies.append(said)

    def place(self) -> AbstractContextManager[None]:
        return self._model.place()


@dataclass(frozen=True)
class Outcome:
    """One question: the answer in the documents' words, the model's, every sentence that it wrote and those that reached the user."""

    item: Item
    points: tuple[tuple[str, ...], ...]  # what a whole answer tells, each in its accepted forms; of the questions that want sentences
    plain: Answer
    written: Answer
    sentences: tuple[str, ...]
    seconds: float


def load_wanting_sentences(split: str) -> list[tuple[Item, tuple[tuple[str, ...], ...]]]:
    """The questions of a split that want a summary, a comparison, an explanation; each with its points."""
    rows = [json.loads(line) for line in (FOLDER / "sentences.jsonl").read_text("utf-8").splitlines() if line]
    return [
        (Item(row["id"], row["type"], row["form"], row["question"], (), row["status"], (), (), tuple(row["evidence"])), tuple(map(tuple, row["points"])))
        for row in rows
        if row["split"] == split
    ]


def run(chain: Chain, model: Overheard, items: list[tuple[Item, tuple[tuple[str, ...], ...]]], progress: Callable[[int], None]) -> list[Outcome]:
    """Ask each item once of a chain that writes with `model`; the plain answer is what it had before it wrote."""
    outcomes = []
    for done, (item, points) in enumerate(items, 1):
        model.replies.clear()
        begin = time.perf_counter()
        draft = chain.extract(Request(item.question, item.history))
        *_, answer = chain.write(draft)
        assert isinstance(answer, Answer)
        wrote = tuple(one.text for reply in model.replies for one in sentences([reply + "\n"]))
        outcomes.append(Outcome(item, points, draft.answer, answer, wrote, time.perf_counter() - begin))
        progress(done)
    return outcomes


def summary(outcomes: list[Outcome], texts: list[str]) -> dict[str, Any]:
    """Figures of both paths, shares from 0 to 1; `texts` are the documents."""
    printed = printed_figures(texts)
    written = [one for one in outcomes if one.written.written]
    false_written = [(one.item.id, text, found) for one in outcomes for text in one.sentences if (found := false_figures(one.item, text, printed))]
    false_reached = [(one.item.id, said.text, found) for one in written for said in one.written.said if (found := false_figures(one.item, _unmarked(said.text), printed))]
    reasons: dict[Reason | str, int] = {}
    for one in outcomes:
        reason = one.written.fallback or ("written" if one.written.written else "agreed" if one.plain.reason == "not_in_documents" else "—")
        reasons[reason] = reasons.get(reason, 0) + 1
    return {
        "questions": len(outcomes),
        "sentences_written": sum(len(one.sentences) for one in outcomes),
        "sentences_that_reached": sum(len(one.written.said) for one in written),
        "sentences_struck": sum(one.written.struck for one in outcomes),
        "false_figures_written": sum(len(found) for *_, found in false_written),
        "false_figures_that_reached": sum(len(found) for *_, found in false_reached),
        "outcomes": reasons,
        "extractive": _path(outcomes, [one.plain for one in outcomes]),
        "with_model": _path(outcomes, [one.written for one in outcomes]),
        "p50_s": statistics.median(one.seconds for one in outcomes),
        "false": {"written": false_written, "reached": false_reached},
    }


def _path(outcomes: list[Outcome], answers: list[Answer]) -> dict[str, Any]:
    """One column of the table."""
    pairs = [(one, answer.to_json()) for one, answer in zip(outcomes, answers, strict=True)]
    answerable = [(one, answer) for one, answer in pairs if one.item.status == "answered"]
    short = [judge(one.item, {**answer, "short_answer": answer["short_answer"] or ""}, []).right for one, answer in answerable if not one.points]
    told = [tells(one.item, answer) for one, answer in answerable if not one.points]
    points = [any(says(answer["answer"], form) for form in forms) and answer["status"] == "answered" for one, answer in answerable for forms in one.points]
    refused = [answer["status"] == "refused" for one, answer in pairs if one.item.status == "refused"]
    marks = [marked for answer in answers if answer.status == "answered" and (marked := _citations(answer))]
    precise = [sum(one.precise for one in marked) / n for marked in marks if (n := sum(one.citations for one in marked))]
    supporting = [any(evidence in quote or quote in evidence for evidence in one.item.evidence) for one, answer in answerable if answer["status"] == "answered" for quote in (c["quote"] for c in answer["citations"])]
    return {
        "right": _mean(short),
        "told": _mean(told),
        "points_told": _mean(points),
        "refused_rightly": _mean(refused),
        "evidence_precision": _mean(supporting),
        "alce_recall": _mean([sum(one.recalled for one in marked) / len(marked) for marked in marks]),
        "alce_precision": _mean(precise),
    }


def _citations(answer: Answer) -> list[Cited]:
    quotes = {one.n: one.quote for one in answer.citations}
    return [cited(_unmarked(said.text), [quotes[n] for n in said.cites]) for said in answer.said if not said.text.startswith("(")]  # what the answer says of itself cites nothing


def _unmarked(text: str) -> str:
    return text.rsplit(" [", 1)[0] if text.endswith("]") else text


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
