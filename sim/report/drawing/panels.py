"""Figures of many equal plots, positioned in points, without a layout engine."""

from __future__ import annotations

import math
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.transforms import ScaledTranslation

from sim.report.drawing import style, text_width
from sim.report.drawing import width as widths
from sim.report.drawing.scales import TICK, tick_texts
from sim.report.drawing.text_width import width_of

EDGE = style.EDGE * style.POINTS_PER_INCH
LINE = style.LINE * style.SMALL  # height of a line of text, points
NAME = 15.0  # points, for the name of an axis
FOOT = TICK + LINE + NAME + 4  # points below the last row of a grid: the numbers and the name of the axis of days
KEY = LINE + 12  # points for a row of keys and the gaps around it
KEY_LINE = 1.7 * style.SMALL  # points for each further row
RIGHT = 6.0  # points to the right of a grid: half of the last number
MOST_NAME_LINES = 9  # of a name above a plot
DESCENT = 2.0  # points, of letters below their line
SPACING = 1.12  # between the lines of a name, as a multiple of what its letters need
COLUMN_GAP, NAME_GAP = 14.0, 3.0  # points: between columns; above the name of a panel
KEY_MARK = (1.8 + 0.5 + 1.4) * style.SMALL  # points, the sign of a key and the gaps beside its words
NARROW_TICKS = 4  # of the days in a panel
MOST_COLUMNS = 3  # panels side by side
LEAST_PANEL = 90.0  # points across that a panel of a grid takes at least, with the gap beside it


def figure_width() -> float:
    """Points across of the figures that are drawn now; see `sim.report.drawing.width`."""
    return widths.points()


def width_of_figure(axes: Axes) -> float:
    """Points across of the figure of a plot."""
    return float(axes.figure.get_size_inches()[0]) * style.POINTS_PER_INCH  # type: ignore[union-attr]


def columns_of(count: int, taken: float = 0.0) -> int:
    """Number of panels side by side in a grid: two of two or four, else up to three, as far as there is room.

    `taken`: points across that names and scales beside the grid take.
    """
    columns = 2 if count in (2, 4) else min(count, MOST_COLUMNS)
    return max(1, min(columns, int((figure_width() - taken) / LEAST_PANEL)))


def grid(count: int, lefts: Sequence[float], head: float, height: float) -> tuple[Figure, list[Axes]]:
    """A figure of panels of one size, row by row; the numbers of the days are to go below the last of each column.

    `lefts`, `head` and `height`: points left of each column, above each panel, and of a panel.
    """
    columns = len(lefts)
    rows = math.ceil(count / columns)
    width = (figure_width() - 2 * EDGE - RIGHT - sum(lefts)) / columns
    figure = figure_of(rows * (head + height) + FOOT)
    places = [(sum(lefts[: column + 1]) + column * width, row) for row in range(rows) for column in range(columns)]
    plots = [
        add_panel(figure, EDGE + left, head + row * (head + height), width, height) for left, row in places[:count]
    ]
    return figure, plots


def named_grid(
    names: Sequence[str], columns: int, left: float, days: tuple[float, float], height: float, above: float
) -> tuple[Figure, list[Axes]]:
    """A grid of panels over days, with room for the names above them."""
    gap = max(COLUMN_GAP, gap_between(tick_texts(days)))
    lefts = [left, *[gap] * (columns - 1)]
    width = (figure_width() - 2 * EDGE - RIGHT - sum(lefts)) / columns
    most = max(len(lines) for lines in name_lines(names, width))
    return grid(len(names), lefts, above + NAME_GAP + most * LINE, height)


def add_panel(figure: Figure, left: float, top: float, width: float, height: float) -> Axes:
    """A plot at a place in points from the upper left corner of a figure, which has no heading yet."""
    axes = figure.add_axes((0, 0, 1, 1))
    move_panel(axes, left, top, width, height)
    return axes


def move_panel(axes: Axes, left: float, top: float, width: float, height: float) -> None:
    """Put a plot elsewhere; see `add_panel`."""
    wide, high = axes.figure.get_size_inches() * style.POINTS_PER_INCH  # type: ignore[union-attr]
    axes.set_position((left / wide, 1 - (top + height) / high, width / wide, height / high))


def panel_width(axes: Axes) -> float:
    """Points across of a plot."""
    return float(axes.get_position().width * width_of_figure(axes))


def figure_of(height: float) -> Figure:
    """An empty figure of so many points in height, to be filled by `add_panel`."""
    return style.open_figure(height / style.POINTS_PER_INCH)


def number_days(plots: Sequence[Axes], columns: int, first: float, last: float) -> list[float]:
    """Give all panels of a grid the same days, numbered below the last panel of each column; return the numbers."""
    steps: list[float] = []
    for axes in plots[-columns:]:
        style.day_axis(axes, first, last, NARROW_TICKS)
        axes.set_xlabel("")
        write_at_corner(axes, "Time (days)", (0.5, 0), (0, -TICK - LINE - NAME / 2), ha="center", size=style.NORMAL)
        steps = [float(tick) for tick in axes.get_xticks()]
    for axes in plots[:-columns]:
        axes.set_xticks([])
        axes.set_xlim(plots[-1].get_xlim())
    return steps


