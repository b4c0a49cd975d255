"""`python -m eval scale`: how building and answering grow with the number of passages, on this machine.

The first paragraphs are real ones with their own vectors; further ones are shuffled real sentences, their
vectors a real one disturbed. That says how long things take and how much memory they need, and nothing
of how well anything is found. Each size is built and asked in processes of its own.
"""

import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from bot.chain import Chain, Request
from bot.extractor import load_extractor
from index.build import build
from index.current import open_index
from index.encoder import Encoder, load_encoder
from index.errors import UserError
from index.settings import ROOT
from index.text.sentences import sentence_spans

from . import questions, squad

SIZES = (1, 1_000, 10_000, 100_000)
_EMBEDDED = 1_000  # passages whose vectors are their own
_PER_DOCUMENT = 20  # paragraphs, as in the first document
_SENTENCES = 4  # of a shuffled paragraph
_DISTURBANCE = 0.02  # standard deviation of each of 384 numbers of a unit vector: some 0.93 of cosine stays
_QUESTIONS = 40


@dataclass(frozen=True)
class Size:
    """One size as measured. `build_s` by stage in seconds, embedding as if each vector were the passage's own (`embedded` were);
    `answer_ms` by stage, medians; `p95_ms` of whole answers; megabytes of memory while building and while answering, and on disk."""

    passages: int
    embedded: int
    build_s: dict[str, float]
    open_s: float
    answer_ms: dict[str, float]
    p95_ms: float
    build_mb: float
    answer_mb: float
    disk_mb: float


def evaluate(dataset: Path, sizes: tuple[int, ...], told: Callable[[str], None]) -> list[Size]:
    """Build and ask each size; `dataset` in SQuAD format lends its paragraphs.

    Raises:
        UserError: a build or the asking failed.
    """
    paragraphs, _ = squad.load(dataset)
    found = []
    for size in sizes:
        told(f"{size} đoạn")
        with tempfile.TemporaryDirectory() as folder:
            work = Path(folder)
            _write_sources(work / "sources", paragraphs, size)
            built, asked = _child("build", work), _child("ask", work)
            disk = sum(path.stat().st_size for path in (work / "index").rglob("*") if path.is_file()) / 1024**2
        found.append(
            Size(built["passages"], built["embedded"], built["seconds"], asked["open_s"], asked["ms"], asked["p95_ms"], built["peak_mb"], asked["resident_mb"], disk)
        )
    return found


def _write_sources(folder: Path, paragraphs: list[str], size: int) -> None:
    """Documents of `size` paragraphs in all: real ones as far as they are embedded, then shuffled sentences."""
    folder.mkdir(parents=True)
    chooser = random.Random(squad.SEED)
    sentences = [text[start:end] for text in paragraphs for start, end in sentence_spans(text)]
    real = [" ".join(text.split()) for text in paragraphs if len(text) < 900][: min(size, _EMBEDDED)]
    texts = real + [" ".join(chooser.sample(sentences, _SENTENCES)) for _ in range(size - len(real))]
    for number in range(0, len(texts), _PER_DOCUMENT):
        (folder / f"van-ban-{number // _PER_DOCUMENT:05d}.txt").write_text("\n\n".join(texts[number : number + _PER_DOCUMENT]), "utf-8")


