from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from figure_audit import cut_off, overlapping
from matplotlib.axes import Axes

from sim.analysis.comparison import RunComparison
from sim.report.drawing.scales import CUT_LABEL
from sim.report.drawing.text_width import name_lines
from sim.report.figures.comparison.callouts import MOST_NAME
from sim.report.figures.comparison.trade_off import Spread, cloud_of, trade_off
from sim.report.figures.comparison.variants import variants_of
from sim.report.figures.looks import LOOKS

ACROSS, UP = "red_fires_kr", "rung_days"


def drawn(comparison: RunComparison, spread: Spread = "replications") -> Axes:
    figure = trade_off(variants_of(comparison), ACROSS, UP, spread)
    assert figure is not None
    return figure.axes[0]


def test_a_point_is_the_mean_of_each_variant(three: RunComparison) -> None:
    axes = drawn(three)
    points = {line.get_label(): line for line in axes.lines if line.get_marker() in [look.marker for look in LOOKS]}
    assert list(points) == ["Full ban", "Counter-fire from day 20 (record)", "Permitted on request (day 5)"]
    for place, label in enumerate(three.names):
        assert points[label].get_xdata()[0] == pytest.approx(three.tables[place][ACROSS].mean())
        assert points[label].get_ydata()[0] == pytest.approx(three.tables[place][UP].mean())


@pytest.mark.parametrize(("spread", "squared"), [("replications", 1.0), ("mean", 5.991 / 200)])
def test_the_ellipse_is_where_the_distance_from_the_mean_is_one(
    three: RunComparison, spread: Spread, squared: float
) -> None:
    values = np.array([three.tables[1][ACROSS], three.tables[1][UP]])
    axes = drawn(three, spread)
    ellipse = next(line for line in axes.lines if line.get_label() == "Full ban: spread")
    steps = np.column_stack(ellipse.get_data()) - values.mean(axis=1)
    distances = np.einsum("ij,jk,ik->i", steps, np.linalg.inv(np.cov(values)), steps)
    assert distances == pytest.approx(squared)
    assert ellipse.get_xdata()[0] == pytest.approx(ellipse.get_xdata()[-1])


def test_the_figure_says_what_the_ellipse_is(three: RunComparison) -> None:
    for spread, words in (("replications", "one standard deviation of the replications"), ("mean", "95 % confidence")):
        figure = trade_off(variants_of(three), ACROSS, UP, spread, "A note.")  # type: ignore[arg-type]
        assert figure is not None
        assert figure.texts[0].get_text() == "Rung-days against Red fires"
        assert words in figure.texts[1].get_text()
        assert figure.texts[1].get_text().startswith("A note. ")


def test_the_axes_have_units_and_any_measures_can_be_chosen(three: RunComparison) -> None:
    axes = drawn(three)
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("Red fires (thousand rounds)", "Rung-days")
    figure = trade_off(variants_of(three), "ground_lost_km2", "blue_losses_kpe")
    assert figure is not None
    assert figure.axes[0].get_xlabel() == "Ground lost (km²)"


def test_variants_differ_in_colour_line_and_mark(three: RunComparison) -> None:
    for parts in zip(*LOOKS, strict=True):
        assert len(set(parts)) >= len(LOOKS) - 1
    lines = [line for line in drawn(three).lines if "spread" in str(line.get_label())]
    assert [line.get_color() for line in lines] == [look.colour for look in LOOKS[:3]]
    assert [line.is_dashed() for line in lines] == [False, True, True]


def test_replications_that_do_not_define_both_measures_are_left_out(three: RunComparison) -> None:
    variant = variants_of(three)[0]
    values = variant.table[ACROSS].copy()
    values[5:] = np.nan
    few = replace(variant, table={**variant.table, ACROSS: values})
    cloud = cloud_of(few, ACROSS, UP, "replications")
    assert cloud is not None
    assert cloud[0] == pytest.approx([few.table[ACROSS][:5].mean(), few.table[UP][:5].mean()])
    none = replace(variant, table={**variant.table, ACROSS: values * np.nan})
    assert cloud_of(none, ACROSS, UP, "mean") is None
    assert trade_off([none], ACROSS, UP) is None
    one = replace(variant, table={ACROSS: values[:1], UP: variant.table[UP][:1]})
    assert trade_off([one], ACROSS, UP) is not None


def test_names_lie_clear_of_each_other_and_of_the_points(eight: RunComparison) -> None:
    figure = trade_off(variants_of(eight), ACROSS, UP)
    assert figure is not None
    assert cut_off(figure) == []
    assert overlapping(figure) == []
    axes = figure.axes[0]
    named = [text for text in axes.texts if text.get_text()]
    assert [text.get_text() for text in named] != list(eight.names)  # the most crowded first
    assert {text.get_text() for text in named} == {"\n".join(name_lines(name, MOST_NAME)) for name in eight.names}
    points = [axes.transData.transform(text.xy) for text in named]
    boxes = [text.get_window_extent() for text in named]
    assert not any(box.contains(*point) for box in boxes for point in points)


def test_the_same_points_can_still_be_told_apart(three: RunComparison) -> None:
    same = [replace(one, table=three.tables[0]) for one in variants_of(three)]
    figure = trade_off(same, ACROSS, UP)
    assert figure is not None
    assert overlapping(figure) == []


def test_long_names_are_wrapped(three: RunComparison) -> None:
    long = [
        replace(one, label=f"aid=late, restrictions.events.permission.day={one.place}") for one in variants_of(three)
    ]
    figure = trade_off(long, ACROSS, UP)
    assert figure is not None
    assert cut_off(figure) == []


def test_every_variant_has_its_point_and_its_whole_name_in_some_panel(twenty: RunComparison) -> None:
    figure = trade_off(variants_of(twenty), ACROSS, UP)
    assert figure is not None
    assert len(figure.axes) == 3
    assert len({(axes.get_xlim(), axes.get_ylim()) for axes in figure.axes}) == 1
    shapes = [look.marker for look in LOOKS[1:]]
    marks = [line.get_label() for axes in figure.axes for line in axes.lines if line.get_marker() in shapes]
    assert sorted(marks) == sorted(twenty.names[1:])
    others = [sum(str(line.get_label()).endswith(": other") for line in axes.lines) for axes in figure.axes]
    assert others == [12, 13, 13]
    written = {" ".join(text.get_text().split()) for axes in figure.axes for text in axes.texts if text.get_text()}
    assert written == set(twenty.names)
    assert "Small points: the variants of the other panels." in " ".join(figure.texts[1].get_text().split())


def test_an_axis_that_does_not_begin_at_0_is_marked(three: RunComparison) -> None:
    axes = drawn(three)
    marks = [line for line in axes.lines if line.get_label() == CUT_LABEL]
    assert axes.get_xlim()[0] > 0
    assert axes.get_ylim()[0] > 0
    assert len(marks) == 4
