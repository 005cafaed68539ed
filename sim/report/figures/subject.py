"""What a figure of a comparison is drawn from, and how a figure is registered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from matplotlib.figure import Figure as Drawn

from sim.analysis.comparison import Comparison
from sim.analysis.notes import other_window
from sim.report.compare_figures.trade import Spread
from sim.report.compare_figures.variants import Variant, held_of, variants_of

COMPARISON, TRAJECTORIES, TIMELINE, ESCALATION = "comparison", "trajectories", "timeline", "escalation"
"""The sections of a report in which figures stand."""
TRADED = ("red_fires_kr", "rung_days")


@dataclass(frozen=True)
class Subject:
    """A comparison, and what of it is asked for.

    Attributes:
        comparison: what is drawn.
        traded: names of the two measures that are set against each other, that on the x axis first.
        spread: what the ellipses of the trade-off show.
    """

    comparison: Comparison
    traded: tuple[str, str] = TRADED
    spread: Spread = "replications"

    @cached_property
    def variants(self) -> tuple[Variant, ...]:
        """The reference and then the others."""
        return variants_of(self.comparison)

    @cached_property
    def held(self) -> tuple[Variant, ...]:
        """Those that are held against another."""
        return held_of(self.comparison)

    @property
    def note(self) -> str:
        """What the heading of a figure says where runs have other windows; empty where they have not."""
        return other_window(self.comparison.runs)

    def has(self, table: str, *names: str) -> bool:
        """Whether all runs have some "measures" or "quantities"."""
        return all(name in variant.manifest[table] for variant in self.variants for name in names)


@dataclass(frozen=True)
class Figure:
    """A figure of a comparison.

    Attributes:
        name: of its files.
        question: that it answers, for people.
        section: of the report, in which it stands.
        order: its place among the others.
        draw: draws it; None where the runs hold nothing to draw it from.
        numbers: what it shows, in words and numbers.
        fits: whether there may be anything to draw.
        caption: below it in a report; empty for its numbers.
    """

    name: str
    question: str
    section: str
    order: int
    draw: Callable[[Subject], Drawn | None]
    numbers: Callable[[Subject], str]
    fits: Callable[[Subject], bool] = lambda _: True
    caption: str = ""
