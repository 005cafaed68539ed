from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from figure_audit import cut_off, overlapping
from made_up_studies import DAY, GROUND, HALF_LIFE, NEVER, Row, make_study, policy
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from sim.analysis.responses import responses
from sim.analysis.study_factors import UNCERTAINTY, factor, points_where, varying
from sim.analysis.study_table import open_table
from sim.config.problems import Problem
from sim.model.measures import MEASURES
from sim.report.drawing.scales import CUT_LABEL
from sim.report.figures.study import parallel
from sim.report.figures.study.futures import running
from sim.report.figures.study.heat_cells import HATCH, ZERO
from sim.report.figures.study.parallel import beyond_chance
from sim.report.figures.study.picture import picture, write
from sim.report.figures.study.request import FigureRequest, FigureSubject
from sim.study.design.inseparable import Inseparable
from sim.study.files.manifest import WARNING

MEASURE = next(each for each in MEASURES if each.name == GROUND)
DAYS = [0.0, 15.0, 30.0, 60.0]
LEVERS = [NEVER, *map(policy, DAYS)]
GRID = [{HALF_LIFE: value} for value in (5.0, 10.0, 20.0)]


def asked_of(folder: Path, *conditions: str) -> FigureRequest:
    table = open_table(folder)
    return FigureRequest(
        table, responses(table, MEASURE), points_where(table, conditions) if conditions else np.arange(len(table))
    )


def sampled(count: int) -> list[Row]:
    random = np.random.default_rng(4)
    return [
        {HALF_LIFE: float(value), "fires.suppression": float(random.random())} for value in random.uniform(5, 40, count)
    ]


def subtitle(figure: Figure) -> str:
    return " ".join(figure.texts[1].get_text().split())


@pytest.fixture(scope="session")
def timing(tmp_path_factory: pytest.TempPathFactory) -> FigureRequest:
    return asked_of(make_study(tmp_path_factory.mktemp("studies") / "timing", LEVERS, failed=[(2, 3)]))


@pytest.fixture(scope="session")
def grid(tmp_path_factory: pytest.TempPathFactory) -> FigureRequest:
    def changing(row: Row, noise: np.ndarray) -> np.ndarray:
        return 100 + noise + (min(row[DAY], 60) < 60) * (row[HALF_LIFE] - 10) * (1 + noise / 5)

    return asked_of(make_study(tmp_path_factory.mktemp("studies") / "grid", LEVERS, GRID, values=changing))


@pytest.fixture(scope="session")
def futures(tmp_path_factory: pytest.TempPathFactory) -> FigureRequest:
    return asked_of(make_study(tmp_path_factory.mktemp("studies") / "futures", LEVERS[:3], sampled(60)))


def test_a_timing_curve_has_the_level_the_difference_and_never_apart(timing: FigureRequest) -> None:
    figure = picture(FigureSubject(timing, factor(timing.table, DAY)), "curve")
    upper, lower = figure.axes
    level = next(line for line in upper.lines if len(line.get_xdata()) == len(DAYS))
    assert level.get_ydata() == pytest.approx(timing.found.level[1:])
    curve = next(line for line in lower.lines if len(line.get_xdata()) == len(DAYS))
    assert curve.get_xdata() == pytest.approx(DAYS)
    assert curve.get_ydata() == pytest.approx(timing.found.mean[1:])
    band = np.concatenate([path.vertices for each in lower.collections for path in each.get_paths()])
    assert band[:, 1].min() == pytest.approx(np.nanmin(timing.found.wide_low))
    mark = next(line for line in lower.lines if line.get_marker() == "D")
    assert mark.get_ydata()[0] == 0
    assert mark.get_xdata()[0] > 60
    assert [text.get_text() for text in lower.get_xticklabels()][-1] == "never"
    assert lower.get_xticks()[-1] == mark.get_xdata()[0]


def test_marks_are_hollow_where_the_sign_is_not_told(timing: FigureRequest) -> None:
    lower = picture(FigureSubject(timing, factor(timing.table, DAY)), "curve").axes[1]
    marks = [line for line in lower.lines if line.get_marker() == "o"]
    assert [line.get_markerfacecolor() == "white" for line in marks] == [False, False, False, True]


