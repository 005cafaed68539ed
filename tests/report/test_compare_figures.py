from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from compared_made_up import comparison_of, waiting_days

from sim.analysis.comparison import RunComparison
from sim.model.measures import MEASURES
from sim.report.figures import drawing
from sim.report.figures.comparison import fans, forests, partings, relaxation, rungs, timelines, trade_off
from sim.report.figures.comparison.fans import FANS
from sim.report.figures.comparison.forests import BESIDES
from sim.report.figures.comparison.relaxation import is_endogenous
from sim.report.figures.comparison.variants import Compared, variants_of
from sim.report.figures.drawing import draw
from sim.report.figures.figure import Numbers
from sim.study.files.manifest import WARNING

ALL = [*FANS, "rung", "differences", "more_differences", "trade_difference", "trade_off", "timelines", "partings"]
MAKERS = (
    (fans, "fans"), (rungs, "rung_shares"), (forests, "forest"), (trade_off, "trade_off"), (timelines, "side_by_side"),
    (partings, "partings"), (relaxation, "relaxation_curves"),
)  # fmt: skip


class Asked(list[tuple[Any, ...]]):
    """The arguments with which figures were asked for, and their names."""

    def by(self, name: str) -> tuple[Any, ...]:
        return next(row for row in self if row[0] == name)[1:]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """What `draw` asks for; empty figures stand in for those that are there, and none is written."""
    found = Asked()

    def stand_in(name: str) -> Any:
        def make(*arguments: Any) -> tuple[Any, ...] | None:
            missing = name == "relaxation_curves" and not any(map(is_endogenous, arguments[0]))
            return None if missing else arguments

        return make

    def keep(figure: tuple[Any, ...], basis: Compared, folder: Path, name: str, numbers: Numbers) -> list[Path]:
        found.append((name, *figure) if isinstance(figure, tuple) else (name,))
        return []

    for module, name in MAKERS:
        monkeypatch.setattr(module, name, stand_in(name))
    monkeypatch.setattr(drawing, "write_unlisted", keep)
    monkeypatch.setattr(drawing, "map_in_two_processes", _in_order_of_the_page)
    return found


def _in_order_of_the_page(tasks: Sequence[Callable[[], Any]]) -> list[Any]:
    """Stands for two processes, which begin with the last figure."""
    return [task() for task in reversed(tasks)][::-1]


@pytest.mark.thorough
def test_every_figure_is_written_as_svg_and_png(three: RunComparison, tmp_path: Path) -> None:
    paths = draw(three, tmp_path / "new" / "figures")
    assert [path.name for path in paths] == [f"{name}.{kind}" for name in ALL for kind in ("svg", "png", "csv")]
    assert all(path.stat().st_size > 100 for path in paths)


