from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from figure_audit import cut_off, overlapping
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.comparison import RunComparison
from sim.analysis.paired import PairedDifference, without_interval
from sim.model.measures import MEASURES, Measure
from sim.report.drawing import style
from sim.report.drawing.text_width import name_lines
from sim.report.figures.comparison.forest_plot import MOST_LABEL, THICK, THIN, forest, value_text
from sim.report.figures.comparison.variants import variants_of
from sim.study.differences.verdict import CONSTANT, DOMINATED, FEW, FEW_DIFFER, HIGHER, SAME, UNCLEAR

BY_NAME = {measure.name: measure for measure in MEASURES}
DRAWN = [BY_NAME[name] for name in ("red_fires_kr", "blue_batteries_lost_bty", "rung_days")]


@pytest.fixture(scope="module")
def usual(three: RunComparison) -> Figure:
    return forest(three, variants_of(three), DRAWN)


def names(axes: Axes) -> list[str]:
    return [text.get_text() for text in axes.texts]


def dots(axes: Axes) -> list[tuple[float, object]]:
    found = [line for line in axes.lines if line.get_marker() == "o"]
    return [(line.get_xdata()[0], line.get_markerfacecolor()) for line in found]


def intervals(axes: Axes, width: float) -> list[list[float]]:
    found = [lines for lines in axes.collections if lines.get_linewidths() == [width]]
    return [segment[:, 0].tolist() for lines in found for segment in lines.get_segments()]


def test_a_measure_is_a_block_with_its_unit_and_a_row_a_variant(usual: Figure) -> None:
    assert len(usual.axes) == 3
    first, batteries, rungs = (names(axes) for axes in usual.axes)
    called = ("Counter-fire from day 20 (record)", "Permitted on request (day 5)")
    assert first[0::2][:2] == ["\n".join(name_lines(name, MOST_LABEL)) for name in called]
    assert first[4:] == ["Red fires", "thousand rounds"]
    assert batteries[4:] == ["Blue batteries", "lost", ""]
    assert rungs[4:] == ["Rung-days", ""]


def test_the_dots_and_lines_are_means_and_intervals(three: RunComparison, usual: Figure) -> None:
    rows = [three.difference(place, "red_fires_kr") for place in three.variants]
    axes = usual.axes[0]
    assert [mean for mean, _ in dots(axes)] == [row.mean for row in rows]
    assert intervals(axes, THICK) == [[row.low, row.high] for row in rows]
    assert intervals(axes, THIN) == [[row.simultaneous_low, row.simultaneous_high] for row in rows]
    assert [mean for mean, _ in dots(axes)] == pytest.approx([-6, 6], abs=0.1)


def test_each_axis_has_its_own_scale_and_holds_zero(usual: Figure) -> None:
    scales = [axes.get_xlim() for axes in usual.axes]
    assert len(set(scales)) == 3
    assert all(low < 0 < high for low, high in scales)
    for axes in usual.axes:
        low, high = axes.get_xlim()
        assert all(low <= tick <= high for tick in axes.get_xticks())


def test_every_measure_has_its_simultaneous_interval_and_the_key_names_it(usual: Figure) -> None:
    assert len(intervals(usual.axes[2], THIN)) == len(intervals(usual.axes[2], THICK)) == 2
    keys = [text.get_text() for text in usual.legends[0].get_texts()]
    assert keys == ["mean", "95 % interval", "95 %, simultaneous over these differences"]


def test_the_key_names_no_simultaneous_interval_where_there_is_none(three: RunComparison) -> None:
    keys = forest(three, variants_of(three), DRAWN[1:2]).legends[0].get_texts()
    assert [text.get_text() for text in keys] == ["mean", "95 % interval"]


def test_where_too_few_replications_differ_that_is_printed_and_no_interval_drawn(usual: Figure) -> None:
    axes = usual.axes[1]
    assert names(axes)[1].endswith("(too few differ: 4 of 200)")
    assert names(axes)[3] == "no pair differs"
    assert intervals(axes, THICK) == intervals(axes, THIN) == []
    assert [fill for _, fill in dots(axes)] == ["white", "white"]


def test_a_dot_is_filled_where_the_sign_is_clear(usual: Figure) -> None:
    assert [fill for _, fill in dots(usual.axes[0])] == [style.BLUE, style.BLUE]