def test_a_figure_says_what_it_shows_and_is_signed(timing: FigureRequest, tmp_path: Path) -> None:
    figure = picture(FigureSubject(timing, factor(timing.table, DAY)), "curve")
    assert figure.texts[0].get_text() == "Ground lost*: difference from Full ban"
    assert "* One stall assumption only" in subtitle(figure)
    assert "95 % intervals" in subtitle(figure)
    assert "day of the event" in subtitle(figure)
    assert "1 of 500 replications failed" in subtitle(figure)
    paths = write(figure, FigureSubject(timing, factor(timing.table, DAY)), "curve", tmp_path / "figures", "name")
    assert [path.name for path in paths] == ["name.svg", "name.png", "name.csv"]
    footer = figure.texts[-1].get_text()
    assert footer.endswith(WARNING)
    assert all(
        part in footer for part in ("kharkiv_2024", "study timing c0ffee", "seed 3", "5 points of 100 replications")
    )
    assert cut_off(figure) == []


def test_bands_of_many_futures_are_their_quantiles(futures: FigureRequest) -> None:
    figure = picture(FigureSubject(futures, factor(futures.table, DAY)), "curve")
    assert "5-95 % and 25-75 % of 60 futures" in subtitle(figure)
    first = futures.found.mean[futures.table.points["lever"] == 1]
    vertices = np.concatenate([each.get_paths()[0].vertices for each in figure.axes[1].collections if each.get_paths()])
    at_first = vertices[vertices[:, 0] == 0, 1]
    for share in (0.05, 0.25, 0.75, 0.95):
        assert np.abs(at_first - np.quantile(first, share)).min() < 1e-9


def test_panels_and_lines_tell_the_other_factors_apart(tmp_path: Path) -> None:
    structures = [{"attrition": "helmbold"}, {"attrition": "square"}]
    asked = asked_of(make_study(tmp_path / "s", LEVERS, GRID, structures))
    x, by = factor(asked.table, DAY), factor(asked.table, HALF_LIFE)
    figure = picture(FigureSubject(asked, x, None, by), "curve")
    assert len(figure.axes) == 6
    assert "Pressure half\nlife 5 days" in [text.get_text() for text in figure.axes[0].texts]
    for axes, expected in zip(figure.axes[1::2], (1, 6, 11), strict=True):
        curves = [line for line in axes.lines if len(line.get_xdata()) == len(DAYS)]
        assert len({line.get_color() for line in curves}) == len({line.get_linestyle() for line in curves}) == 2
        assert curves[0].get_ydata() == pytest.approx(asked.found.mean[expected : expected + 4])
    assert cut_off(figure) == []
    assert overlapping(figure) == []
    across = picture(FigureSubject(asked, factor(asked.table, "attrition"), None, by=x), "curve")
    assert len(across.axes) == 8


def test_the_reference_is_not_mixed_with_policies_over_an_uncertainty(grid: FigureRequest) -> None:
    asked = asked_of(grid.table.folder, f"{DAY}=0")
    axes = picture(FigureSubject(asked, factor(asked.table, HALF_LIFE)), "curve").axes
    curve = next(line for line in axes[1].lines if len(line.get_xdata()) == 3)
    assert curve.get_ydata() == pytest.approx(asked.found.mean[[1, 6, 11]])
    levels = [line.get_ydata() for line in axes[0].lines if len(line.get_xdata()) == 3]
    assert any(found == pytest.approx(asked.found.level[[0, 5, 10]]) for found in levels)


def test_names_of_options_stand_side_by_side(tmp_path: Path) -> None:
    names = [
        "full_ban",
        "counter_fire",
        "long_range",
        "a_policy_with_a_long_name",
        "another_policy_of_long_name",
    ]
    levers = [{"restrictions": name} for name in names]
    asked = asked_of(make_study(tmp_path / "s", levers, values=lambda row, noise: 9 + noise * len(row["restrictions"])))
    figure = picture(FigureSubject(asked, factor(asked.table, "restrictions")), "curve")
    assert len(figure.axes[1].get_xticklabels()) == len(names)
    assert cut_off(figure) == []


