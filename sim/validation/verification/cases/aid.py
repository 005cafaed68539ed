"""Known answers of M7, aid."""

from __future__ import annotations

import math
from collections.abc import Iterator

from sim.config.problems import Problem
from sim.engine.batch import Batch
from sim.validation.verification import exact_queues, judge
from sim.validation.verification.case import Check, Experiment, enough, given, known_answer
from sim.validation.verification.reading import on_day
from sim.validation.verification.reductions import STILL

KEPT, FEW = 2_000, 100
MOST = 25.0  # packages in transit in the mean, of which 64 have room


@known_answer(
    "M7",
    "packages in transit are Poisson, with mean lag over mean interval in the end, whatever the law of the lag",
    "M/G/infinity queue",
    ({}, {"log_sd": 1.0}, {"days": 60, "exponential": 1}, {"days": 60}),
)
def aid_pipeline_m_g_infinity(
    interval: float = given(14.0, (1.0, 365.0), "mean days between announcements"),
    lag: float = given(21.0, (0.1, 365.0), "mean days from announcement to arrival"),
    log_sd: float = given(0.6, (0.0, 2.0), "standard deviation of the logarithm of a log-normal lag"),
    days: int = given(300, (1, 365), "day on which they are counted; none was announced before day 0"),
    exponential: int = given(0, (0, 1), "1 for an exponential lag"),
) -> Experiment:
    """Packages are announced at random, and each arrives after a separate lag."""
    expected = exact_queues.in_transit(interval, lag, -1.0 if exponential else log_sd, days)
    enough("aid_pipeline_m_g_infinity", "interval, lag", "packages in transit", expected, FEW)
    if lag / interval > MOST:
        raise Problem(f"verify: lag: at most {MOST:g} x interval, {MOST * interval:g} (got {lag:g})")

    def judged(batch: Batch) -> Iterator[Check]:
        packages = on_day(batch, "packages_in_transit", days)
        yield from judge.poisson(f"packages in transit on day {days}", expected, packages)
        none = int((packages == 0.0).sum())
        yield judge.share("P(none in transit)", math.exp(-expected), none, len(packages))

    median = lag * (math.log(2.0) if exponential else math.exp(-0.5 * log_sd**2))
    overrides = (
        *STILL, "aid=poisson", f"aid.interval={interval!r} days", f"aid.drawdown_lag={median!r} days",
        f"aid.lag_log_sd={log_sd!r}", f"aid.lag_law={'exponential' if exponential else 'log_normal'}",
        "aid.amount_log_sd=0", "aid.authority=1e6 USD bn", f"horizon={days} days",
    )  # fmt: skip
    return Experiment(overrides, judged, KEPT, FEW, daily=True)
