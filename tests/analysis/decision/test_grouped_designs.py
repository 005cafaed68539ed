"""Studies of Saltelli and Morris designs: indices from all rows, everything else from rows that stand alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from decided_studies import COSTS, COVERAGE, DETECTION, SAVES, make_decided
from made_up_studies import HALF_LIFE

from sim.analysis.decision.decide import StudyDecision, decide
from sim.analysis.decision.request import decision_request
from sim.analysis.decision.sources import Outcome
from sim.analysis.study_table import StudyTable, open_table
from sim.config.problems import Problem
from sim.study.design.designs.morris import Morris
from sim.study.design.designs.saltelli import Saltelli
from sim.study.design.sampling import future_numbers, unit_sample

KEYS = (HALF_LIFE, DETECTION, COVERAGE)


def study(folder: Path, drawn: Saltelli | Morris, **spec: Any) -> StudyTable:
    """A study whose futures are the rows of a design."""
    unit = unit_sample(drawn, 3, (1,))
    rows = [{HALF_LIFE: 1 + 59 * u, DETECTION: 0.1 + 0.5 * v, COVERAGE: 0.4 + 0.6 * w} for u, v, w in unit.tolist()]
    table = open_table(make_decided(folder, uncertainties=rows, replications=3, structures=({"stall": "mixed"},)))
    groups = future_numbers(drawn, 3)[table.points["uncertainty"]]
    manifest = {**table.manifest, "spec": {"uncertainties": {**spec, "factors": dict.fromkeys(KEYS, "plausible")}}}
    return replace(table, points={**table.points, "future": groups}, manifest=manifest)


def decided(table: StudyTable) -> StudyDecision:
    return decide(table, decision_request(table, saves=SAVES, costs=COSTS))


def costs_of(decision: StudyDecision) -> Outcome:
    return next(one for one in decision.outcomes if (one.kind, one.policy, one.against) == ("costs", 1, 0))


def factors() -> dict[str, Any]:
    return dict.fromkeys(KEYS)


@pytest.mark.thorough
def test_a_saltelli_study_ends_in_total_order_indices(tmp_path: Path) -> None:
    table = study(tmp_path / "s", Saltelli(size=32, factors=factors()), design="saltelli")
    found = decided(table)
    assert len(found.cube.futures) == 64  # rows A and B
    total = costs_of(found).total
    assert total is not None
    assert (total.rows, total.broken) == (32, 0)
    assert dict(zip(found.cube.factors, total.shares.round(2), strict=True)) == pytest.approx(
        {HALF_LIFE: 1.0, DETECTION: 0.0, COVERAGE: 0.0}, abs=0.1
    )
    assert costs_of(found).emulated is None


@pytest.mark.thorough
def test_a_morris_study_ends_in_elementary_effects(tmp_path: Path) -> None:
    table = study(tmp_path / "s", Morris(size=32, factors=factors()), design="morris", levels=4)
    found = decided(table)
    assert len(found.cube.futures) == 32  # the first row of each trajectory
    effects = costs_of(found).effects
    assert effects is not None
    by_name = dict(zip(found.cube.factors, effects.mu_star, strict=True))
    assert by_name[HALF_LIFE] == pytest.approx(59.0, rel=0.05)  # 30 rung-days for 30 days of memory, over 59 days
    assert max(by_name[DETECTION], by_name[COVERAGE]) < by_name[HALF_LIFE] / 10


def test_a_factor_that_does_not_vary_has_no_index(tmp_path: Path) -> None:
    table = study(tmp_path / "s", Saltelli(size=32, factors=factors()), design="saltelli")
    table.points[COVERAGE][:] = 0.5
    found = decided(table)
    assert COVERAGE not in found.cube.factors
    total = costs_of(found).total
    assert total is not None
    assert len(total.shares) == 2


def test_a_design_in_groups_is_not_joined_with_others(tmp_path: Path) -> None:
    table = study(tmp_path / "s", Saltelli(size=32, factors=factors()), design="saltelli")
    designs = [table.manifest["spec"]["uncertainties"], {"design": "list"}]
    joined = replace(table, manifest={**table.manifest, "spec": {"uncertainties": designs}})
    with pytest.raises(Problem, match="decide: the uncertainties combine a saltelli design with others"):
        decided(joined)


def test_few_trajectories_are_too_few_futures(tmp_path: Path) -> None:
    table = study(tmp_path / "s", Morris(size=12, factors=factors()), design="morris", levels=4)
    with pytest.raises(Problem, match="decide: the study has 12 complete futures, and needs at least 30"):
        decided(table)


def test_the_rows_of_a_group_are_no_futures_of_their_own(tmp_path: Path) -> None:
    table = study(tmp_path / "s", Saltelli(size=32, factors=factors()), design="saltelli")
    found = decided(table)
    assert np.bincount(found.cube.groups).tolist() == [2] * 32
    assert found.cube.futures[:4].tolist() == [0, 4, 5, 9]
