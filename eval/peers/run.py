"""`python -m eval peers`: every stack over the same passages with the same questions, each in processes of its own."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bot.chain import Chain, Request
from bot.extractor import FOLDER as READER
from bot.extractor import load_extractor
from index.build import embedded_text
from index.encoder import load_encoder
from index.errors import UserError
from index.graph import FOLDER as RETRIEVER
from index.settings import ROOT

from .. import questions, squad
from ..retrieval import evaluate as our_retrieval
from ..scoring import Item, same

FOLDER = ROOT / "runs" / "peers"
_REQUIREMENTS = Path(__file__).with_name("requirements.txt")
# What each needs, to add up its size; the libraries below them are found from there.
ROOTS = {
    "langchain": ["langchain", "langchain-chroma", "langchain-huggingface", "sentence-transformers"],
    "bm25s": ["bm25s"],
    "txtai": ["txtai"],
    "haystack": ["haystack-ai", "sentence-transformers-haystack", "transformers-haystack"],
    "llama-index": ["llama-index-core", "llama-index-embeddings-huggingface", "llama-index-retrievers-bm25"],
}
_ANSWERING = ("txtai", "haystack")
_QUIET = {
    "HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1", "TOKENIZERS_PARALLELISM": "false",
    "ANONYMIZED_TELEMETRY": "False", "HAYSTACK_TELEMETRY_ENABLED": "False", "LANGSMITH_TRACING": "false",
}  # fmt: skip
_COLD_STARTS = 3
_TYPED = ("full", "none")  # as written, and undiacritised


@dataclass(frozen=True)
class Row:
    """One stack with one set of weights. Shares from 0 to 1: `hit1` and `hit5` on the own answerable questions (a passage that holds
    evidence), `bare1` and `bare5` the same undiacritised, `x…` on XQuAD-vi; `answered` and `refused` are the own questions
    answered exactly and refused rightly, None where a peer needs an LLM to answer. Seconds, milliseconds, MB; `install_mb` is
    of the packages and the weights that it searches with."""

    stack: str
    weights: str
    hit1: float
    hit5: float
    bare1: float
    bare5: float
    xhit1: float
    xhit5: float
    xbare1: float
    xbare5: float
    answered: float | None
    refused: float | None
    cold_s: float
    p50_ms: float
    p95_ms: float
    peak_mb: float
    install_mb: float


def evaluate(chain: Chain, dataset: Path, told: Callable[[str], None], every: int = 1) -> list[Row]:
    """Measure all; `dataset` in SQuAD format, each `every`-th question of it. The own questions are those without turns before.

    Raises:
        UserError: the peers' environment cannot be set up, or a stack failed.
    """
    python = environment(told)
    from .weights import write_all

    told("Trọng số cho các cách làm khác")
    models = write_all(FOLDER / "models")
    items = [item for split in ("dev", "test") for item in questions.load(split) if not item.history]
    # What our own index embeds and scores: title and section with the words.
    own = [embedded_text(passage) for passage in chain.index.passages]
    held = [passage.text for passage in chain.index.passages]
    paragraphs, asked = squad.load(dataset)
    asked = asked[::every]
    rows = [_ours(chain, items, held, dataset, every, told)]
    for stack in ROOTS:
        for weights in ("—",) if stack == "bm25s" else ("base", "own"):
            told(f"{stack}, trọng số {weights}")
            model = models.get(weights, Path())
            size = _size(python, ROOTS[stack]) + (_folder_mb(model) if weights in models else 0.0)
            with tempfile.TemporaryDirectory() as work:
                article = Stack(python, stack, Path(work) / "article", model, models["reader"], own, held)
                public = Stack(python, stack, Path(work) / "public", model, models["reader"], paragraphs)
                rows.append(measured(stack, weights, article, public, items, asked, size))
    return rows


def environment(told: Callable[[str], None]) -> Path:
    """The Python of the peers' environment, made where it is not there or its requirements have changed."""
    venv, wanted = FOLDER / "venv", "".join(path.read_text("utf-8") for path in sorted(_REQUIREMENTS.parent.glob("*.txt")))
    python, mark = venv / "bin" / "python", venv / "installed.txt"
    if not mark.is_file() or mark.read_text("utf-8") != wanted:
        told("Cài đặt các cách làm khác vào môi trường riêng (vài phút)")
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        torch = next(line for line in wanted.splitlines() if line.startswith("torch=="))
        for command in ([sys.executable, "-m", "venv", str(venv)], [*pip, torch], [*pip, "-r", str(_REQUIREMENTS)]):
            if subprocess.run(command, stderr=sys.stderr, stdout=sys.stderr).returncode:
                raise UserError(f"Không cài được môi trường của các cách làm khác tại {venv}; hãy xem lời báo của pip ở trên, kiểm tra kho gói rồi chạy lại.")
        mark.write_text(wanted, "utf-8")
    return python


