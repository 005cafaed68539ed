"""Patient rule induction: a box of futures, peeled from the ends of a few parameters (Friedman and Fisher 1999)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Truths = NDArray[np.bool_]

PEEL = 0.05  # share of the futures in the box that a step takes away
SMALLEST = 0.05  # share of all futures that a box holds at least
MOST_FACTORS = 3
MOST_QUASI_P = 0.05  # of a restriction that stays (Bryant and Lempert 2010)


@dataclass(frozen=True, eq=False)
class Peel:
    """One step of peeling: the ends that it sets for a parameter, and the futures of the box that it keeps."""

    factor: int
    low: float
    high: float
    keeps: Truths


@dataclass(frozen=True, eq=False)
class Box:
    """Ends of parameters.

    Attributes:
        low, high: shape (d,); infinite if the parameter is not restricted.
    """

    low: Numbers
    high: Numbers

    def holds(self, values: Numbers) -> Truths:
        """True for each future (n, d) that lies in the box; an absent parameter (NaN) lies outside a restriction."""
        free = np.isneginf(self.low) & np.isposinf(self.high)
        return np.asarray((((values >= self.low) & (values <= self.high)) | free).all(axis=1), dtype=np.bool_)

    def restricted(self) -> list[int]:
        """The parameters with an end."""
        return [int(place) for place in np.flatnonzero(np.isfinite(self.low) | np.isfinite(self.high))]

    def cut(self, peel: Peel) -> Box:
        """The box after a peel."""
        low, high = self.low.copy(), self.high.copy()
        low[peel.factor] = max(low[peel.factor], peel.low)
        high[peel.factor] = min(high[peel.factor], peel.high)
        return Box(low, high)

    def without(self, factor: int) -> Box:
        """The box with no end for one parameter."""
        low, high = self.low.copy(), self.high.copy()
        low[factor], high[factor] = -np.inf, np.inf
        return Box(low, high)


def coverage_density(inside: Truths, labels: Numbers) -> tuple[float, float]:
    """The share of all labels inside the box, and their mean label."""
    total, within = float(labels.sum()), float(labels[inside].sum())
    return (within / total if total else 0.0), (within / inside.sum() if inside.any() else 0.0)


def peeled(values: Numbers, labels: Numbers, factors: Sequence[int]) -> Box:
    """The box with the best harmonic mean of coverage and density during peeling.

    Args:
        values: of all parameters, shape (n, d).
        labels: weight of each future, from 0 to 1, shape (n,).
        factors: those that may be restricted, at most three of which are.
    """
    width, total, fewest = values.shape[1], float(labels.sum()), SMALLEST * len(labels)
    box = best = Box(np.full(width, -np.inf), np.full(width, np.inf))
    top = _harmonic(float(labels.sum()), len(labels), total)
    used = set[int]()
    while (
        peel := _best_peel(values, labels, sorted(used) if len(used) >= MOST_FACTORS else factors, fewest)
    ) is not None:
        box = box.cut(peel)
        used.add(peel.factor)
        values, labels = values[peel.keeps], labels[peel.keeps]
        if (now := _harmonic(float(labels.sum()), len(labels), total)) > top:
            best, top = box, now
    return best


def pruned(box: Box, values: Numbers, labels: Numbers) -> Box:
    """The box without the restrictions that chance explains, the least certain removed first."""
    while factors := box.restricted():
        chances = [quasi_p(box, factor, values, labels) for factor in factors]
        worst = int(np.argmax(chances))
        if chances[worst] <= MOST_QUASI_P:
            break
        box = box.without(factors[worst])
    return box


def quasi_p(box: Box, factor: int, values: Numbers, labels: Numbers) -> float:
    """The probability that a random draw from the box without one restriction has as many labels as the box has.

    The binomial tail, in its continuous form as labels are probabilities.
    """
    from scipy.special import betainc

    inside, wider = box.holds(values), box.without(factor).holds(values)
    count, hits, rate = int(inside.sum()), float(labels[inside].sum()), float(labels[wider].mean())
    if hits <= 0:
        return 1.0
    return float(betainc(hits, count - hits + 1.0, min(max(rate, 0.0), 1.0)))


def _harmonic(within: float, count: int, total: float) -> float:
    """The harmonic mean of coverage and density; 0 where nothing is covered."""
    return 2 * within / (total + count) if within > 0 else 0.0


def _best_peel(values: Numbers, labels: Numbers, factors: Sequence[int], fewest: float) -> Peel | None:
    """The peel with the largest gain of density for its size; None if none keeps enough futures."""
    count, whole = len(labels), float(labels.sum())
    best, gained = None, -np.inf
    for factor in factors:
        for peel in _peels(factor, values[:, factor]):
            left = int(np.count_nonzero(peel.keeps))
            if not fewest <= left < count or not left:
                continue
            gain = (float(labels @ peel.keeps) / left - whole / count) / (count - left)
            if gain > gained:
                best, gained = peel, gain
    return best


def _peels(factor: int, column: Numbers) -> list[Peel]:
    """Without the lowest and without the highest futures of a parameter; ends lie between values that occur."""
    ranked = np.sort(column)
    ranked = ranked[: len(ranked) - int(np.isnan(column).sum())]
    if not len(ranked) or ranked[0] == ranked[-1]:
        return []
    step = math.ceil(PEEL * len(ranked))
    lowest, highest = ranked[step - 1], ranked[len(ranked) - step]
    found = []
    if lowest < ranked[-1]:
        end = (lowest + ranked[np.searchsorted(ranked, lowest, side="right")]) / 2
        found.append(Peel(factor, float(end), np.inf, column > lowest))
    if highest > ranked[0]:
        end = (highest + ranked[np.searchsorted(ranked, highest, side="left") - 1]) / 2
        found.append(Peel(factor, -np.inf, float(end), column < highest))
    return found
