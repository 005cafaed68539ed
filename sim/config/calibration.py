"""Settings of a calibration: the parameters to fit to observations, and the work allowed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from sim.model.quantity import PURE, SETTING, Choice, Quantity


@dataclass(frozen=True)
class Calibration:
    """A calibration by approximate Bayesian computation; see `sim.validation.calibration`."""

    fitted: Annotated[
        tuple[str, ...], Choice("keys of the parameters that are fitted, within their plausible ranges", SETTING)
    ]
    population: Annotated[int, Quantity(PURE, (20, 100_000), "accepted draws in each generation", SETTING)]
    quantile: Annotated[
        float,
        Quantity(PURE, (0.05, 0.95), "quantile of a generation's distances that is the tolerance of the next", SETTING),
    ]
    simulations: Annotated[int, Quantity(PURE, (100, 1_000_000_000), "largest number of replications", SETTING)]

    def rules(self) -> Iterator[tuple[str, str]]:
        if twice := sorted({key for key in self.fitted if self.fitted.count(key) > 1}):
            yield "fitted", f"{twice[0]} is given twice"


NO_CALIBRATION = Calibration((), 1000, 0.5, 1_000_000)
