"""`python -m eval xquad|viquad`: the public sets, our figures beside published ones, each with its conditions and source."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.extractor import Extractor
from index.encoder import Encoder

from . import reading, retrieval, squad

_PUBLISHED = Path(__file__).with_name("published.json")
SETS = {"xquad": "XQuAD-vi", "viquad": "UIT-ViQuAD 1.0 dev"}
_TRAINED = "multilingual-e5-small, trained further on UIT-ViQuAD 1.0 train"
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Published:
    """A figure (share of 0 to 1) that others give, with its conditions and where it stands."""

    task: str
    figure: str
    system: str
    value: float
    conditions: str
    source: str


def published(name: str) -> list[Published]:
    """What is published for one of SETS."""
    return [Published(**row) for row in json.loads(_PUBLISHED.read_text("utf-8"))[name]]


def evaluate(dataset: Path, encoder: Encoder, extractor: Extractor, progress: Progress, every: int = 1) -> dict[str, Any]:
    """Retrieval with each form of question, reading with marks, and reading with half made unanswerable; shares of 0 to 1."""
    found = {form: retrieval.evaluate(dataset, form, encoder, extractor, progress, every) for form in squad.FORMS}
    read = reading.evaluate(reading.cases_of(dataset, "full")[::every], extractor, progress)
    halved = reading.evaluate(reading.half_unanswerable(dataset, "full")[::every], extractor, progress)
    return {
        "dataset": dataset.name,
        "questions": found["full"]["questions"],
        "passages": found["full"]["passages"],
        "retrieval": {form: {"hit@1": one["hit@1"], "hit@5": one["hit@5"], "nDCG@10": one["ndcg@10"]} for form, one in found.items()},
        "reading": {"F1": read["f1"], "exact": read["exact"]},
        "half_unanswerable": {key: halved[key] for key in ("balanced_accuracy", "calibration_error")},
    }


def as_table(name: str, ours: dict[str, Any]) -> str:
    """Markdown: each figure of ours, then what is published for it."""
    lines = [f"{SETS[name]}: {ours['questions']:,} questions, {ours['passages']:,} passages.", "", "| task | figure | system | value | conditions | source |", "|" + " --- |" * 6]
    conditions = {"full": "all marks", "half": "half of the marks", "none": "no marks"}
    for form, row in ours["retrieval"].items():
        lines += [f"| retrieval | {figure} | **this project** | **{value:.3f}** | {conditions[form]}; {_TRAINED} | this command |" for figure, value in row.items()]
    lines += [_line(one) for one in published(name) if one.task == "retrieval"]
    lines += [f"| reading | {figure} | **this project** | **{value:.3f}** | gold paragraph; {_TRAINED} | this command |" for figure, value in ours["reading"].items()]
    lines += [_line(one) for one in published(name) if one.task == "reading"]
    halved = ours["half_unanswerable"]
    lines.append(f"| answerable or not | balanced accuracy | **this project** | **{halved['balanced_accuracy']:.3f}** | half of the questions made unanswerable, calibration error {halved['calibration_error']:.3f} | this command |")
    return "\n".join(lines)


def _line(one: Published) -> str:
    return f"| {one.task} | {one.figure} | {one.system} | {one.value:.3f} | {one.conditions} | {one.source} |"
