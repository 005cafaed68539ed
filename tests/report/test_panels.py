from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from matplotlib.text import Text

from sim.model.daily import TRACKED
from sim.model.measures import MEASURES
from sim.report.drawing import panels, scales, style, text_width
from sim.report.drawing.style import SMALL
from sim.report.words import names


@pytest.mark.parametrize(("text", "weight"), [("211 [195 to 215]", "normal"), ("counter_fire", "bold")])
def test_text_is_as_wide_as_it_is_drawn(text: str, weight: str) -> None:
    with style.look():
        figure = style.open_figure(1)
        drawn: Text = figure.text(0.1, 0.5, text, size=SMALL, weight=weight)
        figure.draw_without_rendering()
        width = drawn.get_window_extent().width * style.POINTS_PER_INCH / figure.dpi
    assert text_width.width_of(text, weight) == pytest.approx(width, abs=0.6)


def test_text_that_is_too_wide_is_cut_at_its_end() -> None:
    assert text_width.fitted("short", 100) == "short"
    cut = text_width.fitted("word " * 20, 60)
    assert cut.endswith("…")
    assert text_width.width_of(cut) <= 60
    assert text_width.fitted("wide", 1) == "…"


def test_text_is_wrapped_by_its_width() -> None:
    assert text_width.wrapped("", 100, 3) == [""]
    lines = text_width.wrapped("some words that are to be wrapped", 80, 9)
    assert " ".join(lines) == "some words that are to be wrapped"
    assert all(text_width.width_of(line) <= 110 for line in lines)
    assert text_width.wrapped("one two three four", 30, 2)[-1].endswith("…")


@pytest.mark.parametrize(
    ("values", "from_zero", "ends"),
    [
        ([0.0, 100.0], True, (0.0, 106.0)),
        ([50.0, 100.0], True, (0.0, 106.0)),
        ([-100.0, -50.0], True, (-106.0, 0.0)),
        ([-50.0, 50.0, np.nan, np.inf], True, (-56.0, 56.0)),
        ([0.0, 0.0], True, (0.0, 1.0)),
        ([50.0, 100.0], False, (47.0, 103.0)),
        ([], False, (-0.06, 0.06)),
    ],
)
def test_axes_hold_the_values(values: list[float], from_zero: bool, ends: tuple[float, float]) -> None:
    assert scales.limits(np.array(values), from_zero=from_zero) == pytest.approx(ends)


def test_ticks_are_round_and_inside() -> None:
    assert scales.ticks(0, 106) == [0, 50, 100]
    assert scales.ticks(0, 106, most=5) == [0, 25, 50, 75, 100]
    assert scales.ticks(0, 1.06, whole=True) == [0, 1]
    assert scales.tick_texts([-1000.0, 0.0, -1e-17, 0.25]) == ["\N{MINUS SIGN}1,000", "0", "0", "0.25"]


@pytest.mark.parametrize("across", [80.0, 300.0])
def test_the_numbers_along_an_axis_do_not_touch(across: float) -> None:
    found = scales.spaced_ticks(-1400, 2300, across)
    gaps = np.diff(found) * across / 3700
    assert found
    assert all(gap > max(map(text_width.width_of, scales.tick_texts(found))) for gap in gaps)


def test_panels_stand_in_rows_with_their_heads_above() -> None:
    with style.look():
        figure, plots = panels.grid(4, [40, 10, 10], 20, 90)
    boxes = [axes.get_position() for axes in plots]
    assert [box.y0 == boxes[0].y0 for box in boxes] == [True, True, True, False]
    assert len({round(box.width, 9) for box in boxes}) == 1
    high = figure.get_size_inches()[1] * style.POINTS_PER_INCH
    assert (1 - boxes[0].y1) * high == pytest.approx(20)
    assert boxes[0].height * high == pytest.approx(90)
    assert boxes[0].x0 * panels.figure_width() == pytest.approx(panels.EDGE + 40)


