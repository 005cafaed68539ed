"""What a simulation-based calibration prints, and its folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from rich.console import Console

from sim.config.problems import Problem
from sim.config.table_files import FACTOR
from sim.report import panels, scales, style, text_width
from sim.report.backtest_tables import as_csv
from sim.report.figures.run.facts import variant
from sim.report.footer import FigureProvenance, publish
from sim.report.numbers import number
from sim.report.record_folder import write_all
from sim.report.tables import right, table_of
from sim.study.manifest import CALIBRATION_NAME
from sim.study.new_folder import OTHER_FOLDER
from sim.study.places import FIGURES
from sim.validation.calibration.ranks import BINS, Ranks, even

HEIGHT, HEAD, GAP = 95.0, panels.LINE + 6, 12.0  # points
TITLE = "Ranks of the true parameters in the posterior fitted to each synthetic record"
NOTE = "p: probability of ranks at least this uneven if the fit is correct; a small p is evidence against the fit."


def print_ranks(console: Console, ranked: Ranks) -> None:
    """Print how evenly the ranks lie."""
    table = table_of("parameter", *right("records", "fewest in a tenth", "most", "p"))
    for name, counts, p_value in zip(ranked.names, ranked.counts(), ranked.p_values(), strict=True):
        table.add_row(name, f"{len(ranked.ranks):,}", str(counts.min()), str(counts.max()), number(p_value, 2))
    console.print(table)
    console.print(NOTE, soft_wrap=True)
    if ranked.unfinished:
        left_out = f"{ranked.unfinished} more records did not reach the tolerance within calibration.simulations"
        console.print(f"{left_out}, and are left out", soft_wrap=True)


def write_ranks(folder: Path, ranked: Ranks, basis: Mapping[str, Any], figures: bool = True) -> None:
    """Write ranks.csv, the figure and calibration.json into an empty folder; raises Problem where that fails."""
    if figures:
        try:
            (folder / FIGURES).mkdir()
            publish(
                ranks_figure(ranked, variant(dict(basis)), basis["errors"]),
                FigureProvenance.of(basis),
                folder / FIGURES,
                "ranks",
            )
        except OSError as error:
            raise Problem(f"cannot write {error.filename or folder}: {error.strerror}; {OTHER_FOLDER}") from error
    told = {"ranked": len(ranked.ranks), "unfinished": ranked.unfinished, "draws": ranked.draws}
    p_values = dict(zip(ranked.names, ranked.p_values().tolist(), strict=True))
    rows = as_csv([ranked.names, *ranked.ranks.tolist()])
    write_all(folder, {"ranks.csv": rows, CALIBRATION_NAME: {**basis, **told, "p_values": p_values}})


def ranks_figure(ranked: Ranks, what: str, errors: str) -> Figure:
    """A histogram of ranks for each parameter, with the range that chance keeps it in."""
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
            _draw(axes, counts, (low, high), ranked.draws)
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
        note = f"{what}. {made}; errors {errors}. Grey: 99 % of counts if the fit is correct."
        panels.add_heading(figure, TITLE, note, [])
    return figure


def _draw(axes: Axes, counts: np.ndarray, band: tuple[float, float], draws: int) -> None:
    edges = np.linspace(0, draws + 1, BINS + 1)
    axes.axhspan(*band, color=style.RULE, linewidth=0)
    axes.bar(edges[:-1], counts, np.diff(edges), align="edge", color=style.tint(style.BLUE, 0.5), edgecolor="white")
    axes.hlines(counts.sum() / BINS, 0, draws + 1, color=style.INK, linewidth=0.9)
    axes.set_xlim(0, draws + 1)
    scales.set_ticks(axes, [0, (draws + 1) // 2, draws + 1], across=True)
