"""The figure of a backtest: predicted and reported area, and the two windows."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawn
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.config.observations import Reading
from sim.report.drawing import panels, style
from sim.report.drawing.fan import draw_fan
from sim.report.drawing.scales import room_for, set_ticks, tick_texts, ticks
from sim.report.figures.backtest.subject import LEVELS, drawn_from
from sim.report.figures.figure import RECORD, Figure, Numbers
from sim.report.figures.record import RecordSubject, found_is
from sim.report.words.run_names import called
from sim.validation.backtest import Backtest
from sim.validation.baselines import PERSISTENCE, SATURATION, BaselineForecast
from sim.validation.scores import skill

HEIGHT = 215.0  # points
HEAD = panels.LINE + 4  # points above the plot, for the names of the windows
DASHES = {PERSISTENCE: (1.5, 1.5), SATURATION: (5.0, 2.0)}
SHORT = {PERSISTENCE: "persistence", SATURATION: "saturation"}
"""Of the baselines that are drawn; a mean rate soon leaves the plot."""
NAMES = {Reading.OCCUPIED: "Area occupied", Reading.WITH_CONTESTED: "Area occupied or contested"}


TITLE = "Predicted and reported area"
NOT_TESTED = "Unknown: no reading is later than those of the fit; observations.fit_until= splits the record."


def _draw(subject: RecordSubject[Backtest]) -> Drawn:
    """A fan of what would be read on each day, with the readings and the baselines' median forecasts."""
    backtest = subject.found
    observed = backtest.observed
    quantiles = {name: np.quantile(backtest.draws, level, axis=0) for name, level in LEVELS.items()}
    top = max(float(quantiles["q95"].max()), float(observed.scored_km2.max())) * 1.05
    marks = ticks(0.0, top)
    with style.look():
        figure = panels.figure_of(HEAD + HEIGHT + panels.FOOT)
        left = panels.EDGE + panels.NAME + room_for(tick_texts(marks))
        axes = panels.add_panel(figure, left, HEAD, panels.figure_width() - left - panels.EDGE - panels.RIGHT, HEIGHT)
        draw_fan(axes, backtest.days, quantiles)
        for baseline in _drawn(backtest):
            _draw_baseline(axes, backtest, baseline)
        if not observed.to_fit.all():
            _draw_anchored(axes, backtest)
        _draw_readings(axes, backtest)
        set_ticks(axes, marks)
        axes.set_ylim(0.0, top)
        last = float(backtest.days[-1])
        style.day_axis(axes, 0.0, last)
        axes.set_xlim(0.0, last * 1.015)
        panels.name_rows([axes], f"{NAMES[observed.reading]} (km²)")
        _name_windows(axes, backtest)
        panels.add_heading(figure, TITLE, _subtitle(subject), _key(backtest))
    return figure


def _draw_readings(axes: Axes, backtest: Backtest) -> None:
    observed = backtest.observed
    for which, face in ((observed.to_fit, style.INK), (~observed.to_fit, "white")):
        days, readings = observed.days[which], observed.scored_km2[which]
        axes.scatter(days, readings, s=24, color=face, edgecolor=style.INK, linewidth=1.2, zorder=5, clip_on=False)


def _drawn(backtest: Backtest) -> list[BaselineForecast]:
    return [each for each in backtest.baselines if each.name in DASHES]


def _draw_anchored(axes: Axes, backtest: Backtest) -> None:
    """The median forecast of the model from the last reading to fit, with its name above its end."""
    observed = backtest.observed
    last = int(np.sum(observed.to_fit)) - 1
    days = observed.days[last:]
    middle = np.concatenate([[observed.scored_km2[last]], np.median(backtest.from_last_reading, axis=0)])
    axes.plot(days, middle, color=style.BLUE, linewidth=1.5, dashes=(5.0, 2.0), zorder=4)
    axes.annotate(
        "model from the last reading", (days[-1], middle[-1]), (0, 5), textcoords="offset points", ha="right",
        size=style.SMALL, color=style.BLUE,
    )  # fmt: skip


def _draw_baseline(axes: Axes, backtest: Backtest, baseline: BaselineForecast) -> None:
    dashes = DASHES[baseline.name]
    axes.plot(backtest.observed.days, baseline.middle, color=style.VERMILION, linewidth=1.3, dashes=dashes, zorder=4)


