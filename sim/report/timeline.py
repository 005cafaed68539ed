"""The swim-lane timeline of one replication: policy, offensive, aid, rung and events, one lane each, over its days."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report import aid_lane, lanes, panels, scales, style
from sim.report.history import History, with_common_rows

MARGIN = 7.0  # points on both sides of the days, so that nothing at the ends is cut
LANE_NAME = 17.0  # points, for the name of a lane
ABOVE = 4.0  # points between a timeline and its name
GAP = 12.0  # points between timelines side by side


def timeline(history: History, title: str = "", subtitle: str = "") -> Figure:
    """Draw one replication; the height follows the number of rows: the kinds of event that occur."""
    return timelines([history], [""], title, subtitle)


def timelines(histories: Sequence[History], names: Sequence[str], title: str = "", subtitle: str = "") -> Figure:
    """Draw replications side by side, in the same rows and over the same days, each under its name."""
    histories = with_common_rows(histories)
    rows = lanes.event_rows(histories)
    heights = [
        lanes.rows_height(len(histories[0].policy)),
        lanes.rows_height(len(histories[0].phases)),
        aid_lane.HEIGHT,
        lanes.RUNG_HEIGHT,
        rows.height,
    ]
    with style.look():
        figure = panels.figure_of(sum(heights) + panels.FOOT)
        stacks = [[panels.add_panel(figure, 0, 0, 1, height) for height in heights] for _ in histories]
        for stack, history in zip(stacks, histories, strict=True):
            _draw(stack, history, rows)
        _name_lanes(stacks)
        _place(stacks, heights)
        _number_days(stacks, histories)
        for stack, history in zip(stacks, histories, strict=True):
            _label(stack, history)
        if any(names):
            _write_names(figure, stacks, names)
        if title:
            style.add_heading(figure, title, subtitle)
    return figure


def _write_names(figure: Figure, stacks: Sequence[Sequence[Axes]], names: Sequence[str]) -> None:
    """A name above each timeline, for which the figure grows."""
    lines = panels.name_lines(names, panels.panel_width(stacks[0][0]))
    for stack, some in zip(stacks, lines, strict=True):
        panels.put_name(stack[0], some, ABOVE)
    style.grow(figure, above=(ABOVE + panels.NAME_GAP + max(map(len, lines)) * panels.LINE) / style.POINTS_PER_INCH)


def _draw(stack: Sequence[Axes], history: History, rows: lanes.EventRows) -> None:
    policy, phases, aid, rung, events = stack
    for axes in stack[:-1]:
        axes.spines["bottom"].set_color(style.RULE)
        axes.tick_params(axis="x", length=0, labelbottom=False)
    lanes.draw_policy(policy, stack[1:], history.policy)
    lanes.draw_phases(phases, history.phases)
    aid_lane.draw_aid(aid, aid_lane.pins(history.announced, history.arrived))
    lanes.draw_rungs(rung, history.rungs, history.last_day)
    lanes.draw_events(events, history, rows)


def _name_lanes(stacks: Sequence[Sequence[Axes]]) -> None:
    """Lanes and rows are named on the left only."""
    for stack in stacks[1:]:
        for axes in stack:
            axes.set_yticks(axes.get_yticks(), [""] * len(axes.get_yticks()))
            axes.set_ylabel("")


def _place(stacks: Sequence[Sequence[Axes]], heights: Sequence[float]) -> None:
    """Put the lanes below each other, and the timelines side by side, right of the names of the rows."""
    texts = [line for axes in stacks[0] for label in axes.get_yticklabels() for line in label.get_text().split("\n")]
    left = panels.EDGE + LANE_NAME + scales.room_for(texts)
    width = (panels.WIDTH - panels.EDGE - panels.RIGHT - left - GAP * (len(stacks) - 1)) / len(stacks)
    for column, stack in enumerate(stacks):
        top = 0.0
        for axes, height in zip(stack, heights, strict=True):
            panels.move_panel(axes, left + column * (width + GAP), top, width, height)
            axes.yaxis.set_label_coords((panels.EDGE + LANE_NAME / 2 - left) / width, 0.5)
            axes.yaxis.label.set_verticalalignment("center")
            top += height


def _number_days(stacks: Sequence[Sequence[Axes]], histories: Sequence[History]) -> None:
    first, last = min(some.first_day for some in histories), max(some.last_day for some in histories)
    inside = panels.panel_width(stacks[0][0]) - 2 * MARGIN
    margin = MARGIN * (last - first) / inside or 0.5
    for stack in stacks:
        style.day_axis(stack[-1], first, last, 8 // len(stacks))
        for axes in stack:
            axes.set_xlim(first - margin, last + margin)
        for axes in stack[:-1]:
            axes.set_xticks([])


def _label(stack: Sequence[Axes], history: History) -> None:
    marked = [day for days in history.policy.values() for day in days]
    lanes.label_policy(stack[0], history.policy)
    aid_lane.label_aid(stack[2], aid_lane.pins(history.announced, history.arrived), marked)
