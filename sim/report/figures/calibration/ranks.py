"""Recovery by the fit: ranks of the true parameters among the draws of each posterior."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawn

from sim.report.drawing import panels, scales, style
from sim.report.figures.calibration.named_panels import named_panels
from sim.report.figures.figure import RECORD, Figure, Numbers
from sim.report.figures.record import RecordSubject, found_is
from sim.report.record.calibration import label_of
from sim.report.words.numbers import number
from sim.report.words.run_names import called
from sim.report.words.wording import in_sentence
from sim.validation.calibration.ranks import BINS, Ranks, even

HEIGHT = 95.0  # points, of a panel
GAP, LEAST_PANEL = 18.0, 90.0  # points between panels, and that a panel takes at least
TITLE = "Ranks of the true parameters in the posterior fitted to each synthetic record"


def _draw(subject: RecordSubject[Ranks]) -> Drawn:
    """A histogram of ranks for each parameter, with the range that chance keeps it in."""
    ranked = subject.found
    count = len(ranked.ranks)
    low, high = even(count)
    top = 1.15 * max(high, float(ranked.counts().max()))
    marks = scales.ticks(0.0, top, whole=True)
    with style.look():
        figure, plots, columns = _panels([label_of(name) for name in ranked.names], scales.tick_texts(marks))
        for place, (axes, counts) in enumerate(zip(plots, ranked.counts(), strict=True)):
            _draw_counts(axes, counts, (low, high), ranked.draws)
            scales.set_ticks(axes, marks if place % columns == 0 else [])
            axes.set_ylim(0.0, top)
        panels.name_rows(plots, "Records")
        last = (len(plots) - 1) // columns * columns
        lowest = plots[min(last + (columns - 1) // 2, len(plots) - 1)]
        panels.name_below(lowest, "Rank among the draws of the posterior", scales.TICK + panels.LINE + 8)
        made = f"{count:,} synthetic records, each fitted like the real one"
        what, errors = called(dict(subject.manifest)), subject.manifest["errors"]
        note = f"{what}. {made}; errors {errors}. Grey: 99 % of counts if the fit is correct."
        panels.add_heading(figure, TITLE, note, [])
    return figure


def _panels(names: Sequence[str], numbers: Sequence[str]) -> tuple[Drawn, list[Axes], int]:
    """A panel for each name, with it above, and how many stand side by side; `numbers`: at the y axis."""
    left = panels.EDGE + panels.NAME + scales.room_for(numbers)
    room = panels.figure_width() - left - panels.EDGE - panels.RIGHT
    columns = max(1, min(len(names), int((room + GAP) / (LEAST_PANEL + GAP))))
    width = (room - (columns - 1) * GAP) / columns
    gap = (GAP, scales.TICK + panels.LINE)
    return *named_panels(names, columns, left, (width, HEIGHT), gap, panels.NAME), columns


def _draw_counts(axes: Axes, counts: np.ndarray, band: tuple[float, float], draws: int) -> None:
    edges = np.linspace(0, draws + 1, BINS + 1)
    axes.axhspan(*band, color=style.RULE, linewidth=0)
    axes.bar(edges[:-1], counts, np.diff(edges), align="edge", color=style.tint(style.BLUE, 0.5), edgecolor="white")
    axes.hlines(counts.sum() / BINS, 0, draws + 1, color=style.INK, linewidth=0.9)
    axes.set_xlim(0, draws + 1)
    scales.set_ticks(axes, [0, (draws + 1) // 2, draws + 1], across=True)


def _words(subject: RecordSubject[Ranks]) -> str:
    ranked = subject.found
    told = [
        f"{in_sentence(label_of(name))} {number(p, 2)}"
        for name, p in zip(ranked.names, ranked.p_values().tolist(), strict=True)
    ]
    return f"Probability of ranks at least this uneven if the fit is correct: {', '.join(told)}."


def _numbers(subject: RecordSubject[Ranks]) -> Numbers:
    """One row per parameter and tenth of the ranks: the records in it, and the range that chance keeps them in."""
    ranked = subject.found
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
        fits=found_is(Ranks),
    ),
)
