"""How often the intervals of a comparison hold, on made-up pairs whose mean is known.

`python tests/analysis/coverage_study.py` measures it anew and writes docs/coverage.md.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sim.analysis import intervals
from sim.analysis.paired import Difference, paired_differences
from sim.analysis.unpaired import unpaired_differences
from sim.model.measures import Measure

Generator = np.random.Generator
Draw = Callable[[Generator, tuple[int, int]], np.ndarray]

HEADLINE, OTHER = Measure("headline", "1", "", True), Measure("other", "1", "")
MEAN_OF_LOGNORMAL = float(np.exp(0.5))
PAGE = Path(__file__).resolve().parents[2] / "docs" / "coverage.md"


class Case(NamedTuple):
    """Differences of a known mean, a share of which is not 0."""

    name: str
    draw: Draw
    mean: float
    share: float = 1.0


class Found(NamedTuple):
    """Shares of the data sets: with an interval; of these, where it holds, lies below or above the mean."""

    due: float
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


def cases() -> Iterator[Case]:
    """From the mildest to those where an interval is seldom due."""
    yield Case("normal", lambda random, shape: random.normal(0.3, 1.0, shape), 0.3)
    yield Case("exponential", lambda random, shape: random.exponential(1.0, shape), 1.0)
    yield Case("one, but for 15 %", lambda random, shape: (random.random(shape) < 0.85) * 1.0, 0.85, 0.85)
    yield Case("log-normal", lambda random, shape: random.lognormal(0.0, 1.0, shape), MEAN_OF_LOGNORMAL)
    for share in (0.5, 0.2, 0.05, 0.02, 0.002):
        yield _sparse("one", share, lambda random, shape: np.ones(shape), 1.0)
        yield _sparse("of both signs", share, lambda random, shape: random.normal(0.5, 1.0, shape), 0.5)
        yield _sparse("exponential", share, lambda random, shape: random.exponential(1.0, shape), 1.0)
        yield _sparse("log-normal", share, lambda random, shape: random.lognormal(0.0, 1.0, shape), MEAN_OF_LOGNORMAL)


def paired(case: Case, pairs: int, sets: int, seed: int = 1) -> Found:
    """Data sets of so many pairs, each compared as a comparison does it."""
    random = _random(seed, pairs, case.name)
    table = case.draw(random, (pairs, sets))
    reference = np.zeros(pairs)
    found = paired_differences({(place, OTHER): (table[:, place], reference) for place in range(sets)})
    bounds = [intervals.highest_share(int(np.count_nonzero(table[:, place])), pairs) for place in range(sets)]
    students = [intervals.student_t(table[:, one.variant]) for one in found if not np.isnan(one.low)]
    return _found(found, case, [low <= case.mean <= high for low, high in students], np.array(bounds) >= case.share)


def unpaired(case: Case, values: int, sets: int, seed: int = 1) -> Found:
    """Two independent samples, of which one has half as many values and twice the mean."""
    random = _random(seed, values, case.name)
    one, other = case.draw(random, (values // 2, sets)), case.draw(random, (values, sets))
    samples = {(place, OTHER): (2 * one[:, place], other[:, place]) for place in range(sets)}
    return _found(unpaired_differences(samples, 1), case, [], np.array([]))


def _random(seed: int, size: int, name: str) -> Generator:
    return np.random.default_rng([seed, size, zlib.crc32(name.encode())])


def _found(found: list[Difference], case: Case, students: list[bool], bounds: np.ndarray) -> Found:
    ends = np.array([(one.low, one.high) for one in found])
    due = ~np.isnan(ends[:, 0])
    low, high = ends[due].T
    mean = case.mean

    def share(of: np.ndarray | list[bool]) -> float:
        return float(np.mean(of)) if len(of) else float("nan")

    return Found(
        share(due), share((low <= mean) & (mean <= high)), share(high < mean), share(low > mean), share(students),
        share(bounds),
    )  # fmt: skip


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


FAMILIES: dict[str, Many] = {
    "25 normal, independent": lambda random, pairs: alike(random, pairs, 0.0),
    "25 normal, correlation 0.8": lambda random, pairs: alike(random, pairs, 0.8),
    "5 kinds of 5 variants": mixed,
}


def at_once(many: Many, pairs: int, sets: int, seed: int = 1) -> tuple[float, float, float]:
    """Shares of the data sets in which all simultaneous intervals hold, all of Bonferroni's do, and all plain ones."""
    random = np.random.default_rng([seed, pairs])
    held = []
    for _ in range(sets):
        table, means = many(random, pairs)
        columns = {(place, HEADLINE): (table[:, place], np.zeros(pairs)) for place in range(len(means))}
        found = paired_differences(columns)
        ends = [
            [(one.simultaneous_low, one.simultaneous_high) for one in found],
            [_bonferroni(table[:, one.variant], one, len(means)) for one in found],
            [(one.low, one.high) for one in found],
        ]
        held.append([_hold(np.array(some), means) for some in ends])
    simultaneous, bonferroni, plain = np.mean(held, axis=0).tolist()
    return simultaneous, bonferroni, plain


