"""The figure of shares of ground by day: the model beside ten offensives."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawn
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.report.drawing import panels, style
from sim.report.drawing.fan import draw_fan
from sim.report.drawing.scales import room_for, set_ticks, tick_texts, ticks
from sim.report.figures.backtest.subject import LEVELS, drawn_from
from sim.report.figures.figure import RECORD, Figure, Numbers
from sim.report.figures.record import RecordSubject, found_is
from sim.report.record.offensives import sentences
from sim.report.words.names import offensive_name
from sim.report.words.run_names import called
from sim.validation.offensives import LAST_DAY, PULSE, Offensive
from sim.validation.offensives_backtest import OffensivesBacktest

HEIGHT = 215.0  # points
MARKS = ("o", "s", "^", "D", "v", "P")  # of the offensives that stalled


TITLE = "Share of the ground by day: the model and ten offensives"


def _draw(subject: RecordSubject[OffensivesBacktest]) -> Drawn:
    """A fan of the model's shares of the ground of day 60, with those of the offensives."""
    found = subject.found
    quantiles = {name: np.quantile(found.shares, level, axis=0) for name, level in LEVELS.items()}
    marks = ticks(0.0, 1.0)
    pulses = [each.offensive for each in found.shapes if each.offensive.kind == PULSE]
    grinds = [each.offensive for each in found.shapes if each.offensive.kind != PULSE]
    with style.look():
        figure = panels.figure_of(panels.LINE + HEIGHT + panels.FOOT)
        left = panels.EDGE + panels.NAME + room_for(tick_texts(marks))
        width = panels.figure_width() - left - panels.EDGE - panels.RIGHT
        axes = panels.add_panel(figure, left, panels.LINE, width, HEIGHT)
        draw_fan(axes, np.arange(LAST_DAY + 1.0), quantiles)
        for each in grinds:
            _draw_offensive(axes, each, style.QUIET, "")
        for each, mark in zip(pulses, MARKS, strict=False):
            _draw_offensive(axes, each, style.VERMILION, mark)
        set_ticks(axes, marks)
        axes.set_ylim(0.0, 1.03)
        style.day_axis(axes, 0.0, float(LAST_DAY))
        axes.set_xlim(0.0, LAST_DAY * 1.015)
        panels.name_rows([axes], "Share of the ground of day 60")
        panels.add_heading(figure, TITLE, _subtitle(subject), _key(pulses))
    return figure


def _draw_offensive(axes: Axes, offensive: Offensive, colour: str, mark: str) -> None:
    days, shares = _shares(offensive)
    line = 1.3 if mark else 0.8
    axes.plot(days, shares, color=colour, linewidth=line, marker=mark or None, markersize=3.5, zorder=5 if mark else 3)


def _key(pulses: list[Offensive]) -> list[Line2D | Patch]:
    handles: list[Line2D | Patch] = [
        Line2D([], [], color=style.BLUE, linewidth=2, label="model"),
        Patch(color=style.tint(style.BLUE, 0.5), label="50 %"),
        Patch(color=style.tint(style.BLUE, 0.22), label="90 %"),
    ]
    handles += [
        Line2D(
            [], [], color=style.VERMILION, linewidth=1.3, marker=mark, markersize=3.5, label=offensive_name(each.name)
        )
        for each, mark in zip(pulses, MARKS, strict=False)
    ]
    return handles


def _shares(offensive: Offensive) -> tuple[np.ndarray, np.ndarray]:
    """The days of an offensive and the share of its ground that it had gained by then, from day 0."""
    most = np.concatenate([[0.0], np.maximum.accumulate(offensive.gained_km2)]) / np.max(offensive.gained_km2)
    return np.concatenate([[0.0], offensive.days]), most


def _subtitle(subject: RecordSubject[OffensivesBacktest]) -> str:
    """Subtitle: the draws, and the two kinds of offensives."""
    drawn = drawn_from(subject.found.keys, subject.manifest)
    return (
        f"{called(dict(subject.manifest))}. {drawn[0].upper()}{drawn[1:]}, one replication each, as maps would show "
        "them. Offensives: DeepStateMap, rounded. Pulses (marks) stalled; grinds (thin lines) did not."
    )


def _numbers(subject: RecordSubject[OffensivesBacktest]) -> Numbers:
    """One row per day of the model, with the quantiles of its shares, and of each offensive, with its share."""
    found = subject.found
    quantiles = [np.quantile(found.shares, level, axis=0).tolist() for level in LEVELS.values()]
    rows: list[tuple[object, ...]] = [
        ("model", "", day, None, *cells) for day, cells in enumerate(zip(*quantiles, strict=True))
    ]
    for each in (shape.offensive for shape in found.shapes):
        days, shares = _shares(each)
        rows += [
            (each.name, each.kind, day, share, *(None for _ in LEVELS))
            for day, share in zip(days.tolist(), shares.tolist(), strict=True)
        ]
    return Numbers(("name", "kind", "day", "share", *LEVELS), rows)


FIGURES = (
    Figure(
        name="shares",
        question="Does ground grow by day as in ten offensives?",
        section=RECORD,
        order=2,
        draw=_draw,
        words=lambda subject: " ".join(sentences(subject.found)),
        numbers=_numbers,
        fits=found_is(OffensivesBacktest),
    ),
)
