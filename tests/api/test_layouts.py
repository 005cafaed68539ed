"""Results as xarray, EMA Workbench and ArviZ have them."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from made_up_runs import DAYS, write_run
from made_up_studies import DAY, GROUND, HALF_LIFE, NEVER, make_study, policy

import sim
from sim.api.running import Run
from sim.api.sweeping import Study
from sim.study.sweep.folder import open_study

FUTURES = [{HALF_LIFE: 5.0}, {HALF_LIFE: 10.0}]
STRUCTURES = [{"attrition": "square"}, {"attrition": "linear"}]


@pytest.fixture
def study(tmp_path: Path) -> Study:
    folder = make_study(tmp_path / "s", [NEVER, policy(0.0), policy(30.0)], FUTURES, STRUCTURES, replications=5)
    return Study(open_study(folder))


@pytest.mark.thorough
def test_a_study_has_a_dimension_for_each_part_of_its_design(study: Study) -> None:
    found = study.to_xarray([GROUND])
    assert dict(found.sizes) == {"policy": 3, "structure": 2, "future": 2, "replication": 5}
    assert found[GROUND].dims == ("policy", "structure", "future", "replication")
    assert found[GROUND].attrs == {"units": "km2"}
    for row in study.rows.head(60):
        at = {"structure": row["structure"], "future": row["uncertainty"], "replication": row["replication"]}
        policies = found[GROUND].sel(at).to_numpy()
        assert policies[row["lever"]] == row[GROUND]
    assert found["policy"].to_numpy().tolist()[0] == "restrictions=full_ban"
    with pytest.raises(sim.Problem, match="no measure 'ground' in this study; did you mean 'ground_lost_km2'"):
        study.to_xarray(["ground"])


def test_ema_has_an_experiment_a_point_and_its_outcomes_by_replication(study: Study) -> None:
    experiments, outcomes = study.to_ema([GROUND])
    assert len(experiments) == 12
    assert {"scenario", "policy", "model", DAY, HALF_LIFE, "attrition"} <= set(experiments.columns)
    assert outcomes[GROUND].shape == (12, 5)
    rows = study.rows
    for place, point in enumerate(study.points["point"]):
        assert outcomes[GROUND][place].tolist() == rows.where(point=point)[GROUND].tolist()


def test_a_run_has_replications_and_days(tmp_path: Path) -> None:
    values = np.arange(4.0)
    paths = {"ground_lost_km2": np.arange(2 * len(DAYS), dtype=float).reshape(2, -1)}
    run = Run(write_run(tmp_path / "A", {"red_fires_kr": values}, paths))
    found = run.to_xarray()
    assert found["red_fires_kr"].to_numpy().tolist() == values.tolist()
    by_day = found["ground_lost_km2_by_day"]
    assert by_day.dims == ("path", "day")
    assert by_day.to_numpy().tolist() == paths["ground_lost_km2"].tolist()
    sample = run.to_arviz()
    assert sample["red_fires_kr"].dims == ("chain", "draw")
    assert sample["red_fires_kr"].to_numpy().tolist() == [values.tolist()]


def test_without_xarray_it_says_what_to_install(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xarray", None)
    with pytest.raises(ImportError, match=r"pip install 'escalation-sim\[xarray\]'"):
        study.to_xarray([GROUND])
