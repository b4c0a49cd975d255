"""How sure a share is, and whether two runs over the same questions differ."""

from scipy.stats import binomtest

LEVEL = 0.95


def interval(successes: int, trials: int) -> tuple[float, float]:
    """Wilson's score interval of a share, at LEVEL (Wilson 1927; Brown, Cai & DasGupta 2001 recommend it for few trials).

    Raises:
        ValueError: no trial.
    """
    if not trials:
        raise ValueError("a share of no trials has no interval; leave it out")
    found = binomtest(successes, trials).proportion_ci(LEVEL, "wilson")
    return float(found.low), float(found.high)


def paired_p(better: int, worse: int) -> float:
    """Two-sided exact p of McNemar's test: `better` questions turned right and `worse` turned wrong, if either
    were as likely (McNemar 1947; the exact binomial form). 1 where nothing changed."""
    return float(binomtest(better, better + worse).pvalue) if better + worse else 1.0
