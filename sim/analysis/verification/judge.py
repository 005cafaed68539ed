"""Numbers held against known answers: to the last digits, within an error of integration, or within chance.

A statistical answer is accepted within four standard errors, beyond which a correct mechanism falls once in 16,000;
the seeds are fixed, so an answer is always the same.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.verification.case import Check

EXACT = 1e-12
ANALYTIC = 1e-8
STEPPED = 1e-6  # where a flow is integrated in steps
Z_LIMIT = 4.0
WITHIN_CHANCE = f"|z| < {Z_LIMIT:g}"

Sample = Sequence[float] | NDArray[Any]


def exactly(quantity: str, expected: float, got: float) -> Check:
    """A number that rounding alone may change."""
    return _within(quantity, expected, got, EXACT * max(1.0, abs(expected)), f"{EXACT:g}")


def closely(quantity: str, expected: float, got: float, relative: float = ANALYTIC) -> Check:
    """A number from a closed form."""
    return _within(quantity, expected, got, relative * abs(expected), f"{relative:g} of it")


def nearly(quantity: str, expected: float, got: float, absolute: float, unit: str) -> Check:
    """A number that is published with so many digits."""
    return _within(quantity, expected, got, absolute, f"{absolute:g} {unit}".strip())


def mean(quantity: str, expected: float, sample: Sample) -> Check:
    """The mean of independent values."""
    values = np.asarray(sample, dtype=np.float64)
    return _within_chance(quantity, expected, float(values.mean()), _standard_error(values), len(values))


def share(quantity: str, probability: float, count: int, number: int) -> Check:
    """How often something with a known probability happened in `number` independent trials."""
    error = math.sqrt(probability * (1.0 - probability) / number)
    return _within_chance(quantity, probability, count / number, error, number)


def variance(quantity: str, expected: float, sample: Sample) -> Check:
    """The variance of independent values; its standard error is taken from their fourth moments."""
    values = np.asarray(sample, dtype=np.float64)
    squares = (values - values.mean()) ** 2 * (len(values) / (len(values) - 1))
    return _within_chance(quantity, expected, float(squares.mean()), _standard_error(squares), len(values))


def follows(quantity: str, law: str, sample: Sample) -> Check:
    """Whether a sample follows a law of scipy.stats without parameters, such as "expon", by Kolmogorov and Smirnov.

    Its z is the normal deviate of the test's p-value, so that the same limit serves.
    """
    from scipy import stats

    found = stats.kstest(np.asarray(sample, dtype=np.float64), law)
    z = float(stats.norm.isf(found.pvalue / 2.0))
    return Check(
        quantity, 0.0, float(found.statistic), f"{WITHIN_CHANCE} (Kolmogorov-Smirnov)", z < Z_LIMIT, z, len(sample)
    )


def _within(quantity: str, expected: float, got: float, allowed: float, tolerance: str) -> Check:
    return Check(quantity, expected, got, tolerance, abs(got - expected) <= allowed)


def _standard_error(values: NDArray[np.float64]) -> float:
    if not np.isfinite(values).all():
        return math.nan
    return float(values.std(ddof=1)) / math.sqrt(len(values))


def _within_chance(quantity: str, expected: float, got: float, error: float, number: int) -> Check:
    certain = 0.0 if got == expected else math.inf  # where no chance was involved: equal, or as wrong as can be
    z = (got - expected) / error if error > 0.0 else certain
    return Check(quantity, expected, got, WITHIN_CHANCE, abs(z) < Z_LIMIT, z, number)
