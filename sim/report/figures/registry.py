"""Which figures there are: of a run, of a comparison and of a study."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module
from typing import Any, Literal

from sim.config.problems import Problem, hint
from sim.report import figures
from sim.report.figures.figure import Figure

Kind = Literal["run", "comparison", "study"]
"""Of what a figure is: the name of the package in which it is registered."""
KINDS: tuple[Kind, ...] = ("run", "comparison", "study")


@cache
def registered(kind: Kind) -> tuple[Figure[Any], ...]:
    """All figures of a kind, in their order: those that any module of its package registers as its `FIGURES`."""
    package = import_module(f"{figures.__name__}.{kind}")
    modules = (import_module(f"{package.__name__}.{one.name}") for one in pkgutil.iter_modules(package.__path__))
    found = [figure for module in modules for figure in getattr(module, "FIGURES", ())]
    return tuple(sorted(found, key=lambda figure: figure.order))


def fitting(kind: Kind, subject: Any) -> list[Figure[Any]]:
    """Those for which there may be something to draw."""
    return [figure for figure in registered(kind) if figure.fits(subject)]


def figure_named(kind: Kind, name: str) -> Figure[Any]:
    """The figure of a name; raises Problem, with the nearest one, where there is none."""
    known = {figure.name: figure for figure in registered(kind)}
    if name in known:
        return known[name]
    others = [other for other in KINDS if other != kind and name in [one.name for one in registered(other)]]
    raise Problem(f"no figure {name!r} of a {kind}{f'; it is one of a {others[0]}' if others else hint(name, known)}")
