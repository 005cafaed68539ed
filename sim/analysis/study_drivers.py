"""Drivers of a policy's effect: rank correlations of uncertain parameters with the difference over the futures."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis.chance_floor import family_floor
from sim.analysis.study_factors import UNCERTAINTY, StudyFactor, varying
from sim.analysis.study_table import StudyTable
from sim.study.design.aliasing import Alias, aliased_keys, aliases_of
from sim.study.design.inseparable import Inseparable

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]

FEWEST = 10  # futures for which correlations are given
SEED = 20240510  # of the permutations behind a floor
MOST = 10_000  # futures that are permuted; of more, a part, as the floor falls with the root of their number


@dataclass(frozen=True)
class Drivers:
    """Correlations of the uncertain numbers with the difference of one policy in one measure.

    Attributes:
        correlations: rank correlation by key, from -1 to 1.
        floor: the size that the largest of them reaches by chance in 5 % of the cases.
        aliased: the parameters whose effects cannot be separated from those of others.
    """

    correlations: Mapping[str, float]
    floor: float
    aliased: frozenset[str]

    def named(self) -> list[str]:
        """The parameters that drive the difference: beyond chance, and not aliased; the strongest first."""
        beyond = [
            key for key, value in self.correlations.items() if abs(value) > self.floor and key not in self.aliased
        ]
        return sorted(beyond, key=lambda key: -abs(self.correlations[key]))


def rank_correlation(values: Numbers, means: Numbers) -> float:
    """Spearman's, over the futures in which the value is known; 0 where either does not vary."""
    from scipy.stats import spearmanr

    known = ~np.isnan(values)
    ranks = np.unique(values[known], return_inverse=True)[1]
    if known.sum() < 3 or np.ptp(ranks) == 0 or np.ptp(means[known]) == 0:
        return 0.0
    return float(spearmanr(ranks, means[known]).statistic)


def correlation_floor(values: Sequence[Numbers], means: Numbers) -> float:
    """The size that the largest rank correlation of several factors with a difference reaches by chance.

    Args:
        values: of each factor, one per future; NaN if it is not in force.
        means: the differences, one per future.
    """
    count = len(means)
    kept = np.random.default_rng(SEED).choice(count, MOST, replace=False) if count > MOST else np.arange(count)
    factors = np.stack([_unit_ranks(column[kept]) for column in values])
    ranks = _unit_ranks(means[kept])
    floor = family_floor(lambda shuffled: np.abs(factors @ shuffled), ranks, SEED)
    return floor * math.sqrt((len(kept) - 1) / (count - 1))


def drivers(table: StudyTable, means: Numbers, points: Whole, aliases: Sequence[Alias | Inseparable]) -> Drivers | None:
    """Association of each uncertain number with the difference of one policy.

    Args:
        table: the study.
        means: the mean difference in a measure at every point; NaN if there is no pair.
        points: of the policy, one per future, all of one structure.
        aliases: the factors whose effects this study cannot separate.

    Returns:
        None for fewer than `FEWEST` futures with a pair, or no uncertain number.
    """
    paired = points[~np.isnan(means[points])]
    if len(paired) < FEWEST:
        return None
    numbers = {each.key: each.values[paired].astype(np.float64) for each in uncertain_numbers(table, paired)}
    if not numbers:
        return None
    differences = means[paired]
    correlations = {key: rank_correlation(values, differences) for key, values in numbers.items()}
    return Drivers(correlations, correlation_floor(list(numbers.values()), differences), aliased_keys(aliases))


def aliases_of_table(table: StudyTable) -> list[Alias | Inseparable]:
    """The factors of a stored study whose effects cannot be separated."""
    return aliases_of(table.points, table.sections, table.manifest.get("spec") or {})


def uncertain_numbers(table: StudyTable, points: Whole) -> list[StudyFactor]:
    """The uncertainties that vary among some points and have an order."""
    return [each for each in varying(table, UNCERTAINTY, points) if each.is_number]


def _unit_ranks(values: Numbers) -> Numbers:
    """Ranks around their mean, of length 1; 0 where the value is not known, and where none differs."""
    from scipy.stats import rankdata

    known, found = ~np.isnan(values), np.zeros(len(values))
    if known.any():
        ranks = rankdata(values[known])
        found[known] = ranks - ranks.mean()
    length = float(np.linalg.norm(found))
    return found / length if length else found
