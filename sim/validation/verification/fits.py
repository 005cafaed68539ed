"""Parameters read back from what was simulated: a regression and a likelihood; nothing here knows of the simulator."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


def helmbold_exponent(red: Numbers, blue: Numbers, casualties: tuple[float, float] = (0.0, 0.0)) -> float:
    """The exponent w from strengths at the ends of periods and the size of one casualty a side, as shares of the start.

    Under r' = -a b^w r^(1-w) and b' = -c r^w b^(1-w) the loss shares a period, -ln of the ratio of strengths at its
    ends, are in the ratio (a/c)(b/r)^(2w), so that the slope of its logarithm on ln(b/r) is 2w. Strengths of a period
    are geometric means of those at its ends; periods are weighted by the fewer of both losses, as the logarithm of a
    count has a variance of about one over it; it is low by half of that in the mean, which is added.
    """
    red_share, blue_share = -np.diff(np.log(red)), -np.diff(np.log(blue))
    red_lost, blue_lost = -np.diff(red), -np.diff(blue)
    weight = 1.0 / (1.0 / red_lost + 1.0 / blue_lost)
    response = np.log(red_share / blue_share)
    response += 0.5 * (casualties[0] / red_lost - casualties[1] / blue_lost)
    ratio = np.log(blue / red)
    middle = 0.5 * (ratio[1:] + ratio[:-1])
    off = middle - np.average(middle, weights=weight)
    return float(np.sum(weight * off * response) / np.sum(weight * off * off)) / 2.0


class Hawkes(NamedTuple):
    """A two-sided Hawkes process with one exponential memory; `offspring[i, j]` of side i by an act of side j."""

    baseline: Numbers
    offspring: Numbers
    memory_days: float


def hawkes_log_likelihood(process: Hawkes, days: Numbers, sides: NDArray[np.int64], horizon: float) -> float:
    """Log-likelihood of acts in the order of time on [0, horizon) without a past."""
    excited = np.zeros(2)  # acts a day that each side's past acts add, before its offspring numbers
    total, last = 0.0, 0.0
    for day, side in zip(days, sides, strict=True):
        excited *= np.exp(-(day - last) / process.memory_days)
        total += float(np.log(process.baseline[side] + process.offspring[side] @ excited))
        excited[side] += 1.0 / process.memory_days
        last = day
    reached = -np.expm1(-(horizon - days) / process.memory_days)
    counts = np.array([reached[sides == side].sum() for side in range(2)])
    return total - horizon * float(process.baseline.sum()) - float((process.offspring @ counts).sum())


def fit_hawkes(days: Numbers, sides: NDArray[np.int64], horizon: float) -> tuple[Hawkes, Numbers]:
    """The most likely process, and the standard errors of the logarithms of its parameters.

    Returns:
        The process; float64[7], in the order of the two baselines, the four offspring numbers by row, the memory.
    """
    from scipy.optimize import minimize

    def process(logs: Numbers) -> Hawkes:
        values = np.exp(logs)
        return Hawkes(values[:2], values[2:6].reshape(2, 2), float(values[6]))

    def loss(logs: Numbers) -> float:
        return -hawkes_log_likelihood(process(logs), days, sides, horizon)

    counts = np.array([(sides == side).sum() for side in range(2)]) / horizon
    start = np.log(np.concatenate([0.5 * counts, np.full(4, 0.25), [5.0]]))
    found = minimize(loss, start, method="L-BFGS-B", bounds=[(value - 6.0, value + 4.0) for value in start])
    return process(found.x), np.sqrt(np.diag(np.linalg.inv(_curvature(loss, found.x))))


def _curvature(loss: object, at: Numbers, width: float = 1e-3) -> Numbers:
    """Second derivatives by central differences."""
    size = len(at)
    unit = width * np.eye(size)
    second = np.empty((size, size))
    for i in range(size):
        for j in range(size):
            corners = (loss(at + s * unit[i] + t * unit[j]) * s * t for s in (1, -1) for t in (1, -1))  # type: ignore[operator]
            second[i, j] = sum(corners) / (4.0 * width * width)
    return second
