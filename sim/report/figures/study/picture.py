"""The figures of a study by name, and their files."""

from __future__ import annotations

import re
from pathlib import Path

from matplotlib.figure import Figure

from sim.config.problems import Problem
from sim.report.figures.drawing import write as write_figure
from sim.report.figures.registry import figure_named
from sim.report.figures.study.request import FigureSubject, StudyBasis, is_sampled

BY_FACTORS = {1: "curve", 2: "heat"}
"""The figure that is drawn of so many factors where none is named."""


def picture(choice: FigureSubject, kind: str) -> Figure:
    """The figure of a name.

    Raises:
        Problem: there is none, or the points cannot be drawn so.
    """
    x, y, by = choice.x, choice.y, choice.by
    for word, factor in (("--y", y), ("--by", by)):
        if factor is not None and x is not None and factor.key == x.key:
            raise Problem(f"{word} {factor.key}: is the factor of --x; name another")
    if by is not None and is_sampled(choice.asked, by):
        raise Problem(f"--by {by.key}: was sampled, and has a value for each future; name a factor of few values")
    drawn = figure_named("study", kind).draw(choice)
    if drawn is None:
        raise Problem(f"--kind {kind}: there is nothing to draw")
    return drawn


def kind_of(kind: str | None, two_factors: bool) -> str:
    """The figure that is asked for, or that follows from the number of factors; raise Problem if there is none."""
    return figure_named("study", kind or BY_FACTORS[2 if two_factors else 1]).name


def check_factors(kind: str, has_x: bool, has_y: bool) -> None:
    """Raise Problem if a figure is not drawn over such factors."""
    factors = figure_named("study", kind).factors
    if factors == 2 and not has_y:
        raise Problem(f"--kind {kind}: needs a second factor: --y KEY")
    if factors == 1 and has_y:
        raise Problem(f"--kind {kind}: takes one factor; leave out --y, or give it panels with --by KEY")
    if not factors and (has_x or has_y):
        raise Problem(f"--kind {kind}: takes no factors; leave out --x and --y")


def takes_factors(kind: str) -> bool:
    """True if a figure is drawn over chosen factors, and not over all uncertainties at once."""
    return figure_named("study", kind).factors > 0


def name_of(choice: FigureSubject, kind: str) -> str:
    """Stem of the file names of a figure."""
    if not figure_named("study", kind).of_measure:
        return kind
    parts = [kind, choice.asked.found.measure.name]
    parts += [each.key for each in (choice.x, choice.y) if each is not None and takes_factors(kind)]
    if choice.by is not None:
        parts.append(f"by_{choice.by.key}")
    parts += [f"where_{word}" for word in choice.asked.only]
    return "-".join(re.sub(r"[^\w.]+", "_", part).strip("_") for part in parts)


def write(figure: Figure, choice: FigureSubject, kind: str, folder: Path, name: str) -> list[Path]:
    """Sign a figure and write it into `folder`, which is made if necessary; return the SVG, the PNG and the data.

    Raises:
        OSError: it cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    numbers = figure_named("study", kind).numbers(choice)
    return write_figure(figure, StudyBasis(choice.asked), folder, name, numbers)
