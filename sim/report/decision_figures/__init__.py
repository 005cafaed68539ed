"""The figures of a decision, each with the question that it answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from matplotlib.figure import Figure

from sim.analysis.decision.decide import StudyDecision
from sim.config.problems import Problem, hint
from sim.report.decision_figures import belief, box, drivers, front, price, robust, variance, worth
from sim.report.decision_names import DecisionNames, names_of

__all__ = ["FIGURES", "Drawing", "figure_of"]


class Drawing(NamedTuple):
    """A figure.

    Attributes:
        question: that it answers.
        parts: whose sentences stand beside it.
        sheets: the tables of its numbers.
        draw: from a decision and its names; None where there is nothing to draw.
        why_not: why there is none, where there is none.
    """

    question: str
    parts: tuple[str, ...]
    sheets: tuple[str, ...]
    draw: Callable[[DecisionNames, StudyDecision], Figure | None]
    why_not: str = ""


FIGURES = {
    "price": Drawing(
        "Which policy is best at which price?",
        ("price",),
        ("ties", "trades", "shares_by_price"),
        lambda names, _: price.draw(names),
    ),
    "map": Drawing(
        "What must be believed for a policy to be best?",
        ("belief", "structure"),
        ("beliefs", "structures"),
        lambda names, _: belief.draw(names),
        "no belief is associated with the choice beyond chance",
    ),
    "budget": Drawing(
        "Is it chance, parameters or structure?",
        ("budget",),
        ("budget",),
        lambda names, found: variance.draw(names, found.outcomes),
    ),
    "drivers": Drawing(
        "What drives the difference, compared with the level?",
        ("drivers",),
        ("drivers",),
        lambda names, found: drivers.draw(names, found.outcomes),
        "chance explains the differences between futures, or the design cannot separate the parameters",
    ),
    "box": Drawing(
        "Where does one policy beat the other?",
        ("where",),
        ("region",),
        lambda names, _: box.draw(names),
        "no region is reported",
    ),
    "robust": Drawing(
        "Does the rule of choice change the winner?", ("robust",), ("rules",), lambda names, _: robust.draw(names)
    ),
    "worth": Drawing(
        "What would better information be worth?",
        ("worth",),
        ("worth",),
        lambda names, _: worth.draw(names),
        "the value of information was not computed",
    ),
    "front": Drawing(
        "Which policies need not be looked at?",
        ("front",),
        ("front",),
        lambda names, _: front.draw(names),
        "two policies form no front",
    ),
}
"""The figures by name, in the order of a page."""


def figure_of(found: StudyDecision, name: str) -> Figure | None:
    """A figure without its footer; None where there is nothing to draw.

    Raises:
        Problem: there is no such figure.
    """
    if name not in FIGURES:
        raise Problem(f"no figure {name!r} of a decision{hint(name, FIGURES)}")
    return FIGURES[name].draw(names_of(found), found)