def test_the_heading_says_what_is_subtracted_and_how_it_is_paired(three: RunComparison, usual: Figure) -> None:
    assert usual.texts[0].get_text() == "Difference from Full ban, paired by replication"
    assert usual.texts[1].get_text().startswith("Left of 0: less than Full ban.")
    for paired, words in (((True, True, False), "not all paired"), ((False, True, False), "not paired")):
        figure = forest(replace(three, paired=paired), variants_of(three), DRAWN[:1], "A note.")
        assert figure.texts[0].get_text() == f"Difference from Full ban, {words}"
        assert figure.texts[1].get_text().startswith("A note. Left of 0")


def difference(mean: float, low: float, high: float, verdict: str = HIGHER) -> PairedDifference:
    blank = without_interval(1, DRAWN[2], mean, 9, 9, verdict, "")
    return replace(blank, low=low, high=high, simultaneous_low=low, simultaneous_high=high)


def without(mean: float, no_interval: str, share_equal: float = 0.0) -> PairedDifference:
    return replace(without_interval(1, DRAWN[2], mean, 9, 1, UNCLEAR, no_interval), share_equal=share_equal)


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (difference(70.638, 69.79, 71.48), "+70.64 [69.79, 71.48]"),
        (difference(-2071.6, -2093, -2050), "\N{MINUS SIGN}2,072 [\N{MINUS SIGN}2,093, \N{MINUS SIGN}2,050]"),
        (difference(0.0123, -0.001, 0.03, verdict=UNCLEAR), "+0.012 [\N{MINUS SIGN}0.001, 0.030]"),
        (difference(-0.001, -0.5, 0.4, verdict=UNCLEAR), "0.00 [\N{MINUS SIGN}0.50, 0.40]"),
        (without(0.0, SAME, 1.0), "no pair differs"),
        (without(0.1, FEW_DIFFER, 7 / 9), "+0.1 (too few differ: 2 of 9)"),
        (without(0.1, DOMINATED), "+0.1 (a few dominate)"),
        (without(0.1, FEW), "+0.1 (too few replications)"),
        (without(-3.0, CONSTANT), "\N{MINUS SIGN}3 in every pair"),
        (without(0.1, "too few replications vary"), "+0.1 (too few replications vary)"),
    ],
)  # fmt: skip
def test_numbers_have_the_digits_that_the_interval_bears(row: PairedDifference, text: str) -> None:
    assert value_text(row) == text


def test_of_a_headline_measure_the_interval_of_the_tables_is_printed(three: RunComparison, usual: Figure) -> None:
    row = three.difference(three.variants[0], "red_fires_kr")
    assert row.simultaneous_low < row.low
    wide = replace(row, measure=DRAWN[2], low=row.simultaneous_low, high=row.simultaneous_high)
    assert names(usual.axes[0])[1] == value_text(row) == value_text(wide)
    assert "In brackets: the wider interval." in " ".join(usual.texts[1].get_text().split())


@pytest.mark.parametrize("count", [2, 8])
@pytest.mark.parametrize("measures", [DRAWN, [measure for measure in MEASURES if measure.headline]])
def test_nothing_overlaps_or_is_cut_off(eight: RunComparison, count: int, measures: Sequence[Measure]) -> None:
    figure = forest(eight, variants_of(eight)[:count], measures)
    assert cut_off(figure) == []
    assert overlapping(figure) == []


def test_long_names_are_wrapped(three: RunComparison) -> None:
    long = [
        replace(one, label=f"aid=late, restrictions.events.permission.day={one.place}") for one in variants_of(three)
    ]
    figure = forest(three, long, DRAWN)
    assert "".join(names(figure.axes[0])[0].split()) == "aid=late,restrictions.events.permission.day=0"
    assert cut_off(figure) == []
    assert overlapping(figure) == []


def test_every_variant_has_a_row_with_its_whole_name(twenty: RunComparison) -> None:
    figure = forest(twenty, variants_of(twenty), [BY_NAME["red_fires_kr"]])
    (axes,) = figure.axes
    assert [" ".join(name.split()) for name in names(axes)[0:38:2]] == list(twenty.names[1:])
    assert len(dots(axes)) == 19
    assert overlapping(figure) == []


def test_where_no_pair_of_any_variant_differs_one_row_says_so(eight: RunComparison) -> None:
    (axes,) = forest(eight, variants_of(eight), [BY_NAME["red_batteries_lost_bty"]]).axes
    assert names(axes)[:2] == ["all 7 variants", "no pair differs"]
    assert len(dots(axes)) == 1
