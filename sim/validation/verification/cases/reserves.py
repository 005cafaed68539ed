"""Known answers of M13, reserves."""

from __future__ import annotations

from sim.validation.verification import exact
from sim.validation.verification.case import Experiment, given, known_answer
from sim.validation.verification.closed import on_one_day
from sim.validation.verification.reductions import NOTHING_LOST


@known_answer(
    "M13",
    "reserves come in exponentially from a lag on",
    "closed form of r' = -r/tau",
    ({"days": 3}, {"days": 6}, {"lag": 2.5}),
)
def reserves_committed(
    amount: float = given(5.0, (0.1, 100.0), "reserves (kpe)"),
    lag: float = given(1.0, (0.1, 30.0), "from the first day (d)"),
    constant: float = given(2.5, (0.5, 1000.0), "time constant (d)"),
    days: int = given(6, (1, 365), "day on which the two are compared"),
) -> Experiment:
    """Blue commits reserves from a lag on, at a rate in proportion to what is left of them."""
    engaged = 4.5 + exact.approach(amount, constant, days - lag)
    overrides = (
        *NOTHING_LOST, "stall=reserves", "stall.reserve_factor=1", "scenario.forces.blue_engaged=4.5 kpe",
        f"scenario.forces.blue_reserves={amount!r} kpe", f"reserves.lag={lag!r} days",
        f"reserves.time_constant={constant!r} days", f"horizon={days} days",
    )  # fmt: skip
    return on_one_day(days, f"engaged on day {days} (kpe)", "blue_engaged_kpe", engaged, overrides)