def test_a_heat_map_colours_by_sign_hatches_what_is_not_told_and_draws_the_line_of_zero(grid: FigureRequest) -> None:
    figure = picture(FigureSubject(grid, factor(grid.table, DAY), factor(grid.table, HALF_LIFE)), "heat")
    axes = figure.axes[0]
    cells = {(each.get_x(), each.get_y()): each for each in axes.patches if isinstance(each, Rectangle)}
    assert len(cells) == 12
    for (x, y), cell in cells.items():
        told = x < 3 and y != 1
        assert (cell.get_hatch() is None) == told
        red, _, blue, _ = cell.get_facecolor()
        assert (blue > red, red > blue) == (told and y == 0, told and y == 2)
    assert any(each.get_label() == ZERO for each in axes.collections)
    assert HATCH in [handle.get_hatch() for handle in figure.legends[0].legend_handles if isinstance(handle, Rectangle)]
    found = grid.found.mean[1]
    assert f"−{abs(found):.1f}" in [text.get_text() for text in axes.texts]
    assert [text.get_text() for text in axes.get_xticklabels()] == ["0", "15", "30", "60"]
    low, high = figure.axes[1].get_ylim()
    assert low == -high
    assert cut_off(figure) == []
    assert overlapping(figure) == []


def test_a_fine_heat_map_has_labelled_contours(tmp_path: Path) -> None:
    levers = [NEVER, *(policy(float(day)) for day in range(0, 60, 3))]
    asked = asked_of(make_study(tmp_path / "s", levers, [{HALF_LIFE: float(value)} for value in range(5, 25)]))
    figure = picture(FigureSubject(asked, factor(asked.table, DAY), factor(asked.table, HALF_LIFE)), "heat")
    contours = [text.get_text() for text in figure.axes[0].texts]
    assert {"−5", "−10"} <= set(contours)
    assert cut_off(figure) == []


def test_never_stands_apart_in_a_heat_map(tmp_path: Path) -> None:
    levers = [policy(0.0), policy(30.0), {**NEVER, "restrictions": "counter_fire"}]
    asked = asked_of(make_study(tmp_path / "s", levers, GRID))
    axes = picture(FigureSubject(asked, factor(asked.table, DAY), factor(asked.table, HALF_LIFE)), "heat").axes[0]
    assert [text.get_text() for text in axes.get_xticklabels()] == ["30", "never"]
    assert sorted({each.get_x() for each in axes.patches}) == [0.0, pytest.approx(1.35)]


def test_an_uncertainty_on_x_has_a_mark_for_each_future_and_a_running_median(futures: FigureRequest) -> None:
    figure = picture(FigureSubject(futures, factor(futures.table, HALF_LIFE)), "curve")
    assert len(figure.axes) == 2
    assert "no line is fitted" in subtitle(figure)
    axes = figure.axes[0]
    mine = futures.table.points["lever"] == 1
    marks = [line for line in axes.lines if line.get_label() in ("clear sign", "no clear sign")]
    x, y = (np.concatenate([getattr(line, name)() for line in marks]) for name in ("get_xdata", "get_ydata"))
    assert sorted(zip(x, y, strict=True)) == sorted(
        zip(futures.table.points[HALF_LIFE][mine], futures.found.mean[mine], strict=True)
    )
    median = next(line for line in axes.lines if line.get_label() == "running median")
    assert len(median.get_xdata()) > 10
    assert cut_off(figure) == []
    assert overlapping(figure) == []


def test_the_running_median_follows_a_bend_that_a_line_would_miss() -> None:
    x = np.linspace(0, 1, 400)
    found = running(x, np.abs(x - 0.5))
    assert found is not None
    middle = np.argmin(np.abs(found.x - 0.5))
    assert found.q50[0] > 0.3 < found.q50[-1]
    assert found.q50[middle] < 0.1
    assert (found.q25 <= found.q50).all()
    assert running(x[:20], x[:20]) is None


def test_parallel_coordinates_end_at_the_difference_and_tell_signs_by_dashes(futures: FigureRequest) -> None:
    figure = picture(FigureSubject(futures), "parallel")
    assert len(figure.axes) == 2
    drawn = [each for each in figure.axes[0].collections if isinstance(each, LineCollection)]
    lower = next(each for each in drawn if each.get_label() == "lower")
    assert len(lower.get_segments()) == 60
    ends = np.array([segment[-1] for segment in lower.get_segments()])
    assert (ends[:, 0] == 2).all()
    mine = futures.found.mean[futures.table.points["lever"] == 1]
    order = np.argsort(np.abs(mine), kind="stable")  # the largest on top
    assert np.corrcoef(ends[:, 1], mine[order])[0, 1] == pytest.approx(1)
    names = [text.get_text() for text in figure.axes[0].texts]
    assert names.index("Pressure half life") > names.index("Fires suppression")  # the strongest last
    assert cut_off(figure) == []
    assert overlapping(figure) == []


