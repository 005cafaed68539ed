from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection, PolyCollection
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from runs_made_up import LOG, Row, trace_of

from sim.model.cast import CAST
from sim.model.events import EVENTS
from sim.report.drawing import lanes
from sim.report.drawing.timeline import pins, timeline
from sim.report.words import history
from sim.report.words.history import History, read_history


def told(log: list[Row] = LOG, first_day: float = 0.0) -> History:
    found = read_history(trace_of(log), first_day)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def usual() -> Figure:
    return timeline(told(), "Title")


def lane(figure: Figure, name: str) -> Axes:
    return next(axes for axes in figure.axes if axes.get_ylabel() == name)


def rows(axes: Axes) -> list[str]:
    return [label.get_text() for label in axes.get_yticklabels()]


def test_the_names_are_those_of_the_model() -> None:
    events = {event.name for event in EVENTS}
    assert {event for event, _, _ in history.TICKS} | set(history.POLICY) <= events
    assert {mechanism for _, mechanism, _ in history.TICKS if mechanism} <= {role.name for role in CAST}
    assert set(lanes.DECISIONS) <= set(history.POLICY.values())


def test_a_history_is_read_from_the_log() -> None:
    found = told()
    assert (found.first_day, found.last_day) == (0, 60)
    assert found.phases["assault"] == ((0, 9), (35, 60))
    assert found.phases["consolidation"] == ((9, 35),)
    assert found.phases["pause"] == ()
    assert found.announced == ((5, 6000), (14, 275))
    assert found.arrived == ((30, 6000),)
    assert found.policy == {"requested": (3,), "relaxed": (20, 38), "first use": (22.5,)}
    assert list(found.policy) == ["requested", "relaxed", "first use"]
    assert found.rungs == ((0, 0), (15, 2), (25, 1))
    assert found.ticks == {
        "launchers on city": (16,), "aircraft on city": (), "Red battery lost": (8,), "Blue battery lost": (9,)
    }  # fmt: skip
    assert found.spans == {"aid gate closed": ((12, 31),)}


def test_the_gate_is_closed_before_it_first_opens_and_after_it_last_closes() -> None:
    log = [(10, "aid.gate", "gate_opened", 1), (50, "aid.gate", "gate_closed", 0), (60, "books", "horizon", 60)]
    assert told(log, -14).spans == {"aid gate closed": ((-14, 10), (50, 60))}


def test_another_replication_is_not_told() -> None:
    assert read_history(trace_of(LOG, replication=3), 0) is None
    assert read_history(trace_of([]), 0) is None


def test_each_lane_has_its_rows_over_the_same_days(usual: Figure) -> None:
    assert rows(lane(usual, "Policy")) == ["requested", "relaxed", "first use"]
    assert rows(lane(usual, "Offensive")) == list(history.PHASES)
    assert rows(lane(usual, "Aid (USD m)")) == ["announced", "arrived"]
    assert rows(lane(usual, "Rung")) == ["0", "2", "4", "6", "8"]
    assert rows(lane(usual, "Events"))[-1] == "aid gate closed"
    low, high = usual.axes[-1].get_xlim()
    assert low < 0 < 60 < high
    assert usual.axes[-1].get_xlabel() == "Time (days)"


def test_phases_are_bars_from_start_to_end(usual: Figure) -> None:
    bars = [some for some in lane(usual, "Offensive").collections if isinstance(some, PolyCollection)]
    extents = [[(path.get_extents().x0, path.get_extents().x1) for path in bar.get_paths()] for bar in bars]
    assert extents == [[(0, 9), (35, 60)], [], [(9, 35)], [], []]


def test_policy_events_are_lines_through_all_lanes_with_their_day(usual: Figure) -> None:
    for axes in usual.axes:
        marked = {
            segment[0][0]
            for lines in axes.collections
            if hasattr(lines, "get_segments")
            for segment in lines.get_segments()
        }
        assert {3, 20, 22.5, 38} <= marked
    assert sorted(note.get_text() for note in lane(usual, "Policy").texts) == ["20", "22.5", "3", "38"]


