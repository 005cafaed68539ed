"""The placebo of a comparison: its runs with the same seeds, but permissions that open nothing.

The rest of a difference then comes from the existence of a permission (the decision, and the escalation that follows)
or from other settings in which the runs differ, not from what the permission lets Blue strike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sim.analysis.comparison import RunComparison, restricted_table
from sim.analysis.paired import PairedDifference, Pairs, paired_differences
from sim.analysis.rerun import rerun
from sim.config.problems import Problem
from sim.config.settings import Engine
from sim.model.measures import MEASURES
from sim.model.parameters import Parameters
from sim.study.execution.engines import choose_engine
from sim.study.run.running import open_parameters
from sim.study.run.store import StoredRun

Table = Mapping[str, NDArray[np.float64]]


def placebo_differences(comparison: RunComparison, tell: Callable[[str], None]) -> list[PairedDifference]:
    """The differences of the paired variants with empty permissions, by variant and measure; none for unpaired runs.

    Args:
        comparison: whose variants are run again, with the references that they are compared with.
        tell: told what takes a while.

    Raises:
        Problem: this version of the model does not give the rows that a run stores.
    """
    variants = [place for place in comparison.variants if comparison.paired[place]]
    places = dict.fromkeys([*variants, *(comparison.references[place] for place in variants)])
    for place in places:
        _check_reproduced(comparison.runs[place])
    tables = {place: _emptied_table(comparison, place, tell) for place in places}
    found: list[PairedDifference] = []
    for place in variants:
        used = comparison.replications[place]
        one, other = tables[place], tables[comparison.references[place]]
        pairs: Pairs = {
            (place, measure): (one[measure.name][:used], other[measure.name][:used]) for measure in comparison.measures
        }
        found += paired_differences(pairs, len(comparison.variants))
    return found


def _check_reproduced(run: StoredRun) -> None:
    """Refuse a run that another program made: its placebo would compare two programs."""
    if differing := rerun(run, 0).differing:
        raise Problem(
            f"--placebo: {run.folder}: this version of the model does not reproduce it (replication 0 differs in "
            f"{differing[0]}); run it again"
        )


def _emptied_table(comparison: RunComparison, place: int, tell: Callable[[str], None]) -> Table:
    """The measures of a run with empty permissions, one column per measure."""
    run = comparison.runs[place]
    numbers = range(comparison.replications[place])
    own, parameters = run.study.mechanisms, open_parameters(run, None)
    simulation = choose_engine(Engine.AUTO, own, parameters, len(numbers), 1, tell)
    seed = run.manifest["seed"]
    if run.manifest.get("posterior"):  # whose rows the replications take in turn
        rows = [simulation(empty_permissions(open_parameters(run, one)), seed, [one], 0, 0).rows for one in numbers]
        table = np.concatenate(rows)
    else:
        table = simulation(empty_permissions(parameters), seed, numbers, 0, 0).rows
    return restricted_table(run, {measure.name: table[:, column] for column, measure in enumerate(MEASURES)})


def empty_permissions(parameters: Parameters) -> Parameters:
    """The parameters with every permission physically empty; what it is on paper, and who answers it, stays.

    No permission lets a battery be struck that could not be before, so that none is lost, suppressed or moved by it,
    no launcher thins out, and aircraft do not respond.
    """
    sanctuary = replace(
        parameters.sanctuary,
        sector_coverage=0.0,
        attacked_border_coverage=0.0,
        any_military_coverage=0.0,
        deep_coverage=0.0,
    )
    city = replace(parameters.city, aircraft_response_counter_fire=0.0, aircraft_response_long_range=0.0)
    return replace(parameters, sanctuary=sanctuary, city=city)
