"""Tests numbers against known answers: to the last digits, within integration error, or within chance.

A statistical answer is accepted within four standard errors, beyond which a correct mechanism falls once in 16,000;
the seeds are fixed, so an answer is always the same.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.validation.verification.case import Check

EXACT = 1e-12
ANALYTIC = 1e-8
STEPPED = 1e-6  # where a flow is integrated in steps
Z_LIMIT = 4.0
FEW_EVENTS = 30.0  # below which counts are not nearly normal
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


def mean(quantity: str, expected: float, sample: Sample, variance: float | None = None) -> Check:
    """The mean of independent values.

    `variance` is that of one of them, where their law is known; else it is taken from the sample, which needs many
    events.
    """
    values = np.asarray(sample, dtype=np.float64)
    error = _standard_error(values) if variance is None else math.sqrt(variance / len(values))
    return _within_chance(quantity, expected, float(values.mean()), error, len(values))


def share(quantity: str, probability: float, count: int, number: int) -> Check:
    """Check the frequency of something with a known probability in `number` independent trials; fail without any.

    Where few are expected on either side, z is the normal deviate of the exact binomial tail.
    """
    if number == 0:
        return Check(quantity, probability, math.nan, "at least one trial", False, math.nan, 0)
    spread = number * probability * (1.0 - probability)
    if 0.0 < spread < FEW_EVENTS:
        z = _binomial_deviate(probability, count, number)
        return Check(quantity, probability, count / number, WITHIN_CHANCE, abs(z) < Z_LIMIT, z, number)
    return _within_chance(quantity, probability, count / number, math.sqrt(spread) / number, number)


def variance(quantity: str, expected: float, sample: Sample, fourth: float | None = None) -> Check:
    """The variance of independent values.

    `fourth` is the fourth central moment of one of them, for the standard error, where their law is known; else it is
    taken from the sample.
    """
    values = np.asarray(sample, dtype=np.float64)
    number = len(values)
    squares = (values - values.mean()) ** 2 * (number / (number - 1))
    error = _standard_error(squares)
    if fourth is not None:
        error = math.sqrt((fourth - expected**2 * (number - 3) / (number - 1)) / number)
    return _within_chance(quantity, expected, float(squares.mean()), error, number)


def poisson(quantity: str, expected: float, sample: Sample) -> Iterator[Check]:
    """The mean and the variance of independent numbers that are to be Poisson."""
    yield mean(f"mean of {quantity}", expected, sample, expected)
    yield variance(f"variance of {quantity}", expected, sample, expected + 3.0 * expected**2)


def follows(quantity: str, law: str, sample: Sample) -> Check:
    """Check a sample against a law of scipy.stats without parameters, such as "expon", by Kolmogorov and Smirnov.

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


def _binomial_deviate(probability: float, count: int, number: int) -> float:
    """The normal deviate that is as rare as so many, or a number farther off, on either side."""
    from scipy import stats

    law = stats.binom(number, probability)
    below, above = float(law.cdf(count)), float(law.sf(count - 1))
    tail = min(1.0, 2.0 * min(below, above))
    return math.copysign(float(stats.norm.isf(0.5 * tail)), count - number * probability)


def _standard_error(values: NDArray[np.float64]) -> float:
    if not np.isfinite(values).all():
        return math.nan
    return float(values.std(ddof=1)) / math.sqrt(len(values))


def _within_chance(quantity: str, expected: float, got: float, error: float, number: int) -> Check:
    certain = 0.0 if got == expected else math.inf  # where no chance was involved: equal, or as wrong as can be
    z = (got - expected) / error if error > 0.0 else certain
    return Check(quantity, expected, got, WITHIN_CHANCE, abs(z) < Z_LIMIT, z, number)
