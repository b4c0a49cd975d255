"""`python -m eval --llm [NAME]`: the questions answered with a model beside without, and what became of its figures."""

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tqdm import tqdm

from bot.chain import Chain
from bot.extractor import load_extractor
from bot.open import open_parts
from bot.writing.model import open_model
from index.errors import UserError

from .. import local_model, questions, record
from . import measure

PACKAGED = "packaged"
_ROWS = {
    "right": "đúng (cụm từ ngắn nhất và trích dẫn)",
    "told": "câu trả lời nêu đúng điều được hỏi, có dẫn",
    "points_told": "ý nêu được, câu hỏi cần nhiều câu",
    "refused_rightly": "từ chối đúng",
    "evidence_precision": "trích dẫn trúng câu chứng minh",
    "alce_recall": "độ phủ trích dẫn của từng câu (ALCE)",
    "alce_precision": "độ chính xác trích dẫn của từng câu (ALCE)",
}


def evaluate(name: str, splits: list[str]) -> dict[str, Any]:
    """Run `splits` with the model `name` (that of BOT_LLM where empty, the small one of a package where PACKAGED); print the table; the record of it.

    Raises:
        UserError: there is no such model, or none is named.
    """
    with _named(name):
        model = open_model()
        if model is None:
            raise UserError(f"Chưa có mô hình; hãy đặt BOT_LLM, hoặc dùng --llm {PACKAGED} (mô hình nhỏ trong gói).")
        overheard = measure.Overheard(model)
        index, _, extractor = open_parts()
        chain = Chain(index, extractor, overheard)  # type: ignore[arg-type] - it streams, which is all that is asked of it
        body: dict[str, Any] = {"model": name or os.environ.get("BOT_LLM"), "run": record.conditions(Chain(index, load_extractor())), "splits": {}}
        texts = [document.text for document in index.documents.values()]
        for split in splits:
            items = [(item, ()) for item in questions.load(split)] + measure.load_wanting_sentences(split)
            with tqdm(total=len(items), desc=split, file=sys.stderr) as bar:
                outcomes = measure.run(chain, overheard, items, lambda _, bar=bar: bar.update(1))
            figures = measure.summary(outcomes, texts)
            body["splits"][split] = {**figures, "outcomes_by_question": [_row(one) for one in outcomes]}
            print(_table(split, figures))
        return body


def held(body: dict[str, Any]) -> bool:
    """Whether no false figure reached the user, and sentences did."""
    return all(split["false_figures_that_reached"] == 0 and split["sentences_that_reached"] > 0 for split in body["splits"].values())


@contextlib.contextmanager
def _named(name: str) -> Iterator[None]:
    """BOT_LLM set to the model for a while; the packaged one is served meanwhile."""
    if not name:
        yield
        return
    before = {key: os.environ.get(key) for key in ("BOT_LLM", "BOT_LLM_URL")}
    try:
        if name != PACKAGED:
            os.environ["BOT_LLM"] = name
            yield
            return
        with tempfile.TemporaryDirectory() as folder, local_model.served(Path(folder) / "log") as url:
            os.environ |= {"BOT_LLM": local_model.NAME, "BOT_LLM_URL": url}
            yield
    finally:
        for key, value in before.items():
            os.environ.pop(key, None)
            if value is not None:
                os.environ[key] = value


def _table(split: str, figures: dict[str, Any]) -> str:
    lines = [f"\n== {split}: {figures['questions']} câu hỏi", f"  {'':48} {'lời văn bản':>12} {'mô hình':>12}"]
    for key, title in _ROWS.items():
        values = (figures[path][key] for path in ("extractive", "with_model"))
        lines.append(f"  {title:48} " + " ".join(f"{value:12.3f}" if value is not None else f"{'—':>12}" for value in values))
    lines.append(f"  mô hình viết {figures['sentences_written']} câu, {figures['sentences_that_reached']} câu đến người dùng, {figures['sentences_struck']} câu bị lược")
    lines.append(f"  số sai: mô hình viết {figures['false_figures_written']}, đến người dùng {figures['false_figures_that_reached']}")
    lines.append(f"  kết cục: {figures['outcomes']}; nửa số câu xong trong {figures['p50_s']:.1f} giây")
    return "\n".join(lines)


def _row(outcome: measure.Outcome) -> dict[str, Any]:
    return {
        "id": outcome.item.id,
        "question": outcome.item.question,
        "wrote": list(outcome.sentences),
        "given": outcome.written.to_json(),
        "plain": {key: value for key, value in outcome.plain.to_json().items() if key in ("status", "short_answer", "answer")},
        "seconds": round(outcome.seconds, 2),
    }
