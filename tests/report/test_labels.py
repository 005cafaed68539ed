from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

from sim.report.drawing import labels
from sim.report.drawing.labels import TextBox


def test_positions_that_are_far_apart_stay() -> None:
    assert labels.spread([30.0, 10.0, 50.0], 12, 0, 100) == [30.0, 10.0, 50.0]


def test_positions_that_are_close_move_apart_about_their_mean() -> None:
    assert labels.spread([50.0, 50.0, 50.0], 10, 0, 100) == pytest.approx([40, 50, 60])


def test_positions_at_the_edge_stay_inside() -> None:
    assert labels.spread([0.0, 1.0], 10, 0, 100) == pytest.approx([0, 10])
    assert labels.spread([100.0], 10, 0, 90) == [90.0]


def test_positions_without_room_share_what_there_is() -> None:
    assert labels.spread([5.0, 5.0, 5.0], 10, 0, 10) == pytest.approx([0, 5, 10])


@given(st.lists(st.floats(0, 100), min_size=1, max_size=8))
def test_spread_keeps_order_gap_and_bounds(positions: list[float]) -> None:
    placed = labels.spread(positions, 10, 0, 100)
    order = sorted(range(len(positions)), key=positions.__getitem__)
    assert min(placed) >= -1e-9
    assert max(placed) <= 100 + 1e-9
    assert np.all(np.diff([placed[index] for index in order]) >= 10 - 1e-9)


def test_boxes_that_only_touch_do_not_meet() -> None:
    assert not TextBox(0, 0, 1, 1).meets(TextBox(1, 0, 2, 1))
    assert TextBox(0, 0, 1, 1).meets(TextBox(0.9, 0.9, 2, 2))


def test_text_takes_the_first_free_place_or_is_not_written() -> None:
    figure = Figure(figsize=(4, 3))
    axes = figure.add_subplot()
    axes.set(xlim=(0, 1), ylim=(0, 1))
    right, left = (5.0, 0.0), (-5.0, 0.0)
    first = labels.write(axes, "1,000", (0.5, 0.5), [right, left], [])
    assert first is not None
    second = labels.write(axes, "1,000", (0.5, 0.5), [right, left], [first])
    assert second is not None
    assert second.right < first.left
    assert labels.write(axes, "1,000", (0.5, 0.5), [right, left], [first, second]) is None
    assert labels.write(axes, "1,000", (0.99, 0.5), [right], []) is None
    assert [note.get_text() for note in axes.texts] == ["1,000", "1,000"]
