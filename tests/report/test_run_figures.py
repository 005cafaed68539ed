from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure
from runs_made_up import LOG, daily_of, manifest_of, trace_of

from sim.report.figures.registry import figure_named
from sim.report.figures.run.facts import RunSubject, milestones, variant
from sim.report.figures.run_figures import are_drawn, draw
from sim.report.words.run_names import called
from sim.study.files.integrity import FILES


@dataclass
class MadeUpRun:
    manifest: dict[str, Any]
    days: dict[str, Any]
    log: dict[str, Any]

    def daily(self, held: bool = True) -> dict[str, Any]:
        assert not held  # of its many columns, few are drawn
        return self.days

    def trace(self) -> dict[str, Any]:
        return self.log


def figure(name: str, manifest: dict[str, Any], days: dict[str, Any], log: dict[str, Any]) -> Figure:
    drawn = figure_named("run", name).draw(RunSubject(MadeUpRun(manifest, days, log)))  # type: ignore[arg-type]
    assert drawn is not None
    return drawn


def empty(table: dict[str, Any]) -> dict[str, Any]:
    return {name: column[:0] for name, column in table.items()}


def test_a_run_has_a_fan_chart_and_a_timeline(tmp_path: Path) -> None:
    paths = draw(MadeUpRun(manifest_of(), daily_of(60), trace_of(LOG)), tmp_path / "figures")  # type: ignore[arg-type]
    names = [f"{name}.{kind}" for name in ("ground_lost", "timeline") for kind in ("svg", "png", "csv")]
    assert [path.name for path in paths] == names
    assert all(path.stat().st_size > 1000 for path in paths if path.suffix != ".csv")
    first, *_, last = (tmp_path / "figures" / "ground_lost.csv").read_text().splitlines()
    assert first == "day,q05,q25,q50,q75,q95"
    assert last.startswith("59.0,")
    assert "policy,relaxed,20.0,,\n" in (tmp_path / "figures" / "timeline.csv").read_text()


def test_what_was_not_saved_is_not_drawn(tmp_path: Path) -> None:
    days, log = daily_of(60), trace_of(LOG)
    assert draw(MadeUpRun(manifest_of(), empty(days), empty(log)), tmp_path) == []  # type: ignore[arg-type]
    assert figure("timeline", manifest_of(), empty(days), log) is not None


def test_what_a_killed_command_left_of_a_figure_is_removed(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left = tmp_path / f".timeline.png.{ended.pid}-0123456789abcdef.part"
    left.write_bytes(b"half")
    draw(MadeUpRun(manifest_of(), daily_of(60), trace_of(LOG)), tmp_path)  # type: ignore[arg-type]
    assert not left.exists()


@pytest.mark.parametrize(("listed", "whole"), [(("svg", "png"), False), (("svg", "png", "csv"), True)])
def test_a_figure_whose_data_were_not_written_is_still_to_be_drawn(listed: tuple[str, ...], whole: bool) -> None:
    names = ["figures/ground_lost.csv", *(f"figures/timeline.{kind}" for kind in listed)]
    run = MadeUpRun(manifest_of(), daily_of(60), trace_of(LOG))
    stored = SimpleNamespace(
        pictures=Path("A/figures"), home=Path("A"), study=SimpleNamespace(manifest={FILES: dict.fromkeys(names)}),
        manifest=run.manifest, daily=run.daily, trace=run.trace,
    )  # fmt: skip
    assert are_drawn(stored) is whole  # type: ignore[arg-type]


def test_milestones_are_drawn_only_if_the_run_replays_the_record() -> None:
    def drawn(manifest: dict[str, Any]) -> bool:
        found = figure("ground_lost", manifest, daily_of(60), trace_of(LOG))
        return any(artist.get_label() == "observed" for artist in found.axes[0].collections)

    assert milestones(manifest_of()) == [(5.0, 135.0, 211.0)]
    assert not drawn(manifest_of())
    assert not drawn(manifest_of(replays_record=False))
    assert drawn(manifest_of(replays_record=True))
    assert not drawn(manifest_of(replays_record=True, observations={"milestones": []}))


@pytest.mark.parametrize(("replications", "whose"), [(11, "11"), (2000, "the first 500")])
def test_the_title_says_how_many_replications_the_quantiles_are_of(replications: int, whose: str) -> None:
    found = figure("ground_lost", manifest_of(replications=replications), daily_of(9), trace_of(LOG))
    assert found.texts[0].get_text() == f"Ground lost: quantiles over {whose} replications"


def test_the_timeline_starts_on_the_rung_of_its_first_day() -> None:
    days = daily_of(60)
    days["rung"] += 2
    found = figure("timeline", manifest_of(), days, trace_of(LOG))
    rung = next(axes for axes in found.axes if axes.get_ylabel() == "Rung")
    assert np.column_stack(rung.lines[0].get_data())[0].tolist() == [0, 2]


def test_the_variant_is_named_by_its_choices_and_changes() -> None:
    overrides = [
        "restrictions=counter_fire",
        "seed=3",
        "save.paths=9",
        "restrictions.events.permission.day=10",
        "stall=line",
    ]
    assert variant(manifest_of(overrides=overrides)) == (
        "restrictions=counter_fire, aid=announced_2024, restrictions.events.permission.day=10, stall=line"
    )


def test_figures_call_the_variant_by_its_labels() -> None:
    overrides = ["seed=3", "restrictions.events.permission.day=10", "stall=line"]
    assert called(manifest_of(overrides=overrides)).startswith("Counter-fire, ")
    assert called(manifest_of(overrides=overrides)).endswith("permitted on day 10")
    assert called(manifest_of(labels={"run": "Mine"})) == "Mine"
    assert called(manifest_of(overrides=["+seed=3"])) == called(manifest_of(overrides=["seed=3"]))


@pytest.mark.thorough
def test_drawing_needs_no_pyplot() -> None:
    code = "import sys, sim.report.figures.run_figures; print('matplotlib.pyplot' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


def test_a_run_is_called_by_its_own_mechanisms_and_posterior_and_not_by_how_it_is_run() -> None:
    chosen = {"restrictions": "full_ban", "aid": "delayed", "stall": "line"}
    words = [
        "stall=line",
        "mechanisms=[a/mine.py:call_up, b.py:other]",
        "executor=dask",
        "limits.replication_seconds=3",
    ]
    found = called({"choices": chosen, "overrides": [*words, "+parameters=posterior:runs/C"], "labels": {}})
    assert found == "Full ban, late aid, held line alone, custom mechanisms call up and other, posterior runs/C"
