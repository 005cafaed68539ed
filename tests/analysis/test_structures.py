from __future__ import annotations

import shlex
from pathlib import Path

import numpy as np
import pytest
from made_up_runs import write_run

from sim.analysis.comparison import RunComparison, compare
from sim.analysis.structures import structural_groups, within_structures

NOISE = np.random.default_rng(3).normal(size=120)


def compared(folder: Path, *rows: tuple[str, str, float], **changes: object) -> RunComparison:
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


def found(comparison: RunComparison) -> list[tuple[str, str, str, float]]:
    measures = [measure for measure in comparison.measures if measure.name == "ground_lost_km2"]
    return [
        (one.structure, one.policy, one.against, one.differences["ground_lost_km2"].mean)
        for one in within_structures(comparison, measures)
    ]


def test_each_policy_is_held_against_the_reference_policy_of_its_structure(tmp_path: Path) -> None:
    made = compared(tmp_path, ("record", "mixed", 0), ("ban", "mixed", 3), ("record", "line", 50), ("ban", "line", 51))
    assert structural_groups(made) == ("stall",)
    rows = found(made)
    assert [row[:3] for row in rows] == [
        ("stall: line, reserves and culmination", "Ban", "Record"),
        ("stall: held line alone", "Ban", "Record"),
    ]
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
    assert [row[0] for row in found(made)] == ["stall: line, reserves and culmination"]


def test_one_structure_has_no_range(tmp_path: Path) -> None:
    assert found(compared(tmp_path, ("record", "mixed", 0), ("ban", "mixed", 3))) == []


def test_a_run_of_another_seed_is_in_no_pair(tmp_path: Path) -> None:
    rows = (("record", "mixed", 0.0), ("ban", "mixed", 3.0), ("record", "line", 50.0), ("ban", "line", 51.0))
    assert [row[0] for row in found(compared(tmp_path, *rows, seed=8))] == ["stall: line, reserves and culmination"]


FOUR = (("record", "mixed", 0.0), ("ban", "mixed", 3.0), ("record", "line", 50.0), ("ban", "line", 51.0))


def test_every_difference_is_of_one_structure(tmp_path: Path) -> None:
    made = compared(tmp_path, *FOUR)
    assert (made.variants, made.references) == ((1, 3), (0, 0, 2, 2))
    assert made.difference(3, "ground_lost_km2").mean == pytest.approx(1, abs=0.05)
    assert [made.less(place) for place in made.variants] == [
        "Ban minus Record, stall: line, reserves and culmination", "Ban minus Record, stall: held line alone",
    ]  # fmt: skip
    assert made.against == "Record of the same structure"
    assert "Each policy is compared with Record under the same structure." in made.notes[1]


def test_the_reference_that_is_named_is_that_of_every_structure(tmp_path: Path) -> None:
    made = compare(compared(tmp_path, *FOUR).runs, reference=3)
    assert (made.variants, made.references) == ((0, 2), (1, 1, 3, 3))
    assert made.difference(0, "ground_lost_km2").mean == pytest.approx(-3, abs=0.05)


def test_a_run_with_nothing_to_be_held_against_has_no_difference(tmp_path: Path) -> None:
    made = compared(tmp_path, ("record", "mixed", 0), ("ban", "mixed", 3), ("ban", "line", 51))
    assert made.variants == (1,)
    with pytest.raises(KeyError):
        made.difference(2, "ground_lost_km2")
    why = "no run of the reference policy has its structure (stall: held line alone)."
    assert f"Ban, held line alone is not compared: {why}" in made.notes


def test_runs_of_one_policy_are_compared_as_structures(tmp_path: Path) -> None:
    made = compared(tmp_path, ("record", "mixed", 0), ("record", "line", 50))
    assert (made.variants, made.structured, made.less(1)) == (
        (1,),
        False,
        "Held line alone minus Line, reserves and culmination",
    )
    assert not any("together" in note for note in made.notes)


def test_policy_and_structure_that_differ_together_are_said_to(tmp_path: Path) -> None:
    made = compared(tmp_path, ("record", "mixed", 0), ("ban", "line", 51))
    assert (made.variants, made.less(1)) == ((1,), "Ban, held line alone minus Record, line, reserves and culmination")
    assert "Policy and structure differ together, so no difference here is due to policy alone." in made.notes


def test_ground_under_some_reasons_to_stall_wants_the_others(tmp_path: Path) -> None:
    (note,) = [note for note in compared(tmp_path, *FOUR).notes if note.startswith("Ground was run")]
    beginning = "Ground was run under 2 structures only (stall: line, reserves and culmination; held line alone)."
    assert note.startswith(beginning)
    assert shlex.split(note.partition("add to `escsim run -m`: ")[2]) == [
        "stall=mixed,line,reserves,culmination",
        "scenario.forces.blue_replacements=0.01 kpe/d,0 kpe/d,0.05 kpe/d",
    ]
