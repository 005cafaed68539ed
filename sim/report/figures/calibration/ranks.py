"""Recovery by the fit: ranks of the true parameters among the draws of each posterior."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawn

from sim.config.table_files import FACTOR
from sim.report.drawing import panels, scales, style, text_width
from sim.report.figures.calibration.subject import CalibrationSubject, of_ranks
from sim.report.figures.figure import RECORD, Figure, Numbers
from sim.report.figures.run.facts import variant
from sim.report.words.numbers import number
from sim.validation.calibration.ranks import BINS, even

HEIGHT, HEAD, GAP = 95.0, panels.LINE + 6, 12.0  # points
TITLE = "Ranks of the true parameters in the posterior fitted to each synthetic record"


def _draw(subject: CalibrationSubject) -> Drawn:
    """A histogram of ranks for each parameter, with the range that chance keeps it in."""
    ranked = subject.ranks
    count, parameters = len(ranked.ranks), len(ranked.names)
    low, high = even(count)
    top = 1.15 * max(high, float(ranked.counts().max()))
    marks = scales.ticks(0.0, top, whole=True)
    with style.look():
        figure = panels.figure_of(HEAD + HEIGHT + panels.FOOT)
        left = panels.EDGE + panels.NAME + scales.room_for(scales.tick_texts(marks))
        width = (panels.WIDTH - left - panels.EDGE - panels.RIGHT - (parameters - 1) * GAP) / parameters
        plots = [
            panels.add_panel(figure, left + place * (width + GAP), HEAD, width, HEIGHT) for place in range(parameters)
        ]
        for place, (axes, name, counts) in enumerate(zip(plots, ranked.names, ranked.counts(), strict=True)):
            _draw_counts(axes, counts, (low, high), ranked.draws)
            scales.set_ticks(axes, marks if place == 0 else [])
            axes.set_ylim(0.0, top)
            named = "factor of the observation" if name == FACTOR else name
            panels.write_at_corner(axes, text_width.shortened(named, width), (0, 1), (0, 5))
        panels.name_rows(plots, "Records")
        middle = "Rank among the draws of the posterior"
        panels.write_at_corner(
            plots[parameters // 2],
            middle,
            (0.5, 0),
            (0, -scales.TICK - panels.LINE - 8),
            ha="center",
            size=style.NORMAL,
        )
        made = f"{count:,} synthetic records, each fitted like the real one"
        what, errors = variant(dict(subject.manifest)), subject.manifest["errors"]
        note = f"{what}. {made}; errors {errors}. Grey: 99 % of counts if the fit is correct."
        panels.add_heading(figure, TITLE, note, [])
    return figure


def _draw_counts(axes: Axes, counts: np.ndarray, band: tuple[float, float], draws: int) -> None:
    edges = np.linspace(0, draws + 1, BINS + 1)
    axes.axhspan(*band, color=style.RULE, linewidth=0)
    axes.bar(edges[:-1], counts, np.diff(edges), align="edge", color=style.tint(style.BLUE, 0.5), edgecolor="white")
    axes.hlines(counts.sum() / BINS, 0, draws + 1, color=style.INK, linewidth=0.9)
    axes.set_xlim(0, draws + 1)
    scales.set_ticks(axes, [0, (draws + 1) // 2, draws + 1], across=True)


def _words(subject: CalibrationSubject) -> str:
    ranked = subject.ranks
    told = [f"{name} {number(p, 2)}" for name, p in zip(ranked.names, ranked.p_values().tolist(), strict=True)]
    return f"Probability of ranks at least this uneven if the fit is correct: {', '.join(told)}."


def _numbers(subject: CalibrationSubject) -> Numbers:
    """One row per parameter and tenth of the ranks: the records in it, and the range that chance keeps them in."""
    ranked = subject.ranks
    low, high = even(len(ranked.ranks))
    rows = [
        (name, tenth, int(count), low, high)
        for name, counts in zip(ranked.names, ranked.counts(), strict=True)
        for tenth, count in enumerate(counts, 1)
    ]
    return Numbers(("parameter", "tenth", "records", "low_by_chance", "high_by_chance"), rows)


FIGURES = (
    Figure(
        name="ranks",
        question="Does the fit recover what made a record?",
        section=RECORD,
        order=3,
        draw=_draw,
        words=_words,
        numbers=_numbers,
        fits=of_ranks,
    ),
)