def test_the_area_of_a_pin_tells_the_amount(usual: Figure) -> None:
    large, arrived, small = pins(((5, 6000), (14, 1500)), ((30, 6000),))
    assert large.tip == -arrived.tip == 2 * small.tip
    assert large.head == 2 * small.head
    axes = lane(usual, "Aid (USD m)")
    heads = [dots for dots in axes.collections if isinstance(dots, PathCollection)]
    faces = {tuple(dots.get_facecolor()[0]) for dots in heads if dots.get_offsets()[0][1] > 0}
    assert faces == {to_rgba("white")}
    assert [note.get_text() for note in axes.texts] == ["6,000", "6,000"]


def test_the_rung_is_a_step_line_up_to_the_horizon(usual: Figure) -> None:
    (line,) = lane(usual, "Rung").lines
    assert line.get_drawstyle() == "steps-post"
    assert np.column_stack(line.get_data()).tolist() == [[0, 0], [15, 2], [25, 1], [60, 1]]


def test_ticks_become_counts_where_they_would_run_together() -> None:
    strikes = [(day, "city.aircraft", "strike_on_city", 1.0) for day in np.linspace(0, 59, 200)]
    axes = lane(timeline(told([*strikes, *LOG])), "Events")
    assert rows(axes)[1] == "aircraft on city\n(≤ 7 per 2 d)"
    (bars,) = axes.containers
    assert sum(abs(bar.get_height()) for bar in bars) == pytest.approx(1.8 * 200 / 7)


def busy(days: float) -> list[Row]:
    stream = np.random.default_rng(3)
    names = ["briefed", "requested", "recommended", "policy_relaxed", "first_use", "policy_reversed", "rung_changed"]
    log = [(day, "any", name, float(stream.integers(8))) for name in names for day in stream.uniform(0, days, 4)]
    log += [(day, "any", "aid_announced", stream.lognormal(6, 1)) for day in stream.uniform(0, days, 25)]
    log += [(day, "any", "aid_arrived", stream.lognormal(6, 1)) for day in stream.uniform(0, days, 25)]
    return [*log, (0.0, "phases", "phase_started", 0.0), (days, "books", "horizon", days)]


CASES = {
    "usual": LOG,
    "nothing happens": [(180.0, "books", "horizon", 180.0)],
    "no aid": [row for row in LOG if not row[2].startswith("aid")],
    "zero aid": [(1.0, "any", "aid_announced", 0.0), (60.0, "books", "horizon", 60.0)],
    "five days": busy(5.0),
    "two years": busy(720.0),
    "no time": [(0.0, "books", "horizon", 0.0)],
}


@pytest.mark.parametrize("log", CASES.values(), ids=CASES)
def test_nothing_overlaps_or_is_cut_off(log: list[Row]) -> None:
    figure = timeline(told(log), "Title", "subtitle")
    figure.draw_without_rendering()
    names = [axes.yaxis.label.get_window_extent() for axes in figure.axes]
    assert all(above.y0 >= below.y1 for above, below in pairwise(names))
    texts = [
        text for axes in figure.axes for text in (*axes.get_yticklabels(), *axes.get_xticklabels()) if text.get_text()
    ]
    assert all(_inside(text.get_window_extent(), figure.bbox) for text in texts if text.get_visible())
    for axes in figure.axes:
        boxes = [text.get_window_extent() for text in axes.texts]
        assert all(_inside(box, axes.bbox, slack=4) for box in boxes)
        shrunk = [box.padded(-0.15 * box.height) for box in boxes]
        assert not any(one.overlaps(other) for place, one in enumerate(shrunk) for other in shrunk[:place])


def _inside(box, room, slack: float = 0.0) -> bool:  # type: ignore[no-untyped-def]
    sides = room.x0 - slack <= box.x0 and box.x1 <= room.x1 + slack
    return bool(sides and room.y0 - slack <= box.y0 and box.y1 <= room.y1 + slack)


def test_each_event_of_policy_has_its_day_however_close_they_lie() -> None:
    days = (3, 3.5, 4, 5, 5.5, 6)
    log = [*((day, "policy.calendar", "policy_relaxed", 1) for day in days), *LOG]
    axes = lane(timeline(told(sorted(log, key=lambda row: row[0]))), "Policy")
    assert {f"{day:g}" for day in days} <= {text.get_text() for text in axes.texts}
