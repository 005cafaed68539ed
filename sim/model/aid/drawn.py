"""M7, drawn near-periodic packages: intervals are gamma with shape 8 (CV .354; the record's is .35)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from sim.model.aid.announced import Announced
from sim.model.contract import Stream, mechanism
from sim.model.draws import erlang
from sim.model.quantity import NOT_NEGATIVE, POSITIVE, Quantity

DRAWDOWNS = "US drawdowns after the April 2024 appropriation"
INTERVAL_SHAPE = 8


@dataclass(frozen=True)
class DrawnAid(Announced):
    """Packages are drawn, near-periodic or at random."""

    interval_days: Annotated[
        float,
        Quantity("d", POSITIVE, "mean interval between packages, without pressure", DRAWDOWNS, (10, 30)),
    ]
    amount_median_usd_million: Annotated[
        float, Quantity("USD m", NOT_NEGATIVE, "median amount of a package", DRAWDOWNS, (150, 600))
    ]
    amount_log_sd: Annotated[
        float,
        Quantity("1", (0.0, 3.0), "standard deviation of the logarithm of the amount", DRAWDOWNS),
    ]


@mechanism
def draw_near_periodic(stream: Stream, rule: DrawnAid, number: int) -> float:
    """The interval before a package (days), if it does not depend on pressure."""
    mean = rule.interval_days
    if number > 0:
        return erlang(stream, INTERVAL_SHAPE, mean)
    # The start falls into an interval in proportion to its length: of the law of a gamma of one shape more.
    running = erlang(stream, INTERVAL_SHAPE + 1, mean * (INTERVAL_SHAPE + 1) / INTERVAL_SHAPE)
    return running * stream.uniform()
