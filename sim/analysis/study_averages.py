"""Averages of a measure, and of its difference, over the futures of a study."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis.responses import Responses
from sim.study.differences.moments import Moments
from sim.study.differences.verdict import IS_REFERENCE, NOWHERE, Counts, has_clear_sign, judge_differences, verdicts

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True)
class Average:
    """A measure over some futures, each of which weighs the same.

    Attributes:
        level: mean of the measure.
        level_low, level_high: 5 % and 95 % of the futures; of one future the 95 % interval of its mean.
        mean: of the paired difference; NaN if no future has a pair.
        low, high: its 95 % interval given these futures, which replications leave open; NaN if none is given.
        wide_low, wide_high: that which holds together with those of its family.
        over_low, over_high: its 95 % interval as a sample of futures; NaN if none is given.
        quantiles: of the futures' mean differences, at `QUANTILES`; shape (5,).
        futures: how many have a pair; `n`: pairs in all.
        verdict: on the mean given these futures; `no_interval`: why no interval is given.
    """

    level: float
    level_low: float
    level_high: float
    mean: float
    low: float
    high: float
    wide_low: float
    wide_high: float
    over_low: float
    over_high: float
    quantiles: Numbers
    futures: int
    n: int
    verdict: str
    no_interval: str

    @property
    def told(self) -> bool:
        """True if the sign of the difference is clear."""
        return has_clear_sign(self.verdict)


def average_over_futures(found: Responses, points: Whole) -> Average:
    """The mean over some points, one per future.

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
    low, high, wide_low, wide_high, verdict, no_interval = _noise(found, paired)
    over = _over_futures(means)
    mean = float(means.mean()) if len(means) else np.nan
    return Average(
        level, *ends, mean, low, high, wide_low, wide_high, *over, quantiles, len(paired), int(found.n[paired].sum()),
        verdict, no_interval,
    )  # fmt: skip


def _level_ends(found: Responses, points: Whole, levels: Numbers) -> tuple[float, float]:
    if len(points) == 1:
        return float(found.level_low[points[0]]), float(found.level_high[points[0]])
    low, high = np.quantile(levels, [QUANTILES[0], QUANTILES[-1]]).tolist() if len(levels) else (np.nan, np.nan)
    return low, high


def _noise(found: Responses, paired: Whole) -> tuple[float, float, float, float, str, str]:
    """The intervals of the mean over these very futures, and what is said of it.

    Futures draw chance of their own, so that they are strata: the variances of their means are added.
    """
    if not len(paired):
        return np.nan, np.nan, np.nan, np.nan, NOWHERE, NOWHERE
    if (found.verdict[paired] == IS_REFERENCE).all():
        return 0.0, 0.0, 0.0, 0.0, IS_REFERENCE, ""
    if len(paired) == 1:
        one = int(paired[0])
        ends = [float(getattr(found, name)[one]) for name in ("low", "high", "wide_low", "wide_high")]
        return ends[0], ends[1], ends[2], ends[3], str(found.verdict[one]), str(found.no_interval[one])
    (judged,) = verdicts(*_pooled(found, paired), found.alike)
    return judged.low, judged.high, judged.wide_low, judged.wide_high, judged.word, judged.no_interval


def _pooled(found: Responses, paired: Whole) -> tuple[Moments, Counts]:
    """The moments of the mean over futures, and the counts of all their pairs."""
    error, n = np.nan_to_num(found.error[paired]), found.n[paired]
    varies = error > 0
    square = error**2 * n * (n - 1)  # sums of squares within a future
    fourth = np.where(varies, square**2 / np.where(varies, found.carriers[paired], 1.0), 0.0)
    total = float(np.sqrt((error**2).sum()))
    third = float((np.nan_to_num(found.skew[paired]) * error**3).sum())
    carriers = float(square.sum()) ** 2 / float(fourth.sum()) if varies.any() else np.nan
    mean = found.mean[paired]
    shape = [total / len(paired), third / total**3 if total else np.nan, carriers]
    moments = Moments(np.array([n.sum()]), np.array([mean.mean()]), *(np.array([value]) for value in shape))
    constant = np.array([np.nan if varies.any() else mean.mean()])
    lower, higher = (np.array([counts[paired].sum()]) for counts in (found.lower, found.higher))
    return moments, Counts(lower, higher, constant, np.array([bool(found.mostly_one[paired].all())]))


def _over_futures(means: Numbers) -> tuple[float, float]:
    if not len(means):
        return np.nan, np.nan
    (found,) = judge_differences(means[:, None])
    return found.low, found.high


def structural_range(averages: Sequence[Average]) -> tuple[float, float]:
    """The lowest and the highest mean difference among structures; NaN if none is known."""
    means = [each.mean for each in averages if not np.isnan(each.mean)]
    return (min(means), max(means)) if means else (np.nan, np.nan)
