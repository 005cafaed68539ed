"""How often the interval of a mean that cannot be below 0 holds, where Student's would go below 0."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from coverage_cases import MEAN_OF_LOGNORMAL, Case, sparse

from sim.analysis.level_intervals import level_interval
from sim.study.differences.moments import moments, quantile

NOT_NEGATIVE = (0.0, np.inf)
SIZES = (3, 5, 10, 20, 50)
OFTEN = 0.05  # share of the data sets in which Student's interval goes below 0, of which a row is shown

LEVELS = """
## Levels

The interval of the mean of a run or a point is Student's t, unless that goes below 0 or above 1 where the measure
cannot. Then the interval ends at the bound, and on the other side at Student's end or Hall's, whichever is farther.
*beyond*: share of the data sets in which Student's t goes below 0. Of the data sets that vary: the interval *holds* the
mean; *Student's t* would have held it. No interval sees what was not drawn: with few replications of a long tail it
holds less often than 95 %.

| values | replications | beyond % | holds % | Student's t % |
| --- | --: | --: | --: | --: |
"""


class FoundLevel(NamedTuple):
    """Shares: of data sets in which Student's t goes beyond the bound, and of those that vary in which either holds."""

    beyond: float
    holds: float
    student: float


def level_cases() -> Iterator[Case]:
    yield Case("half normal", lambda random, shape: np.abs(random.normal(size=shape)), float(np.sqrt(2 / np.pi)))
    yield Case("exponential", lambda random, shape: random.exponential(1.0, shape), 1.0)
    yield Case("log-normal", lambda random, shape: random.lognormal(0.0, 1.0, shape), MEAN_OF_LOGNORMAL)
    yield Case("counts, 0.5 on average", lambda random, shape: random.poisson(0.5, shape) * 1.0, 0.5)
    for share in (0.5, 0.2):
        yield sparse("exponential", share, lambda random, shape: random.exponential(1.0, shape), 1.0)
    for share in (0.25, 0.1):
        yield sparse("one", share, lambda random, shape: np.ones(shape), 1.0)


def level(case: Case, size: int, sets: int, seed: int = 1) -> FoundLevel:
    """Data sets of so many replications."""
    random = np.random.default_rng([seed, size, zlib.crc32(case.name.encode())])
    found = moments(case.draw(random, (size, sets)))
    varied = found.error > 0
    freedom = np.full(sets, size - 1.0)
    reach = found.error * quantile(freedom)
    skew = np.where(varied, found.skew, 0.0)
    low, high = level_interval(found.mean, found.error, skew, freedom, NOT_NEGATIVE)
    holds = ((low <= case.mean) & (case.mean <= high))[varied].mean()
    student = (np.abs(found.mean - case.mean) <= reach)[varied].mean()
    return FoundLevel(float((found.mean < reach).mean()), float(holds), float(student))


def all_levels(sets: int, seed: int) -> dict[tuple[str, int], FoundLevel]:
    """By case and number of replications, where the bound matters."""
    found = {(case.name, size): level(case, size, sets, seed) for size in SIZES for case in level_cases()}
    return {key: one for key, one in found.items() if one.beyond >= OFTEN}
