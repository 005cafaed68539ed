"""The timeline of one replication under both policies: policy, offensive, aid and rung, a lane each."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from sim.app.svg import PlotFrame, day_ticks, element, picture, text, tooltip
from sim.engine.batch import Trace
from sim.report.words.history import PHASES, History, read_history, with_common_rows
from sim.report.words.numbers import number

WIDTH, LEFT, RIGHT = 480.0, 92.0, 10.0
ROW, AID, RUNG, GAP, FOOT = 13.0, 44.0, 34.0, 8.0, 20.0
TOP_RUNG = 8.0
SMALLEST_HEAD, LARGEST_HEAD, STEM = 1.5, 5.5, 14.0  # of the pin of a package of aid


def history_of(trace: Trace, first_day: float, replication: int) -> History:
    """One replication, read from its events."""
    columns = {name: getattr(trace, name) for name in ("replication", "day", "mechanism", "event", "value")}
    history = read_history(columns, first_day, replication=replication)
    assert history is not None
    return history


def timelines(histories: Sequence[History], names: Sequence[str]) -> str:
    """The timelines as HTML, in the same rows and over the same days, each under its name."""
    most = max((amount for one in histories for _, amount in (*one.announced, *one.arrived)), default=1.0) or 1.0
    return "".join(
        f"<figure><figcaption>{escape(name)}</figcaption>{_timeline(history, name, most)}</figure>"
        for history, name in zip(with_common_rows(histories), names, strict=True)
    )


def _timeline(history: History, name: str, most: float) -> str:
    down, parts = GAP, list[str]()
    for lane in (_policy, _phases):
        drawn, height = lane(history, down)
        parts += drawn
        down += height + GAP
    parts += _aid(history, down, most)
    down += AID + GAP
    parts += _rungs(history, down)
    down += RUNG
    lines = [element("line", x1=x, x2=x, y1=GAP, y2=down, class_="event") for x in _marked(history)]
    frame = _frame(history, down + FOOT)
    parts = [*lines, frame.axes(day_ticks(history.first_day, history.last_day, 7), []), *parts]
    return picture(parts, WIDTH, down + FOOT, f"Timeline of {name}: {_told(history)}", "plot lanes")


def _frame(history: History, height: float = 100.0) -> PlotFrame:
    return PlotFrame((history.first_day, history.last_day), (0.0, 1.0), WIDTH, height, LEFT, RIGHT, 0.0, FOOT)


def _marked(history: History) -> list[float]:
    days = [day for name in ("relaxed", "reversed") for day in history.policy.get(name, ())]
    return [float(x) for x in _frame(history).x(days)] if days else []


def _policy(history: History, down: float) -> tuple[list[str], float]:
    """A row for each kind of event, a dot an event, with its day."""
    parts, frame = [], _frame(history)
    for row, (name, days) in enumerate(history.policy.items()):
        middle = down + ROW * (row + 0.5)
        parts.append(text(name, LEFT - 8, middle + 3.5, anchor="end"))
        for day in days:
            x = float(frame.x(day))
            end = x > WIDTH - 60
            parts.append(element("circle", cx=x, cy=middle, r=3.0, class_="dot"))
            parts.append(
                text(number(round(day, 1)), x + (-6 if end else 6), middle + 3.5, "tick", "end" if end else None)
            )
    return parts, ROW * max(len(history.policy), 1)


def _phases(history: History, down: float) -> tuple[list[str], float]:
    """A row for each phase, a bar for each time that the offensive is in it."""
    parts, frame = [], _frame(history)
    shown = [name for name in PHASES if history.phases[name] or name != "preparation"]
    for row, name in enumerate(shown):
        top = down + ROW * row
        parts.append(text(name, LEFT - 8, top + ROW / 2 + 3.5, anchor="end"))
        for first, last in history.phases[name]:
            x, end = (float(place) for place in frame.x([first, last]))
            parts.append(element("rect", x=x, y=top + 2, width=end - x, height=ROW - 4, class_=f"phase {name}"))
    return parts, ROW * len(shown)


def _aid(history: History, down: float, most: float) -> list[str]:
    """Pins from a middle line: hollow and up when announced, filled and down when arrived; areas tell the amount."""
    middle, frame = down + AID / 2, _frame(history)
    parts = [
        text("aid announced", LEFT - 8, middle - 8, anchor="end"),
        text("arrived", LEFT - 8, middle + 14, anchor="end"),
        element("line", x1=LEFT, x2=WIDTH - RIGHT, y1=middle, y2=middle, class_="grid"),
    ]
    for packages, sign, look in ((history.announced, -1, "hollow"), (history.arrived, 1, "filled")):
        for day, amount in packages:
            if day < history.first_day:
                continue
            size = (max(amount, 0.0) / most) ** 0.5
            x, tip = float(frame.x(day)), middle + sign * STEM * size
            title = tooltip(f"day {day:.1f}: USD {number(amount, 3)} m")
            parts.append(element("line", x1=x, x2=x, y1=middle, y2=tip, class_="stem"))
            parts.append(element("circle", title, cx=x, cy=tip, r=max(LARGEST_HEAD * size, SMALLEST_HEAD), class_=look))
    return parts


def _rungs(history: History, down: float) -> list[str]:
    """The rung as steps, on the whole ladder."""
    frame = _frame(history)
    days = [day for day, _ in history.rungs] + [history.last_day]
    levels = [down + RUNG * (1 - rung / TOP_RUNG) for _, rung in history.rungs]
    path = f"M{frame.x(days[0]):.1f},{down + RUNG:.1f}"
    for day, after, level in zip(days, days[1:], levels, strict=False):
        path += f"L{frame.x(day):.1f},{level:.1f}L{frame.x(after):.1f},{level:.1f}"
    path += f"L{frame.x(days[-1]):.1f},{down + RUNG:.1f}Z"
    return [
        text("rung", LEFT - 8, down + RUNG / 2 + 3.5, anchor="end"),
        text("8", LEFT - 2, down + 6, "tick small", "end"),
        element("path", d=path, class_="rungs"),
    ]


def _told(history: History) -> str:
    policy = [f"{name} on day {number(round(days[0], 1))}" for name, days in history.policy.items() if days]
    assaults, top = len(history.phases["assault"]), max(rung for _, rung in history.rungs)
    return f"{', '.join(policy) or 'no decision'}; {assaults} assaults; highest rung {number(top)}"
