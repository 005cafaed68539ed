"""How often what is said of a difference holds, on made-up pairs whose mean is known.

`python tests/analysis/coverage_study.py` measures it anew and writes docs/coverage.md.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sim.analysis.bands import band
from sim.analysis.intervals import highest_share, median_interval
from sim.analysis.paired import Difference
from sim.analysis.unpaired import unpaired_differences
from sim.model.measures import Measure
from sim.study.moments import moments, quantile
from sim.study.verdict import judge

Generator = np.random.Generator
Draw = Callable[[Generator, tuple[int, int]], np.ndarray]

OTHER = Measure("other", "1", "")
MEAN_OF_LOGNORMAL = float(np.exp(0.5))
PAGE = Path(__file__).resolve().parents[2] / "docs" / "coverage.md"


class Case(NamedTuple):
    """Differences of a known mean, a share of which is not 0."""

    name: str
    draw: Draw
    mean: float
    share: float = 1.0


class Found(NamedTuple):
    """Shares of the data sets: with an interval; of these, where it holds, lies below or above the mean, by Student."""

    given: float
    holds: float
    below: float
    above: float
    student: float
    bound: float


def _sparse(name: str, share: float, draw: Draw, mean: float) -> Case:
    return Case(
        f"{100 * share:.3g} % {name}",
        lambda random, shape: (random.random(shape) < share) * draw(random, shape),
        share * mean,
        share,
    )


def _rare(share: float, size: float) -> Case:
    """Rare large differences inside small noise."""
    return Case(
        f"noise, {100 * share:g} % {size:g} higher",
        lambda random, shape: random.normal(0.0, 1.0, shape) + size * (random.random(shape) < share),
        share * size,
    )


def small_cases() -> Iterator[Case]:
    """Shapes of a small sample in which all pairs differ, and two that no small sample shows for what they are."""
    yield Case("normal, all alike in sign", lambda random, shape: random.normal(10.0, 1.0, shape), 10.0)
    yield Case("even", lambda random, shape: random.random(shape), 0.5)
    yield Case("counts", lambda random, shape: random.poisson(3.0, shape).astype(float), 3.0)
    yield Case("exponential", lambda random, shape: random.exponential(1.0, shape), 1.0)
    yield Case("heavy tails (t, 3)", lambda random, shape: random.standard_t(3, shape), 0.0)
    yield Case("log-normal", lambda random, shape: random.lognormal(0.0, 1.0, shape), MEAN_OF_LOGNORMAL)
    yield _rare(0.03, 20.0)


def cases() -> Iterator[Case]:
    """From the mildest to those where an interval is seldom given."""
    yield Case("normal", lambda random, shape: random.normal(0.3, 1.0, shape), 0.3)
    yield Case("exponential", lambda random, shape: random.exponential(1.0, shape), 1.0)
    yield Case("one, but for 15 %", lambda random, shape: (random.random(shape) < 0.85) * 1.0, 0.85, 0.85)
    yield Case("heavy tails (t, 3)", lambda random, shape: random.standard_t(3, shape), 0.0)
    yield Case("log-normal", lambda random, shape: random.lognormal(0.0, 1.0, shape), MEAN_OF_LOGNORMAL)
    for share, size in ((0.03, 5.0), (0.03, 20.0), (0.01, 20.0)):
        yield _rare(share, size)
    for share in (0.5, 0.2, 0.08, 0.03, 0.01):
        yield _sparse("one", share, lambda random, shape: np.ones(shape), 1.0)
        yield _sparse("of both signs", share, lambda random, shape: random.normal(0.5, 1.0, shape), 0.5)
        yield _sparse("exponential", share, lambda random, shape: random.exponential(1.0, shape), 1.0)
        yield _sparse("log-normal", share, lambda random, shape: random.lognormal(0.0, 1.0, shape), MEAN_OF_LOGNORMAL)


def paired(case: Case, pairs: int, sets: int, seed: int = 1) -> Found:
    """Data sets of so many pairs, each judged as a comparison does it."""
    table = case.draw(_random(seed, pairs, case.name), (pairs, sets))
    judged, seen = judge(table), moments(table)
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
    found: list[Difference] = unpaired_differences(samples)
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


def null_cases() -> Iterator[tuple[Case, float]]:
    """Differences of no sign, with their median; then certain ones."""
    yield Case("normal, mean 0", lambda random, shape: random.normal(0.0, 1.0, shape), 0.0), 0.0
    yield Case("heavy tails (t, 3), mean 0", lambda random, shape: random.standard_t(3, shape), 0.0), 0.0
    for share in (0.5, 0.08, 0.03):
        yield _sparse("of both signs, mean 0", share, lambda random, shape: random.normal(0.0, 1.0, shape), 0.0), 0.0
        yield _sparse("one up or down", share, lambda random, shape: random.choice([-1.0, 1.0], shape), 0.0), 0.0
    yield Case("all one higher", lambda random, shape: np.ones(shape), 1.0), 1.0
    yield Case("normal, mean 3", lambda random, shape: random.normal(3.0, 1.0, shape), 3.0), 3.0
    yield _sparse("one", 0.08, lambda random, shape: np.ones(shape), 1.0), 0.0
    yield _sparse("one", 0.03, lambda random, shape: np.ones(shape), 1.0), 0.0


def signs(case: Case, median: float, pairs: int, sets: int, alike: int = 25, seed: int = 1) -> Signs:
    """How often a sign is told of one of so many differences."""
    table = case.draw(_random(seed, pairs, case.name), (pairs, sets))
    told = np.array([{"higher": 1, "lower": -1}.get(one.word, 0) for one in judge(table, alike)])
    bare = np.array([bool(one.no_interval) for one in judge(table, alike)]) & (told != 0)
    right = (told == np.sign(case.mean)) & (told != 0)
    ends = np.array([median_interval(column) for column in table.T])
    holds = (ends[:, 0] <= median) & (median <= ends[:, 1])
    return Signs(_share(right), _share((told != 0) & ~right), _share(bare), _share(holds))


Many = Callable[[Generator, int], tuple[np.ndarray, np.ndarray]]


def alike(random: Generator, pairs: int, correlation: float, columns: int = 25) -> tuple[np.ndarray, np.ndarray]:
    """Normal differences, of one correlation, and their means."""
    common = random.normal(size=(pairs, 1)) * np.sqrt(correlation)
    return common + random.normal(0.2, np.sqrt(1 - correlation), (pairs, columns)), np.full(columns, 0.2)


def mixed(random: Generator, pairs: int, variants: int = 5) -> tuple[np.ndarray, np.ndarray]:
    """Five measures of five variants: two kinds that vary together, three sparse ones."""
    common, columns = random.normal(size=pairs), []
    for _ in range(variants):
        own = (common + random.normal(size=pairs)) / np.sqrt(2)
        columns += [
            own + 0.3,
            np.exp(own) / MEAN_OF_LOGNORMAL,
            (random.random(pairs) < 0.3) * random.exponential(1.0, pairs),
            (random.random(pairs) < 0.4) * random.normal(0.5, 1.0, pairs),
            (random.random(pairs) < 0.15) * 1.0,
        ]
    return np.stack(columns, axis=1), np.tile([0.3, 1.0, 0.3, 0.2, 0.15], variants)


def null(random: Generator, pairs: int, variants: int = 5) -> tuple[np.ndarray, np.ndarray]:
    """Five measures of five variants, none of which differs: by an interval or by the exact test, no sign is right."""
    common, columns = random.normal(size=pairs), []
    for _ in range(variants):
        columns += [
            common + random.normal(size=pairs),
            random.standard_t(3, pairs),
            (random.random(pairs) < 0.3) * random.normal(0.0, 1.0, pairs),
            (random.random(pairs) < 0.03) * random.choice([-1.0, 1.0], pairs),
            (random.random(pairs) < 0.01) * random.normal(0.0, 1.0, pairs),
        ]
    return np.stack(columns, axis=1), np.zeros(5 * variants)


FAMILIES: dict[str, Many] = {
    "25 normal, independent": lambda random, pairs: alike(random, pairs, 0.0),
    "25 normal, correlation 0.8": lambda random, pairs: alike(random, pairs, 0.8),
    "5 kinds of 5 variants": mixed,
    "5 kinds of 5 variants, none of which differs": null,
}


def at_once(many: Many, pairs: int, sets: int, seed: int = 1) -> tuple[float, float, float]:
    """Shares of the data sets in which all simultaneous intervals hold, all plain ones do, and no sign is wrong."""
    random = np.random.default_rng([seed, pairs])
    held = []
    for _ in range(sets):
        table, means = many(random, pairs)
        found = judge(table, len(means))
        ends = [[(one.wide_low, one.wide_high) for one in found], [(one.low, one.high) for one in found]]
        told = np.array([{"higher": 1, "lower": -1}.get(one.word, 0) for one in found])
        right = bool(np.all((told == 0) | (told == np.sign(means))))
        held.append([*(_hold(np.array(some), means) for some in ends), right])
    simultaneous, plain, signs_right = np.mean(held, axis=0).tolist()
    return simultaneous, plain, signs_right


def _hold(ends: np.ndarray, means: np.ndarray) -> bool:
    given = ~np.isnan(ends[:, 0])
    return bool(np.all((ends[given, 0] <= means[given]) & (means[given] <= ends[given, 1])))


DAYS = 61
Path_ = Callable[[Generator, int], tuple[np.ndarray, np.ndarray]]


def walk(random: Generator, paths: int) -> tuple[np.ndarray, np.ndarray]:
    """Differences that drift apart day by day."""
    return np.cumsum(random.normal(0.05, 0.3, (paths, DAYS)), axis=1), 0.05 * np.arange(1, DAYS + 1)


def jump(random: Generator, paths: int) -> tuple[np.ndarray, np.ndarray]:
    """Each path jumps once, on a day of its own, by an exponential amount."""
    jumped = np.arange(DAYS) >= random.integers(10, 50, paths)[:, None]
    return jumped * random.exponential(1.0, (paths, 1)), np.clip((np.arange(DAYS) - 9) / 40, 0.0, 1.0)


def count(random: Generator, paths: int) -> tuple[np.ndarray, np.ndarray]:
    """Rare events that add up."""
    return random.poisson(0.05, (paths, DAYS)).cumsum(axis=1).astype(float), 0.05 * np.arange(1, DAYS + 1)


PATHS: dict[str, Path_] = {"drift": walk, "one jump each": jump, "counts": count}


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


SETS, SETS_OF_BANDS, SEED = 2000, 200, 1
SMALL, PAIRS, SAMPLES = (20, 40), (100, 200, 500, 2000), (500, 2000)
SELDOM = 0.05  # of the data sets: an interval that is given more seldom is left out of the page

HEAD = f"""\
# How often verdicts and intervals hold

