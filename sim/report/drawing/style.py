"""The style of every figure: size, type, colours, heading, and output.

Type is of 9 to 11 points however wide a figure is (`sim.report.drawing.width`), so that it need not be scaled to fit.
Colours are those of Okabe and Ito; nothing depends on colour alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.transforms import ScaledTranslation, Transform

from sim.config.atomic import replacing
from sim.report.drawing import text_width, width

POINTS_PER_INCH = text_width.POINTS_PER_INCH
SMALL, NORMAL, LARGE = text_width.SMALL, 9.5, 11.0  # type, points
LINE = 1.3  # height of a line of text, as a multiple of its size
MOST_LINES = 6  # of one paragraph at the normal width
EDGE = 0.08  # inches, from the rim of the picture to its text

INK, QUIET, RULE = "#1a1a1a", "#4d4d4d", "#d9d9d9"
BLUE, ORANGE, GREEN, VERMILION, PURPLE, SKY = "#0072b2", "#e69f00", "#009e73", "#d55e00", "#cc79a7", "#56b4e9"

LOOK: dict[Any, object] = {
    "figure.dpi": 150.0,
    "font.size": NORMAL,
    "text.color": INK,
    "text.hinting": "none",  # letters keep their width, and are drawn faster
    "text.parse_math": False,  # names are the user's: a dollar sign in one is a dollar sign
    "axes.edgecolor": QUIET,
    "axes.labelcolor": INK,
    "axes.labelsize": NORMAL,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.8,
    "xtick.color": QUIET,
    "ytick.color": QUIET,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": SMALL,
    "svg.hashsalt": "escalation-sim",  # with no date, the same figure gives the same bytes
}
PNG_DOTS = 150.0  # an inch
DAY_GAP = 9.0  # points between the numbers of days
DAY_STEPS = (1, 2, 5, 10, 20, 30, 60, 90, 120, 180, 360, 720)


@contextmanager
def look() -> Iterator[None]:
    """Draw in the project's style, whatever the user's own matplotlib settings are."""
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(LOOK)
        yield


class NotebookFigure(Figure):
    """A figure that a notebook shows by itself."""

    def _repr_png_(self) -> bytes:
        written = BytesIO()
        with look():
            self.savefig(written, format="png")
        return written.getvalue()


def new_figure(height_inches: float) -> Figure:
    """An empty figure of the width that is asked for; `height_inches` is without heading and footer."""
    figure = NotebookFigure(figsize=(width.inches(), height_inches), layout="constrained")
    figure.get_layout_engine().set(w_pad=EDGE, h_pad=EDGE)  # type: ignore[union-attr, call-arg]
    return figure


def open_figure(height_inches: float) -> Figure:
    """An empty figure of the width that is asked for, whose plots stay where `sim.report.drawing.panels` puts them."""
    return NotebookFigure(figsize=(width.inches(), height_inches), layout=None)


def tint(colour: str, strength: float) -> str:
    """`colour` mixed with white; `strength` from 0 (white) to 1 (the colour itself)."""
    red, green, blue = (1 - strength * (1 - part) for part in to_rgb(colour))
    return to_hex((red, green, blue))


def wrapped(text: str, size: float = SMALL, weight: str = "normal") -> list[str]:
    """Lines of `text` that fit the width of a figure in type of `size` points, at most `MOST_LINES` of them."""
    room = (width.inches() - 2 * EDGE) * POINTS_PER_INCH
    most = math.ceil(MOST_LINES / width.share_of_normal())
    return text_width.wrapped(text, room, most, weight, size)


def add_heading(figure: Figure, title: str, subtitle: str = "") -> float:
    """Put a title and a quieter second line above the figure, which grows by as much (inches), and return that.

    The title becomes the figure's label, by which a page can name it.
    """
    figure.set_label(title)
    blocks = [(title, LARGE, "bold", INK), (subtitle, SMALL, "normal", QUIET)]
    top = EDGE
    for words, size, weight, colour in blocks:
        if not words:
            continue
        lines = wrapped(words, size, weight)
        text = figure.text(EDGE, -top, "\n".join(lines), size=size, weight=weight, color=colour, va="top")
        text.set_transform(from_top(figure))
        top += len(lines) * LINE * size / POINTS_PER_INCH
    grow(figure, above=top)
    return top


def from_top(figure: Figure) -> Transform:
    """Inches from the upper left corner of a figure, which stays its corner when the figure grows."""
    return figure.dpi_scale_trans + ScaledTranslation(0, 1, figure.transFigure)  # type: ignore[arg-type]


def add_footer(figure: Figure, lines: Sequence[str]) -> None:
    """Put lines of text below the figure, which grows by as much."""
    figure.text(EDGE, EDGE, "\n".join(lines), transform=figure.dpi_scale_trans, size=SMALL, color=QUIET, va="bottom")
    grow(figure, below=2 * EDGE + len(lines) * LINE * SMALL / POINTS_PER_INCH)


def grow(figure: Figure, above: float = 0.0, below: float = 0.0) -> None:
    """Add room (inches) above and below the plots, whose own size and inner layout stay as they are."""
    engine = figure.get_layout_engine()
    across, height = figure.get_size_inches()
    total = height + above + below
    figure.set_size_inches(across, total)
    if engine is None:
        for axes in figure.axes:
            left, bottom, wide, up = axes.get_position().bounds
            axes.set_position((left, (bottom * height + below) / total, wide, up * height / total))
        return
    _, bottom, _, plots = engine.get()["rect"]
    engine.set(rect=(0, (bottom * height + below) / total, 1, plots * height / total))  # type: ignore[call-arg]


def day_axis(axes: Axes, first: float, last: float, most: int = 8) -> None:
    """Make x an axis of days from `first` to `last`, with about `most` ticks at round numbers that include day 0."""
    span, largest = last - first, DAY_STEPS[-1]
    across = axes.get_position().width * axes.figure.get_size_inches()[0] * POINTS_PER_INCH  # type: ignore[union-attr]
    most = max(1, min(most, int(across / (text_width.width_of(f"{last:g}") + DAY_GAP))))
    step = next((step for step in DAY_STEPS if span / step <= most), largest * math.ceil(span / most / largest))
    start = math.ceil(first / step)
    axes.set_xticks([step * k for k in range(start, math.floor(last / step) + 1)])
    axes.set_xlim(first if last > first else first - 1, last)
    axes.set_xlabel("Time (days)")


def save(figure: Figure, folder: Path, name: str) -> list[Path]:
    """Write `folder`/`name`.svg and .png (150 dots an inch); the same figure gives the same bytes."""
    paths = [folder / f"{name}.svg", folder / f"{name}.png"]
    with look():
        engine = figure.get_layout_engine()
        if engine is not None:
            engine.execute(figure)
            figure.set_layout_engine("none")  # it is made, and need not be made again for each file
        with replacing(paths[0]) as unfinished:
            write_svg(figure, unfinished)
        with replacing(paths[1]) as unfinished:
            _write_png(figure, unfinished)
    return paths


def write_svg(figure: Figure, place: Path | BytesIO) -> None:
    """Draw a figure whose layout is made, once; `Figure.savefig` would draw it twice."""
    with _as_it_was(figure):
        FigureCanvasSVG(figure).print_svg(place, metadata={"Date": None})  # type: ignore[no-untyped-call]


def _write_png(figure: Figure, path: Path) -> None:
    """Write a figure as PNG."""
    with _as_it_was(figure):
        figure.set_dpi(PNG_DOTS)
        FigureCanvasAgg(figure).print_png(path, pil_kwargs={"compress_level": 3})  # type: ignore[no-untyped-call]


@contextmanager
def _as_it_was(figure: Figure) -> Iterator[None]:
    """Give a figure back its canvas and its resolution, which depend on the file that is written."""
    canvas, dots = figure.canvas, figure.dpi
    try:
        yield
    finally:
        figure.set_dpi(dots)
        figure.set_canvas(canvas)
