"""Verdicts on a difference: its sign, its interval, or the reason for having none.

Every surface reads its verdicts here: run comparisons, studies, the explorer, figures, Python and `until`.

An interval of the mean is given where it was measured to hold its level (docs/coverage.md): for `FEWEST` replications
or more, `CARRIERS` of which carry the variance; below `MANY` replications the differences must also be spread as evenly
as normal ones are. Where an interval is given, it tells the sign. Otherwise an exact test of the pairs that differ
gives the sign (the sign test, of which McNemar's is a case). No sign is given if that test and the mean point in
opposite directions. All of it is at one family-wise level, Bonferroni's over the differences of a family, because
simultaneous intervals that agree with the test exist for it, as they do not for Holm's.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.model.measures import MEASURES, Measure
from sim.study.differences.moments import LEVEL, Moments, around_mean, moments

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]
Texts = NDArray[np.object_]

FEWEST = 20  # replications below which no interval is given
MANY = 100  # replications from which differences need not be spread as evenly as normal ones
CARRIERS = 6.0  # replications that must carry the variance: n / kurtosis
EVENLY = 4.0  # the kurtosis that fewer than MANY differences may have; that of normal ones is 3
MOSTLY = 0.5  # share of the differences that have one value, above which the others are few
ROUNDING = 1e-12  # of the values: a smaller difference comes from the order of a sum, and counts as none

LOWER, HIGHER, UNCLEAR = "lower", "higher", "not distinguishable from zero"
SAME, NOWHERE = "the same in every pair", "defined in no pair"
OPPOSED = "mean and most pairs point opposite ways"
IS_REFERENCE = "the reference"
SIGNS = (LOWER, HIGHER)

FEW, FEW_DIFFER = "too few replications", "too few replications differ"
DOMINATED, CONSTANT = "a few large differences dominate", "the same difference in every pair"


class Verdict(NamedTuple):
    """The verdict on a difference.

    Attributes:
        mean: of the differences; NaN if there is none.
        low, high: 95 % interval of the mean, alone; NaN if none is given.
        wide_low, wide_high: the interval that holds together with those of its family.
        n: differences that are defined; `carriers`: how many of them carry the variance.
        lower, equal, higher: shares of them.
        word: LOWER or HIGHER, or why no sign is given.
        no_interval: why no interval is given; empty if one is.
    """

    mean: float
    low: float
    high: float
    wide_low: float
    wide_high: float
    n: int
    carriers: float
    lower: float
    equal: float
    higher: float
    word: str
    no_interval: str


class Counts(NamedTuple):
    """Counts of the differences in each column; arrays of shape (columns,).

    Attributes:
        lower, higher: differences below and above 0.
        constant: the value that all differences have; NaN if they vary.
        mostly_one: whether most of them have one value, 0 or another.
    """

    lower: Whole
    higher: Whole
    constant: Numbers
    mostly_one: NDArray[np.bool_]


def judge_differences(table: Numbers, alike: int = 1) -> list[Verdict]:
    """Verdicts on the differences in each column, shape (replications, columns), without NaN.

    Args:
        table: differences pair by pair, exactly 0 where only rounding differs; see `differences_of`.
        alike: number of differences in the family for which verdicts hold simultaneously.
    """
    return verdicts(*count_differences(table), alike)


def count_differences(table: Numbers) -> tuple[Moments, Counts]:
    """Moments and counts of the differences in each column, on which verdicts rest."""
    found = moments(table)
    constant = np.where(_is_constant(table), _first(table), math.nan)
    without = np.flatnonzero(np.isnan(constant) & ~gives_interval(found))
    mostly_one = np.zeros(table.shape[1], dtype=np.bool_)
    mostly_one[without] = _mostly_one_value(table[:, without])
    return found, Counts((table < 0).sum(axis=0), (table > 0).sum(axis=0), constant, mostly_one)


def verdicts(found: Moments, counts: Counts, alike: int = 1) -> list[Verdict]:
    """Verdicts on some differences, from their moments and counts."""
    columns = columns_of_verdicts(found, counts, alike)
    rows = zip(*(columns[name].tolist() for name in Verdict._fields), strict=True)
    return [Verdict(*row) for row in rows]


def columns_of_verdicts(found: Moments, counts: Counts, alike: int = 1) -> dict[str, NDArray[Any]]:
    """The fields of `Verdict`, each as an array: of hundreds of thousands of differences it takes a moment."""
    reasons = _no_interval(found, counts)
    alone, wide = (_ends(found, reasons == "", many) for many in (1, alike))
    mean = np.where(np.isnan(counts.constant), found.mean, counts.constant)
    words = _words(mean, wide, _signs(counts, alike), counts, found.n)
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = np.stack([counts.lower, found.n - counts.lower - counts.higher, counts.higher]) / found.n
    columns = (mean, *alone, *wide, found.n, np.nan_to_num(found.carriers), *shares, words, reasons)
    return dict(zip(Verdict._fields, columns, strict=True))


def differences_of(values: Numbers, reference: Numbers) -> Numbers:
    """Pair by pair; NaN if either is, exactly 0 where only rounding differs."""
    difference = values - reference
    rounding = ROUNDING * np.maximum(np.abs(values), np.abs(reference))
    return np.where(np.abs(difference) <= rounding, 0.0, difference)


def family_size(measure: Measure, policies: int) -> int:
    """Number of differences for which a verdict on a measure holds at once.

    The headline measures of all policies are a family, all other measures of the model another, whatever of them is
    shown, and the user's own of a folder a third.
    """
    return max(policies, 1) * (measure.own or sum(one.headline is measure.headline for one in MEASURES))


def has_clear_sign(word: str) -> bool:
    """True if a verdict tells a sign."""
    return word in SIGNS


def gives_interval(found: Moments) -> NDArray[np.bool_]:
    """True for each column whose mean has an interval that holds its level."""
    needed = np.maximum(CARRIERS, np.where(found.n < MANY, found.n / EVENLY, 0.0))
    given: NDArray[np.bool_] = (found.n >= FEWEST) & (np.nan_to_num(found.carriers) >= needed)
    return given


def _no_interval(found: Moments, counts: Counts) -> Texts:
    """Reason why the mean of each column has no interval; empty if it has one."""
    constant = ~np.isnan(counts.constant)
    few = np.where(found.n < MANY, FEW, DOMINATED).astype(object)
    few[counts.mostly_one & (found.n >= FEWEST)] = FEW_DIFFER
    few[gives_interval(found) & ~constant] = ""
    few[constant] = CONSTANT
    few[counts.lower + counts.higher == 0] = SAME
    few[found.n == 0] = NOWHERE
    return few


def _mostly_one_value(table: Numbers) -> NDArray[np.bool_]:
    """True for each column most of whose differences have one value, 0 or another."""
    defined = ~np.isnan(table)
    middle = np.nan_to_num(_medians(table, defined.sum(axis=0)))
    near = np.abs(table - middle) <= ROUNDING * np.abs(middle)
    with np.errstate(invalid="ignore", divide="ignore"):
        share: NDArray[np.bool_] = near.sum(axis=0) / defined.sum(axis=0) > MOSTLY
    return share


def _medians(table: Numbers, defined: Whole) -> Numbers:
    """The median of the defined values of each column; NaN if there is none."""
    if not len(table):
        return np.full(table.shape[1], math.nan)
    ordered = np.sort(table, axis=0)  # with NaN last
    places = np.maximum(np.stack([(defined - 1) // 2, defined // 2]), 0)
    return np.asarray(np.take_along_axis(ordered, places, axis=0).mean(axis=0))


def _is_constant(table: Numbers) -> NDArray[np.bool_]:
    """True for each column all of whose defined differences are the same, but for rounding."""
    low = np.fmin.reduce(table, axis=0, initial=math.inf)
    high = np.fmax.reduce(table, axis=0, initial=-math.inf)
    largest = np.fmax.reduce(np.abs(table), axis=0, initial=0.0)
    constant: NDArray[np.bool_] = (high >= low) & (high - low <= ROUNDING * largest)
    return constant


def _first(table: Numbers) -> Numbers:
    """The first defined difference of each column; NaN if there is none."""
    places = (~np.isnan(table)).argmax(axis=0) if len(table) else np.zeros(table.shape[1], dtype=int)
    return table[places, np.arange(table.shape[1])] if len(table) else np.full(table.shape[1], math.nan)


def _ends(found: Moments, given: NDArray[np.bool_], alike: int) -> tuple[Numbers, Numbers]:
    """The interval of each column; NaN if none is given."""
    freedom = found.n[given].astype(np.float64) - 1.0
    ends = around_mean(found.mean[given], found.error[given], found.skew[given], freedom, alike)
    low, high = np.full(len(given), math.nan), np.full(len(given), math.nan)
    low[given], high[given] = ends
    return low, high


def _signs(counts: Counts, alike: int) -> Whole:
    """-1 or 1 where the exact sign test of the pairs that differ rejects at the level of the family, else 0."""
    from scipy.special import bdtr

    differ, fewer = counts.lower + counts.higher, np.minimum(counts.lower, counts.higher)
    chance = np.where(differ > 0, 2 * bdtr(fewer, np.maximum(differ, 1), 0.5), 1.0)
    return np.where(chance <= (1 - LEVEL) / alike, np.sign(counts.higher - counts.lower), 0)


def _words(mean: Numbers, wide: tuple[Numbers, Numbers], signs: Whole, counts: Counts, n: Whole) -> Texts:
    """The word on each column: by its interval where there is one, else by the exact test."""
    low, high = wide
    given = ~np.isnan(low)
    told = np.where(given, np.where(low > 0, 1, np.where(high < 0, -1, 0)), signs)
    other = np.where(given, signs, np.sign(np.nan_to_num(mean)))
    words = np.full(len(mean), UNCLEAR, dtype=object)
    words[told < 0], words[told > 0] = LOWER, HIGHER
    words[(told * other < 0) | (~given & (told != 0) & (other == 0))] = OPPOSED
    words[counts.lower + counts.higher == 0] = SAME
    words[n == 0] = NOWHERE
    return words