class _Disturbing:
    """The encoder for the first passages; for the others one of their vectors, disturbed."""

    def __init__(self, encoder: Encoder) -> None:
        self.fingerprint, self._encoder = encoder.fingerprint, encoder
        self._vectors: list[np.ndarray] = []
        self._random = np.random.default_rng(squad.SEED)
        self.embedded, self.seconds = 0, 0.0

    def queries(self, texts: list[str]) -> np.ndarray:
        return self._encoder.queries(texts)

    def passages(self, texts: list[str]) -> np.ndarray:
        if self.embedded < _EMBEDDED:
            begin = time.perf_counter()
            own = self._encoder.passages(texts)
            self.seconds += time.perf_counter() - begin
            self.embedded += len(texts)
            self._vectors += list(own)
            return own
        drawn = np.array([self._vectors[i] for i in self._random.integers(len(self._vectors), size=len(texts))])
        drawn = drawn + self._random.normal(0, _DISTURBANCE, drawn.shape)
        return (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype(np.float32)


def _child(step: str, work: Path) -> dict[str, Any]:
    done = subprocess.run([sys.executable, "-m", "eval.scale", step, str(work)], cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise UserError(f"Không đo được ({step}): {done.stderr[-500:].strip()}")
    return json.loads(done.stdout.splitlines()[-1])


def _build(work: Path) -> dict[str, Any]:
    encoder = _Disturbing(load_encoder())
    begun: dict[str, float] = {}
    peak = 0.0

    def progress(label: str, done: int, total: int) -> None:
        nonlocal peak
        begun.setdefault(label, time.perf_counter())
        peak = max(peak, psutil.Process().memory_info().rss / 1024**2)

    report = build(work / "sources", work / "index", encoder, progress=progress)
    ends = [*list(begun.values())[1:], time.perf_counter()]
    seconds = {label: end - start for (label, start), end in zip(begun.items(), ends, strict=True)}
    seconds["Mã hóa đoạn văn"] = encoder.seconds / encoder.embedded * report.passages
    return {"passages": report.passages, "embedded": encoder.embedded, "seconds": seconds, "peak_mb": peak}


def _ask(work: Path) -> dict[str, Any]:
    begin = time.perf_counter()
    chain = Chain(open_index(work / "index", load_encoder()), load_extractor())
    opened = time.perf_counter() - begin
    asked = [item.question for item in questions.load("dev") if not item.history][:_QUESTIONS]
    for question in asked[:3]:
        chain.answer(Request(question))
    timings = [chain.answer(Request(question)).timings_ms for question in asked]
    stages = {stage: statistics.median(one.get(stage, 0.0) for one in timings) for stage in timings[0]}
    whole = sorted(one["total"] for one in timings)
    return {"open_s": opened, "ms": stages, "p95_ms": whole[int(0.95 * len(whole))], "resident_mb": psutil.Process().memory_info().rss / 1024**2}


def as_table(found: list[Size]) -> str:
    """Markdown, as the README shows it."""
    lines = ["| passages | build, s (embedding) | open, s | answer p50 / p95, ms | search, ms | memory: build / answer, MB | disk, MB |", f"|{' --- |' * 7}"]
    for one in found:
        rest = sum(one.build_s.values()) - one.build_s["Mã hóa đoạn văn"]
        lines.append(
            f"| {one.passages:,} | {rest:.1f} + {one.build_s['Mã hóa đoạn văn']:.0f} | {one.open_s:.1f} | {one.answer_ms['total']:.0f} / {one.p95_ms:.0f} "
            f"| {one.answer_ms['understand'] + one.answer_ms['search']:.0f} | {one.build_mb:.0f} / {one.answer_mb:.0f} | {one.disk_mb:.0f} |"
        )
    return "\n".join(lines)


def plot(found: list[Size]) -> bytes:
    """SVG: seconds of a build and milliseconds of an answer by stage, over the number of passages, both axes logarithmic."""
    from .report.charts import curves

    sizes = [one.passages for one in found]
    building = {label: [max(one.build_s.get(label, 0.0), 0.001) for one in found] for label in found[-1].build_s}
    answering = {stage: [max(one.answer_ms.get(stage, 0.0), 0.01) for one in found] for stage in ("understand", "search", "rerank", "read", "total")}
    names = dict(zip(building, ("read", "embed", "store vectors", "lexical index", "write"), strict=False))
    return curves(sizes, {"build, seconds": {names[label]: row for label, row in building.items()}, "answer, milliseconds": answering}, "passages")


if __name__ == "__main__":
    print(json.dumps({"build": _build, "ask": _ask}[sys.argv[1]](Path(sys.argv[2]))))
