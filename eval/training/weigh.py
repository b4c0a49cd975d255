"""Weights of the guard's doubts beside what the entailment model reads, fitted on sentences that neither was trained on."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch

from bot.guard.check import Verdict
from bot.guard.entailment import Entailment, Weights
from bot.open import open_chain
from index.encoder import load_encoder

from .. import guarding
from ..passages import judge, opened
from .calibrate import fit
from .written import halves, passages

_RIDGE = 0.01
_FLAT = Weights(0.0, 1.0, 0.0, 0.0, 0.0, 0.0)

Judged = tuple[Verdict, bool]


def weigh(graph: Path) -> dict[str, Any]:
    """The logistic regression that `weights.json` holds: fitted on the statements of half of the held-out documents and on
    `eval/sentences/dev.jsonl`; sentences with something plainly wrong, and the text's own words, are left out."""
    rows = [(verdict.doubts, true) for verdict, true in fitted_on(Entailment(graph, _FLAT)) if verdict.doubts]
    signals = torch.tensor([(one.proven, one.covered, float(one.changed), float(one.new), float(one.elsewhere)) for one, _ in rows])
    weights = Weights(*fit(signals, torch.tensor([float(true) for _, true in rows]), _RIDGE))
    return {"logistic": asdict(weights), "sentences": len(rows)}


def fitted_on(entailment: Entailment) -> list[Judged]:
    """Every sentence that the weights are fitted on, judged, and whether it is true."""
    with opened(passages(held_out=True), load_encoder()) as (index, titles):
        found = [(verdict, true) for _, verdict, true in judge(index, entailment, halves(passages(held_out=True))[0], titles)]
    return found + [(one.verdict, one.true) for one in guarding.check(open_chain().index, entailment, guarding.load("dev"))]
