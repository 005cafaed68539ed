"""Rules of choice under deep uncertainty: a score of each policy over equally weighted futures, more is better.

The eleven robustness metrics of McPhail et al. (2018, Earth's Future 6:169) and three others. Quantiles are linear
between values. Undesirable deviation, skewness and peakedness describe the shape of a distribution, not its worth, and
the ratio of mean and deviation depends on the unit: `SHAPES` are listed, and never recommend.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Truths = NDArray[np.bool_]

WORST_SHARE = 0.1  # of the futures, that the mean of the worst takes
REGRET_QUANTILE = 0.9

MEAN, WORST_TENTH, REGRET_90, GOOD_ENOUGH = "mean", "mean_of_worst_tenth", "regret_90", "share_good_enough"
WORST, REGRET_MOST = "worst_case", "largest_regret"
ON_PAGE = (MEAN, WORST_TENTH, REGRET_90, GOOD_ENOUGH)
"""The rules of a page, besides the two extremes that one future decides."""
EXTREMES = (WORST, REGRET_MOST)
SHAPES = ("mean_to_deviation", "undesirable_deviation", "skewness", "peakedness")


def mean_of_worst(values: Numbers, share: float = WORST_SHARE) -> Numbers:
    """The mean of the worst futures of each policy, at least one."""
    count = max(round(share * values.shape[1]), 1)
    found: Numbers = np.partition(values, count - 1, axis=1)[:, :count].mean(axis=1)
    return found


def regret_90(values: Numbers) -> Numbers:
    """The regret that a policy does not exceed in 90 % of the futures, negative."""
    return np.asarray(-np.quantile(values.max(axis=0) - values, REGRET_QUANTILE, axis=1), dtype=np.float64)


JUDGED: Mapping[str, Callable[[Numbers], Numbers]] = {
    MEAN: lambda values: np.asarray(values.mean(axis=1), dtype=np.float64),
    WORST_TENTH: mean_of_worst,
    REGRET_90: regret_90,
}
"""The rules that a bootstrap can judge, which it cannot for extremes."""


def scores(values: Numbers, good: Truths | None = None) -> dict[str, Numbers]:
    """The score of each policy under each rule; more is better for all of them, so regrets are negative.

    Args:
        values: of each policy in each future, more is better, shape (A, m).
        good: whether a policy is good enough, shape (A, m); without it that rule is left out.
    """
    regrets = values.max(axis=0) - values
    low, middle, high = np.quantile(values, (0.1, 0.5, 0.9), axis=1)
    found = {
        **{rule: score(values) for rule, score in JUDGED.items()},
        WORST: values.min(axis=1),
        REGRET_MOST: -regrets.max(axis=1),
        "best_case": values.max(axis=1),
        "halfway_worst_and_best": (values.min(axis=1) + values.max(axis=1)) / 2,
        "regret_from_reference": -np.maximum(values[0] - values, 0.0).max(axis=1),
        "mean_to_deviation": (values.mean(axis=1) + 1) / (_deviation(values) + 1),
        "undesirable_deviation": -np.maximum(middle[:, None] - values, 0.0).mean(axis=1),
        "skewness": _ratio(middle - (low + high) / 2, (high - low) / 2),
        "peakedness": _ratio(high - low, np.subtract(*np.quantile(values, (0.75, 0.25), axis=1))),
    }
    return found if good is None else {**found, GOOD_ENOUGH: good.mean(axis=1)}


def winners(score: Numbers) -> tuple[int, ...]:
    """The policies with the highest score, including ties; policies without a score do not count."""
    if np.isnan(score).all():
        return ()
    return tuple(int(place) for place in np.flatnonzero(score == np.nanmax(score)))


def winners_by_rule(found: Mapping[str, Numbers]) -> dict[str, tuple[int, ...]]:
    """The policies that each rule prefers."""
    return {rule: winners(score) for rule, score in found.items()}


def _deviation(values: Numbers) -> Numbers:
    return np.asarray(values.std(axis=1, ddof=1), dtype=np.float64)


def _ratio(above: Numbers, below: Numbers) -> Numbers:
    """NaN if there is no spread to divide by."""
    found: Numbers = np.divide(above, below, out=np.full(above.shape, np.nan), where=below > 0)
    return found
