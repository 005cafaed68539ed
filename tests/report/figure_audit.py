"""Finds what is cut off or overlaps in a figure."""

from __future__ import annotations

from itertools import combinations

from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from sim.report.drawing import style

SHRINK = 0.12  # of the height of a text, on each side: letters do not fill their box


def texts_of(figure: Figure) -> dict[Text, Bbox]:
    """Every text that is drawn, with its place in dots; of an annotation without its line."""
    with style.look():  # letters are as wide as in the file
        figure.draw_without_rendering()
        found = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]
        beyond = _beyond_axes(figure)
        return {text: Text.get_window_extent(text) for text in found if text not in beyond}


def _beyond_axes(figure: Figure) -> set[Text]:
    """The numbers of ticks that matplotlib keeps, but does not draw."""
    beyond = set[Text]()
    for axis in (one for axes in figure.axes for one in (axes.xaxis, axes.yaxis)):
        low, high = sorted(axis.get_view_interval())
        current = axis.get_ticklabels()
        for tick in axis.majorTicks:
            if tick.label1 not in current or not low <= tick.get_loc() <= high:
                beyond |= {tick.label1, tick.label2}
    return beyond


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
