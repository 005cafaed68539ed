"""M7, what all announced packages share: authority, gate, lags, and the rounds that they contain."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated

from sim.model.contract import Stream, mechanism
from sim.model.draws import LOG_2, exponential, lognormal
from sim.model.quantity import ANY, DAY, NOT_NEGATIVE, SHARE, Choice, Group, Quantity


class LagLaw(IntEnum):
    """The law of the lag from announcement to arrival."""

    LOG_NORMAL = 0
    EXPONENTIAL = 1


class Content(IntEnum):
    """Main content of a package, which sets its mix."""

    ROCKET_ARTILLERY = 0
    AIR_DEFENCE = 1
    OTHER = 2


@dataclass(frozen=True)
class Mix:
    """Shares of a package's rounds by class; the rest is not rounds."""

    tube: Annotated[float, Quantity("1", SHARE, "tube-artillery rounds")]
    rocket: Annotated[float, Quantity("1", SHARE, "rockets")]
    long_range: Annotated[float, Quantity("1", SHARE, "long-range missiles")]
    air_defence: Annotated[float, Quantity("1", SHARE, "air-defence and anti-radiation missiles")]

    def rules(self) -> Iterator[tuple[str, str]]:
        total = self.tube + self.rocket + self.long_range + self.air_defence
        if total > 1.0 + 1e-9:
            yield "tube", f"the shares of a mix add up to {total:g}, allowed at most 1"


@dataclass(frozen=True)
class Announced:
    """Packages that are announced, by whatever process."""

    amount_factor: Annotated[float, Quantity("1", NOT_NEGATIVE, "factor on amounts announced from day 0 on")]
    authority_usd_million: Annotated[
        float,
        Quantity(
            "USD m",
            NOT_NEGATIVE,
            "money appropriated and not yet announced",
            "USD 60 bn appropriated in April 2024",
        ),
    ]
    gate_closed_day: Annotated[
        float, Quantity(DAY, ANY, "day from which no package can be announced; null for never", optional=True)
    ]
    gate_opened_day: Annotated[
        float,
        Quantity(DAY, ANY, "day on which a new appropriation allows packages again; null for never", optional=True),
    ]
    drawdown_lag_days: Annotated[
        float, Quantity("d", NOT_NEGATIVE, "median lag of a drawdown", "days to weeks, GAO-24-106289", (3, 60))
    ]
    lag_law: Annotated[LagLaw, Choice("law of the lags")]
    lag_log_sd: Annotated[
        float,
        Quantity("1", (0.0, 3.0), "standard deviation of the logarithm of a log-normal lag"),
    ]
    sector_share: Annotated[float, Quantity("1", SHARE, "share of a package that reaches the sector")]
    rounds_kr_per_usd_million: Annotated[
        float, Quantity("kr/(USD m)", NOT_NEGATIVE, "rounds per USD m, if all of it bought rounds")
    ]
    rocket_artillery_mix: Annotated[Mix, Group("mix of rounds in a package of mainly rocket artillery")]
    air_defence_mix: Annotated[Mix, Group("mix of rounds in a package of mainly air defence")]

    def rules(self) -> Iterator[tuple[str, str]]:
        if self.gate_opened_day < math.inf == self.gate_closed_day:
            yield "gate_opened_day", "has no effect without gate_closed_day; set that too, or choose aid=funding_gap"
        if self.gate_opened_day < self.gate_closed_day < math.inf:
            yield "gate_opened_day", "must not be before gate_closed_day"


@mechanism
def draw_lag(stream: Stream, rule: Announced, median: float) -> float:
    """A lag with this median (days); two uniform draws under either distribution, so that amounts stay aligned."""
    if rule.lag_law == LagLaw.EXPONENTIAL:
        lag = exponential(stream, median / LOG_2)
        stream.uniform()
        return lag
    return lognormal(stream, median, rule.lag_log_sd)