class Stack:
    """One stack over one list of passages, as they are indexed, and what each holds; what it gives is measured from outside."""

    def __init__(self, python: Path, stack: str, folder: Path, model: Path, reader: Path, passages: list[str], held: list[str] | None = None) -> None:
        self.held, self._python, self._stack, self._folder = held or passages, python, stack, folder
        self._job = {"folder": str(folder / "index"), "model": str(model), "reader": str(reader), "passages": passages, "out": str(folder / "out.json")}
        folder.mkdir(parents=True)

    def run(self, step: str, asked: list[str]) -> dict[str, Any]:
        """What the worker wrote, and `ready_s` from nothing to the first question's passages."""
        job = self._folder / "job.json"
        job.write_text(json.dumps({**self._job, "questions": asked}), "utf-8")
        environ = {name: value for name, value in os.environ.items() if not name.startswith("BOT_") or self._stack == "ours"}
        with tempfile.TemporaryFile("w+") as errors:
            begin = time.perf_counter()
            process = subprocess.Popen(
                [str(self._python), "-m", "eval.peers.worker", self._stack, step, str(job)],
                cwd=ROOT, env=environ | _QUIET, stdout=subprocess.PIPE, stderr=errors, text=True,
            )  # fmt: skip
            ready = next((time.perf_counter() - begin for line in process.stdout if line.strip() == "READY"), None)
            process.stdout.close()
            if process.wait():
                errors.seek(0)
                raise UserError(f"{self._stack} không chạy được ({step}): {errors.read()[-500:].strip()}\nHãy xóa {FOLDER} rồi chạy lại để cài lại từ đầu.")
        return {**json.loads(Path(self._job["out"]).read_text("utf-8")), "ready_s": ready}


def measured(stack: str, weights: str, article: Stack, public: Stack, items: list[Item], asked: list[squad.SquadQuestion], size: float) -> Row:
    """One row; `article` holds the own passages, `public` those that `asked` ask about."""
    article.run("index", [])
    public.run("index", [])
    own = _own_figures(article, items)
    ranked = public.run("search", [squad.typed(one.question, form, one.id) for form in _TYPED for one in asked])["ranked"]
    shares = {
        f"x{name}{k}": _share(one.passage in numbers[:k] for one, numbers in zip(asked, half, strict=True))
        for name, half in zip(("hit", "bare"), (ranked[: len(asked)], ranked[len(asked) :]), strict=True)
        for k in (1, 5)
    }
    answers = article.run("answer", [item.question for item in items])["answers"] if stack in _ANSWERING else None
    return Row(stack, weights, **own, **shares, **_answered(items, answers), install_mb=size)


def _ours(chain: Chain, items: list[Item], held: list[str], dataset: Path, every: int, told: Callable[[str], None]) -> Row:
    told("Cách làm của dự án")
    with tempfile.TemporaryDirectory() as work:
        stack = Stack(Path(sys.executable), "ours", Path(work) / "ours", Path(), Path(), held)
        own = _own_figures(stack, items)
        shares = {}
        for name, form in (("xhit", "full"), ("xbare", "none")):
            found = our_retrieval(dataset, form, load_encoder(), load_extractor(), lambda *_: None, every)
            shares |= {f"{name}{k}": found[f"hit@{k}"] for k in (1, 5)}
        given = [chain.answer(Request(item.question)) for item in items]
        right = [any(same(one.short_answer or "", form) for form in item.accepted) for one, item in zip(given, items, strict=True)]
        answers = [one.short_answer if one.status == "answered" else None for one in given]
        return Row("ours", "own", **own, **shares, **_answered(items, answers, right), install_mb=_size(Path(sys.executable), runtime_roots()) + _folder_mb(RETRIEVER, READER))


