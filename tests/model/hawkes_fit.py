"""The most likely parameters of a process of acts that excite each other; nothing here knows of the simulator."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Numbers = NDArray[np.float64]


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