def test_heading_and_footer_leave_the_panels_as_they_are() -> None:
    with style.look():
        figure, plots = panels.grid(2, [40, 10], 20, 90)
        before = [axes.bbox.size for axes in plots]
        style.add_heading(figure, "Title", "words " * 50)
        style.add_footer(figure, ["one", "two"])
    assert np.array([axes.bbox.size for axes in plots]) == pytest.approx(np.array(before))
    assert all(axes.bbox.y0 > figure.texts[-1].get_window_extent().y1 for axes in plots)


def test_every_measure_and_quantity_has_a_name_and_a_unit_in_words() -> None:
    titles = {one.name: names.with_unit(one.name, one.unit) for one in (*MEASURES, *TRACKED)}
    assert not [title for title in titles.values() if "_" in title or " kr" in title or " bty" in title]
    assert titles["fires_from_sanctuary_kr"] == "Fires from sanctuary (thousand rounds)"
    assert titles["exchange_ratio"] == "Exchange ratio"
    assert titles["red_batteries_lost_bty"] == "Red batteries lost"
    assert titles["blue_losses_kpe"] == "Blue losses (thousand PE)"
    assert titles["sanctuary_exposure_bty_d"] == "Sanctuary exposure (battery-days)"


@pytest.mark.parametrize(
    ("low", "high", "found"),
    [
        (-1255.0, 2600.0, [-1000.0, 0.0, 2000.0]),
        (0.0, 2600.0, [0.0, 1000.0, 2000.0]),
        (-30.0, 2600.0, [0.0, 1000.0, 2000.0]),
    ],
)
def test_each_side_of_0_that_takes_room_has_a_number(low: float, high: float, found: list[float]) -> None:
    assert scales.spaced_ticks(low, high, 110.0) == found


def test_the_numbers_along_an_axis_keep_clear_of_each_other() -> None:
    for across in (40.0, 80.0, 160.0, 320.0):
        ticks = scales.spaced_ticks(-1255.0, 2600.0, across)
        widths = [text_width.width_of(text) for text in scales.tick_texts(ticks)]
        gaps = [(after - before) * across / 3855 for before, after in pairwise(ticks)]
        assert all(sum(pair) / 2 < gap for pair, gap in zip(pairwise(widths), gaps, strict=True))


def test_the_units_that_a_table_abbreviates_are_spelt() -> None:
    assert names.units_spelt(["kr", "d", "kr/d", "km2"]) == "kr: thousand rounds."
    assert names.units_spelt(["d", "1"]) == ""


def test_a_name_is_wrapped_between_words_and_evenly() -> None:
    name = "Full ban on the use of Western rockets against Russia"
    lines = text_width.name_lines(name, 110)
    assert " ".join(lines) == name
    widths = [text_width.width_of(line) for line in lines]
    assert len(lines) == 3
    assert max(widths) <= 110
    assert max(widths) < 1.4 * min(widths)


def test_a_long_word_is_broken_after_its_signs_and_what_does_not_fit_is_marked() -> None:
    lines = text_width.name_lines("restrictions.events.permission.day=10", 110)
    assert "".join(lines) == "restrictions.events.permission.day=10"
    assert all(text_width.width_of(line) <= 110 for line in lines)
    assert text_width.name_lines("word " * 20, 60, 2)[-1].endswith("…")
    assert text_width.name_lines("short", 60) == ["short"]


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ([0.0, 3.0, 10.0, 15.0, 20.0], [0.0, 3.0, 10.0, 15.0, 20.0]),
        ([0.0, 1.0, 20.0], [0.0, 5.0, 10.0, 15.0, 20.0]),
        ([7.0], [7.0]),
    ],
)
def test_ticks_stand_at_the_values_where_they_fit_else_at_whole_numbers(
    values: list[float], found: list[float]
) -> None:
    assert scales.value_ticks(values, 200.0) == found


def test_an_axis_of_levels_begins_at_0_unless_that_would_waste_half_of_it() -> None:
    assert scales.level_limits(np.array([40.0, 100.0]))[0] == 0
    assert scales.level_limits(np.array([94.0, 100.0]))[0] > 90
