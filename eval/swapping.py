"""The guard on texts that nobody wrote sentences about: each sentence as it stands, and spoilt by machine.

A paragraph of a public set is a document. Of its sentences one thing at a time is changed: a figure or a year for another of the
same paragraph (the right number of the wrong thing), or a verb is denied.
"""

import random
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bot.extractor import load_extractor
from bot.guard.check import Guard
from bot.guard.facts import facts
from bot.matching import Matcher
from bot.sentence import Sentence, sentences
from index.build import build
from index.current import Index, open_index
from index.encoder import load_encoder

from . import squad

SEED = 143
_WORDS = 6  # tokens from which a sentence states something
_DENIED = re.compile(r"(?<!\w)(?=(?:là|được|đã|có) )")


def evaluate(dataset: Path, every: int, progress: Callable[[str, int, int], None]) -> dict[str, Any]:
    """Shares (0 to 1) of sentences kept as they stand and struck when spoilt, over every `every`-th paragraph of a SQuAD file."""
    texts = list(dict.fromkeys(squad.load(dataset)[0]))[::every]
    with tempfile.TemporaryDirectory() as folder:
        sources = Path(folder) / "sources"
        sources.mkdir()
        for number, text in enumerate(texts):
            (sources / f"{number:04d}.txt").write_text(f"Bài {number}\n\n{' '.join(text.split())}\n", "utf-8")
        build(sources, Path(folder) / "index", load_encoder(), progress=lambda *_: None)
        index = open_index(Path(folder) / "index", load_encoder())
        counts = _count(index, progress)
        index.close()
    return {
        "dataset": dataset.name,
        "paragraphs": len(texts),
        **{kind: {"sentences": counts[kind, True] + counts[kind, False], "right": counts[kind, True] / max(1, counts[kind, True] + counts[kind, False])} for kind in ("kept", "figure", "year", "negation")},
    }


def _count(index: Index, progress: Callable[[str, int, int], None]) -> Counter[tuple[str, bool]]:
    guard, chooser, counts = Guard(index, Matcher(index), load_extractor()), random.Random(SEED), Counter[tuple[str, bool]]()
    for done, document in enumerate(index.documents.values(), 1):
        told = [one for one in sentences(document) if len(one.tokens) >= _WORDS]
        for sentence in told:
            cited = [one for one in index.passages if one.document_id == document.id and one.start <= sentence.start < one.end]
            counts["kept", guard.check(sentence.text, cited).holds] += 1
            for kind, spoilt in _spoilt(sentence, told, chooser):
                counts[kind, not guard.check(spoilt, cited).holds] += 1
        progress("guard", done, len(index.documents))
    return counts


def _spoilt(sentence: Sentence, told: list[Sentence], chooser: random.Random) -> Iterator[tuple[str, str]]:
    """The sentence with one thing changed, and what."""
    text = sentence.text
    for fact in facts(text):
        others = [one.text[other.start : other.end] for one in told for other in facts(one.text) if other.kind == fact.kind and other.value != fact.value]
        if fact.kind in ("figure", "year") and others:
            yield fact.kind, text[: fact.start] + chooser.choice(others) + text[fact.end :]
    if (verb := _DENIED.search(text)) and "không" not in text.lower() and "chưa" not in text.lower():
        yield "negation", f"{text[: verb.start()]}không {text[verb.start() :]}"