@pytest.mark.thorough
def test_without_saved_paths_there_are_no_figures_of_days(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(drawing, "write_unlisted", lambda figure, basis, folder, name, numbers: [folder / name])
    paths = draw(comparison_of((0, 1), paths={}), tmp_path)
    assert [path.name for path in paths] == [
        "differences", "more_differences", "trade_difference", "trade_off", "timelines"
    ]  # fmt: skip


def test_the_footer_says_what_was_compared(three: RunComparison) -> None:
    assert Compared(three).lines() == [
        "border_generic · seed 7 · 200 replications a variant · configs hashfull_b, hashcounte, hashon_req", WARNING
    ]  # fmt: skip
    other = replace(three.runs[2], manifest={**three.runs[2].manifest, "seed": 8, "config_hash": "hashfull_b"})
    unpaired = replace(three, runs=(*three.runs[:2], other), replications=(200, 200, 1000))
    assert "seeds 7, 7, 8 · 200, 200, 1,000 replications a variant" in " ".join(Compared(unpaired).lines())


def without(comparison: RunComparison, key: str, name: str) -> RunComparison:
    """As if the last run had no such measure or quantity."""
    manifest = json.loads(json.dumps(comparison.runs[-1].manifest))
    del manifest[key][name]
    return replace(comparison, runs=(*comparison.runs[:-1], replace(comparison.runs[-1], manifest=manifest)))


def test_what_not_all_runs_have_is_not_drawn(three: RunComparison, tmp_path: Path, asked: Asked) -> None:
    draw(without(three, "quantities", "sanctuary_bty"), tmp_path)
    assert [row[0] for row in asked] == [name for name in ALL if name != "sanctuary"]
    assert asked.by("partings")[2] == ["ground_lost_km2", "red_batteries_bty"]
    asked.clear()
    draw(without(three, "measures", "rung_days"), tmp_path)
    assert [row[0] for row in asked] == [name for name in ALL if name not in ("trade_difference", "trade_off")]


def test_policy_that_the_model_decides_gets_its_figure(three: RunComparison, tmp_path: Path, asked: Asked) -> None:
    table = {**three.tables[2], "relaxation_day": waiting_days(0.3)}
    draw(replace(three, tables=(*three.tables[:2], table)), tmp_path)
    assert [row[0] for row in asked] == [*ALL, "relaxation"]


def test_the_trade_off_can_be_chosen(three: RunComparison, tmp_path: Path, asked: Asked) -> None:
    draw(three, tmp_path)
    assert asked.by("trade_off")[1:4] == ("red_fires_kr", "rung_days", "replications")
    asked.clear()
    draw(three, tmp_path, ("ground_lost_km2", "red_losses_kpe"), "mean")
    assert asked.by("trade_off")[1:4] == ("ground_lost_km2", "red_losses_kpe", "mean")


@pytest.mark.parametrize(
    ("measures", "blocks"),
    [
        (["blue_batteries_lost_bty"], {"differences": (["blue_batteries_lost_bty"], "")}),
        (["top_rung", "rung_days"], {"more_differences": (["rung_days", "top_rung"], "")}),
    ],
)
def test_forest_plots_hold_the_measures_that_are_compared(
    three: RunComparison, tmp_path: Path, asked: Asked, measures: list[str], blocks: dict[str, tuple[list[str], str]]
) -> None:
    draw(replace(three, measures=tuple(one for one in MEASURES if one.name in measures)), tmp_path)
    forests = {name: ([one.name for one in row[2]], row[3]) for name, *row in asked if "differences" in name}
    assert forests == blocks


def test_a_forest_plot_of_many_measures_says_that_it_leaves_some_out(
    three: RunComparison, tmp_path: Path, asked: Asked
) -> None:
    draw(replace(three, measures=MEASURES), tmp_path)
    headline, others = asked.by("differences"), asked.by("more_differences")
    assert [one.name for one in headline[2]] == [one.name for one in MEASURES if one.headline]
    assert headline[3] == ""
    assert {one.name for one in others[2]} == set(BESIDES)
    assert others[3] == f"5 of {len(MEASURES) - 5} measures."


def test_no_run_is_left_out_however_many_there_are(twenty: RunComparison, tmp_path: Path, asked: Asked) -> None:
    draw(twenty, tmp_path)
    assert [one.label for one in asked.by("ground_lost")[0]] == list(twenty.names)
    assert [one.label for one in asked.by("rung")[0]] == list(twenty.names)
    assert [one.label for one in asked.by("trade_off")[0]] == list(twenty.names)
    assert [one.label for one in asked.by("differences")[1]] == list(twenty.names[1:])
    assert [one.label for one in asked.by("partings")[1]] == list(twenty.names[1:])


def test_a_footer_of_many_runs_names_the_config_of_the_reference(twenty: RunComparison) -> None:
    made = replace(twenty, runs=tuple(
        replace(run, manifest={**run.manifest, "config_hash": f"hash{place}"}) for place, run in enumerate(twenty.runs)
    ))  # fmt: skip
    assert "configs hash0 and 19 more, in comparison.json" in " ".join(Compared(made).lines())


def test_the_reference_comes_first_wherever_it_stands(three: RunComparison) -> None:
    assert [(one.label, one.is_reference) for one in variants_of(three)] == [
        ("Full ban", True), ("Counter-fire from day 20 (record)", False), ("Permitted on request (day 5)", False)
    ]  # fmt: skip


def test_drawing_needs_no_pyplot() -> None:
    code = "import sys, sim.report.figures; print('matplotlib.pyplot' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
