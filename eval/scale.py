"""`python -m eval scale`: how building and answering grow with the number of passages, on this machine.

The first paragraphs are real ones with their own vectors; further ones are shuffled real sentences, their
vectors a real one disturbed. That says how long things take and how much memory they need, and nothing
of how well anything is found. Each size is built and asked in processes of its own.
"""

import json
import os
import random
import shutil
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

from bot.chain import Chain, Request
from bot.extractor import load_extractor
from index.build import build
from index.current import open_index
from index.encoder import Encoder, load_encoder
from index.errors import UserError
from index.settings import ROOT
from index.text.sentences import sentence_spans

from . import questions, squad
from .memory import memory_mb

SIZES = (1, 1_000, 10_000, 100_000)
_EMBEDDED = 2_000  # passages whose vectors are their own
_PER_DOCUMENT = 20  # paragraphs, as in the first document
_SENTENCES = 4  # of a shuffled paragraph
_DISTURBANCE = 0.02  # standard deviation of each of 384 numbers of a unit vector: some 0.93 of cosine stays
_QUESTIONS = 40
_EMBEDDING, _STORING = "Mã hóa đoạn văn", "Ghi kho vectơ"
# What `index.build` calls its steps, and what they are called in the plot.
_STAGES = {"Đọc văn bản": "read", _EMBEDDING: "embed (projected)", _STORING: "store vectors", "Lập chỉ mục từ khóa": "lexical index", "Ghi văn bản": "write"}


@dataclass(frozen=True)
class Size:
    """One size as measured. `build_s` by stage in seconds, embedding as if each vector were the passage's own (`embedded` were);
    `answer_ms` by stage, medians; `p95_ms` of whole answers; megabytes of memory at their most while building and while answering, and on disk."""

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
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            told(f"{size} đoạn")
            work = Path(folder) / str(size)
            _write_sources(work / "sources", paragraphs, size)
            built, asked = _child("build", work), _child("ask", work)
            disk = sum(path.stat().st_size for path in (work / "index").rglob("*") if path.is_file()) / 1024**2
            shutil.rmtree(work)
            found.append(
                Size(built["passages"], built["embedded"], built["seconds"], asked["open_s"], asked["ms"], asked["p95_ms"], built["peak_mb"], asked["peak_mb"], disk)
            )
    return found


def _write_sources(folder: Path, paragraphs: list[str], size: int) -> None:
    """Documents of `size` paragraphs in all: real ones as far as they are embedded, then shuffled sentences."""
    folder.mkdir(parents=True)
    if size > 1:  # what is asked about
        shutil.copy(ROOT / "source_docs" / "ket-luan-143-kl-tu.md", folder)
    chooser = random.Random(squad.SEED)
    sentences = [text[start:end] for text in paragraphs for start, end in sentence_spans(text)]
    real = [" ".join(text.split()) for text in paragraphs if len(text) < 900][: min(size, _EMBEDDED)]
    texts = real + [" ".join(chooser.sample(sentences, _SENTENCES)) for _ in range(size - len(real))]
    for number in range(0, len(texts), _PER_DOCUMENT):
        (folder / f"van-ban-{number // _PER_DOCUMENT:05d}.txt").write_text("\n\n".join(texts[number : number + _PER_DOCUMENT]), "utf-8")


class _Disturbing:
    """The encoder for the first passages; for the others one of their vectors, disturbed. What was embedded for one size is
    kept in `folder` for the next."""

    def __init__(self, encoder: Encoder, folder: Path) -> None:
        self.fingerprint, self._encoder, self._file = encoder.fingerprint, encoder, folder / "embedded.npz"
        self._random = np.random.default_rng(squad.SEED)
        self._vectors: dict[str, np.ndarray] = {}
        self.seconds, self.encoded = 0.0, 0
        if self._file.is_file():
            kept = np.load(self._file)
            self._vectors = dict(zip(kept["texts"].tolist(), kept["vectors"], strict=True))
            self.seconds, self.encoded = float(kept["seconds"]), len(self._vectors)
        self._known = list(self._vectors.values())
        self.own, self.spent = 0, 0.0  # of this build: passages whose vectors are their own, seconds in here

    def queries(self, texts: list[str]) -> np.ndarray:
        return self._encoder.queries(texts)

    def passages(self, texts: list[str]) -> np.ndarray:
        begin = time.perf_counter()
        found = np.array([self._own(text) if text in self._vectors or self.encoded < _EMBEDDED else self._disturbed() for text in texts])
        self.spent += time.perf_counter() - begin
        return found

    def save(self) -> None:
        np.savez(self._file, texts=np.array(list(self._vectors)), vectors=np.array(list(self._vectors.values())), seconds=self.seconds)

    def _own(self, text: str) -> np.ndarray:
        self.own += 1
        if text not in self._vectors:
            begin = time.perf_counter()
            self._vectors[text] = self._encoder.passages([text])[0]
            self.seconds += time.perf_counter() - begin
            self.encoded += 1
            self._known.append(self._vectors[text])
        return self._vectors[text]

    def _disturbed(self) -> np.ndarray:
        near = self._known[self._random.integers(len(self._known))]
        drawn = near + self._random.normal(0, _DISTURBANCE, near.shape)
        return (drawn / np.linalg.norm(drawn)).astype(np.float32)


