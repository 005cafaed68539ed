"""Whether the model forecasts better than what knows nothing of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.validation.scores import Scores

MODEL, ANCHORED = "model", "model from the last reading"
OF_THE_MODEL = (MODEL, ANCHORED)
PARITY = 0.10  # of the CRPS of the best baseline


@dataclass(frozen=True)
class Skill:
    """The model from the last reading beside the best baseline, in one window.

    Attributes:
        baseline: the name of the best one, by CRPS.
        crps: of the model from the last reading; `best_crps`: of that baseline; both in the unit of the readings.
        inside_90, best_inside_90: shares of the readings in the 90 % bands of either.
    """

    baseline: str
    crps: float
    best_crps: float
    inside_90: float
    best_inside_90: float

    @property
    def beats(self) -> bool:
        """Whether the model is better than the best baseline by more than PARITY."""
        return self.crps < (1.0 - PARITY) * self.best_crps

    @property
    def sentence(self) -> str:
        """What is to be said of it."""
        told = (
            f"CRPS {self.crps:.3g} against {self.best_crps:.3g} of {self.baseline}, in the 90 % band "
            f"{self.inside_90:.0%} against {self.best_inside_90:.0%}"
        )
        if self.crps > (1.0 + PARITY) * self.best_crps:
            return f"No skill beyond the last reading: {told}."
        if self.beats:
            return f"Better than every baseline: {told}."
        return f"No skill beyond the last reading, but no loss either: {told}."


def skill(forecasts: Mapping[str, Scores]) -> Skill | None:
    """The skill in one window; None without a baseline or without the anchored model."""
    baselines = {name: scores for name, scores in forecasts.items() if name not in OF_THE_MODEL}
    if not baselines or ANCHORED not in forecasts:
        return None
    best = min(baselines, key=lambda name: baselines[name].crps_km2)
    mine, other = forecasts[ANCHORED], baselines[best]
    return Skill(best, mine.crps_km2, other.crps_km2, mine.inside_90 / mine.readings, other.inside_90 / other.readings)
