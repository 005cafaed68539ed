"""Differences of differences: which policies they are made of, and what they say."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from made_up_runs import write_run

from sim.analysis.comparison import RunComparison, compare
from sim.analysis.crossings import Crossing, crossings
from sim.report.words.interactions import changed_under, effect_of, unchanged_under
from sim.study.differences.table import Results, difference_of, differences
from sim.study.differences.verdict import HIGHER, SAME, UNCLEAR, family_size, judge_differences
from sim.study.run.store import StoredRun

COUNT = 200
NOISE = np.random.default_rng(3).normal(size=(4, COUNT))
FIRES = 50 + 5 * NOISE[0]
LATE, BAN, TOGETHER = 2.0, 10.0, 3.0  # what each lever adds, and what both add beyond that


def policy(folder: Path, restrictions: str, aid: str, extra: float = TOGETHER, **changes: object) -> StoredRun:
    ban, late = restrictions == "full_ban", aid == "delayed"
    fires = FIRES + ban * (BAN + NOISE[1]) + late * (LATE + NOISE[2]) + (ban and late) * (extra + 0.1 * NOISE[3])
    choices = {"restrictions": restrictions, "aid": aid, **dict(changes.pop("choices", {}))}  # type: ignore[call-overload]
    config = {"restrictions": {"kind": restrictions}, "aid": {"delay": aid}, "horizon": "10 d"}
    name = "_".join(choices.values())
    return write_run(
        folder / name, {"red_fires_kr": fires}, choices=choices, config=config, config_hash=name, **changes
    )


def four(folder: Path, extra: float = TOGETHER, **changes: object) -> RunComparison:
    pairs = [(ban, aid) for ban in ("counter_fire", "full_ban") for aid in ("announced_2024", "delayed")]
    return compare([policy(folder, *pair, extra, **changes) for pair in pairs])


def test_the_effect_of_one_lever_is_compared_under_two_values_of_the_other(tmp_path: Path) -> None:
    found = four(tmp_path)
    (one,) = [one for one in found.interactions if one.measure.name == "red_fires_kr"]
    assert one.crossing.places == (3, 2, 1, 0)
    assert one.crossing.under == ("restrictions", "full_ban", "counter_fire")
    assert one.crossing.effect == ("aid", "delayed", "announced_2024")
    assert one.difference.mean == pytest.approx(TOGETHER, abs=0.05)
    assert one.changed.mean - one.unchanged.mean == pytest.approx(one.difference.mean)
    assert one.difference.verdict == HIGHER
    assert one.difference.simultaneous_low < one.difference.low < one.difference.mean < one.difference.high
    assert len(found.interactions) == len(found.measures)


def test_the_effect_of_a_users_option_has_its_label(tmp_path: Path) -> None:
    pairs = [(ban, aid) for ban in ("counter_fire", "full_ban") for aid in ("announced_2024", "delayed")]
    runs = [
        policy(tmp_path, ban, aid, labels={"restrictions": "my ban"} if ban == "full_ban" else {}) for ban, aid in pairs
    ]
    one = compare(runs).interactions[0]
    assert effect_of(one.crossing) == "Late aid minus Aid as announced"
    assert changed_under(one.crossing) == "under my ban"
    assert unchanged_under(one.crossing) == "under Counter-fire from day 20 (record)"


def test_it_is_narrower_than_the_two_effects_as_it_is_paired_in_all_four(tmp_path: Path) -> None:
    (one,) = [one for one in four(tmp_path).interactions if one.measure.name == "red_fires_kr"]
    values = TOGETHER + 0.1 * NOISE[3]
    (wanted,) = judge_differences(values[:, None], family_size(one.measure, 1))
    assert (one.difference.low, one.difference.high) == pytest.approx((wanted.low, wanted.high))
    assert one.difference.simultaneous_high == pytest.approx(wanted.wide_high)


def test_levers_that_add_up_have_a_difference_of_exactly_zero(tmp_path: Path) -> None:
    """Rounding of the four values is no difference: 57.1 - 54.9 and 65.3 - 63.1 differ in the last bits."""
    ban, late = np.full(COUNT, BAN), np.full(COUNT, LATE)
    assert not difference_of([FIRES + ban + late, FIRES + ban, FIRES + late, FIRES]).any()
    found = four(tmp_path)
    assert {one.difference.verdict for one in found.interactions if one.measure.name != "red_fires_kr"} == {SAME}


def test_noise_alone_has_no_clear_sign(tmp_path: Path) -> None:
    (one,) = [one for one in four(tmp_path, extra=0.0).interactions if one.measure.name == "red_fires_kr"]
    assert one.difference.verdict == UNCLEAR


def test_other_rows_are_the_same_as_without_the_fourth_run(tmp_path: Path) -> None:
    """A difference of differences is of a family of its own."""
    found = four(tmp_path)
    alone = compare([found.runs[0], found.runs[3], found.runs[2], found.runs[1]])
    row, again = found.difference(3, "red_fires_kr"), alone.difference(1, "red_fires_kr")
    assert (row.mean, row.low, row.simultaneous_low) == (again.mean, again.low, again.simultaneous_low)


def test_there_is_none_without_each_lever_alone_or_without_pairs(tmp_path: Path) -> None:
    runs = four(tmp_path).runs
    assert compare([runs[0], runs[1], runs[3]]).interactions == ()
    assert compare([runs[0], runs[1]]).interactions == ()
    other = policy(tmp_path / "other", "full_ban", "delayed", seed=8)
    assert compare([*runs[:3], other]).interactions == ()


def test_they_are_made_within_each_structure(tmp_path: Path) -> None:
    runs = [
        policy(tmp_path, ban, aid, choices={"stall": stall})
        for stall in ("mixed", "line")
        for ban in ("counter_fire", "full_ban")
        for aid in ("announced_2024", "delayed")
    ]
    found = compare(runs)
    places = {one.crossing.places: one.structure for one in found.interactions}
    assert places == {(3, 2, 1, 0): "stall: line, reserves and culmination", (7, 6, 5, 4): "stall: held line alone"}


def test_settings_that_follow_from_another_are_no_lever_of_their_own() -> None:
    settings = {"aid": ["a", "b", "a", "b"], "aid.kind": ["1", "2", "1", "2"], "day": ["3", "3", "20", "20"]}
    assert crossings(settings, [0] * 4) == [Crossing(3, 1, 2, 0, ("aid", "b", "a"), ("day", "20", "3"))]
    assert crossings({"aid": ["a", "b"], "day": ["3", "20"]}, [0, 0]) == []


def test_a_row_is_missing_where_one_of_four_lacks_the_replication() -> None:
    point, replication = np.repeat(np.arange(4), 3), np.tile(np.arange(3), 4)
    kept = ~((point == 1) & (replication == 2))
    results = Results(point[kept], replication[kept], np.arange(12.0)[kept])
    reference = np.array([[-1, -1, -1]] * 3 + [[1, 2, 0]])
    found = differences(results, reference)
    assert found["n"].tolist() == [0, 0, 0, 2]
    assert math.isnan(found["mean"][0])
    assert found["mean"][3] == 9 - 3 - 6 + 0
