"""How often what is said of a difference holds, on made-up pairs whose mean is known.

`python tests/analysis/coverage_study.py` measures it anew and writes docs/coverage.md.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from coverage_cases import FAMILIES, PATHS, Case, Generator, Many, cases, null_cases, small_cases
from coverage_levels import LEVELS, all_levels
from coverage_texts import AFTER, BANDS, BOUNDS, HEAD, MANY, SELDOM, SETS, SETS_OF_BANDS, UNPAIRED

from sim.analysis.divergence import band
from sim.analysis.intervals import highest_share, median_interval
from sim.analysis.paired import PairedDifference, unpaired_differences
from sim.model.measures import Measure
from sim.study.differences.moments import moments, quantile
from sim.study.differences.verdict import judge_differences

OTHER = Measure("other", "1", "")
PAGE = Path(__file__).resolve().parents[2] / "docs" / "coverage.md"


class Found(NamedTuple):
    """Shares of the data sets: with an interval; of these, where it holds, lies below or above the mean, by Student."""

    given: float
    holds: float
    below: float
    above: float
    student: float
    bound: float


def paired(case: Case, pairs: int, sets: int, seed: int = 1) -> Found:
    """Data sets of so many pairs, each judged as a comparison does it."""
    table = case.draw(_random(seed, pairs, case.name), (pairs, sets))
    judged, seen = judge_differences(table), moments(table)
    bounds = [highest_share(int(count), pairs) for count in np.count_nonzero(table, axis=0)]
    reach = seen.error * quantile(np.full(sets, pairs - 1.0))
    given = np.array([not one.no_interval for one in judged])
    students = np.abs(seen.mean - case.mean) <= reach
    ends = [(one.low, one.high) for one in judged]
    return _found(ends, case, students[given], np.array(bounds) >= case.share)


def unpaired(case: Case, values: int, sets: int, seed: int = 1) -> Found:
    """Two independent samples, of which one has half as many values and twice the mean."""
    random = _random(seed, values, case.name)
    one, other = case.draw(random, (values // 2, sets)), case.draw(random, (values, sets))
    samples = {(place, OTHER): (2 * one[:, place], other[:, place]) for place in range(sets)}
    found: list[PairedDifference] = unpaired_differences(samples)
    return _found([(one.low, one.high) for one in found], case, np.array([]), np.array([]))


def _random(seed: int, size: int, name: str) -> Generator:
    return np.random.default_rng([seed, size, zlib.crc32(name.encode())])


def _found(pairs: Sequence[tuple[float, float]], case: Case, students: np.ndarray, bounds: np.ndarray) -> Found:
    ends = np.array(pairs)
    given = ~np.isnan(ends[:, 0])
    low, high = ends[given].T
    mean = case.mean
    return Found(
        _share(given), _share((low <= mean) & (mean <= high)), _share(high < mean), _share(low > mean),
        _share(students), _share(bounds),
    )  # fmt: skip


def _share(of: np.ndarray) -> float:
    return float(np.mean(of)) if len(of) else float("nan")


class Signs(NamedTuple):
    """Shares of the data sets in which a sign is told, right and wrong, in how many without an interval, and medians.

    Attributes:
        right, wrong: the sign of the mean is told, or the other; of a mean of 0 any sign is wrong.
        bare: a sign is told without an interval.
        median: the interval of the median holds it.
    """

    right: float
    wrong: float
    bare: float
    median: float


def signs(case: Case, median: float, pairs: int, sets: int, alike: int = 25, seed: int = 1) -> Signs:
    """How often a sign is told of one of so many differences."""
    table = case.draw(_random(seed, pairs, case.name), (pairs, sets))
    told = np.array([{"higher": 1, "lower": -1}.get(one.word, 0) for one in judge_differences(table, alike)])
    bare = np.array([bool(one.no_interval) for one in judge_differences(table, alike)]) & (told != 0)
    right = (told == np.sign(case.mean)) & (told != 0)
    ends = np.array([median_interval(column) for column in table.T])
    holds = (ends[:, 0] <= median) & (median <= ends[:, 1])
    return Signs(_share(right), _share((told != 0) & ~right), _share(bare), _share(holds))


def at_once(many: Many, pairs: int, sets: int, seed: int = 1) -> tuple[float, float, float]:
    """Shares of the data sets in which all simultaneous intervals hold, all plain ones do, and no sign is wrong."""
    random = np.random.default_rng([seed, pairs])
    held = []
    for _ in range(sets):
        table, means = many(random, pairs)
        found = judge_differences(table, len(means))
        ends = [[(one.wide_low, one.wide_high) for one in found], [(one.low, one.high) for one in found]]
        told = np.array([{"higher": 1, "lower": -1}.get(one.word, 0) for one in found])
        right = bool(np.all((told == 0) | (told == np.sign(means))))
        held.append([*(_hold(np.array(some), means) for some in ends), right])
    simultaneous, plain, signs_right = np.mean(held, axis=0).tolist()
    return simultaneous, plain, signs_right


def _hold(ends: np.ndarray, means: np.ndarray) -> bool:
    given = ~np.isnan(ends[:, 0])
    return bool(np.all((ends[given, 0] <= means[given]) & (means[given] <= ends[given, 1])))


class Band(NamedTuple):
    """Share of the days that have a band, and of the data sets in which it holds on all of them."""

    given: float
    holds: float


def bands_hold(kind: str, paths: int, sets: int, seed: int = 1) -> Band:
    """How often the band of the mean difference holds on all of its days at once."""
    random = _random(seed, paths, kind)
    given, held = [], []
    for _ in range(sets):
        table, mean = PATHS[kind](random, paths)
        low, high = band(table)
        known = ~np.isnan(low)
        given.append(known.mean())
        held.append(bool(np.all((low[known] <= mean[known]) & (mean[known] <= high[known]))))
    return Band(float(np.mean(given)), float(np.mean(held)))


SEED = 1
SETS_OF_LEVELS = 20_000
SMALL, PAIRS, SAMPLES = (20, 40), (100, 200, 500, 2000), (500, 2000)


def page(sets: int = SETS, seed: int = SEED) -> str:
    """The page of the documentation."""
    small = {(case, pairs): paired(case, pairs, sets, seed) for pairs in SMALL for case in small_cases()}
    large = {(case, pairs): paired(case, pairs, sets, seed) for pairs in PAIRS for case in cases()}
    own = {**small, **large}
    told = {(case, pairs): signs(case, middle, pairs, sets) for pairs in (20, 500) for case, middle in null_cases()}
    apart = {(case, size): unpaired(case, size, sets, seed) for size in SAMPLES for case in cases()}
    many = {
        (name, size): at_once(FAMILIES[name], size, sets // 2, seed) for size in (40, *SAMPLES) for name in FAMILIES
    }
    paths = {(name, size): bands_hold(name, size, SETS_OF_BANDS, seed) for size in (40, 100) for name in PATHS}
    shares = dict.fromkeys(case.share for case, _ in large if case.share < 1)
    return "".join(
        [
            HEAD,
            *(_line(case.name, pairs, found[:5]) for (case, pairs), found in own.items() if found.given >= SELDOM),
            AFTER,
            *(_line(case.name, pairs, found) for (case, pairs), found in told.items()),
            BOUNDS,
            *(
                _line(f"{100 * share:.3g} %", pairs, [_bound(large, share, pairs)])
                for share in shares
                for pairs in PAIRS
            ),
            UNPAIRED,
            *(_line(case.name, size, found[:4]) for (case, size), found in apart.items() if found.given >= SELDOM),
            MANY,
            *(_line(name, size, [found[0], found[2], found[1]]) for (name, size), found in many.items()),
            BANDS,
            *(_line(name, size, found) for (name, size), found in paths.items()),
            LEVELS,
            *(_line(name, size, found) for (name, size), found in all_levels(SETS_OF_LEVELS, seed).items()),
        ]
    )


def _bound(found: dict[tuple[Case, int], Found], share: float, pairs: int) -> float:
    """Over all cases of a share."""
    return float(np.mean([one.bound for (case, size), one in found.items() if (case.share, size) == (share, pairs)]))


def _line(name: str, size: int, shares: Sequence[float]) -> str:
    return f"| {' | '.join([name, f'{size:,}', *(f'{100 * share:.1f}' for share in shares)])} |\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
