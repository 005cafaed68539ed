"""Which figures of a comparison there are."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from sim.config.problems import Problem, hint
from sim.report import figures
from sim.report.figures.subject import Figure, Subject


@cache
def registered() -> tuple[Figure, ...]:
    """All figures, in their order: those that any module of this package registers as its `FIGURES`."""
    modules = (import_module(f"{figures.__name__}.{one.name}") for one in pkgutil.iter_modules(figures.__path__))
    found = [figure for module in modules for figure in getattr(module, "FIGURES", ())]
    return tuple(sorted(found, key=lambda figure: figure.order))


def fitting(subject: Subject) -> list[Figure]:
    """Those that a comparison may have."""
    return [figure for figure in registered() if figure.fits(subject)]


def figure_named(name: str) -> Figure:
    """The figure of a name; raises Problem, with the nearest one, where there is none."""
    known = {figure.name: figure for figure in registered()}
    if name not in known:
        raise Problem(f"no figure {name!r} of a comparison{hint(name, known)}")
    return known[name]
