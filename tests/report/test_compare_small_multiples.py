from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from figure_audit import cut_off, overlapping
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.comparison import RunComparison
from sim.report.drawing import style
from sim.report.figures.comparison.fans import fans
from sim.report.figures.comparison.variants import DrawnVariant, variants_of


@pytest.fixture(scope="module")
def variants(three: RunComparison) -> tuple[DrawnVariant, ...]:
    return variants_of(three)


@pytest.fixture(scope="module")
def usual(variants: Sequence[DrawnVariant]) -> Figure:
    figure = fans(variants, "ground_lost_km2")
    assert figure is not None
    return figure


def lines(axes: Axes) -> dict[str, Any]:
    return {line.get_label(): line for line in axes.lines}


def names(axes: Axes) -> list[str]:
    return [text.get_text() for text in axes.texts]


def test_there_is_a_panel_a_variant_the_reference_first(usual: Figure) -> None:
    assert [names(axes)[-2:] for axes in usual.axes] == [
        ["Full ban", "106 [105 to 107]"],
        ["Counter-fire from\nday 20 (record)", "99.7 [98.6 to 101]"],
        ["Permitted on\nrequest (day 5)", "112 [111 to 113]"],
    ]


def test_each_panel_has_its_own_fan_and_the_others_the_median_of_the_reference(usual: Figure) -> None:
    medians = [lines(axes)["median"].get_ydata()[-1] for axes in usual.axes]
    assert np.diff(sorted(medians)) == pytest.approx(6, abs=0.01)
    assert "reference" not in lines(usual.axes[0])
    for axes in usual.axes[1:]:
        dashed = lines(axes)["reference"]
        assert dashed.is_dashed()
        assert dashed.get_ydata().tolist() == lines(usual.axes[0])["median"].get_ydata().tolist()
        assert [band.get_label() for band in axes.collections[-2:]] == ["5-95 %", "25-75 %"]


def test_the_reference_is_grey(usual: Figure) -> None:
    colours = [lines(axes)["median"].get_color() for axes in usual.axes]
    assert colours == [style.QUIET, style.BLUE, style.BLUE]


def test_all_panels_have_the_same_axes_which_are_numbered_and_named_once(usual: Figure) -> None:
    assert len({(axes.get_ylim(), axes.get_xlim()) for axes in usual.axes}) == 1
    assert "Ground lost (km²)" in names(usual.axes[0])
    assert [bool(axes.get_yticks().size) for axes in usual.axes] == [True, False, False]
    assert all("Time (days)" in names(axes) for axes in usual.axes)


def test_milestones_are_drawn_only_on_the_variant_that_replays_the_record(
    variants: Sequence[DrawnVariant], usual: Figure
) -> None:
    observed = [[some for some in axes.collections if some.get_label() == "observed"] for axes in usual.axes]
    assert [len(found) for found in observed] == [1, 0, 0]
    assert observed[0][0].get_segments()[0].tolist() == [[2, 120], [2, 160]]
    assert "Observed: from occupied to occupied and contested." in " ".join(text.get_text() for text in usual.texts)
    stock = fans(variants, "tube_stock_kr")
    assert stock is not None
    assert not any(some.get_label() == "observed" for axes in stock.axes for some in axes.collections)
    assert "Observed" not in " ".join(text.get_text() for text in stock.texts)


def test_the_key_says_what_is_drawn_everywhere(usual: Figure) -> None:
    keys = [text.get_text() for text in usual.legends[0].get_texts()]
    assert keys == ["median", "25-75 %", "5-95 %", "observed", "median of Full ban"]


def test_the_heading_says_of_how_many_replications_the_quantiles_are(usual: Figure) -> None:
    assert usual.texts[0].get_text() == "Ground lost under each variant"
    assert usual.texts[1].get_text().startswith("Quantiles of the first 100 replications. Above each panel: median")


def test_there_is_no_figure_without_saved_paths(variants: Sequence[DrawnVariant]) -> None:
    bare = [replace(one, daily={name: column[:0] for name, column in one.daily.items()}) for one in variants]
    assert fans(bare, "tube_stock_kr") is None
    some = fans([bare[0], *variants[1:]], "tube_stock_kr")
    assert some is not None
    assert len(some.axes) == 2
    assert not any("reference" in lines(axes) for axes in some.axes)


@pytest.mark.parametrize(("count", "rows"), [(2, 1), (4, 2), (8, 3)])
def test_panels_are_laid_out_without_overlap(eight: RunComparison, count: int, rows: int) -> None:
    figure = fans(variants_of(eight)[:count], "ground_lost_km2", "note")
    assert figure is not None
    assert len(figure.axes) == count
    assert len({round(axes.get_position().y0, 6) for axes in figure.axes}) == rows
    assert cut_off(figure) == []
    assert overlapping(figure) == []


def test_every_variant_has_a_panel_with_its_whole_name(twenty: RunComparison) -> None:
    figure = fans(variants_of(twenty), "ground_lost_km2")
    assert figure is not None
    assert [" ".join(names(axes)[-2].split()) for axes in figure.axes] == list(twenty.names)
    assert cut_off(figure) == []


@pytest.mark.parametrize(
    ("quantity", "count", "name"),
    [("tube_stock_kr", 2, "thousand rounds"), ("tube_stock_kr", 8, "Tube rounds in stock (thousand rounds)")],
)
def test_the_name_beside_the_panels_is_no_longer_than_they_are_high(
    eight: RunComparison, quantity: str, count: int, name: str
) -> None:
    figure = fans(variants_of(eight)[:count], quantity)
    assert figure is not None
    assert name in names(figure.axes[0])
    assert overlapping(figure) == []
