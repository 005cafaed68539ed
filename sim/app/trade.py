"""A benefit against a severity: the mean of each policy with the 95 % region of the two means, and its intervals."""

from __future__ import annotations

from html import escape

import numpy as np

from sim.analysis.summary import interval_of, summarize
from sim.app.simulate import JobResult
from sim.app.svg import PlotFrame, element, picture, text
from sim.model.measures import MEASURES
from sim.report.drawing import scales
from sim.report.figures.comparison.trade_off import Cloud, cloud_of
from sim.report.figures.comparison.variants import DrawnVariant
from sim.report.words.names import title_of, with_unit
from sim.report.words.numbers import number
from sim.report.words.wording import in_sentence

PLACES = {measure.name: place for place, measure in enumerate(MEASURES)}
UNITS = {measure.name: measure.unit for measure in MEASURES}
MARK = 4.5


def trade_off(a: JobResult, b: JobResult, across: str, up: str) -> str:
    """The two policies as points of a plane, as HTML."""
    clouds = {side: _cloud(outcome, across, up) for side, outcome in (("a", a), ("b", b))}
    drawn = {side: cloud for side, cloud in clouds.items() if cloud is not None}
    if not drawn:
        return "<p>No replication defines both measures.</p>"
    ends = [scales.limits(*(cloud[1][axis] for cloud in drawn.values()), from_zero=False) for axis in (0, 1)]
    frame = PlotFrame(ends[0], ends[1], 320.0, 250.0, bottom=34.0, top=22.0)
    across_ticks = scales.spaced_ticks(*ends[0], frame.width - frame.left - frame.right)
    parts = [
        frame.axes(across_ticks, scales.ticks(*ends[1], most=5)),
        text(f"{with_unit(across, UNITS[across])} →", frame.width - frame.right, frame.height - 6, "name", "end"),
        text(f"↑ {with_unit(up, UNITS[up])}", 2, 12, "name"),
    ]
    for side, (mean, ellipse) in drawn.items():
        x, y = float(frame.x(mean[0])), float(frame.y(mean[1]))
        parts += [
            frame.line(ellipse[0], ellipse[1], f"region {side}"),
            element("circle", cx=x, cy=y, r=MARK, class_=f"mark {side}")
            if side == "a"
            else element("rect", x=x - MARK, y=y - MARK, width=2 * MARK, height=2 * MARK, class_=f"mark {side}"),
            text(side.upper(), x, y - 8, f"letter {side}", "middle"),
        ]
    label = f"{title_of(up)} against {in_sentence(title_of(across))}: the means of both policies"
    told = "".join(f"<li>{escape(_told(side, o, across, up))}</li>" for side, o in (("A", a), ("B", b)))
    return picture(parts, frame.width, frame.height, label, "plot square") + f'<ul class="told">{told}</ul>'


def _cloud(outcome: JobResult, across: str, up: str) -> Cloud | None:
    table = {name: outcome.rows[:, PLACES[name]] for name in (across, up)}
    return cloud_of(DrawnVariant(0, "", {}, table, {}, -1, ""), across, up, "mean")


def _told(side: str, outcome: JobResult, across: str, up: str) -> str:
    told = (f"{in_sentence(title_of(name))} {_interval(outcome, name)}" for name in (across, up))
    return f"{side}: {'; '.join(told)}"


def _interval(outcome: JobResult, name: str) -> str:
    values = outcome.rows[:, PLACES[name]]
    known = values[~np.isnan(values)]
    if len(known) < 2 or known.min() == known.max():
        return number(float(known[0]), 3) if len(known) else "-"
    (estimate,) = summarize({name: values}, [MEASURES[PLACES[name]]])
    low, high = interval_of(estimate)
    return f"{number(float(known.mean()), 3)} [{number(low, 3)} to {number(high, 3)}]"
