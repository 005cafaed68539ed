"""`escsim explain`: two logs of one replication side by side."""

from __future__ import annotations

import csv
import io
import json
from contextlib import redirect_stdout
from pathlib import Path

import numpy as np
import pytest
from commands import SMALL, Escsim

from sim.analysis.explain import AlignedEvent, LoggedEvent, aligned_events
from sim.cli.main import main
from sim.study.run.opening import open_run

WARNING = "Model frequencies under stated assumptions, not a forecast."


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with runs A and B, which differ in the day of the permission, C with another horizon, S another seed."""
    root = tmp_path_factory.mktemp("explained")
    settings = {
        "A": [*SMALL, "restrictions.events.permission.day=5"],
        "B": [*SMALL, "restrictions.events.permission.day=12"],
        "C": [*SMALL[1:], "restrictions.events.permission.day=5", "horizon=15 days"],
        "S": [*SMALL, "seed=8"],
    }
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(io.StringIO()):
        patch.setattr("sim.report.figures.run_figures.draw_all", lambda runs: [])
        patch.chdir(root)
        for name, words in settings.items():
            assert main(["run", f"name={name}", *words]) == 0
    return root


@pytest.fixture
def pair(made: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """The first two of the runs, which are not to be changed, from the folder above them."""
    monkeypatch.chdir(made)
    return "runs/A", "runs/B"


@pytest.mark.thorough
def test_the_first_event_that_differs_and_what_came_of_it(escsim: Escsim, pair: tuple[str, str]) -> None:
    done = escsim("explain", *pair, "--replication", "2", "--all")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("Replication 2, rerun from both runs.\nPermitted on day 5: scenario kharkiv_2024, ")
    assert WARNING in done.out
    assert (
        "The first event that differs, on day 5.00: the sponsor relaxes the restriction (policy_relaxed of "
        "policy.calendar; permission steps granted). Permitted on day 5: 1 step; Permitted on day 12: none on that day."
        in done.out
    )
    rows = [
        line.split()
        for line in done.out.partition("Consequences")[2].partition("Measures that changed")[0].splitlines()
    ]
    days = [float(row[0]) for row in rows if row and row[0].replace(".", "").isdigit()]
    assert days == sorted(days)
    assert days[0] == 5
    assert len(days) > 1
    assert "(the same in both: " in done.out


def test_the_measures_that_moved_are_those_of_the_stored_rows(escsim: Escsim, pair: tuple[str, str]) -> None:
    content = json.loads(escsim("explain", *pair, "-r", "1", "--format", "json").out)
    ours, theirs = (open_run(Path(run)).replications() for run in pair)
    one, other = (run["label"] for run in content["runs"])
    moved = {entry["measure"]: (entry[one], entry[other]) for entry in content["measures"]}
    assert moved["relaxation_day"] == (5, 12)
    for name, values in moved.items():
        assert values == tuple(None if np.isnan(table[name][1]) else table[name][1] for table in (ours, theirs))
    assert content["warning"] == WARNING
    assert content["first"]["event"] == "policy_relaxed"
    assert content["first"][other] is None


def test_all_events_as_csv(escsim: Escsim, pair: tuple[str, str]) -> None:
    rows = list(csv.DictReader(io.StringIO(escsim("explain", *pair, "-r", "0", "--format", "csv").out)))
    trace = open_run(Path(pair[0])).trace()
    events = [event for event, number in zip(trace["event"], trace["replication"], strict=True) if number == 0]
    stored = [event for event in events if event != "horizon"]
    assert sorted(row["event"] for row in rows if row["permission.day=5 day"]) == sorted(stored)
    assert {row["same"] for row in rows} == {"True", "False"}
    assert {row["replication"] for row in rows} == {"0"}


def test_as_markdown(escsim: Escsim, pair: tuple[str, str]) -> None:
    page = escsim("explain", *pair, "-r", "0", "--format", "md").out
    assert page.startswith("# Replication 0: Permitted on day 12 against Permitted on day 5\n")
    assert "\n| 5.00 | policy.calendar | policy_relaxed | 1 step | - | " in page


def test_a_run_explained_by_itself(escsim: Escsim, pair: tuple[str, str]) -> None:
    done = escsim("explain", pair[0], pair[0], "-r", "0")
    assert done.code == 0
    assert "The two logs contain the same events, on the same days, with the same values." in done.out
    assert "No measure changed; all" in done.out


def test_other_horizons_are_compared_up_to_the_smaller(escsim: Escsim, pair: tuple[str, str]) -> None:
    done = escsim("explain", "A", "C", "-r", "0")
    assert done.code == 0
    assert "The horizons differ, 25 and 15 days" in done.out
    assert "The two logs contain the same events" in done.out


def test_mistakes(escsim: Escsim, pair: tuple[str, str]) -> None:
    wrong = {
        (*pair, "-r", "4"): "--replication 4: runs/A has replications 0 to 3",
        (pair[0], "-r", "0"): "missing: RUN",
        pair: "missing: -r/--replication",
        (
            pair[0],
            "runs/S",
            "-r",
            "0",
        ): "runs/S has seed 8, runs/A has seed 20240510: their replications share no random numbers",
        (pair[0], "runs/nowhere", "-r", "0"): "no such folder: runs/nowhere",
        (*pair, "runs/S", "-r", "0"): "unexpected word: 'runs/S'",
    }
    for words, message in wrong.items():
        done = escsim("explain", *words)
        assert (done.code, done.out) == (2, "")
        assert message in done.err


def test_events_are_aligned_by_day_and_name() -> None:
    def log(*events: tuple[float, str, float]) -> list[LoggedEvent]:
        return [LoggedEvent(*event, place) for place, event in enumerate(events)]

    ours = log((1, "mission", 2.0), (2, "mission", 2.0), (3, "stock_out", 0.0), (5, "mission", 1.0))
    theirs = log((1, "mission", 2.0), (2, "mission", 1.5), (4, "stock_out", 0.0), (5, "relocated", 1.0))
    assert [
        (pair.ours and pair.ours.event, pair.theirs and pair.theirs.event, pair.same) for pair in told(ours, theirs)
    ] == [
        ("mission", "mission", True),
        ("mission", "mission", False),
        ("stock_out", None, False),
        (None, "stock_out", False),
        ("mission", None, False),
        (None, "relocated", False),
    ]


def told(ours: list[LoggedEvent], theirs: list[LoggedEvent]) -> list[AlignedEvent]:
    return list(aligned_events("fires.red", ours, theirs))
