from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from figure_audit import cut_off
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from runs_made_up import LOG, Row, trace_of

from sim.analysis.comparison import RunComparison
from sim.report.drawing import lanes
from sim.report.drawing.timeline import timelines
from sim.report.figures.comparison.timelines import side_by_side
from sim.report.figures.comparison.variants import variants_of
from sim.report.words.history import History, read_history, with_common_rows

OTHER: list[Row] = [row for row in LOG if row[2] not in ("policy_relaxed", "first_use")]
OTHER += [(40, "policy.reversal", "policy_reversed", 1), (41, "stocks", "stock_out", 0)]


def told(log: list[Row]) -> History:
    found = read_history(trace_of(log), 0)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def pair() -> Figure:
    return timelines([told(LOG), told(OTHER)], ["one", "other"], "Title")


def rows(axes: Axes) -> list[str]:
    return [label.get_text() for label in axes.get_yticklabels()]


def test_both_have_the_rows_of_either() -> None:
    one, other = with_common_rows([told(LOG), told(OTHER)])
    assert list(one.policy) == list(other.policy) == ["requested", "relaxed", "first use", "reversed"]
    assert other.policy["relaxed"] == one.policy["reversed"] == ()
    assert list(one.ticks) == list(other.ticks)
    assert other.ticks["stock out"] == (41,)
    assert list(one.spans) == list(other.spans) == ["aid gate closed"]


def test_the_lanes_stand_side_by_side_over_the_same_days(pair: Figure) -> None:
    assert len(pair.axes) == 10
    for left, right in zip(pair.axes[:5], pair.axes[5:], strict=True):
        assert left.get_position().y0 == right.get_position().y0
        assert left.get_position().x1 < right.get_position().x0
        assert left.get_xlim() == right.get_xlim()
        assert left.get_ylim() == right.get_ylim()
    assert rows(pair.axes[0]) == ["requested", "relaxed", "first use", "reversed"]
    assert set(rows(pair.axes[5])) == {""}
    assert [axes.get_ylabel() for axes in pair.axes[5:]] == [""] * 5
    assert [pair.axes[place].texts[-1].get_text() for place in (0, 5)] == ["one", "other"]
    assert cut_off(pair) == []


def test_counts_are_drawn_to_one_scale() -> None:
    strikes = [(day, "city.aircraft", "strike_on_city", 1.0) for day in np.linspace(0, 59, 200)]
    histories = with_common_rows([told([*strikes, *LOG]), told([*strikes[::4], *LOG])])
    shared = lanes.event_rows(histories)
    assert shared.counted == {"aircraft on city"}
    figure = timelines(histories, ["one", "other"])
    many, few = (figure.axes[place].containers[0] for place in (4, 9))
    assert sum(abs(bar.get_height()) for bar in many) == pytest.approx(1.8 * 200 / shared.most["aircraft on city"])
    assert sum(abs(bar.get_height()) for bar in few) == pytest.approx(1.8 * 50 / shared.most["aircraft on city"])


def test_the_reference_stands_beside_another_variant(three: RunComparison) -> None:
    first, second, _ = variants_of(three)
    figure = side_by_side(first, second, (three.runs[1], three.runs[0]), "A note.")
    assert figure is not None
    heading = " ".join(figure.texts[0].get_text().split())
    assert heading == "Replication 0 under Full ban and under Counter-fire from day 20 (record)"
    assert figure.texts[1].get_text() == "A note. Day 0 of the record is 2024-05-10."


def test_a_date_is_given_only_where_the_record_is_replayed(three: RunComparison) -> None:
    _, second, third = variants_of(three)
    figure = side_by_side(second, third, (three.runs[0], three.runs[2]))
    assert figure is not None
    assert not any("2024" in text.get_text() for text in figure.texts)


def test_there_is_no_figure_without_the_events_of_both(three: RunComparison) -> None:
    class Untraced:
        def trace(self) -> dict[str, object]:
            return {name: column[:0] for name, column in trace_of(LOG).items()}

    first, second, _ = variants_of(three)
    runs = (three.runs[1], Untraced())
    assert side_by_side(first, replace(second, label="untraced"), runs) is None  # type: ignore[arg-type]