def test_a_future_counts_once_for_what_is_beyond_chance_however_many_policies_it_has(futures: FigureRequest) -> None:
    factors = varying(futures.table, UNCERTAINTY, futures.policies)
    every = beyond_chance(futures, factors, futures.policies)
    one = beyond_chance(futures, factors, futures.policies[futures.table.points["lever"][futures.policies] == 1])
    floors = [float(re.findall(r"above ([0-9.]+)", text)[0]) for text in (every, one)]
    assert floors[0] == pytest.approx(floors[1], abs=0.05)  # pooled rows would lower it by the root of two
    assert "): 1 of 2." in every


def test_of_aliased_factors_nothing_is_said_to_be_beyond_chance(
    futures: FigureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    factors = varying(futures.table, UNCERTAINTY, futures.policies)
    keys = tuple(each.key for each in factors)
    for hidden, said in (
        (keys, "All 2 factors are aliased: which of them matters is unknown."),
        ((HALF_LIFE,), "none of 2, aliased ones (1) left out."),
    ):
        monkeypatch.setattr(f"{parallel.__name__}.aliases_of_table", lambda _, keys=hidden: [Inseparable(keys, 30)])
        assert beyond_chance(futures, factors, futures.policies).endswith(said)


def test_what_cannot_be_drawn_is_refused_with_what_to_do(futures: FigureRequest, grid: FigureRequest) -> None:
    day, half_life = factor(futures.table, DAY), factor(futures.table, HALF_LIFE)
    with pytest.raises(Problem, match="was sampled together with other uncertainties"):
        picture(FigureSubject(futures, day, half_life), "heat")
    with pytest.raises(Problem, match=r"--by pressure.half_life: was sampled"):
        picture(FigureSubject(futures, day, None, half_life), "curve")
    with pytest.raises(Problem, match=r"--by restrictions.events.permission.day: is the factor of --x"):
        picture(FigureSubject(futures, day, None, day), "curve")
    nothing = FigureRequest(grid.table, grid.found, grid.points[:1])
    with pytest.raises(Problem, match="nothing to draw"):
        picture(FigureSubject(nothing, factor(grid.table, HALF_LIFE)), "curve")


def test_lines_that_are_too_many_have_panels_and_none_is_left_out(tmp_path: Path) -> None:
    aids = [f"delayed_by_{months}_months" for months in range(12)]
    levers = [NEVER, *({**policy(day), "aid": aid} for aid in aids for day in DAYS[:2])]
    asked = asked_of(make_study(tmp_path / "s", levers, replications=20))
    figure = picture(FigureSubject(asked, factor(asked.table, DAY)), "curve")
    assert len(figure.axes) == 24
    titles = [text.get_text() for axes in figure.axes[::2] for text in axes.texts if text.get_weight() == "bold"]
    assert titles == [f"Delayed by {months} months" for months in range(12)]
    assert all(len([line for line in axes.lines if line.get_marker() == "o"]) == 2 for axes in figure.axes[1::2])


def test_axes_have_labels_and_ticks_at_the_values(timing: FigureRequest) -> None:
    upper, lower = picture(FigureSubject(timing, factor(timing.table, DAY)), "curve").axes
    assert [text.get_text() for text in lower.get_xticklabels()] == ["0", "15", "30", "60", "never"]
    assert "Day of the permission" in [text.get_text() for text in lower.texts]
    assert upper.get_ylim()[0] > 0
    assert CUT_LABEL in [line.get_label() for line in upper.lines]
    assert lower.get_ylim()[0] < 0 < lower.get_ylim()[1]
    assert CUT_LABEL not in [line.get_label() for line in lower.lines]


def test_options_are_called_by_their_labels(tmp_path: Path) -> None:
    options = ("full_ban", "counter_fire", "on_request")
    levers = [{"restrictions": option} for option in options]
    asked = asked_of(
        make_study(
            tmp_path / "s", levers, values=lambda row, noise: 9 + noise * (1 + options.index(row["restrictions"])),
            replications=20,
        )
    )  # fmt: skip
    lower = picture(FigureSubject(asked, factor(asked.table, "restrictions")), "curve").axes[1]
    shown = [" ".join(text.get_text().split()) for text in lower.get_xticklabels()]
    assert shown == ["Full ban", "Counter-fire from day 20 (record)", "Permitted on request (day 5)"]
    assert lower.get_xticklabels()[0].get_rotation() == 0
