"""Student's quantile for what a run prints, without scipy, whose import takes longer than twenty replications.

Tables and files have scipy's; the two differ by less than 1e-13 of the number, and no number is printed as finely.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from sim.study.differences.moments import LEVEL

MANY = 1_000
"""Degrees of freedom from which an expansion about the normal quantile is exact to the last digits."""
STEPS = 200  # more than any search here takes
ALIKE = 1e-14


def printed_reach(freedom: float) -> float:
    """Reach of a 95 % interval in standard errors: the t that is exceeded, on either side, with 5 %."""
    return _expanded(freedom) if freedom >= MANY else _found(freedom)


def _expanded(freedom: float) -> float:
    """Abramowitz and Stegun 26.7.5."""
    z = _solved(lambda t: math.erfc(t / math.sqrt(2)), lambda t: math.exp(-t * t / 2) / math.sqrt(2 * math.pi))
    terms = (
        z,
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92_160,
    )
    return sum(term / freedom**power for power, term in enumerate(terms))


def _found(freedom: float) -> float:
    scale = math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2) - math.log(freedom * math.pi) / 2

    def density(t: float) -> float:
        return math.exp(scale - (freedom + 1) / 2 * math.log1p(t * t / freedom))

    return _solved(lambda t: incomplete_beta(freedom / 2, 0.5, freedom / (freedom + t * t)), density)


def _solved(outside: Callable[[float], float], density: Callable[[float], float]) -> float:
    """The t outside of which, on both sides, lies what the interval leaves out; by Newton's method."""
    t = 1.0
    for _ in range(STEPS):
        step = (outside(t) - (1.0 - LEVEL)) / (2.0 * density(t))
        t += step
        if abs(step) < ALIKE * t:
            break
    return t


def incomplete_beta(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function, by its continued fraction (NIST 8.17.22)."""
    log_front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    front = math.exp(log_front)
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(a, b, x) / a
    return 1.0 - front * _fraction(b, a, 1 - x) / b


def _fraction(a: float, b: float, x: float) -> float:
    """By Lentz's method."""
    c, d = 1.0, 1.0 / (1.0 - (a + b) * x / (a + 1))
    value = d
    for term in _terms(a, b, x):
        d = 1.0 / (1.0 + term * d)
        c = 1.0 + term / c
        value *= c * d
        if abs(c * d - 1.0) < ALIKE:
            break
    return value


def _terms(a: float, b: float, x: float) -> Iterator[float]:
    """Its terms after the first."""
    for m in range(1, STEPS):
        yield m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        yield -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