def _name_windows(axes: Axes, backtest: Backtest) -> None:
    """A line at the end of the window to fit, and the names of the windows above the plot."""
    observed, last = backtest.observed, float(backtest.days[-1])
    if observed.to_fit.all():
        panels.write_at_corner(
            axes, f"fitting window; no observations after day {last:g}", (0, 1), (0, 4), color=style.QUIET
        )
        return
    end = (float(observed.days[observed.to_fit][-1]) + float(observed.days[~observed.to_fit][0])) / 2
    axes.axvline(end, color=style.QUIET, linewidth=0.8, zorder=2)
    share = end / axes.get_xlim()[1]
    fits = share * panels.panel_width(axes) > panels.key_width([Line2D([], [], label="to fit")])
    panels.write_at_corner(axes, "to fit" if fits else "", (0, 1), (0, 4), color=style.QUIET)
    panels.write_at_corner(axes, "to test", (share, 1), (3, 4), color=style.QUIET)


def _key(backtest: Backtest) -> list[Line2D | Patch]:
    blue, ink = style.BLUE, style.INK
    marker = {"linestyle": "", "marker": "o", "markersize": 5.0, "markeredgecolor": ink, "markeredgewidth": 1.2}
    handles: list[Line2D | Patch] = [
        Line2D([], [], color=blue, linewidth=2, label="median"),
        Patch(color=style.tint(blue, 0.5), label="50 %"),
        Patch(color=style.tint(blue, 0.22), label="90 %"),
        Line2D([], [], markerfacecolor=ink, label="readings", **marker),  # type: ignore[arg-type]
    ]
    if not backtest.observed.to_fit.all():
        handles.append(Line2D([], [], markerfacecolor="white", label="to test", **marker))  # type: ignore[arg-type]
    handles += [
        Line2D([], [], color=style.VERMILION, linewidth=1.3, dashes=DASHES[each.name], label=SHORT[each.name])
        for each in _drawn(backtest)
    ]
    return handles


def _subtitle(subject: RecordSubject[Backtest]) -> str:
    """Subtitle: the draws, and how they are read."""
    observed, drawn = subject.found.observed, drawn_from(subject.found.keys, subject.manifest)
    read = (
        f"readings assumed to be ground lost divided by a factor of {observed.factor_low:g} to {observed.factor_high:g}"
    )
    return (
        f"{called(dict(subject.manifest))}. {drawn[0].upper()}{drawn[1:]}, one replication each, {read}. "
        f"Readings: {observed.source}."
    )


def _words(subject: RecordSubject[Backtest]) -> str:
    """Sentences on the skill of the forecasts relative to the baselines, one per window; or that none was tested."""
    told = (skill(scores) for scores in subject.found.scores.values())
    return " ".join(found.sentence for found in told if found) or NOT_TESTED


def _numbers(subject: RecordSubject[Backtest]) -> Numbers:
    """One row per day: quantiles of what would be read, what was read, and the median forecasts (km2)."""
    backtest, observed = subject.found, subject.found.observed
    quantiles = [np.quantile(backtest.draws, level, axis=0) for level in LEVELS.values()]
    readings = dict(zip(observed.days.tolist(), observed.scored_km2.tolist(), strict=True))
    to_fit = dict(zip(observed.days.tolist(), observed.to_fit.tolist(), strict=True))
    medians = {
        each.name: dict(zip(observed.days.tolist(), each.middle.tolist(), strict=True)) for each in _drawn(backtest)
    }
    if not observed.to_fit.all():
        anchored = np.median(backtest.from_last_reading, axis=0).tolist()
        medians["from_last_reading"] = dict(zip(observed.days[~observed.to_fit].tolist(), anchored, strict=True))
    rows = [
        (day, *cells, readings.get(day), to_fit.get(day), *(each.get(day) for each in medians.values()))
        for day, *cells in zip(backtest.days.tolist(), *(each.tolist() for each in quantiles), strict=True)
    ]
    return Numbers(("day", *LEVELS, "read", "to_fit", *medians), rows)


FIGURES = (
    Figure(
        name="backtest",
        question="Does the model predict what was reported?",
        section=RECORD,
        order=1,
        draw=_draw,
        words=_words,
        numbers=_numbers,
        fits=found_is(Backtest),
    ),
)
