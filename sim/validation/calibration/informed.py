"""Parameters informed by the record: posterior against prior, with the floor of chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
LEVELS = (0.05, 0.5, 0.95)
SURE = 0.95  # that no parameter of which the record says nothing is called informed


@dataclass(frozen=True)
class Information:
    """Information that the record holds on one parameter.

    Attributes:
        key: of the config, or that of the observation's factor; `unit`: of its numbers ("1" for a pure number).
        fitted: whether it was fitted, or only drawn.
        prior, posterior: quantiles at 5, 50 and 95 %.
        variance_ratio: of the posterior to the prior.
        distance: Kolmogorov-Smirnov distance of the two.
        floor: the distance that chance alone exceeds in one of all parameters in 5 % of cases.
    """

    key: str
    unit: str
    fitted: bool
    prior: tuple[float, float, float]
    posterior: tuple[float, float, float]
    variance_ratio: float
    distance: float
    floor: float

    @property
    def informed(self) -> bool:
        """True if the record says anything of it."""
        return self.distance > self.floor


def information(
    names: Sequence[tuple[str, str, bool]], prior: Floats, posterior: Floats, weights: Floats
) -> tuple[Information, ...]:
    """Information that the record holds on each parameter.

    `names`: key, unit and whether it was fitted; draws are float64[n, parameters], those of the posterior with weights.
    """
    from scipy.stats import kstwo

    effective = 1.0 / np.sum(weights**2)
    pooled = max(1, round(float(effective * len(prior) / (effective + len(prior)))))
    floor = float(kstwo.ppf(1.0 - (1.0 - SURE) / len(names), pooled))
    found = []
    for place, (key, unit, fitted) in enumerate(names):
        before, after = prior[:, place], posterior[:, place]
        equal = np.full(len(before), 1.0 / len(before))
        found.append(
            Information(
                key,
                unit,
                fitted,
                quantiles(before, equal),
                quantiles(after, weights),
                _variance(after, weights) / variance if (variance := _variance(before, equal)) > 0.0 else 1.0,
                distance(before, after, weights),
                floor,
            )
        )
    return tuple(found)


def distance(prior: Floats, posterior: Floats, weights: Floats) -> float:
    """The largest difference of the two distribution functions, the second of which is weighted."""
    points = np.concatenate([prior, posterior])
    order = np.argsort(posterior)
    heights = np.concatenate([[0.0], np.cumsum(weights[order])])
    ranked = np.sort(prior)
    gaps = [
        np.searchsorted(ranked, points, side) / len(ranked) - heights[np.searchsorted(posterior[order], points, side)]
        for side in ("left", "right")
    ]
    return float(np.max(np.abs(gaps)))


def quantiles(values: Floats, weights: Floats) -> tuple[float, float, float]:
    """Weighted quantiles at 5, 50 and 95 %."""
    low, middle, high = weighted_quantiles(values, weights, LEVELS)
    return low, middle, high


def weighted_quantiles(values: Floats, weights: Floats, levels: Sequence[float]) -> list[float]:
    """Values up to which the weights, of sum 1, reach these levels.

    Not `numpy.quantile(weights=)`: it divides the weights by their sum, which moves ties. With n equal weights it takes
    another value for 173 of the n below 600.
    """
    order = np.argsort(values)
    places = np.searchsorted(np.cumsum(weights[order]), levels)
    found: list[float] = values[order[np.minimum(places, len(order) - 1)]].tolist()
    return found


def _variance(values: Floats, weights: Floats) -> float:
    return float(weights @ (values - weights @ values) ** 2)
