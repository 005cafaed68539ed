"""The same rows give the same verdict on every surface: tables, reports, figures, the explorer, Python and `until`."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest
from made_up_runs import rewrite, write_run
from made_up_studies import DAY, NEVER, make_study, policy, write_rows
from rich.console import Console

from sim.analysis.comparison import RunComparison, compare
from sim.analysis.responses import responses
from sim.analysis.study_factors import factor
from sim.analysis.study_table import StudyTable, open_table
from sim.api.comparing import Comparison as Compared
from sim.api.sweeping import Study
from sim.app.differences import row_of
from sim.app.study_data import study_data
from sim.model.measures import MEASURES, Measure
from sim.report.figures.comparison.forest_plot import forest
from sim.report.figures.comparison.variants import held_of
from sim.report.figures.study.picture import picture
from sim.report.figures.study.request import FigureRequest, FigureSubject
from sim.report.page.comparison import _cell
from sim.report.page.study_tables import cell
from sim.report.page.study_view import StudyView
from sim.report.screens.comparison_tables import print_comparison
from sim.report.words.verdicts import DOWN, OPEN, UP, interval_of
from sim.study.differences.stopping import PrecisionTarget, is_reached
from sim.study.files import parquet
from sim.study.sweep.folder import open_study

PAIRS = 200
RANDOM = np.random.default_rng(8)
NOISE, OTHERS = RANDOM.normal(size=PAIRS), RANDOM.exponential(size=PAIRS)
FEW = np.arange(PAIRS)


def rare(size: float, small: np.ndarray) -> np.ndarray:
    """Small differences, and two that dominate."""
    return np.where(FEW < 2, size, small)


# The differences in a measure; the sign that is told of them, 0 for none; and whether their mean has an interval.
ROWS: dict[str, tuple[np.ndarray, int, bool]] = {
    "red_batteries_lost_bty": (-3.0 + NOISE, -1, True),
    "red_fires_kr": ((FEW < 40) * 1.0, 1, True),
    "blue_batteries_lost_bty": ((FEW < 3) * 1.0, 0, False),
    "blue_losses_kpe": (np.zeros(PAIRS), 0, False),
    "below_reserve_days": (rare(40.0, -0.01 * OTHERS), 0, False),
    "ground_lost_km2": (NOISE - NOISE.mean(), 0, True),
    "rung_days": (rare(40.0, 0.01 * OTHERS), 1, False),
    "top_rung": (np.ones(PAIRS), 1, False),
    "red_acts": (np.where(FEW < 30, 20.0 + NOISE, -0.5 - 0.1 * OTHERS), 0, True),
    "retaliations": ((FEW < 20) * -1.0, -1, True),
}
KNOWN = {measure.name: measure for measure in MEASURES}
BASE = {name: 50.0 + 3.0 * RANDOM.normal(size=PAIRS).round(3) for name in ROWS}


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> RunComparison:
    folder = tmp_path_factory.mktemp("runs")
    one = write_run(folder / "A", BASE)
    changed = {name: BASE[name] + ROWS[name][0] for name in ROWS}
    return compare([one, write_run(folder / "B", changed, choices={"restrictions": "full_ban"}, config_hash="b")])


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same rows, as points of a study."""
    folder = make_study(tmp_path_factory.mktemp("studies") / "s", [NEVER, policy(0.0)], replications=PAIRS)
    rows = parquet.read(folder / "results.parquet")
    for name, (apart, _, _) in ROWS.items():
        rows[name] = np.concatenate([BASE[name], BASE[name] + apart])
    write_rows(folder / "results.parquet", rows)
    rewrite(folder, "study.json")
    return folder


def of_mark(text: str) -> int:
    return {UP: 1, DOWN: -1, OPEN: 0}[text[0]]


def of_words(text: str) -> int:
    """The sign that a cell of a table tells: by an interval on one side of 0, or by the word in front."""
    for word, sign in (("higher", 1), ("lower", -1)):
        if text.startswith(word):
            return sign
    if not text.startswith("[") or "the other way" in text:
        return 1 if text == "the same difference in every pair" else 0
    low, high = (float(end.replace(",", "")) for end in text.strip("[]").split(" to "))
    return 1 if low > 0 else -1 if high < 0 else 0


