"""Known answers of M7, aid: packages in transit, their intervals and amounts, and the rounds in them."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from sim.config.problems import Problem
from sim.engine.batch import Batch
from sim.validation.verification import exact_queues, judge
from sim.validation.verification.case import Check, Experiment, enough, given, known_answer
from sim.validation.verification.reading import events, on_day
from sim.validation.verification.reductions import FROM_NOTHING, SILENT, STILL

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


TRACED, FEW_TRACED = 400, 40
INTERVALS = 20  # of each replication, after its first package
ROOM = 2.5  # horizons, in mean lengths of so many intervals: a Poisson process has enough but for one in 10^6
LONGEST = 3000
SHAPE = 8  # of the gamma intervals
MEDIAN = 375.0  # USD m


@known_answer(
    "M7",
    "intervals between packages are gamma with shape 8, or exponential; amounts are log-normal",
    "moments of the gamma law",
    ({"law": 0}, {"law": 1}, {"law": 2}),
)
def aid_intervals(
    law: int = given(0, (0, 2), "0 near-periodic, 1 at random, 2 at random by the pressure"),
    interval: float = given(14.0, (1.0, 50.0), "mean days between announcements, without pressure"),
    log_sd: float = given(0.6, (0.01, 2.0), "standard deviation of the logarithm of the amounts"),
    pressure: float = given(1.5, (0.0, 20.0), "pressure on the sponsor, which stays"),
    by_pressure: float = given(0.4, (0.0, 1.0), "logarithm of the factor on announcements by a unit of it"),
) -> Experiment:
    """The first intervals between packages, and what these amount to."""
    mean = interval * (math.exp(-min(4.0, by_pressure * pressure)) if law == 2 else 1.0)
    shape = SHAPE if law == 0 else 1
    days = math.ceil(ROOM * (INTERVALS + 1) * mean)
    if days > LONGEST:
        raise Problem(f"verify aid_intervals: interval: {INTERVALS} of them take {days:,} days, allowed {LONGEST:,}")

    def judged(batch: Batch) -> Iterator[Check]:
        lines = events(batch, "aid_announced")
        few = sum(len(one) <= INTERVALS for one in lines)
        yield judge.exactly("replications with too few packages", 0.0, float(few))
        gaps = np.concatenate([np.diff(one[: INTERVALS + 1, 0]) for one in lines])
        variance = mean**2 / shape
        yield judge.mean("mean interval (d)", mean, gaps, variance)
        yield judge.variance("variance of the intervals", variance, gaps, (3.0 + 6.0 / shape) * variance**2)
        logs = np.log(np.concatenate([one[:, 1] for one in lines]) / MEDIAN)
        yield judge.mean("mean logarithm of an amount over the median", 0.0, logs, log_sd**2)
        yield judge.variance("variance of that", log_sd**2, logs, 3.0 * log_sd**4)

    kind = {0: "renewal", 1: "poisson", 2: "pressure_dependent"}[law]
    held = (f"aid.by_pressure={by_pressure!r}",) if law == 2 else ()
    overrides = (
        *STILL, f"aid={kind}", *held, *FROM_NOTHING, "pressure.memory=1e12 days", f"pressure.by_request={pressure!r}",
        "restrictions.events.request.day=0", f"aid.interval={interval!r} days", f"aid.amount_median={MEDIAN} USD m",
        f"aid.amount_log_sd={log_sd!r}", "aid.authority=1e6 USD bn", "aid.drawdown_lag=0 days",
        f"horizon={days} days",
    )  # fmt: skip
    return Experiment(overrides, judged, TRACED, FEW_TRACED, traced=True)


FIRST, SECOND = 3, 4  # days of the two packages
LAG, LONG_LAG = 10, 30
TUBE, ROCKET = 4.0, 0.3  # kr at the start
MIXES = ((0.70, 0.06), (0.60, 0.03))  # tube rounds and rockets, of mainly rocket artillery and of air defence


@known_answer(
    "M7", "a package brings amount x share x rounds per USD x mix, as far as the appropriation goes", "arithmetic"
)
def aid_rounds(
    amount: float = given(275.0, (1.0, 10_000.0), "of the first package (USD m)"),
    factor: float = given(1.5, (0.1, 10.0), "on amounts"),
    share: float = given(0.18, (0.0, 1.0), "that reaches the sector"),
    rounds: float = given(0.03, (0.0, 1.0), "kr for each USD m"),
) -> Experiment:
    """Two packages, for the second of which only half of what it would take is left."""
    each = amount * factor * share * rounds

    def judged(batch: Batch) -> Iterator[Check]:
        in_transit = float(on_day(batch, "aid_in_transit_usd_million", SECOND + 1)[0])
        yield judge.closely("in transit (USD m)", 2.0 * amount * factor, in_transit)
        tube, rocket = TUBE, ROCKET
        for day, (of_tube, of_rocket) in zip((FIRST + LAG + 1, SECOND + LONG_LAG + 1), MIXES, strict=True):
            tube, rocket = tube + each * of_tube, rocket + each * of_rocket
            yield judge.closely(f"tube rounds on day {day} (kr)", tube, float(on_day(batch, "tube_stock_kr", day)[0]))
            yield judge.closely(f"rockets on day {day} (kr)", rocket, float(on_day(batch, "rocket_stock_kr", day)[0]))

    rows = (
        f"{{day: {FIRST}, amount: {amount!r} USD m, kind: drawdown, content: rocket_artillery}}",
        f"{{day: {SECOND}, amount: {2.0 * amount!r} USD m, kind: contract, content: air_defence}}",
    )
    mixes = ", ".join(f"tube: {tube}, rocket: {rocket}" for tube, rocket in MIXES[:1])
    overrides = (
        *STILL, *SILENT, "aid=announced_2024", f"aid.packages=[{', '.join(rows)}]", "aid.lag_log_sd=0",
        f"aid.drawdown_lag={LAG} days", f"aid.contract_lag={LONG_LAG} days", f"aid.amount_factor={factor!r}",
        f"aid.authority={2.0 * amount * factor!r} USD m", f"aid.sector_share={share!r}",
        f"aid.rounds={rounds!r} kr/(USD m)", f"aid.rocket_artillery_mix={{{mixes}, long_range: 0, air_defence: 0.02}}",
        f"aid.air_defence_mix.tube={MIXES[1][0]}", f"aid.air_defence_mix.rocket={MIXES[1][1]}",
        f"scenario.stocks.tube={TUBE} kr", f"scenario.stocks.rocket={ROCKET} kr", "scenario.stocks.tube_supply=0 kr/d",
        "scenario.stocks.rocket_supply=0 kr/d", f"horizon={SECOND + LONG_LAG + 2} days",
    )  # fmt: skip
    return Experiment(overrides, judged, daily=True)
