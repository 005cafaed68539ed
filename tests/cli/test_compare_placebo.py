"""`escsim compare --placebo`: what is left of a difference where no permission opens anything."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from commands import Escsim
from composing import parameters
from made_up_runs import write_run

from sim.analysis.placebo import empty_permissions

SHORT = ("horizon=60 days", "engine=simpy", "replications=12", "seed=3", "save.paths=0", "save.traces=0")
QUIET = ("--no-figures", "--no-report")
OF_THE_DECISION = {"rung_days", "retaliations", "red_acts", "severity_score_d"}


@pytest.fixture
def swept(escsim: Escsim, folder: Path) -> Path:
    """A ban and counter-fire at the same seeds."""
    assert escsim("run", "-m", "restrictions=full_ban,counter_fire", *SHORT, "name=two", "--no-report").code == 0
    return folder / "runs" / "two"


@pytest.mark.thorough
def test_nothing_is_left_of_what_a_permission_lets_blue_strike(escsim: Escsim, swept: Path, folder: Path) -> None:
    answer = escsim("compare", str(swept), "--placebo", "--out", "out", "--all", *QUIET)
    assert answer.code == 0
    assert "Counter-fire from day 20 (record) minus Full ban, and the placebo" in answer.out
    rows = list(csv.DictReader(io.StringIO((folder / "out" / "placebo.csv").read_text())))
    found = {row["measure"]: row for row in rows}
    for name in ("red_batteries_lost_bty", "sanctuary_exposure_bty_d", "launcher_salvos", "red_fires_kr"):
        assert float(found[name]["difference_mean"]) != 0.0
        assert float(found[name]["placebo_mean"]) == 0.0, name
    assert any(float(found[name]["placebo_mean"]) > 0.0 for name in OF_THE_DECISION)


@pytest.mark.thorough
def test_other_settings_that_differ_stay_in_the_placebo(escsim: Escsim, folder: Path) -> None:
    """Stocks differ too here, and what Blue fires with them; launchers do not depend on stocks."""
    for name, words in {"A": ("restrictions=full_ban",), "B": ("scenario.stocks.tube=1.5 kr",)}.items():
        assert escsim("run", *words, *SHORT, f"name={name}").code == 0
    assert escsim("compare", "A", "B", "--placebo", "--format", "csv", "--out", "out", *QUIET).code == 0
    rows = list(csv.DictReader(io.StringIO((folder / "out" / "placebo.csv").read_text())))
    left = {row["measure"]: float(row["placebo_mean"] or "nan") for row in rows}
    whole = {row["measure"]: float(row["difference_mean"] or "nan") for row in rows}
    assert left["stock_minimum_kr"] == pytest.approx(whole["stock_minimum_kr"])
    assert left["stock_minimum_kr"] < 0.0
    assert left["below_reserve_days"] == pytest.approx(whole["below_reserve_days"])
    assert left["below_reserve_days"] > 0.0
    assert 0.0 < left["red_batteries_lost_bty"] < 0.5 * whole["red_batteries_lost_bty"]
    assert left["launcher_salvos"] == 0.0 > whole["launcher_salvos"]


def test_runs_that_are_not_paired_have_no_placebo(escsim: Escsim, folder: Path) -> None:
    write_run(folder / "runs" / "A", {"launcher_salvos": range(60)})
    write_run(folder / "runs" / "B", {"launcher_salvos": range(60)}, seed=2)
    answer = escsim("compare", "A", "B", "--placebo", *QUIET)
    assert answer.code == 2
    assert "--placebo: needs paired runs" in answer.err
    assert sorted(one.name for one in (folder / "runs").iterdir()) == ["A", "B"]


def test_emptied_parameters_keep_all_but_what_permissions_open() -> None:
    before = parameters("restrictions=long_range")
    after = empty_permissions(before)
    assert after.restrictions == before.restrictions
    assert after.sanctuary.own_weapons_reach == before.sanctuary.own_weapons_reach
    assert after.sanctuary.sector_coverage == after.sanctuary.deep_coverage == 0.0
    assert after.city.aircraft_strikes_per_day == before.city.aircraft_strikes_per_day
    assert empty_permissions(after) == after