def terminal(runs: RunComparison) -> dict[str, int]:
    text = io.StringIO()
    print_comparison(Console(file=text, width=400), runs, everything=True)
    found = {}
    for line in text.getvalue().splitlines():
        words = line.split()
        name = words[0].rstrip("*") if words else ""
        if name in ROWS and name not in found:
            found[name] = of_words(line.rstrip().rsplit("  ", 1)[-1].strip())
    return found


def report(runs: RunComparison) -> dict[str, int]:
    return {name: of_mark(_cell(runs.difference(1, name))) for name in ROWS}


def forest_plot(runs: RunComparison) -> dict[str, int]:
    figure = forest(runs, held_of(runs), [KNOWN[name] for name in ROWS])
    found = {}
    for name, axes in zip(ROWS, figure.axes, strict=True):
        (dot,) = [line for line in axes.lines if line.get_marker() == "o"]
        filled = dot.get_markerfacecolor() != "white"
        found[name] = int(np.sign(dot.get_xdata()[0])) if filled else 0
    return found


def explorer(runs: RunComparison) -> dict[str, int]:
    rows = {name: row_of(runs.difference(1, name), runs.level(0, name), runs.level(1, name)) for name in ROWS}
    return {name: {"higher": 1, "lower": -1}.get(row["verdict"], 0) for name, row in rows.items()}


def python(runs: RunComparison) -> dict[str, int]:
    compared = Compared(runs)
    return {name: {"higher": 1, "lower": -1}.get(compared.difference(name)["verdict"], 0) for name in ROWS}


@pytest.mark.parametrize("surface", [terminal, report, forest_plot, explorer, python])
def test_a_comparison_says_the_same_everywhere(
    runs: RunComparison, surface: Callable[[RunComparison], Mapping[str, int]]
) -> None:
    assert surface(runs) == {name: sign for name, (_, sign, _) in ROWS.items()}


def effects(folder: Path, table: StudyTable, measure: Measure) -> int:
    row = list(Study(open_study(folder)).effects(measure.name))[1]
    return {"higher": 1, "lower": -1}.get(row["verdict"], 0)


def policies(folder: Path, table: StudyTable, measure: Measure) -> int:
    row = list(Study(open_study(folder)).policies(measure.name))[1]
    return {"higher": 1, "lower": -1}.get(row["verdict"], 0)


def study_report(folder: Path, table: StudyTable, measure: Measure) -> int:
    view = StudyView(table)
    return of_mark(cell(view, view.shown(view.policies[0], measure)))


def plot(folder: Path, table: StudyTable, measure: Measure) -> int:
    asked = FigureRequest(table, responses(table, measure), np.arange(len(table)))
    lower = picture(FigureSubject(asked, factor(table, DAY)), "curve").axes[1]
    (mark,) = [line for line in lower.lines if line.get_marker() == "o"]
    return int(np.sign(mark.get_ydata()[0])) if mark.get_markerfacecolor() != "white" else 0


def study_page(folder: Path, table: StudyTable, measure: Measure) -> int:
    data = study_data(folder, measure.name)
    return 0 if data.unsure(1) else int(np.sign(data.values[1]))


@pytest.mark.parametrize("surface", [effects, policies, study_report, plot, study_page])
def test_a_study_says_what_a_comparison_of_the_same_rows_says(
    study: Path, surface: Callable[[Path, StudyTable, Measure], int]
) -> None:
    table = open_table(study)
    found = {name: surface(study, table, KNOWN[name]) for name in ROWS}
    assert found == {name: sign for name, (_, sign, _) in ROWS.items()}


def test_the_intervals_of_a_study_are_those_of_a_comparison(study: Path, runs: RunComparison) -> None:
    table = open_table(study)
    for name in ROWS:
        found, wanted = responses(table, KNOWN[name]), runs.difference(1, name)
        mine = [found.low[1], found.high[1], found.wide_low[1], found.wide_high[1]]
        simultaneous = (wanted.simultaneous_low, wanted.simultaneous_high)
        assert mine == pytest.approx([wanted.low, wanted.high, *simultaneous], nan_ok=True)
        assert found.no_interval[1] == wanted.no_interval


def test_until_stops_only_where_tables_give_an_interval(runs: RunComparison) -> None:
    for name, (apart, _, given) in ROWS.items():
        assert is_reached(PrecisionTarget(name, 1e9), BASE[name], [BASE[name] + apart]) is given
        assert bool(runs.difference(1, name).no_interval) is not given
        assert interval_of(runs.difference(1, name)).startswith("[") is given