Measured on {SETS:,} made-up data sets a row, whose true mean is known, by the code that judges every difference
(`python tests/analysis/coverage_study.py`). With {SETS:,} data sets a true 95.0 % is measured as 94.0 to 96.0 %
nineteen times in twenty. [Comparing runs](howto/compare.md) says how each number is made.

## When an interval is given

The interval of a mean difference is Student's t or Hall's, which corrects t for skewness, whichever reaches farther.
It is given for 20 replications or more if at least 6 of them carry the variance: *carriers* = replications / kurtosis of
the differences. Few pairs that differ have few carriers, and so have a few large differences among many small ones.
Below 100 replications the kurtosis must not exceed 4 either (3 is that of normal differences).

*given*: share of the data sets in which an interval is given; rows with fewer than {100 * SELDOM:.0f} % are left out.
Of those: the interval *holds* the mean, or lies *below* or *above* it; *Student's t* alone would have held it. Sparse
differences are exactly 0 in all pairs but a share.

| differences | pairs | given % | holds % | below % | above % | Student's t % |
| --- | --: | --: | --: | --: | --: | --: |
"""
AFTER = """
No rule can see what was not drawn. Where 3 % of the differences are 20 times the noise, 40 replications show none of
them in three data sets out of ten, and look normal; so do log-normal differences without their tail. An interval from
fewer than 100 replications holds for differences like those that were seen. From 100 replications on, the rows that hold
clearly less than 95 % are those in which an interval is given seldom: chance chose them.

