"""Finds what is cut off or overlaps in a figure."""

from __future__ import annotations

from itertools import combinations

from matplotlib.figure import Figure
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Bbox

from sim.report.drawing import style

SHRINK = 0.12  # of the height of a text, on each side: letters do not fill their box


def texts_of(figure: Figure) -> dict[Text, Bbox]:
    """Every text that is drawn, with its place in dots; of an annotation without its line."""
    with style.look():  # letters are as wide as in the file
        figure.draw_without_rendering()
        found = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]
        return {text: Text.get_window_extent(text) for text in found if not _off_axis(text)}


def _off_axis(text: Text) -> bool:
    """Whether it is the number of a tick that matplotlib keeps, but does not draw."""
    if isinstance(text, Annotation) or text.axes is None:
        return False
    axes = text.axes
    ticks = {*axes.xaxis.get_ticklabels(), *axes.yaxis.get_ticklabels()}
    kept = {tick.label1 for axis in (axes.xaxis, axes.yaxis) for tick in axis.majorTicks}
    kept |= {tick.label2 for axis in (axes.xaxis, axes.yaxis) for tick in axis.majorTicks}
    return text in kept and text not in ticks


def cut_off(figure: Figure) -> list[str]:
    """The texts that reach beyond the rim of the figure."""
    rim = figure.bbox
    return [
        text.get_text()
        for text, box in texts_of(figure).items()
        if box.x0 < rim.x0 - 1 or box.x1 > rim.x1 + 1 or box.y0 < rim.y0 - 1 or box.y1 > rim.y1 + 1
    ]


def overlapping(figure: Figure) -> list[tuple[str, str]]:
    """The pairs of texts that lie on each other."""
    shrunk = [
        (text.get_text(), Bbox.from_extents(box.x0 + 1, box.y0 + by, box.x1 - 1, box.y1 - by))
        for text, box in texts_of(figure).items()
        for by in [SHRINK * min(box.height, box.width)]
    ]
    return [(one, other) for (one, first), (other, second) in combinations(shrunk, 2) if first.overlaps(second)]
