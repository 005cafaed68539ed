"""The day of the first relaxation, in runs in which the model decides it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sim.analysis.comparison import RunComparison
from sim.analysis.survival import Survival, kaplan_meier
from sim.config import units

DAY = "relaxation_day"


def relaxations(comparison: RunComparison) -> Mapping[int, Survival]:
    """The share of replications without a relaxation so far, by run, where its day varies; none if it is not compared.

    A replication without one is censored at the horizon.
    """
    if DAY not in [measure.name for measure in comparison.measures]:
        return {}
    days = {place: np.asarray(table[DAY], dtype=np.float64) for place, table in enumerate(comparison.tables)}
    horizons = {place: units.parse(run.manifest["config"]["horizon"], "d") for place, run in enumerate(comparison.runs)}
    varying = [place for place, column in days.items() if len(np.unique(column[~np.isnan(column)])) > 1]
    return {place: kaplan_meier(days[place], horizons[place]) for place in varying}
