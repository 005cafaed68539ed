from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from compared_made_up import PATHS
from figure_audit import cut_off, overlapping
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.comparison import RunComparison
from sim.report.figures.comparison.partings import _clear_of_zero, partings
from sim.report.figures.comparison.variants import variants_of

DRAWN = ("ground_lost_km2", "red_batteries_bty", "sanctuary_bty")


@pytest.fixture(scope="module")
def usual(three: RunComparison) -> Figure:
    figure = partings(three, variants_of(three), DRAWN)
    assert figure is not None
    return figure


def line(axes: Axes, name: str) -> object:
    return next((line for line in axes.lines if line.get_label() == name), None)


def names(axes: Axes) -> list[str]:
    return [text.get_text() for text in axes.texts]


def test_there_is_a_row_a_variant_and_a_column_a_quantity(usual: Figure) -> None:
    assert len(usual.axes) == 6
    assert "Counter-fire from day 20 (record)" in names(usual.axes[0])
    assert "Permitted on request (day 5)" in names(usual.axes[3])
    heads = [names(axes)[-1] for axes in usual.axes[:3]]
    assert heads == ["Ground lost (km²)*", "Red batteries", "Red batteries in sanctuary"]
    assert "* One stall assumption only" in usual.texts[1].get_text().replace("\n", " ")
    assert "Full ban" in usual.texts[0].get_text()
    assert f"in {PATHS} pairs of replications" in usual.texts[1].get_text()


def test_lines_and_bands_are_those_of_the_paired_difference(three: RunComparison, usual: Figure) -> None:
    axes = usual.axes[3]
    path = three.difference_path(2, "ground_lost_km2")
    mean = line(axes, "mean")
    assert mean.get_ydata().tolist() == path.mean.tolist()  # type: ignore[attr-defined]
    assert mean.get_ydata()[-1] == pytest.approx(6)  # type: ignore[attr-defined]
    outer, inner = (band for band in axes.collections if str(band.get_label()).endswith("%"))
    assert outer.get_paths()[0].get_extents().y1 == pytest.approx(path.q95.max())
    assert inner.get_paths()[0].get_extents().y1 == pytest.approx(path.q75.max())


def test_the_day_on_which_the_paths_part_is_marked_with_its_number(three: RunComparison, usual: Figure) -> None:
    assert three.parting(2, "ground_lost_km2").day == 5
    assert line(usual.axes[3], "parting").get_xdata() == [5, 5]  # type: ignore[attr-defined]
    assert "5" in names(usual.axes[3])
    assert line(usual.axes[2], "parting") is None  # they have the same sanctuary throughout
    assert "day of divergence" in [text.get_text() for text in usual.legends[0].get_texts()]


def test_a_column_has_one_scale_that_holds_zero(usual: Figure) -> None:
    for column in range(3):
        ends = {usual.axes[row * 3 + column].get_ylim() for row in range(2)}
        assert len(ends) == 1
        assert all(low <= 0 <= high for low, high in ends)
    assert len({axes.get_xlim() for axes in usual.axes}) == 1


def test_only_pairs_are_drawn(three: RunComparison) -> None:
    kept = tuple(one for one in three.partings if one.variant == 2)
    some = partings(replace(three, partings=kept), variants_of(three), DRAWN)
    assert some is not None
    assert len(some.axes) == 3
    assert partings(replace(three, partings=()), variants_of(three), DRAWN) is None


@pytest.mark.parametrize("count", [2, 8])
def test_nothing_overlaps_or_is_cut_off(eight: RunComparison, count: int) -> None:
    figure = partings(eight, variants_of(eight)[:count], DRAWN)
    assert figure is not None
    assert cut_off(figure) == []
    assert overlapping(figure) == []


def test_a_late_day_is_written_on_its_left(three: RunComparison) -> None:
    late = tuple(replace(one, day=9.0) for one in three.partings)
    figure = partings(replace(three, partings=late), variants_of(three), DRAWN)
    assert figure is not None
    figure.draw_without_rendering()
    axes = figure.axes[0]
    text = next(text for text in axes.texts if text.get_text() == "9")
    assert text.get_window_extent().x1 < axes.transData.transform((9, 0))[0]
    assert not np.isnan(text.get_window_extent().x0)


@pytest.mark.parametrize(
    ("low", "high", "above", "points"),
    [(0.0, 10.0, True, 1.0), (-10.0, 0.5, True, 4.8), (-0.5, 10.0, False, 5.8), (-10.0, 10.0, False, 2.0)],
)
def test_the_day_of_parting_is_clear_of_the_line_at_0(low: float, high: float, above: bool, points: float) -> None:
    assert _clear_of_zero(low, high, 58.0, above) == pytest.approx(points, abs=0.05)
