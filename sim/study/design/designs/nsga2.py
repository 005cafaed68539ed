"""Policies found by a genetic algorithm, over a space (`space.py`) searched by `sim.study.search`."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import Field

from sim.config.problems import Problem
from sim.study.design.form import Design
from sim.study.design.sections import SEARCHED


class Nsga2(Design):
    """Policies that a genetic algorithm finds, by what they save and cost: `searches` times, each with another seed.

    Each search has `population` policies at a time, `generations` times; at most `front` of the best of all searches
    are evaluated again in fresh futures.
    """

    name: ClassVar[str] = "nsga2"
    order: ClassVar[int] = 10

    factors: dict[str, Any] = Field(min_length=1)
    population: int = Field(default=24, ge=4, le=10_000, description="nsga2: policies per generation")
    generations: int = Field(default=10, ge=2, le=10_000, description="nsga2: generations per search")
    searches: int = Field(default=3, ge=1, le=100, description="nsga2: number of searches, each with a different seed")
    front: int = Field(
        default=6, ge=2, le=1000, description="nsga2: largest number of policies evaluated again in fresh futures"
    )
    seed: int | None = Field(default=None, ge=0, description="seed of this sample (default: the seed of the config)")

    @property
    def most_policies(self) -> int:
        """Largest number of policies that the searches look at."""
        return self.population * self.generations * self.searches

    def check(self, where: str, section: str) -> None:
        if section != SEARCHED:
            raise Problem(f"{where}.design: nsga2 looks for policies, which are {SEARCHED}; sample {section} instead")
