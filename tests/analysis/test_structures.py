from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from made_up_runs import write_run

from sim.analysis.comparison import Comparison, compare
from sim.analysis.structures import structural_groups, within_structures

NOISE = np.random.default_rng(3).normal(size=120)


def compared(folder: Path, *rows: tuple[str, str, float], **changes: object) -> Comparison:
    """Runs of a policy and a reason to stall, each with so much more ground lost."""
    runs = [
        write_run(
            folder / str(place),
            {"ground_lost_km2": 100 + NOISE * (1 + 0.1 * place) + shift},
            choices={"restrictions": policy, "stall": stall},
            config={"restrictions": {"kind": policy}, "stall": {"kind": stall}},
            config_hash=f"{place:012d}",
            **(changes if place == len(rows) - 1 else {}),
        )
        for place, (policy, stall, shift) in enumerate(rows)
    ]
    return compare(runs)


def found(comparison: Comparison) -> list[tuple[str, str, str, float]]:
    measures = [measure for measure in comparison.measures if measure.name == "ground_lost_km2"]
    return [
        (one.structure, one.policy, one.against, one.differences["ground_lost_km2"].mean)
        for one in within_structures(comparison, measures)
    ]


def test_each_policy_is_held_against_the_reference_policy_of_its_structure(tmp_path: Path) -> None:
    made = compared(tmp_path, ("record", "mixed", 0), ("ban", "mixed", 3), ("record", "line", 50), ("ban", "line", 51))
    assert structural_groups(made) == ("stall",)
    rows = found(made)
    assert [row[:3] for row in rows] == [("stall=mixed", "ban", "record"), ("stall=line", "ban", "record")]
    assert [row[3] for row in rows] == [pytest.approx(3, abs=0.05), pytest.approx(1, abs=0.05)]


def test_the_interval_is_that_of_the_two_runs_alone(tmp_path: Path) -> None:
    made = compared(tmp_path, ("record", "mixed", 0), ("ban", "mixed", 3), ("record", "line", 50), ("ban", "line", 51))
    measures = [measure for measure in made.measures if measure.name == "ground_lost_km2"]
    (mixed, _) = within_structures(made, measures)
    alone = made.difference(1, "ground_lost_km2")
    own = mixed.differences["ground_lost_km2"]
    assert (own.mean, own.low, own.high) == (alone.mean, pytest.approx(alone.low), pytest.approx(alone.high))


def test_a_structure_without_the_reference_policy_is_left_out(tmp_path: Path) -> None:
    made = compared(tmp_path, ("record", "mixed", 0), ("ban", "mixed", 3), ("ban", "line", 51))
    assert [row[0] for row in found(made)] == ["stall=mixed"]


def test_one_structure_has_no_range(tmp_path: Path) -> None:
    assert found(compared(tmp_path, ("record", "mixed", 0), ("ban", "mixed", 3))) == []


def test_a_run_of_another_seed_is_in_no_pair(tmp_path: Path) -> None:
    rows = (("record", "mixed", 0.0), ("ban", "mixed", 3.0), ("record", "line", 50.0), ("ban", "line", 51.0))
    assert [row[0] for row in found(compared(tmp_path, *rows, seed=8))] == ["stall=mixed"]
