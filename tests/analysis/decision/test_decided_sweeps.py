"""Decisions of real sweeps: the workers that did the runs leave no trace in them."""

from __future__ import annotations

from pathlib import Path

import pytest
from searching import study

from sim.analysis.decision.decide import decide
from sim.analysis.decision.request import decision_request
from sim.analysis.study_table import open_table
from sim.config.settings import Engine
from sim.report.decision.folder import write_decision
from sim.study.execution.engines import Simulation
from sim.study.execution.threads import Threads
from sim.study.study_sweep import sweep_of
from sim.study.sweep.drive import run_study

SMALL = """
base: {replications: 2, horizon: 24 days}
levers: {design: list, points: [{restrictions: full_ban}, {restrictions: on_request}]}
uncertainties:
  design: latin_hypercube
  size: 32
  factors: {fires.suppression: plausible, counter_battery.detection: plausible}
decision: {saves: red_fires_kr, costs: rung_days}
"""


def decided(folder: Path, workers: int) -> Path:
    """The folder of the decision of a sweep done by so many workers."""
    with Threads(workers) as crew:
        found = study(folder / "configs", SMALL)
        outcome = run_study(sweep_of(found, Simulation(Engine.SIMPY)), folder / "mine", crew)
    assert (outcome.status, outcome.failed) == ("finished", 0)
    table = open_table(folder / "mine")
    return write_decision(table, decide(table, decision_request(table)))


@pytest.mark.sample
@pytest.mark.thorough
def test_one_and_two_workers_give_the_same_decision_byte_for_byte(tmp_path: Path) -> None:
    one, two = (decided(tmp_path / str(workers), workers) for workers in (1, 2))
    names = sorted(path.relative_to(one) for path in one.rglob("*") if path.is_file())
    assert Path("decision.json") in names
    assert names == sorted(path.relative_to(two) for path in two.rglob("*") if path.is_file())
    for name in names:
        assert (one / name).read_bytes() == (two / name).read_bytes(), name