def draw_tick_lines(axes: Axes, across: Sequence[float], up: Sequence[float]) -> None:
    """Faint lines at the ticks, so that a panel without numbers can be read."""
    axes.vlines(across, 0, 1, transform=axes.get_xaxis_transform(), color=style.RULE, linewidth=0.5, zorder=0.4)
    axes.hlines(up, 0, 1, transform=axes.get_yaxis_transform(), color=style.RULE, linewidth=0.5, zorder=0.4)


def shift_of(axes: Axes, across: float, up: float) -> ScaledTranslation:
    """A shift by so many points, to be added to a transform."""
    return ScaledTranslation(across / style.POINTS_PER_INCH, up / style.POINTS_PER_INCH, axes.figure.dpi_scale_trans)


def write_at_corner(
    axes: Axes, text: str, corner: tuple[float, float], shift: tuple[float, float] = (0, 0), **look: object
) -> None:
    """Write text, in one or several lines, at a corner of a plot, (0, 0) to (1, 1), shifted by points (across, up)."""
    place = axes.transAxes + shift_of(axes, *shift)
    settings: dict[str, object] = {"size": style.SMALL, "va": "baseline", "ha": "left", "linespacing": SPACING} | look
    if "\n" in text and settings["va"] == "center_baseline":  # which is that of the first line
        settings["va"] = "center"
    axes.text(*corner, text, transform=place, in_layout=False, **settings)  # type: ignore[arg-type]


def put_name(axes: Axes, lines: Sequence[str], up: float, left: float = 0.0) -> None:
    """Write a name in bold above a plot, its last line so many points up; `left`: points to the left of the plot."""
    write_at_corner(axes, "\n".join(lines), (0, 1), (-left, up - DESCENT), weight="bold", va="bottom")


def name_below(axes: Axes, text: str, down: float) -> None:
    """Write the name of an x axis so many points below it: in its middle, or at the right rim if that cuts it off."""
    size, whole = style.NORMAL, figure_width()
    text = text_width.fitted(text, whole - 2 * EDGE, size=size)
    place = axes.get_position()
    middle, half = whole * (place.x0 + place.x1) / 2, width_of(text, size=size) / 2
    if middle - half >= EDGE and middle + half <= whole - EDGE:
        write_at_corner(axes, text, (0.5, 0), (0, -down), ha="center", size=size)
        return
    rim = (1 - place.x1) * whole - EDGE
    write_at_corner(axes, text, (1, 0), (rim, -down), ha="right", size=size)


def put_row_name(axes: Axes, lines: Sequence[str], up: float, gap: float, shift: float = 0.0) -> None:
    """Write the name of a row to the left of a plot, at a share of its height and so many points above that."""
    write_at_corner(axes, "\n".join(lines), (0, up), (-gap, shift), ha="right", va="center_baseline")


def name_lines(names: Sequence[str], width: float, most: int = MOST_NAME_LINES) -> list[list[str]]:
    """The lines of names in bold that stand above plots of so many points across."""
    return [text_width.name_lines(name, width, most, "bold") for name in names]


def gap_between(texts: Sequence[str]) -> float:
    """Points between panels side by side so that the last number of one keeps clear of the first of the next."""
    return (text_width.width_of(texts[-1]) + text_width.width_of(texts[0])) / 2 + TICK if texts else TICK


def name_rows(plots: Sequence[Axes], name: str) -> None:
    """Write the name of all y axes once, at the left edge, in the middle of the panels."""
    places = [axes.get_position() for axes in plots]
    high = plots[0].figure.get_size_inches()[1] * style.POINTS_PER_INCH  # type: ignore[union-attr]
    middle = (min(place.y0 for place in places) + max(place.y1 for place in places)) / 2
    shift = (EDGE - places[0].x0 * width_of_figure(plots[0]) + NAME / 2, (middle - places[0].y0) * high)
    write_at_corner(plots[0], name, (0, 0), shift, rotation=90, ha="center", va="center", size=style.NORMAL)


def key_width(handles: Sequence[Line2D | Patch]) -> float:
    """Points across of a row of keys."""
    return sum(max(map(width_of, str(handle.get_label()).split("\n"))) + KEY_MARK for handle in handles)


def add_heading(figure: Figure, title: str, subtitle: str, handles: Sequence[Line2D | Patch]) -> None:
    """Put a heading above the figure and, in rows below it, what is drawn the same way in every panel."""
    top = style.add_heading(figure, title, subtitle)
    if not handles:
        return
    for handle in handles:
        lines = text_width.name_lines(str(handle.get_label()), figure_width() - 2 * EDGE - KEY_MARK)
        handle.set_label("\n".join(lines))
    columns = _key_columns(handles)
    rows = math.ceil(len(handles) / columns)
    style.grow(figure, above=(KEY + (rows - 1) * KEY_LINE) / style.POINTS_PER_INCH)
    key = figure.legend(
        handles=list(handles),
        loc="upper left",
        bbox_to_anchor=(style.EDGE, -top - style.EDGE),
        bbox_transform=style.from_top(figure),
        ncols=columns,
        frameon=False,
        fontsize=style.SMALL,
        borderpad=0.0,
        borderaxespad=0.0,
        handlelength=1.8,
        handletextpad=0.5,
        columnspacing=1.4,
        labelspacing=0.5,
    )
    key.set_in_layout(False)


def _key_columns(handles: Sequence[Line2D | Patch]) -> int:
    """Number of keys side by side: all where they fit, else as many as the widest allows."""
    room = figure_width() - 2 * EDGE
    if key_width(handles) <= room:
        return len(handles)
    return max(int(room // max(key_width([handle]) for handle in handles)), 1)
