"""The registry of figures of each kind of folder, and of decisions."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module
from typing import Any, Literal, get_args

from matplotlib.figure import Figure as Drawn

from sim.config.problems import Problem, hint
from sim.report import figures
from sim.report.figures.figure import Figure

Kind = Literal["run", "comparison", "study", "decision", "backtest", "calibration"]
"""Of what a figure is: the name of the package in which it is registered."""
KINDS: tuple[Kind, ...] = get_args(Kind)


@cache
def registered(kind: Kind) -> tuple[Figure[Any], ...]:
    """All figures of a kind, in their order: those that any module of its package registers as its `FIGURES`."""
    package = import_module(f"{figures.__name__}.{kind}")
    modules = (import_module(f"{package.__name__}.{one.name}") for one in pkgutil.iter_modules(package.__path__))
    found = [figure for module in modules for figure in getattr(module, "FIGURES", ())]
    return tuple(sorted(found, key=lambda figure: figure.order))


def fitting(kind: Kind, subject: Any) -> list[Figure[Any]]:
    """Registered figures of a kind for which there may be something to draw."""
    return [figure for figure in registered(kind) if figure.fits(subject)]


def figure_named(kind: Kind, name: str) -> Figure[Any]:
    """The figure of a name; raise Problem, with the nearest one, where there is none."""
    known = {figure.name: figure for figure in registered(kind)}
    if name in known:
        return known[name]
    others = [other for other in KINDS if other != kind and name in [one.name for one in registered(other)]]
    raise Problem(f"no figure {name!r} of a {kind}{f'; it is one of a {others[0]}' if others else hint(name, known)}")


def drawn_figure(kind: Kind, name: str, subject: Any, asked_by: str = "") -> Drawn:
    """A figure of a name, drawn; raise Problem if there is none, or nothing to draw it from.

    `asked_by`: the option that named it, with a space behind it.
    """
    figure = drawable_figure(kind, name, subject, asked_by)
    found = figure.draw(subject)
    if found is None:
        raise _nothing_to_draw(kind, figure, asked_by)
    return found


def drawable_figure(kind: Kind, name: str, subject: Any, asked_by: str = "") -> Figure[Any]:
    """A figure of a name, for which there may be something to draw; raise Problem as `drawn_figure` does."""
    figure = figure_named(kind, name)
    if not figure.fits(subject):
        raise _nothing_to_draw(kind, figure, asked_by)
    return figure


def _nothing_to_draw(kind: Kind, figure: Figure[Any], asked_by: str) -> Problem:
    why = f"no figure, because {figure.why_not}" if figure.why_not else f"this {kind} has no data for it"
    return Problem(f"{asked_by}{figure.name}: {why}")
