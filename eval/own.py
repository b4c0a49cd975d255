"""The own questions, run whole: alone, among many other texts, in every form; recorded, and held to the thresholds."""

import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tqdm import tqdm

from bot.chain import Chain
from bot.extractor import load_extractor
from bot.open import open_chain
from index.current import open_index
from index.encoder import load_encoder
from index.settings import setting

from . import questions, record, robustness
from .scoring import Item

SPLITS = ("dev", "test")


def measure(sets: Iterable[tuple[str, list[Item]]], *, in_all_forms: bool, among_others: bool) -> tuple[dict[str, Any], list[str]]:
    """Run each named set of items; the record of the run, and what falls short of the thresholds.

    `among_others` runs them again among the texts of BOT_EVAL_DATA, where it is set.
    """
    chain = open_chain()
    sets = list(sets)
    body: dict[str, Any] = {"index": chain.index.build, "encoder": chain.index.manifest["encoder"], "run": record.conditions(chain), "splits": {}}
    short: list[str] = []
    outcomes: list[questions.Outcome] = []
    for name, items in sets:
        found = _run(chain, items, name)
        body["splits"][name] = _recorded(found, name)
        short += questions.under_thresholds(body["splits"][name], name)
        outcomes += found
    if in_all_forms:
        with tqdm(desc="Các dạng gõ", file=sys.stderr) as bar:
            body["robustness"] = robustness.evaluate(chain, outcomes, lambda done, total: _show(bar, done, total))
        _print_forms(body["robustness"])
        if [name for name, _ in sets] == list(SPLITS):
            short += questions.under_thresholds(body["robustness"], "all")
    if among_others and (folder := setting("BOT_EVAL_DATA")):
        _among_others(sets, folder, body)
    elif among_others:
        print("Bỏ qua phép đo giữa nhiều văn bản khác: chưa đặt BOT_EVAL_DATA.")
    return body, short


def _among_others(sets: list[tuple[str, list[Item]]], public: str, body: dict[str, Any]) -> None:
    from .haystack import build_haystack

    with tempfile.TemporaryDirectory() as folder:
        added = build_haystack(setting("BOT_SOURCE_DIR"), public, Path(folder), load_encoder())
        crowded = Chain(open_index(Path(folder) / "index", load_encoder()), load_extractor())
        for split, items in sets:
            name = f"{split} among other texts"
            body["splits"][name] = {**_recorded(_run(crowded, items, name), name), "other_texts": added}


def _run(chain: Chain, items: list[Item], name: str) -> list[questions.Outcome]:
    with tqdm(total=len(items), desc=name, file=sys.stderr) as bar:
        return questions.run(chain, items, lambda done: bar.update(1))


def _recorded(outcomes: list[questions.Outcome], name: str) -> dict[str, Any]:
    """The figures of a set, printed as they are recorded."""
    figures = questions.summary(outcomes)
    print(f"\n== {name}: {figures['answerable']} có lời đáp, {figures['unanswerable']} phải từ chối")
    for key, value in figures.items():
        if isinstance(value, float):
            print(f"  {key:20} {value:.3f}")
    for group in ("by_type", "by_form"):
        print("  " + ", ".join(f"{key} {row['right']:.2f} ({row['questions']})" for key, row in figures[group].items()))
    print(f"  mất ở: {figures['lost_in']}")
    return {**figures, "failures": questions.failures(outcomes), "outcomes": record.rows(outcomes)}


def _print_forms(measured: dict[str, Any]) -> None:
    if measured["robustness"] is None:
        print("\n== các dạng gõ: không có câu nào trả lời đúng để hỏi lại")
        return
    rows = ", ".join(f"{form} {row['right']:.3f} ({row['questions']})" for form, row in measured["forms"].items() if row["questions"])
    kinds = ", ".join(f"{measured[kind]['robustness']:.3f} của {measured[kind]['questions']} câu {name}" for kind, name in (("answered", "có lời đáp"), ("refused", "phải từ chối")) if measured[kind]["questions"])
    print(f"\n== các dạng gõ: {measured['robustness']:.3f} của {measured['questions']} câu đúng giữ được ở mọi dạng; kém nhất: {measured['worst']}\n  {kinds}\n  {rows}")


def _show(bar: tqdm, done: int, total: int) -> None:
    bar.total = total
    bar.update(done - bar.n)
