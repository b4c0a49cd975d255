"""From the reader's signals to a probability, fitted on articles and written passages that it was not trained on."""

import random
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch

from bot.extractor import Calibration, Extractor
from bot.question import content_words
from bot.support import Support
from index.text.restore import restorer_of

from ..scoring import calibration_error, reliability
from .examples import Example, ReaderData
from .written import Written

_PASSES = 2  # over the written passages that are held out, which are few

Pair = tuple[Example, Example]


def pairs_of(data: ReaderData, own: Written, seed: int) -> list[Pair]:
    """The pairs of a file, and some of written passages, in every typed form."""
    chooser = random.Random(seed)
    written = [pair for number in range(_PASSES) for pair in own.pairs(seed + number)]
    return [*data.pairs(seed), *((data.typed(one, None, chooser), data.typed(other, None, chooser)) for one, other in written)]


def calibrate(graph: Path, fitted: list[Pair], checked: list[Pair], progress: Callable[[int, int], None]) -> dict[str, Any]:
    """The logistic regression of the reader's `graph`, as `calibration.json` holds it.

    It is fitted on one set and measured on the other: expected calibration error, and mean
    probability, share that answers and count of each tenth.
    """
    signals, truths = _signals(graph, fitted, progress)
    logistic = _fit(signals, truths)
    signals, truths = _signals(graph, checked, progress)
    weights = torch.tensor([logistic.answered, logistic.margin, logistic.support])
    probabilities = torch.sigmoid(logistic.bias + signals @ weights).tolist()
    rows = [(probability, truth > 0.5) for probability, truth in zip(probabilities, truths.tolist(), strict=True)]
    return {
        "logistic": asdict(logistic),
        "windows_checked": len(rows),
        "expected_calibration_error": round(calibration_error(rows), 4),
        "balanced_accuracy": round(sum((p >= 0.5) == t for p, t in rows) / len(rows), 4),
        "reliability": [{"stated": round(p, 3), "true": round(t, 3), "windows": n} for p, t, n in reliability(rows)],
    }


def _signals(graph: Path, pairs: list[Pair], progress: Callable[[int, int], None]) -> tuple[torch.Tensor, torch.Tensor]:
    """Windows × (logit of an answer, margin, support), and whether each answers."""
    extractor, restorer = Extractor(graph, Calibration(0.0, 0.0, 0.0, 0.0)), restorer_of(())
    support = Support(restorer, {})
    signals, truths = [], []
    for done, pair in enumerate(pairs, 1):
        for example in pair:
            asked = restorer.restore(example.question)
            words = [(token, 1.0) for token in content_words(asked, restorer)]
            share = support.share(words, example.window)
            found = extractor.extract(asked, example.window, support=share)
            signals.append((found.answered, found.margin, share))
            truths.append(float(example.span is not None))
        progress(done, len(pairs))
    return torch.tensor(signals), torch.tensor(truths)


def _fit(signals: torch.Tensor, truths: torch.Tensor) -> Calibration:
    """Logistic regression by L-BFGS."""
    weights = torch.zeros(4, requires_grad=True)
    optimiser = torch.optim.LBFGS([weights], max_iter=200, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimiser.zero_grad()
        logits = weights[0] + signals @ weights[1:]
        value = torch.nn.functional.binary_cross_entropy_with_logits(logits, truths)
        value.backward()
        return value

    optimiser.step(loss)
    return Calibration(*(round(value, 5) for value in weights.tolist()))