def _child(step: str, work: Path) -> dict[str, Any]:
    # Settings of the office's own service, a Chroma server among them, are none of this.
    environ = {name: value for name, value in os.environ.items() if not name.startswith("BOT_")}
    done = subprocess.run([sys.executable, "-m", "eval.scale", step, str(work)], cwd=ROOT, env=environ, capture_output=True, text=True)
    if done.returncode:
        raise UserError(f"Không đo được ({step}): {done.stderr[-500:].strip()}\nHãy thử với --sizes nhỏ hơn, hoặc giải phóng bộ nhớ và đĩa.")
    return json.loads(done.stdout.splitlines()[-1])


def _build(work: Path) -> dict[str, Any]:
    encoder = _Disturbing(load_encoder(), work.parent)
    begun: dict[str, float] = {}

    def progress(label: str, done: int, total: int) -> None:
        begun.setdefault(label, time.perf_counter())

    report = build(work / "sources", work / "index", encoder, progress=progress)
    ends = [*list(begun.values())[1:], time.perf_counter()]
    seconds = {label: end - start for (label, start), end in zip(begun.items(), ends, strict=True)}
    seconds[_STORING] += seconds[_EMBEDDING] - encoder.spent  # what is not the encoder's makes the vectors ready for the store
    seconds[_EMBEDDING] = encoder.seconds / encoder.encoded * report.passages
    encoder.save()
    return {"passages": report.passages, "embedded": encoder.own, "seconds": seconds, "peak_mb": memory_mb()}


def _ask(work: Path) -> dict[str, Any]:
    begin = time.perf_counter()
    chain = Chain(open_index(work / "index", load_encoder()), load_extractor())
    opened = time.perf_counter() - begin
    asked = [item.question for item in questions.load("dev") if not item.history][:_QUESTIONS]
    for question in asked[:3]:
        chain.answer(Request(question))
    timings = [chain.answer(Request(question)).timings_ms for question in asked]
    # A stage that the chain skips (an answer out of the outline needs no reading) is no time of that stage.
    stages = {stage: statistics.median(one[stage] for one in timings if stage in one) for stage in dict.fromkeys(name for one in timings for name in one)}
    whole = sorted(one["total"] for one in timings)
    return {"open_s": opened, "ms": stages, "p95_ms": whole[int(0.95 * len(whole))], "peak_mb": memory_mb()}


def as_table(found: list[Size]) -> str:
    """Markdown, as the README shows it."""
    lines = ["| passages | build without embedding, s | embedding (projected from one passage), s | open, s | answer p50 / p95, ms | understand + search, ms | peak memory: build / answer, MB | disk, MB |", f"|{' --- |' * 8}"]
    for one in found:
        rest = sum(one.build_s.values()) - one.build_s[_EMBEDDING]
        lines.append(
            f"| {one.passages:,} | {rest:.1f} | {one.build_s[_EMBEDDING]:.0f} | {one.open_s:.1f} | {one.answer_ms['total']:.0f} / {one.p95_ms:.0f} "
            f"| {one.answer_ms['understand'] + one.answer_ms['search']:.0f} | {one.build_mb:.0f} / {one.answer_mb:.0f} | {one.disk_mb:.0f} |"
        )
    return "\n".join(lines)


def plot(found: list[Size]) -> bytes:
    """SVG: seconds of a build and milliseconds of an answer by stage, over the number of passages, both axes logarithmic."""
    from .report.charts import curves

    sizes = [one.passages for one in found]
    building = {name: [max(one.build_s[label], 0.001) for one in found] for label, name in _STAGES.items()}
    answering = {stage: [max(one.answer_ms[stage], 0.01) for one in found] for stage in ("understand", "search", "rerank", "read", "total")}
    return curves(sizes, {"build, seconds": building, "answer, milliseconds": answering}, "passages")


if __name__ == "__main__":
    print(json.dumps({"build": _build, "ask": _ask}[sys.argv[1]](Path(sys.argv[2]))))
