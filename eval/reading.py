"""`python -m eval reading`: the reader alone, given each question's own paragraph."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.extractor import Extraction, Extractor
from bot.question import content_words, readings
from bot.support import Support
from bot.windows import windows
from index.text.restore import Restorer, restorer_of

from . import squad
from .scoring import calibration_error, f1, normalise
from .training.examples import ReaderData

PARAGRAPH_CHARS = 850  # as the longest windows that the reader was trained on


@dataclass(frozen=True)
class Case:
    """A question, the text that it is asked of, and the accepted answers; none: the text does not answer it."""

    id: str
    question: str
    text: str
    accepted: tuple[str, ...]


def cases_of(dataset: Path, form: str) -> list[Case]:
    """Each question of a SQuAD-format file with its own paragraph."""
    texts, questions = squad.load(dataset)
    return [Case(one.id, squad.typed(one.question, form, one.id), texts[one.passage], one.answers) for one in questions]


def half_unanswerable(dataset: Path, form: str) -> list[Case]:
    """The questions of a SQuAD 1.1 file, about half of them made unanswerable as the reader's
    training does: another passage of the article, the answering sentence taken out, a near miss."""
    chooser = random.Random(squad.SEED)
    cases = []
    for number, (answered, unanswered) in enumerate(ReaderData(dataset).pairs(squad.SEED, form)):
        one = chooser.choice((answered, unanswered))
        cases.append(Case(str(number), one.question, one.window, (one.window[slice(*one.span)],) if one.span else ()))
    return cases


def evaluate(cases: list[Case], extractor: Extractor, progress: Callable[[str, int, int], None]) -> dict[str, Any]:
    """Let the reader answer; shares from 0 to 1, and the 50 worst answers.

    Where all cases have answers the reader must give a span; otherwise a text whose probability is
    under one half is taken for "no answer", as SQuAD 2.0 scores it.
    """
    begin = time.perf_counter()
    restorer = restorer_of(dict.fromkeys(case.text for case in cases))
    may_refuse = any(not case.accepted for case in cases)
    rows = []
    for done, case in enumerate(cases):
        progress("Đọc", done, len(cases))
        asked = readings(case.question, restorer, {}).restored
        found = read_paragraph(extractor, asked, case.text, restorer)
        given = "" if may_refuse and found.probability < 0.5 else case.text[found.start : found.end]
        accepted = case.accepted or ("",)
        rows.append(
            {
                "id": case.id,
                "question": asked,
                "given": given,
                "accepted": list(case.accepted),
                "probability": round(found.probability, 4),
                "f1": max(_f1(given, one) for one in accepted),
                "exact": max(float(normalise(given) == normalise(one)) for one in accepted),
            }
        )
    progress("Đọc", len(cases), len(cases))
    has, none = [row for row in rows if row["accepted"]], [row for row in rows if not row["accepted"]]
    figures = {
        "seed": squad.SEED,
        "questions": len(rows),
        "f1": _mean(rows, "f1"),
        "exact": _mean(rows, "exact"),
        "has_answer_f1": _mean(has, "f1") if has else None,
        "no_answer_accuracy": _mean(none, "exact") if none else None,
    }
    if none and has:
        figures["balanced_accuracy"] = (sum(row["probability"] >= 0.5 for row in has) / len(has) + figures["no_answer_accuracy"]) / 2
        figures["calibration_error"] = calibration_error([(row["probability"], bool(row["accepted"])) for row in rows])
    worst = sorted(has, key=lambda row: row["f1"])[:50]
    return figures | {"seconds": round(time.perf_counter() - begin, 1), "worst": worst}


def read_paragraph(extractor: Extractor, question: str, text: str, restorer: Restorer) -> Extraction:
    """The best span of a whole paragraph (offsets in `text`)."""
    words = [(token, 1.0) for token in content_words(question, restorer)]
    support = Support(restorer, {})
    found = [
        extractor.extract(question, text[start:end], support=support.share(words, text[start:end])).moved(start)
        for start, end in windows(text, 0, len(text), PARAGRAPH_CHARS) or [(0, len(text))]
    ]
    return max(found, key=lambda one: one.probability)


def _f1(given: str, accepted: str) -> float:
    return float(given == accepted) if not given or not accepted else f1(given, accepted)


def _mean(rows: list[dict[str, Any]], key: str) -> float:
    return sum(row[key] for row in rows) / len(rows) if rows else 0.0
