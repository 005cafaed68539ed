"""Parameters informed by the record: the distance of each posterior from its prior, against chance."""

from __future__ import annotations

from matplotlib.figure import Figure as Drawn
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.report.drawing import panels, scales, style, text_width
from sim.report.figures.calibration.posterior import name_of
from sim.report.figures.calibration.subject import FittedParameters, fitted_to
from sim.report.figures.figure import RECORD, Figure, Numbers
from sim.report.figures.record import RecordSubject, found_is
from sim.report.words.wording import listed
from sim.validation.calibration.informed import Information

ROW, LINE, HEAD = 15.0, 10.6, panels.LINE + 6  # points: of a parameter; of each further line of its name; above
MOST_NAME = 0.55  # of the width of the figure, for a line of a name
SHOWN = 12  # parameters
ACROSS = "Distance from the prior (Kolmogorov-Smirnov)"
TITLE = "Which parameters the record informs at all"


def _draw(subject: RecordSubject[FittedParameters]) -> Drawn:
    """Draw the distance of each posterior from its prior, beside the distance that chance alone would show."""
    told = _told(subject)
    shown, floor = told[:SHOWN], told[0].floor
    room = MOST_NAME * panels.figure_width()
    labels = [text_width.in_lines(name_of(each), room, 3) for each in shown]
    row = ROW + LINE * max(label.count("\n") for label in labels)
    with style.look():
        figure = panels.figure_of(HEAD + row * len(shown) + panels.FOOT)
        left = panels.EDGE + max(text_width.width_of(line) for label in labels for line in label.split("\n")) + 14
        width = panels.figure_width() - left - panels.EDGE - panels.RIGHT
        axes = panels.add_panel(figure, left, HEAD, width, row * len(shown))
        high = max(1.5 * floor, 1.1 * shown[0].distance)
        axes.axvspan(0.0, floor, color=style.RULE, linewidth=0)
        for place, each in enumerate(shown):
            face = style.BLUE if each.fitted else "white"
            axes.scatter([each.distance], [place], s=30, color=face, edgecolor=style.BLUE, linewidth=1.3, zorder=3)
        axes.set_ylim(len(shown) - 0.5, -0.5)
        axes.set_yticks(range(len(shown)), labels)
        axes.set_xlim(0.0, high)
        scales.set_ticks(axes, scales.spaced_ticks(0.0, high, panels.panel_width(axes)), across=True)
        panels.name_below(axes, ACROSS, scales.TICK + panels.LINE + 8)
        rest = len(told) - len(shown)
        note = f"{fitted_to(subject)} Shown: the {len(shown)} that moved most; {rest} others moved less."
        panels.add_heading(figure, TITLE, note, _key())
    return figure


def _key() -> list[Line2D | Patch]:
    mark = {"linestyle": "", "marker": "o", "markersize": 5.5, "markeredgecolor": style.BLUE, "markeredgewidth": 1.3}
    return [
        Line2D([], [], markerfacecolor=style.BLUE, label="fitted", **mark),  # type: ignore[arg-type]
        Line2D([], [], markerfacecolor="white", label="drawn from its range", **mark),  # type: ignore[arg-type]
        Patch(color=style.RULE, label="no more than chance"),
    ]


def _told(subject: RecordSubject[FittedParameters]) -> list[Information]:
    """All parameters, those that moved most first."""
    return sorted(subject.found.information, key=lambda each: -each.distance)


def _words(subject: RecordSubject[FittedParameters]) -> str:
    names = [name_of(each) for each in _told(subject) if each.informed]
    return f"The record informs {listed(names)}." if names else "The record informs no parameter beyond chance."


def _numbers(subject: RecordSubject[FittedParameters]) -> Numbers:
    """One row per parameter: how far its posterior lies from its prior, and what chance alone would show."""
    rows = [(each.key, each.fitted, each.distance, each.floor, each.informed) for each in _told(subject)]
    return Numbers(("parameter", "fitted", "distance", "floor", "informed"), rows)


FIGURES = (
    Figure(
        name="informed",
        question="Which parameters does the record inform at all?",
        section=RECORD,
        order=2,
        draw=_draw,
        words=_words,
        numbers=_numbers,
        fits=found_is(FittedParameters),
    ),
)
