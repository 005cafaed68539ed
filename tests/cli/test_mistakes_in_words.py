"""Mistakes of the first hour: each is answered in one line with what was meant."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from commands import SMALL, Escsim
from made_up_runs import write_run
from made_up_studies import NEVER, make_study, policy

from sim.analysis.comparison_notes import _own_mechanism
from sim.analysis.paired import without_interval
from sim.config.counting import more_of, number_of
from sim.config.problems import Problem
from sim.model.measures import MEASURES
from sim.report.comparison.cells import gain_of


@pytest.fixture
def runs(folder: Path) -> Path:
    for name, restrictions in (("A", "counter_fire"), ("B", "full_ban")):
        choices = {"restrictions": restrictions, "aid": "announced_2024", "stall": "mixed"}
        write_run(folder / "runs" / name, {"red_fires_kr": np.zeros(9)}, choices=choices, config_hash=name * 12)
    return folder / "runs"


def test_a_folder_here_does_not_hide_a_run_of_its_name(escsim: Escsim, folder: Path) -> None:
    """As after `escsim init mine` and `escsim run name=mine`."""
    (folder / "mine" / "configs").mkdir(parents=True)
    assert escsim("run", *SMALL, "engine=simpy", "name=mine").code == 0
    assert escsim("trace", "mine", "-r", "0").code == 0


@pytest.mark.usefixtures("runs")
def test_a_comparison_does_not_take_the_name_of_a_run(escsim: Escsim) -> None:
    answer = escsim("compare", "A", "B", "--out", "A")
    assert answer.code == 2
    assert answer.err == "error: --out A: is the name of runs/A, which it would hide; choose another name\n"
    assert not Path("A").exists()


@pytest.mark.usefixtures("runs")
def test_a_part_of_the_name_of_a_measure_finds_it(escsim: Escsim) -> None:
    answer = escsim("compare", "A", "B", "--measures", "ground")
    assert answer.code == 2
    assert answer.err == "error: no measure 'ground' in all of these runs; did you mean 'ground_lost_km2'?\n"


@pytest.mark.usefixtures("runs")
def test_a_filter_that_no_run_meets_names_the_nearest_value(escsim: Escsim) -> None:
    out = escsim("list", "restrictions=fullban").out
    assert out == "no matching runs in runs\nno run has restrictions=fullban; did you mean 'full_ban'?\n"


def test_the_end_of_a_key_finds_its_parameter(escsim: Escsim) -> None:
    assert escsim("parameters", "suppression").out.startswith("fires.suppression\n")
    answer = escsim("parameters", "supression")
    assert (answer.code, answer.err) == (
        2, "error: no group or parameter called 'supression'; did you mean 'fires.suppression'?\n"
    )  # fmt: skip


def test_a_month_is_no_unit(escsim: Escsim) -> None:
    answer = escsim("run", "horizon=6 months")
    assert answer.code == 2
    assert answer.err == (
        "error: horizon: has the unit 'months', whose length varies; use days or weeks (got '6 months')\n"
    )


def test_a_dotted_name_without_quotes_in_sql_says_how_it_is_written(escsim: Escsim, folder: Path) -> None:
    make_study(folder / "runs" / "s", [NEVER, policy(0.0)])
    answer = escsim("query", "s", "select restrictions.events.permission.day from points")
    assert answer.code == 2
    assert "needs double quotes" in answer.err
    assert answer.err.count("\n") == 1


def test_small_words_agree_with_their_numbers() -> None:
    assert [more_of(count, "policy") for count in (1, 2)] == ["1 more policy", "2 more policies"]
    assert more_of(1200, "measure") == "1,200 more measures"
    assert [number_of(count, "empty row") for count in (0, 1, 1200)] == [
        "0 empty rows",
        "1 empty row",
        "1,200 empty rows",
    ]
    assert _own_mechanism({"file": "mechanism-0-reversal.py", "function": "take_back"}) == "reversal.py:take_back"


def test_a_gain_beyond_a_thousand_is_said_to_be_so() -> None:
    found = without_interval(1, MEASURES[0], 1.0, 100, 100.0, "higher", "")
    assert [gain_of(_with(found, value)) for value in (26_068_191.0, 9.44, float("nan"))] == [">1,000", "9.4", "-"]


def _with(found, value: float):
    from dataclasses import replace

    return replace(found, variance_reduction=value)


def test_many_mistakes_are_counted_after_the_first_twenty() -> None:
    lines = [f"line {number}" for number in range(500)]
    assert str(Problem(*lines)).splitlines() == [*lines[:20], "and 480 more mistakes"]
    assert str(Problem(*lines[:21])).splitlines() == lines[:21]


@pytest.mark.thorough
def test_one_replication_is_not_called_several(escsim: Escsim) -> None:
    answer = escsim("run", *SMALL[:1], "replications=1", "workers=1", "engine=simpy", "name=one")
    assert ": 1 replication, seed " in answer.out
    assert "1 replications" not in answer.out + answer.err
