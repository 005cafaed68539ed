from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text
from runs_made_up import daily_of

from sim.report.drawing.fan import fan_chart, quantiles_of, spaced

MILESTONES = [(1.0, 89.0, 163.0), (5.0, 135.0, 211.0), (51.0, 185.0, 248.0)]


def fan(days: int = 60, scale: float = 1.0, milestones: list[tuple[float, float, float]] | None = None) -> Figure:
    daily = daily_of(days)
    daily["ground_lost_km2"] *= scale
    return fan_chart(*quantiles_of(daily, "ground_lost_km2"), "Ground lost", "km²", "Title", "what", milestones or [])


@pytest.fixture(scope="module")
def usual() -> Figure:
    return fan()


def notes(axes: Axes) -> list[str]:
    return [note.get_text() for note in axes.texts]


def test_quantiles_are_read_in_the_order_of_days() -> None:
    daily = daily_of(30)
    shuffled = np.random.default_rng(1).permutation(len(daily["day"]))
    days, quantiles = quantiles_of({name: column[shuffled] for name, column in daily.items()}, "ground_lost_km2")
    assert days.tolist() == list(range(30))
    assert set(quantiles) == {"q05", "q25", "q50", "q75", "q95"}
    assert quantiles["q50"][-1] == pytest.approx(200)
    assert quantiles["q05"][-1] == pytest.approx(155)


def test_the_fan_is_a_median_and_two_bands(usual: Figure) -> None:
    (axes,) = usual.axes
    (median,) = axes.lines
    assert median.get_xdata()[-1] == 59
    assert median.get_ydata()[-1] == pytest.approx(200)
    outer, inner = axes.collections
    assert [band.get_label() for band in (outer, inner)] == ["5-95 %", "25-75 %"]
    assert outer.get_paths()[0].get_extents().y1 == pytest.approx(245)
    assert inner.get_paths()[0].get_extents().y1 == pytest.approx(225)


def test_the_axes_say_quantity_and_units_and_there_is_no_legend(usual: Figure) -> None:
    (axes,) = usual.axes
    assert axes.get_ylabel() == "Ground lost (km²)"
    assert axes.get_xlabel() == "Time (days)"
    assert axes.get_xticks().tolist() == [0, 10, 20, 30, 40, 50]
    assert axes.get_ylim()[0] == 0
    assert axes.get_legend() is None


def test_the_quantiles_are_named_at_the_right_edge_without_overlap(usual: Figure) -> None:
    (axes,) = usual.axes
    assert notes(axes) == ["95 %: 245", "75 %: 225", "median: 200 km²", "25 %: 175", "5 %: 155"]
    usual.draw_without_rendering()
    boxes = [Text.get_window_extent(note) for note in axes.texts]  # of an annotation, without its line
    assert all(box.x0 > axes.bbox.x1 for box in boxes)
    assert all(above.y0 >= below.y1 - 1 for above, below in pairwise(boxes))
    assert all(box.x1 <= usual.bbox.x1 for box in boxes)


def test_equal_quantiles_share_one_label() -> None:
    (axes,) = fan(scale=0).axes
    assert notes(axes) == ["5 % to 95 %: 0 km²"]
    assert axes.get_ylim() == (0, 1)


def test_milestones_are_drawn_only_where_they_are_passed(usual: Figure) -> None:
    assert not any("observed" in text for text in notes(usual.axes[0]))
    (axes,) = fan(milestones=MILESTONES).axes
    observed = next(lines for lines in axes.collections if lines.get_label() == "observed")
    assert [segment.tolist() for segment in observed.get_segments()] == [
        [[day, low], [day, high]] for day, low, high in MILESTONES
    ]
    assert "observed: occupied to\noccupied + contested" in notes(axes)
    assert axes.get_ylim()[1] > 1.15 * 248


def test_milestones_beyond_the_horizon_are_left_out() -> None:
    (axes,) = fan(days=5, milestones=MILESTONES).axes
    observed = next(lines for lines in axes.collections if lines.get_label() == "observed")
    assert len(observed.get_segments()) == 1


@pytest.mark.parametrize(
    ("days", "ticks"), [(1, [0]), (5, [0, 1, 2, 3, 4]), (720, [0, 90, 180, 270, 360, 450, 540, 630])]
)
def test_short_and_long_horizons(days: int, ticks: list[int]) -> None:
    (axes,) = fan(days=days).axes
    assert [tick for tick in axes.get_xticks() if tick >= 0] == ticks


def test_ranges_that_would_hide_each_other_are_left_out_but_for_the_last() -> None:
    rows = [(day, 1.0, 2.0) for day in (1.0, 2.0, 3.0, 6.0, 11.0, 33.0, 51.0, 52.0)]
    assert [day for day, _, _ in spaced(rows, 0, 180, 40)] == [1, 6, 11, 33, 52]
    assert [day for day, _, _ in spaced(rows, 0, 10, 40)] == [1, 2, 3, 6]
    assert spaced(rows[:2], 0, 180, 40) == rows[:2]
    assert spaced([], 0, 180, 40) == []