def _own_figures(stack: Stack, items: list[Item]) -> dict[str, float]:
    """hit@1 and hit@5 on the answerable questions (a passage that holds evidence, or stands in it), as they are and undiacritised;
    what a question costs in a process that has answered one, and the first one from nothing."""
    found = stack.run("search", [squad.typed(item.question, form, item.id) for form in _TYPED for item in items])
    cold = [found["ready_s"], *(stack.run("search", [items[0].question])["ready_s"] for _ in range(_COLD_STARTS - 1))]
    held, ranked, times = stack.held, found["ranked"], sorted(found["ms"][1:])
    shares = {
        f"{name}{k}": _share(
            any(evidence in held[number] or held[number] in evidence for evidence in item.evidence for number in numbers[:k])
            for item, numbers in zip(items, half, strict=True)
            if item.status == "answered"
        )
        for name, half in zip(("hit", "bare"), (ranked[: len(items)], ranked[len(items) :]), strict=True)
        for k in (1, 5)
    }
    costs = {"cold_s": statistics.median(cold), "p50_ms": statistics.median(times), "p95_ms": times[int(0.95 * len(times))], "peak_mb": found["peak_mb"]}
    return shares | costs


def _answered(items: list[Item], answers: list[str | None] | None, right: list[bool] | None = None) -> dict[str, float | None]:
    """The questions with one accepted answer (lists no peer can give) answered exactly, and those without an answer refused."""
    if answers is None:
        return {"answered": None, "refused": None}
    right = right or [any(same(given or "", form) for form in item.accepted) for item, given in zip(items, answers, strict=True)]
    return {
        "answered": _share(one for one, item in zip(right, items, strict=True) if item.accepted),
        "refused": _share(given is None for given, item in zip(answers, items, strict=True) if item.status == "refused"),
    }


def runtime_roots() -> list[str]:
    """The packages that our service runs on: those of requirements.txt before what only the evaluation, the recipe and the tests need."""
    lines = (ROOT / "requirements.txt").read_text("utf-8").partition("# The evaluation:")[0].splitlines()
    return [line.partition("==")[0] for line in lines if "==" in line and not line.startswith("#")]


def _folder_mb(*folders: Path) -> float:
    return sum(path.stat().st_size for folder in folders for path in folder.rglob("*") if path.is_file()) / 1024**2


def _size(python: Path, roots: list[str]) -> float:
    out = subprocess.run([str(python), "-m", "eval.peers.size", *roots], cwd=ROOT, capture_output=True, text=True)
    if out.returncode:
        raise UserError(f"Không đo được dung lượng của {roots[0]}: {out.stderr[-300:].strip()}")
    return float(out.stdout)


def _share(values) -> float:  # noqa: ANN001 - an iterable of bools
    values = list(values)
    return sum(values) / len(values)


def as_table(rows: list[Row]) -> str:
    """Markdown, as the README shows it."""
    head = ["", "weights", "own hit@1 / 5", "undiacritised", "XQuAD-vi hit@1 / 5", "undiacritised", "exact answer", "refused", "cold start, s", "p50 / p95, ms", "peak MB", "installed MB"]
    lines = [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}"]
    for one in rows:
        pairs = [f"{getattr(one, name + '1'):.3f} / {getattr(one, name + '5'):.3f}".replace("0.", ".") for name in ("hit", "bare", "xhit", "xbare")]
        answers = ["—" if value is None else f"{value:.3f}".replace("0.", ".") for value in (one.answered, one.refused)]
        lines.append(f"| {one.stack} | {one.weights} | {' | '.join(pairs + answers)} | {one.cold_s:.1f} | {one.p50_ms:.0f} / {one.p95_ms:.0f} | {one.peak_mb:.0f} | {one.install_mb:.0f} |")
    return "\n".join(lines)


def as_json(rows: list[Row]) -> list[dict[str, Any]]:
    return [asdict(row) for row in rows]
