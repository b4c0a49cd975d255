"""How sure a share is, and whether two runs over the same questions differ."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from scipy.stats import binomtest

LEVEL = 0.95
_RESAMPLES = 2000
_SEED = 143


def interval(successes: int, trials: int) -> tuple[float, float]:
    """Wilson's score interval of a share, at LEVEL (Wilson 1927; Brown, Cai & DasGupta 2001 recommend it for few trials).

    Raises:
        ValueError: no trial.
    """
    if not trials:
        raise ValueError("a share of no trials has no interval; leave it out")
    found = binomtest(successes, trials).proportion_ci(LEVEL, "wilson")
    return float(found.low), float(found.high)


def resampled(rows: Sequence[Any], statistic: Callable[[list[Any]], float]) -> tuple[float, float]:
    """Percentile bootstrap interval at LEVEL of a statistic of questions, drawn anew with replacement (Efron & Tibshirani 1993).

    Raises:
        ValueError: no row.
    """
    if not rows:
        raise ValueError("a statistic of no questions has no interval; leave it out")
    draws = np.random.default_rng(_SEED).integers(len(rows), size=(_RESAMPLES, len(rows)))
    values = [statistic([rows[i] for i in draw]) for draw in draws]
    low, high = np.percentile(values, [50 * (1 - LEVEL), 50 * (1 + LEVEL)])
    return float(low), float(high)


def paired_p(better: int, worse: int) -> float:
    """Two-sided exact p of McNemar's test: `better` questions turned right and `worse` turned wrong, if either
    were as likely (McNemar 1947; the exact binomial form). 1 where nothing changed."""
    return float(binomtest(better, better + worse).pvalue) if better + worse else 1.0
