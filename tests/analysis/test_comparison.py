"""Comparisons of made-up runs: pairing, notes, labels, partings, and what is refused."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from made_up_runs import DAYS, manifest_of, write_run

from sim.analysis.comparison import RunComparison, compare
from sim.analysis.config_differences import labels
from sim.analysis.relaxation import relaxations
from sim.config.problems import Problem
from sim.model.measures import MEASURES
from sim.study.files.columns import DailyColumns
from sim.study.run.store import StoredRun

RANDOM = np.random.default_rng(17)
SALVOS = RANDOM.poisson(8.0, 300).astype(float)
AREA = RANDOM.normal(200.0, 10.0, 300)
CHANGE = RANDOM.normal(5.0, 1.0, 300)
BAN = {"restrictions": "full_ban", "stall": "mixed"}
BAN_CONFIG = {"restrictions": {"kind": "never"}}


@pytest.fixture
def run(tmp_path: Path) -> StoredRun:
    return write_run(tmp_path / "A", {"launcher_salvos": SALVOS, "ground_lost_km2": AREA})


@pytest.fixture
def ban(tmp_path: Path) -> StoredRun:
    table = {"launcher_salvos": SALVOS + np.round(CHANGE), "ground_lost_km2": AREA + CHANGE}
    return write_run(tmp_path / "B", table, choices=BAN, config=BAN_CONFIG, config_hash="b09876543210")


def noted(comparison: RunComparison, text: str) -> bool:
    return any(text in note for note in comparison.notes)


def test_a_pair_of_runs(run: StoredRun, ban: StoredRun) -> None:
    found = compare([run, ban])
    assert found.labels == ("counter_fire", "full_ban")
    assert found.names == ("Counter-fire from day 20 (record)", "Full ban")
    assert found.paired == (True, True)
    assert found.replications == (300, 300)
    assert [one.key for one in found.config_differences] == ["restrictions", "restrictions.kind"]
    assert found.config_differences[1].values == ("scheduled", "never")
    assert [measure.name for measure in found.measures] == [measure.name for measure in MEASURES]
    area = found.difference(1, "ground_lost_km2")
    assert area.mean == pytest.approx(CHANGE.mean())
    assert found.level(0, "ground_lost_km2").mean == pytest.approx(AREA.mean())
    assert found.level(1, "ground_lost_km2").n == 300
    assert len(found.levels) == 2 * len(MEASURES)
    assert len(found.differences) == len(MEASURES)
    with pytest.raises(KeyError):
        found.difference(0, "ground_lost_km2")


def test_the_reference_may_be_any_of_them(run: StoredRun, ban: StoredRun) -> None:
    forth, back = compare([run, ban], 0), compare([run, ban], 1)
    assert back.variants == (0,)
    assert back.difference(0, "ground_lost_km2").mean == -forth.difference(1, "ground_lost_km2").mean


def test_a_run_against_itself_is_all_zeros_and_says_so(run: StoredRun) -> None:
    found = compare([run, run])
    for one in found.differences:
        assert (one.mean, one.median, one.share_equal) == (0, 0, 1)
        assert math.isnan(one.low)
        assert math.isnan(one.simultaneous_low)
        assert math.isnan(one.variance_reduction)
    assert found.labels == ("A", "A (2)")
    assert noted(found, "A (2) is the same run as A: every difference is 0.")
    assert found.config_differences == ()


def test_a_run_of_the_same_config_is_told(tmp_path: Path, run: StoredRun) -> None:
    again = write_run(tmp_path / "C", {"launcher_salvos": SALVOS, "ground_lost_km2": AREA})
    assert noted(compare([run, again]), "C has the same config and seed as A")


def test_of_unequal_numbers_the_common_first_are_paired(tmp_path: Path, run: StoredRun, ban: StoredRun) -> None:
    short = write_run(tmp_path / "C", {"launcher_salvos": SALVOS[:120] + 1}, choices={"restrictions": "on_request"})
    found = compare([run, ban, short])
    assert found.replications == (120, 120, 120)
    assert found.difference(1, "ground_lost_km2").mean == pytest.approx(CHANGE[:120].mean())
    assert noted(found, "Only the first 120 of the 300 replications of Counter-fire from day 20 (record) are compared.")
    assert not noted(found, "Of Permitted on request")


def test_of_one_replication_it_is_said_that_one_is_compared(tmp_path: Path, run: StoredRun) -> None:
    short = write_run(tmp_path / "C", {"launcher_salvos": SALVOS[:1]}, choices={"restrictions": "on_request"})
    assert noted(compare([run, short]), "(record) only the first is compared.")


UNNAMED = "The runs also differ in settings that their names do not show: "


@pytest.mark.parametrize(
    ("changes", "keys"),
    [
        ({"config": {"step": "0.1 d"}}, "step. A difference is not due to policy alone."),
        ({"config": {"fires": {"suppression": 0.3}}, "overrides": ["fires.suppression=0.3"]}, "fires.suppression. A"),
        ({"config": {"x": 1, "y": 2, "z": 3, "w": 4}}, "x, y, z and 1 more. A"),
        ({"config": {"fires": {"a": 1}}, "choices": {"fires": "mine"}, "labels": {"run": "B"}}, "fires. A"),
        ({"config": {"fires": {"kind": "other", "a": 1}}}, ""),  # a difference in structure, which is said
        ({"config": {"fires": {"a": 1}}, "choices": {"fires": "mine"}}, ""),  # in the names
        ({"config": {"restrictions": {"a": 1}}}, ""),  # of the policy
        ({"config": {"horizon": "20 d", "scenario": {"start_day": -3}}, "seed": 8}, ""),  # these have their notes
    ],
)
def test_settings_that_names_do_not_show_are_named(
    tmp_path: Path, run: StoredRun, changes: dict[str, Any], keys: str
) -> None:
    options = {"restrictions": "full_ban", **changes.pop("choices", {})}
    found = compare([run, write_run(tmp_path / "C", {"launcher_salvos": SALVOS}, choices=options, **changes)])
    assert noted(found, UNNAMED) == bool(keys)
    assert noted(found, UNNAMED + keys) or not keys


def test_a_setting_in_the_name_of_a_run_is_not_named_again(tmp_path: Path, run: StoredRun) -> None:
    """Two runs of the same options are called by the settings that they change."""
    config, words = {"fires": {"suppression": 0.3}}, ["fires.suppression=0.3"]
    found = compare([run, write_run(tmp_path / "C", {"launcher_salvos": SALVOS}, config=config, overrides=words)])
    assert "fires suppression 0.3" in found.names[1].lower()
    assert not noted(found, UNNAMED)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"seed": 8}, "different seed (8, not 7)"),
        ({"config": {"horizon": "20 d"}}, "different horizon (20 d, not 10 d)"),
        (
            {"seed": 8, "config": {"horizon": "20 d"}},
            "different seed (8, not 7) and different horizon (20 d, not 10 d)",
        ),
    ],
)
def test_runs_that_share_no_chance_are_not_paired(
    tmp_path: Path, run: StoredRun, ban: StoredRun, changes, reason: str
) -> None:
    other = write_run(tmp_path / "C", {"ground_lost_km2": AREA[:200] + CHANGE[:200]}, **changes)
    found = compare([run, other, ban])
    assert found.paired == (True, False, True)
    assert found.replications == (300, 200, 300)
    assert noted(found, f"is not paired with Counter-fire from day 20 (record): {reason}") or noted(found, reason)
    area = found.difference(1, "ground_lost_km2")
    assert area.mean == pytest.approx((AREA + CHANGE)[:200].mean() - AREA.mean())
    assert math.isnan(area.share_equal)
    assert area.low < area.mean < area.high
    assert not math.isnan(found.difference(2, "ground_lost_km2").share_equal)
    salvos = found.difference(2, "launcher_salvos")
    assert salvos.simultaneous_low < salvos.low
    assert [one.variant for one in found.partings] == []


def test_versions_and_structures_come_first(tmp_path: Path, run: StoredRun) -> None:
    made_with = {"version": "0.9", "packages": {"numpy": "1.26"}}
    other = write_run(
        tmp_path / "C", {"ground_lost_km2": AREA}, made_with=made_with, config={"stall": {"kind": "line"}},
        choices={"stall": "line"}, seed=8,
    )  # fmt: skip
    notes = compare([run, other]).notes
    assert notes[0].startswith(
        "Held line alone was made differently from Line, reserves and culmination: version 0.9, not 1.0; numpy 1.26"
    )
    assert 'differ in structure as well as in policy: stall is "line, reserves and' in notes[1]
    assert "different seed" in notes[2]
    assert not any("one structure" in note for note in notes)


def test_ground_needs_its_range_over_the_structures(run: StoredRun, ban: StoredRun) -> None:
    assert noted(compare([run, ban]), "one structure only (stall: line, reserves and culmination)")
    assert not noted(compare([run, ban], measures=["launcher_salvos"]), "one structure")


def test_measures_that_not_all_runs_have_are_left_out(tmp_path: Path, run: StoredRun, ban: StoredRun) -> None:
    units = {**ban.manifest["measures"], "ground_lost_km2": "ha"}
    del units["rung_days"]
    found = compare([run, StoredRun(ban.folder, {**ban.manifest, "measures": units})])
    assert "ground_lost_km2" not in [measure.name for measure in found.measures]
    assert noted(found, "not every run has them in the same unit: ground_lost_km2, rung_days.")


def stand_in(folder: Path, **changes: Any) -> StoredRun:
    """A run of which the manifest alone is read."""
    return StoredRun(folder, manifest_of(**changes))


def test_labels() -> None:
    def named(*changes: dict[str, Any]) -> tuple[str, ...]:
        return labels([stand_in(Path("runs", "ABC"[place]), **one) for place, one in enumerate(changes)])

    day = {"events": {"permission": {"day": 20.0}}}
    early = {
        "overrides": ["restrictions.events.permission.day=9"],
        "config": {"restrictions": {"events": {"permission": {"day": 9}}}},
    }
    assert named({"config": {"restrictions": day}}, early) == ("permission.day=20", "permission.day=9")
    assert named({}, {"overrides": ["replications=300", "name=B"]}) == ("A", "B")
    assert named({}, {"seed": 8}) == ("seed=7", "seed=8")
    both = {"choices": {"restrictions": "full_ban", "stall": "line"}}
    assert named({}, both) == ("counter_fire, mixed", "full_ban, line")
    assert named({}, both, {}) == ("counter_fire, mixed (A)", "full_ban, line", "counter_fire, mixed (C)")


def test_chosen_measures(run: StoredRun, ban: StoredRun) -> None:
    found = compare([run, ban], measures=["ground_lost_km2", "launcher_salvos"])
    assert [one.name for one in found.measures] == ["launcher_salvos", "ground_lost_km2"]
    with pytest.raises(Problem) as problem:
        compare([run, ban], measures=["ground_lost", "launcher_salvos", "rung_day"])
    assert problem.value.lines == (
        "no measure 'ground_lost' in all of these runs; did you mean 'ground_lost_km2'?",
        "no measure 'rung_day' in all of these runs; did you mean 'rung_days'?",
    )


def refused(*runs: StoredRun) -> str:
    with pytest.raises(Problem) as problem:
        compare(runs)
    return str(problem.value)


def test_what_cannot_be_compared(tmp_path: Path, run: StoredRun, ban: StoredRun) -> None:
    assert refused() == "a comparison needs two runs or more; got none"
    assert refused(run) == f"a comparison needs two runs or more; got only {run.folder}"
    table = {"ground_lost_km2": AREA}
    strange = write_run(tmp_path / "C", table, scenario="kharkiv_2024")
    cut = write_run(tmp_path / "D", table, status="interrupted", replications_asked=1000)
    assert refused(run, strange, cut, cut).splitlines() == [
        f"{cut.folder} is unfinished: it was interrupted after 300 of 1,000 replications; rerun it, or leave it out",
        f"{strange.folder} belongs to the scenario kharkiv_2024, {run.folder} to border_generic",
    ]
    (ban.folder / "days.parquet").write_bytes(b"PAR1")
    assert "days.parquet is damaged" in refused(run, ban)
    (ban.folder / "results.parquet").unlink()
    assert "results.parquet is missing" in refused(run, ban)


def test_comparing_changes_no_run(run: StoredRun, ban: StoredRun) -> None:
    before = {path: path.read_bytes() for path in run.folder.parent.rglob("*") if path.is_file()}
    compare([run, ban])
    assert {path: path.read_bytes() for path in run.folder.parent.rglob("*") if path.is_file()} == before


def test_the_day_on_which_paths_part(tmp_path: Path) -> None:
    """Of 40 paths, 3 part on day 2, 25 more on day 4, the others never."""
    own = RANDOM.normal(size=(40, len(DAYS))).cumsum(axis=1)
    other = own.copy()
    other[:3, 2:] += 1
    other[3:28, 4:] -= 2
    table = {"ground_lost_km2": AREA[:40]}
    one = write_run(tmp_path / "A", table, {"ground_lost_km2": own})
    two = write_run(tmp_path / "B", table, {"ground_lost_km2": other}, choices=BAN)
    found = compare([one, two])
    parting = found.parting(1, "ground_lost_km2")
    assert (parting.day, parting.median, parting.share) == (2, 4, 0.7)
    assert np.isnan(parting.first_days).sum() == 12
    assert found.parting(1).day == 2
    assert math.isnan(found.parting(1, "rung").day)
    path = found.difference_path(1, "ground_lost_km2")
    assert found.difference_path(1, "ground_lost_km2") is path
    assert path.n == 40
    assert path.mean == pytest.approx((other - own).mean(axis=0))
    assert path.q25[-1] == pytest.approx(-2)
    assert list(path.days) == list(DAYS)
    with pytest.raises(KeyError):
        found.difference_path(1, "morale")


def test_runs_that_saved_no_paths_have_no_parting(run: StoredRun, ban: StoredRun) -> None:
    found = compare([run, ban])
    assert found.partings == ()
    with pytest.raises(KeyError):
        found.parting(1)


def test_relaxations_are_estimated_where_their_day_varies(tmp_path: Path) -> None:
    fixed, never = np.full(50, 4.0), np.full(50, np.nan)
    varying = np.where(np.arange(50) % 2 == 0, np.linspace(1, 9, 50), np.nan)
    runs = [
        write_run(tmp_path / name, {"relaxation_day": days}, choices={"restrictions": name})
        for name, days in {"fixed": fixed, "never": never, "varying": varying}.items()
    ]
    found = relaxations(compare(runs))
    assert list(found) == [2]
    assert (found[2].n, found[2].n_events, found[2].last_day) == (50, 25, 10)
    assert relaxations(compare(runs, measures=["rung_days"])) == {}


def test_many_replications_are_judged_a_few_measures_at_a_time(
    run: StoredRun, ban: StoredRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = compare([run, ban])
    monkeypatch.setattr("sim.analysis.paired.BLOCK", 500)
    some = compare([run, ban])
    assert repr(some.differences) == repr(whole.differences)


def test_the_daily_tables_of_many_runs_are_read_when_they_are_needed(tmp_path: Path) -> None:
    path = RANDOM.normal(size=(6, len(DAYS)))
    runs = [
        write_run(tmp_path / name, {"ground_lost_km2": AREA[:6]}, {"ground_lost_km2": path + k * late(k)})
        for k, name in enumerate("ABC")
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.analysis.comparison.HELD", 1)
        found = compare(runs)
    assert [daily.is_held for daily in found.daily if isinstance(daily, DailyColumns)] == [True, False, False]
    assert [parting.day for parting in found.partings if parting.quantity == "ground_lost_km2"] == [2, 3]


def late(day: float) -> np.ndarray:
    """1 after a day, else 0."""
    return np.heaviside(DAYS - day, 0.0)