## Signs

A sign is told by the interval where there is one, else by the exact sign test of the pairs that differ, at the level of
a family of 25 differences: a single difference should be wrong in 0.2 % of the data sets at most. *without interval*:
share in which the exact test tells the sign. *median*: share in which the interval of the median (order statistics,
alone) holds it.

| differences | pairs | right % | wrong % | without interval % | median % |
| --- | --: | --: | --: | --: | --: |
"""
BOUNDS = """
## Bound of the share of pairs that differ

Share of the data sets in which the true share is not above the bound that tables print where few pairs differ, or none.

| true share | pairs | holds % |
| --- | --: | --: |
"""
UNPAIRED = """
## Unpaired runs

Two independent samples, the smaller one with half as many values; Welch's interval, corrected for skewness.

| values | larger sample | given % | holds % | below % | above % |
| --- | --: | --: | --: | --: | --: |
"""
MANY = f"""
## A family at once

Share of {SETS // 2:,} data sets in which all of 25 differences are judged right: every *simultaneous* interval that is given holds
(Bonferroni); *no wrong sign* is told, by an interval or by the exact test. *each alone*: the plain intervals, for which
this is not meant.

| differences | pairs | simultaneous % | no wrong sign % | each alone % |
| --- | --: | --: | --: | --: |
"""
BANDS = f"""
## Paths

Share of {SETS_OF_BANDS} data sets in which the 95 % band of the mean difference holds on all of its days at once; *days*: share of
the days that have a band. With {SETS_OF_BANDS} data sets a true 95 % is measured as 92 to 98 %.

| paths that differ by | pairs of paths | days % | holds % |
| --- | --: | --: | --: |
"""


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
        ]
    )


def _bound(found: dict[tuple[Case, int], Found], share: float, pairs: int) -> float:
    """Over all cases of a share."""
    return float(np.mean([one.bound for (case, size), one in found.items() if (case.share, size) == (share, pairs)]))


def _line(name: str, size: int, shares: Sequence[float]) -> str:
    return f"| {' | '.join([name, f'{size:,}', *(f'{100 * share:.1f}' for share in shares)])} |\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
