"""Which uncertain parameters go with the difference that a policy makes: rank correlations over the futures."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim.analysis.responses import Responses
from sim.analysis.study_factors import UNCERTAINTY, Factor, varying
from sim.analysis.study_table import StudyTable

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]

FEWEST = 10  # futures for which correlations are given
CHANCE = 1.96  # standard errors that chance alone reaches in 5 % of the cases


def rank_correlation(values: Numbers, means: Numbers) -> float:
    """Spearman's, over the futures in which the value is known; 0 where either does not vary."""
    from scipy.stats import spearmanr

    known = ~np.isnan(values)
    ranks = np.unique(values[known], return_inverse=True)[1]
    if known.sum() < 3 or np.ptp(ranks) == 0 or np.ptp(means[known]) == 0:
        return 0.0
    return float(spearmanr(ranks, means[known]).statistic)


def drivers(table: StudyTable, found: Responses, points: Whole) -> dict[str, float]:
    """How strongly each uncertain number goes with the difference of one policy, by its key.

    Args:
        table: the study.
        found: a measure of it.
        points: of the policy, one a future, all of one structure.

    Returns:
        From -1 to 1; empty for fewer than `FEWEST` futures with a pair.
    """
    paired = points[~np.isnan(found.mean[points])]
    if len(paired) < FEWEST:
        return {}
    return {
        each.key: rank_correlation(each.values[paired].astype(np.float64), found.mean[paired])
        for each in uncertain_numbers(table, paired)
    }


def uncertain_numbers(table: StudyTable, points: Whole) -> list[Factor]:
    """The uncertainties that vary among some points and have an order."""
    return [each for each in varying(table, UNCERTAINTY, points) if each.is_number]


def noise(futures: int) -> float:
    """The size that a rank correlation reaches by chance in 5 % of the cases."""
    return CHANCE / math.sqrt(futures - 1)
