"""The guard alone, on sentences that people wrote: true ones that must pass, false ones that must be struck.

`sentences/dev.jsonl` and `test.jsonl`: each sentence with the lines that it would cite, whether they bear it out, and what was
changed where not; `dev` and `test` share no line. `writers.jsonl`: those of eighteen more writers, over all lines. `offices.jsonl`: two
more writers' over the four made-up documents of `offices/`. What is true was judged by who wrote them, from the document, never by
the guard.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.extractor import Extractor
from bot.guard.check import Guard
from bot.matching import Matcher
from index.build import build
from index.current import Index, open_index
from index.documents import Passage
from index.encoder import Encoder

FOLDER = Path(__file__).parent / "sentences"
SPLITS = ("dev", "test", "writers", "offices")


@dataclass(frozen=True)
class Checked:
    """One sentence and what the guard made of it."""

    id: str
    sentence: str
    true: bool
    change: str | None  # number, unit, year, indicator, name, negation, hedge
    wrong_thing: bool  # what was changed does stand in the text, for something else
    faults: tuple[str, ...]
    kept: bool


def load(split: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / f"{split}.jsonl").read_text("utf-8").splitlines() if line]


@contextmanager
def index_of(split: str, seed: Index, encoder: Encoder) -> Iterator[Index]:
    """The index that a split's lines stand in: the `seed`, or one over the documents of other offices."""
    if split != "offices":
        yield seed
        return
    with TemporaryDirectory() as folder:
        build(FOLDER / "offices", Path(folder), encoder, progress=lambda *_: None)
        yield open_index(Path(folder), encoder)


def check(index: Index, extractor: Extractor, rows: list[dict[str, Any]]) -> list[Checked]:
    """Each row's sentence, checked against the passages that hold its lines."""
    guard = Guard(index, Matcher(index), extractor)
    found = []
    for row in rows:
        verdict = guard.check(row["sentence"], _cited(index, row["quotes"]))
        found.append(Checked(row["id"], row["sentence"], row["true"], row["change"], row["wrong_thing"], verdict.faults, verdict.holds))
    return found


def _cited(index: Index, quotes: list[str]) -> list[Passage]:
    return [passage for passage in index.passages if any(quote in passage.text or passage.text in quote for quote in quotes)]


def summary(checked: list[Checked]) -> dict[str, Any]:
    """Shares from 0 to 1: of the true kept, of the false struck, and of those by what was changed."""
    true, false = [one for one in checked if one.true], [one for one in checked if not one.true]
    changes: dict[str, list[bool]] = defaultdict(list)
    for one in false:
        changes[one.change or "—"].append(not one.kept)
    return {
        "true": len(true),
        "false": len(false),
        "kept": sum(one.kept for one in true) / len(true),
        "struck": sum(not one.kept for one in false) / len(false),
        "struck_wrong_thing": _share(not one.kept for one in false if one.wrong_thing),
        "by_change": {name: {"sentences": len(group), "struck": sum(group) / len(group)} for name, group in sorted(changes.items())},
    }


def _share(values) -> float | None:  # noqa: ANN001 - an iterable of bools
    values = list(values)
    return sum(values) / len(values) if values else None
