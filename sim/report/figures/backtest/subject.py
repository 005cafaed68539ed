"""Data for the figures of a backtest: draws, and the observations or offensives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.validation.backtest import Backtest
from sim.validation.offensives_backtest import OffensivesBacktest

LEVELS = {"q05": 0.05, "q25": 0.25, "q50": 0.5, "q75": 0.75, "q95": 0.95}
"""The quantiles of a fan, by name."""


@dataclass(frozen=True)
class BacktestSubject:
    """A backtest.

    Attributes:
        manifest: of its folder, or what will be it.
        found: a variant against its observations, or against ten offensives.
    """

    manifest: Mapping[str, Any]
    found: Backtest | OffensivesBacktest

    @property
    def observed(self) -> Backtest:
        """The backtest against observations."""
        assert isinstance(self.found, Backtest)
        return self.found

    @property
    def offensives(self) -> OffensivesBacktest:
        """The backtest against offensives."""
        assert isinstance(self.found, OffensivesBacktest)
        return self.found


def of_observations(subject: BacktestSubject) -> bool:
    """True if it is a backtest against observations."""
    return isinstance(subject.found, Backtest)


def of_offensives(subject: BacktestSubject) -> bool:
    """True if it is one against the offensives."""
    return isinstance(subject.found, OffensivesBacktest)


def drawn_from(keys: Sequence[str], manifest: Mapping[str, Any]) -> str:
    """Source of the parameters of the draws, in words."""
    if manifest["posterior"]:
        return f"parameters from a posterior of {manifest['posterior']['rows']:,} rows"
    return f"{len(keys)} parameters from their plausible ranges"
