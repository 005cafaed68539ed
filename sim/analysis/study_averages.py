"""A measure and its difference over several futures of a study."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis import intervals
from sim.analysis.paired import (
    ENOUGH,
    FEW,
    HIGHER,
    LOWER,
    NO_VARIATION,
    NOWHERE,
    ROUNDING,
    paired_differences,
    verdict_of,
)
from sim.analysis.responses import IS_REFERENCE, Responses
from sim.model.measures import Measure

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True)
class Average:
    """A measure over some futures, each of which weighs the same.

    Attributes:
        level: mean of the measure.
        level_low, level_high: 5 % and 95 % of the futures; of one future the 95 % interval of its mean.
        mean: of the paired difference; NaN where no future has a pair.
        low, high: its 95 % interval given these futures, which replications leave open; NaN where none is due.
        over_low, over_high: its 95 % interval as a sample of futures; NaN where none is due.
        quantiles: of the futures' mean differences, at `QUANTILES`; shape (5,).
        futures: how many have a pair; `n`: pairs in all.
        verdict: what `low` and `high` say, or why that cannot be said.
    """

    level: float
    level_low: float
    level_high: float
    mean: float
    low: float
    high: float
    over_low: float
    over_high: float
    quantiles: Numbers
    futures: int
    n: int
    verdict: str

    @property
    def told(self) -> bool:
        """Whether the sign of the difference is told from 0."""
        return is_told(self.verdict)


def is_told(verdict: str) -> bool:
    """Whether a verdict says a sign; the reference differs by 0."""
    return verdict in (LOWER, HIGHER, NO_VARIATION, IS_REFERENCE)


def average(found: Responses, points: Whole) -> Average:
    """The mean over some points, one a future.

    Args:
        found: of the study.
        points: their numbers, shape (futures,); those without a pair are left out.
    """
    paired = points[~np.isnan(found.mean[points])]
    levels = found.level[points]
    levels = levels[~np.isnan(levels)]
    means = found.mean[paired]
    level = float(levels.mean()) if len(levels) else np.nan
    quantiles = np.quantile(means, QUANTILES) if len(means) else np.full(len(QUANTILES), np.nan)
    ends = _level_ends(found, points, levels)
    low, high, verdict = _noise(found, paired)
    over = _over_futures(found.measure, means)
    mean = float(means.mean()) if len(means) else np.nan
    return Average(level, *ends, mean, low, high, *over, quantiles, len(paired), int(found.n[paired].sum()), verdict)


def _level_ends(found: Responses, points: Whole, levels: Numbers) -> tuple[float, float]:
    if len(points) == 1:
        return float(found.level_low[points[0]]), float(found.level_high[points[0]])
    low, high = np.quantile(levels, [QUANTILES[0], QUANTILES[-1]]).tolist() if len(levels) else (np.nan, np.nan)
    return low, high


def _noise(found: Responses, paired: Whole) -> tuple[float, float, str]:
    """The interval of the mean over these very futures, and what it says."""
    if not len(paired):
        return np.nan, np.nan, NOWHERE
    if len(paired) == 1:
        one = int(paired[0])
        return float(found.low[one]), float(found.high[one]), str(found.verdict[one])
    if (found.verdict[paired] == IS_REFERENCE).all():
        return 0.0, 0.0, IS_REFERENCE
    square = float(found.square[paired].sum())
    if square == 0 or float(found.size[paired].sum()) ** 2 / square < ENOUGH:
        return np.nan, np.nan, FEW
    error = float(np.sqrt(np.nansum(found.error[paired] ** 2))) / len(paired)
    freedom = max(int(found.n[paired].sum()) - len(paired), 1)
    low, high = intervals.around(float(found.mean[paired].mean()), error, freedom)
    return low, high, verdict_of(low, high)


def _over_futures(measure: Measure, means: Numbers) -> tuple[float, float]:
    if len(means) < ENOUGH or np.ptp(means) <= ROUNDING * np.abs(means).max():
        return np.nan, np.nan
    (found,) = paired_differences({(0, measure._replace(headline=False)): (means, np.zeros(len(means)))})
    return found.low, found.high


def structural_range(averages: Sequence[Average]) -> tuple[float, float]:
    """The lowest and the highest mean difference among structures; NaN where none is known."""
    means = [each.mean for each in averages if not np.isnan(each.mean)]
    return (min(means), max(means)) if means else (np.nan, np.nan)