def _bonferroni(column: np.ndarray, found: Difference, alike: int) -> tuple[float, float]:
    if np.isnan(found.low):
        return found.low, found.high
    return intervals.around(found.mean, intervals.standard_error(column), len(column) - 1, alike)


def _hold(ends: np.ndarray, means: np.ndarray) -> bool:
    due = ~np.isnan(ends[:, 0])
    return bool(np.all((ends[due, 0] <= means[due]) & (means[due] <= ends[due, 1])))


SETS, SEED = 2000, 1
PAIRS, SAMPLES = (100, 500, 2000), (500, 2000)
SELDOM = 0.05  # of the data sets: an interval that is given more seldom is left out of the page

HEAD = f"""\
# How often the intervals hold

Measured on {SETS:,} made-up data sets a row, whose true mean is known, by the code that compares runs
(`python tests/analysis/coverage_study.py`). With {SETS:,} data sets a true 95.0 % is measured as 94.0 to 96.0 %
nineteen times in twenty. [Comparing runs](howto/compare.md) says how each number is made.

## Paired differences

*given*: share of the data sets in which an interval is given; rows with fewer than {100 * SELDOM:.0f} % are left out.
Of those: the interval *holds* the mean, or lies *below* or *above* it; *Student's t* would have held it. Sparse
differences are exactly 0 in all pairs but a share.

| differences | pairs | given % | holds % | below % | above % | Student's t % |
| --- | --: | --: | --: | --: | --: | --: |
"""
BOUNDS = """
Where an interval is given in few of the data sets, chance chose them: more pairs differ there than usual, or no large
difference was drawn, and the interval of such a data set holds less often than it says. Differences that are both
seldom and very uneven (log-normal, a few percent of the pairs) need more replications than the rule asks for.

## Bound of the share of pairs that differ

Share of the data sets in which the true share is not above the bound that stands in the place of an interval.

| true share | pairs | holds % |
| --- | --: | --: |
"""
UNPAIRED = """
## Unpaired runs

Two independent samples, the smaller one with half as many values; Welch's interval.

| values | larger sample | given % | holds % | below % | above % |
| --- | --: | --: | --: | --: | --: |
"""
MANY = """
## All headline measures at once

Share of the data sets in which every interval holds: of the 25, those that are given. *simultaneous*: by the largest
|t| of a resample, as printed. *Bonferroni*: as used where runs are not paired, or have more than 20,000 replications.
*each alone*: the plain intervals, for which this is not meant.

| differences | pairs | simultaneous % | Bonferroni % | each alone % |
| --- | --: | --: | --: | --: |
"""


def page(sets: int = SETS, seed: int = SEED) -> str:
    """The page of the documentation."""
    own = {(case, pairs): paired(case, pairs, sets, seed) for pairs in PAIRS for case in cases()}
    apart = {(case, size): unpaired(case, size, sets, seed) for size in SAMPLES for case in cases()}
    many = {(name, size): at_once(FAMILIES[name], size, sets, seed) for size in SAMPLES for name in FAMILIES}
    kinds = {case.share: (case, pairs) for case, pairs in own if case.share < 1}
    return "".join(
        [
            HEAD,
            *(_line(case.name, pairs, found[:5]) for (case, pairs), found in own.items() if found.due >= SELDOM),
            BOUNDS,
            *(_line(f"{100 * share:.3g} %", pairs, [_bound(own, share, pairs)]) for share in kinds for pairs in PAIRS),
            UNPAIRED,
            *(_line(case.name, size, found[:4]) for (case, size), found in apart.items() if found.due >= SELDOM),
            MANY,
            *(_line(name, size, shares) for (name, size), shares in many.items()),
        ]
    )


def _bound(found: dict[tuple[Case, int], Found], share: float, pairs: int) -> float:
    """Over all cases of a share."""
    return float(np.mean([one.bound for (case, size), one in found.items() if (case.share, size) == (share, pairs)]))


def _line(name: str, size: int, shares: Sequence[float]) -> str:
    return f"| {' | '.join([name, f'{size:,}', *(f'{100 * share:.1f}' for share in shares)])} |\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
