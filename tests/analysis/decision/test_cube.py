"""The cube of a study: what of it is read, what is left out, and what is refused."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from made_up_studies import DAY, GROUND, HALF_LIFE, NEVER, make_study, policy
from numpy.typing import NDArray

from sim.analysis.decision.choice import options_of
from sim.analysis.decision.cube import ALONE, cube_of, ranks_of
from sim.analysis.decision.reversals import reversals
from sim.analysis.study_table import open_table
from sim.config.problems import Problem

STRUCTURES = ({"stall": "mixed"}, {"stall": "line"})
FUTURES = tuple({HALF_LIFE: float(value)} for value in (40, 10, 30, 20))


def by_place(row: Mapping[str, Any], noise: NDArray[np.float64]) -> NDArray[np.float64]:
    """A number that says which run it is: policy, structure, future and replication."""
    lever = 100.0 if row[DAY] == np.inf else row[DAY]
    return lever * 1e4 + 1e3 * (row.get("stall") == "line") + row[HALF_LIFE] + np.arange(len(noise)) / 100


def made(folder: Path, **options: Any) -> Path:
    return make_study(
        folder, [NEVER, policy(3)], FUTURES, STRUCTURES, **({"values": by_place, "replications": 5} | options)
    )


def test_every_run_is_at_the_place_of_its_policy_structure_future_and_replication(tmp_path: Path) -> None:
    cube = cube_of(open_table(made(tmp_path / "s")), [GROUND])
    assert cube.policies == ("restrictions=full_ban", f"restrictions=counter_fire {DAY}=3")
    assert cube.structures == ("stall=mixed", "stall=line")
    assert (cube.factors, cube.seed, cube.dropped) == ((HALF_LIFE,), 3, 0)
    assert cube.values[:, 0].tolist() == [40, 10, 30, 20]
    assert cube.ranks[:, 0].tolist() == [0.875, 0.125, 0.625, 0.375]
    assert cube.read.tolist() == [[True, True]]
    assert cube.units[HALF_LIFE] == "d"
    assert cube.measures[GROUND].shape == (2, 2, 4, 5)
    assert cube.measures[GROUND][1, 1, 2, 4] == pytest.approx(3e4 + 1e3 + 30 + 0.04, abs=1e-9)
    assert cube.measures[GROUND][0, 0, 1, 0] == pytest.approx(1e6 + 10, abs=1e-9)


def test_a_future_with_a_failed_run_of_one_policy_is_left_out_of_all(tmp_path: Path) -> None:
    cube = cube_of(open_table(made(tmp_path / "s", failed=[(3, 2)], replications=20)), [GROUND])
    assert cube.dropped == 1
    assert cube.values[:, 0].tolist() == [40, 30, 20]
    assert cube.measures[GROUND].shape == (2, 2, 3, 20)
    assert not np.isnan(cube.measures[GROUND]).any()


def test_a_factor_that_a_structure_does_not_read_has_its_value_from_those_that_do(tmp_path: Path) -> None:
    table = open_table(made(tmp_path / "s"))
    table.points[HALF_LIFE][table.points["structure"] == 0] = np.nan
    cube = cube_of(table, [GROUND])
    assert cube.read.tolist() == [[False, True]]
    assert cube.values[:, 0].tolist() == [40, 10, 30, 20]


def test_the_ranks_of_an_absent_value_are_absent() -> None:
    assert ranks_of(np.array([3.0, np.nan, 1.0, np.inf, 1.0])).tolist()[0] == 0.625
    assert np.isnan(ranks_of(np.array([3.0, np.nan]))[1])


def test_one_structure_is_called_as_composed(tmp_path: Path) -> None:
    study = make_study(tmp_path / "s", [NEVER, policy(3)], FUTURES, replications=5)
    assert cube_of(open_table(study), [GROUND]).structures == (ALONE,)


def test_a_structure_is_named_by_all_groups_that_vary_even_one_that_follows_from_another(tmp_path: Path) -> None:
    given = ({"stall": "mixed", "red_line": "uniform"}, {"stall": "line", "red_line": "convex"})
    study = make_study(tmp_path / "s", [NEVER, policy(3)], FUTURES, given, replications=5)
    structures = cube_of(open_table(study), [GROUND]).structures
    assert structures == ("stall=mixed, red_line=uniform", "stall=line, red_line=convex")
    alone = [one for one in reversals(np.zeros((2, 2, 4)), options_of(structures)) if one.group == "stall"]
    assert [one.also for one in alone] == [("red_line",)]  # the sentence says so


def test_an_unfinished_study_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="is unfinished: stopped, 0 of at most 80 runs; repeat the sweep command"):
        cube_of(open_table(made(tmp_path / "s", status="running")), [GROUND])


def test_a_shard_is_refused(tmp_path: Path) -> None:
    table = open_table(made(tmp_path / "s"))
    object.__setattr__(table, "manifest", {**table.manifest, "shard": "3/40"})
    with pytest.raises(Problem, match="is shard 3/40 of a study; merge the shards first: escsim merge"):
        cube_of(table, [GROUND])


def test_too_many_failed_runs_are_refused(tmp_path: Path) -> None:
    table = open_table(made(tmp_path / "s", failed=[(3, 2), (5, 1)]))
    with pytest.raises(Problem, match=r"2.5 % of the runs have no ground_lost_km2, allowed at most 2 %; 2 runs failed"):
        cube_of(table, [GROUND])
