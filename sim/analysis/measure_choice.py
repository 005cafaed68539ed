"""Finds the measures named by a user among those of a folder."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sim.config.problems import Problem, hint
from sim.model.measures import KNOWN, Measure, measure_of


def default_measure(stored: Iterable[str]) -> str:
    """The first headline measure among some names, else the first of them."""
    names = list(stored)
    return next((name for name in names if name in KNOWN and KNOWN[name].headline), names[0])


def chosen_measure(stored: Mapping[str, str], name: str | None, asked: str = "") -> Measure:
    """The measure of a name; the default one where none is named.

    Args:
        stored: units of the measures that there are, by name.
        name: as the user wrote it; None or empty for the default.
        asked: the option that names it, such as "--measure".

    Raises:
        Problem: there is none of that name; it says which is nearest.
    """
    chosen = name or default_measure(stored)
    if chosen not in stored:
        raise Problem(
            f"{f'{asked} {chosen}: ' if asked else ''}no measure {chosen!r} in this study{hint(chosen, stored)}"
        )
    return measure_of(chosen, stored[chosen])
