"""The swim-lane timeline of one replication: policy, offensive, aid, rung and ticks, one lane each, over its days."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report import aid_lane, lanes, style
from sim.report.history import History

DAYS_HEIGHT = 40.0  # points, below the lanes: ticks and name of the axis of days
MARGIN = 0.018  # of the span of days, on both sides, so that nothing at the ends is cut


def timeline(history: History, title: str = "", subtitle: str = "") -> Figure:
    """Draw one replication; the height follows the number of rows: the kinds of event that occur."""
    heights = [
        lanes.rows_height(len(history.policy)),
        lanes.rows_height(len(history.phases)),
        aid_lane.HEIGHT,
        lanes.RUNG_HEIGHT,
        lanes.events_height(history.ticks, history.spans),
    ]
    with style.look():
        figure = style.new_figure((sum(heights) + DAYS_HEIGHT) / style.POINTS_PER_INCH)
        figure.get_layout_engine().set(h_pad=0, hspace=0)  # type: ignore[union-attr, call-arg]
        if title:
            style.add_heading(figure, title, subtitle)
        stack = list(figure.subplots(len(heights), 1, sharex=True, height_ratios=heights))
        _draw(stack, history)
        figure.draw_without_rendering()  # the places in points are known after the layout
        lanes.label_policy(stack[0], history.policy)
        marked = [day for days in history.policy.values() for day in days]
        aid_lane.label_aid(stack[2], aid_lane.pins(history.announced, history.arrived), marked)
    return figure


def _draw(stack: list[Axes], history: History) -> None:
    policy, phases, aid, rung, events = stack
    for axes in stack[:-1]:
        axes.spines["bottom"].set_color(style.RULE)
        axes.tick_params(axis="x", length=0, labelbottom=False)
    lanes.draw_policy(policy, stack[1:], history.policy)
    lanes.draw_phases(phases, history.phases)
    aid_lane.draw_aid(aid, aid_lane.pins(history.announced, history.arrived))
    lanes.draw_rungs(rung, history.rungs, history.last_day)
    lanes.draw_events(events, history.ticks, history.spans, history.first_day, history.last_day)
    margin = MARGIN * (history.last_day - history.first_day) or 0.5
    style.day_axis(events, history.first_day, history.last_day)
    events.set_xlim(history.first_day - margin, history.last_day + margin)
    policy.figure.align_ylabels(stack)
