"""Data for the figures of a comparison."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from sim.analysis.comparison import RunComparison
from sim.analysis.comparison_notes import other_window
from sim.report.figures.comparison.variants import DrawnVariant, held_of, variants_of

Spread = Literal["replications", "mean"]
TRADED = ("red_fires_kr", "rung_days")


@dataclass(frozen=True)
class Subject:
    """A comparison, and what of it is asked for.

    Attributes:
        traded: names of the two measures that are set against each other, that on the x axis first.
    """

    comparison: RunComparison
    traded: tuple[str, str] = TRADED
    spread: Spread = "replications"

    @cached_property
    def variants(self) -> tuple[DrawnVariant, ...]:
        """The reference and then the others."""
        return variants_of(self.comparison)

    @cached_property
    def held(self) -> tuple[DrawnVariant, ...]:
        """Variants that are compared with a reference."""
        return held_of(self.comparison)

    @property
    def note(self) -> str:
        """Note in the heading of a figure where runs have other windows; else empty."""
        return other_window(self.comparison.runs)

    def has(self, table: str, *names: str) -> bool:
        """True if all runs have some "measures" or "quantities"."""
        return all(name in variant.manifest[table] for variant in self.variants for name in names)
