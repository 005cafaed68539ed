r"""M7, aid: packages are announced while the gate of an appropriation is open, and arrive after a lag.

Listed: the packages of a dated list (a replay of the record; some may be put off by a delay). Near-periodic:
intervals are gamma with shape 8 (CV .354; the record's is .35), amounts log-normal. The start falls into an interval
that has begun: the first package comes after a uniform share of one that is drawn in proportion to its length, gamma
with shape 9, as in a steady state of renewals (Cox 1962). Poisson: the same with exponential intervals.
Pressure-dependent: the hazard of an announcement is $\lambda e^{\beta p}$ of the pressure $p$ (M8), with the exponent
clipped at 4 and $1/\lambda$ the interval at no pressure; it is looked at in each step. A package draws its lag and
amount from an item of its own, so the same package has the same luck in every policy. A lag is log-normal or
exponential, with its median by kind of package. Rounds reach the sector as amount x share x rounds per USD m x content
mix. A package announced before the start is in transit, unless its lag is over: then it is in the stock at the start.
At most 256 packages are in transit at once: a further one that is drawn waits until one has arrived.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Annotated

from sim.model import events, signals
from sim.model.alternatives import alternatives
from sim.model.contract import Environment, Process, Stream, mechanism
from sim.model.draws import LOG_2, erlang, exponential, lognormal
from sim.model.quantity import ANY, DAY, NOT_NEGATIVE, POSITIVE, SHARE, Choice, Group, Quantity
from sim.model.world import PACKAGE_SLOTS

if TYPE_CHECKING:
    from sim.model.parameters import Parameters
    from sim.model.world import World

RECORD = "US announcements, 2024"
DRAWDOWNS = "US drawdowns after the April 2024 appropriation"


class Announcements(IntEnum):
    """How packages are announced."""

    LISTED = 0
    NEAR_PERIODIC = 1
    NONE = 2
    POISSON = 3
    PRESSURE_DEPENDENT = 4


PRESSURE_DEPENDENT = Announcements.PRESSURE_DEPENDENT  # by a short name, as Python finds it faster


class LagLaw(IntEnum):
    """The law of the lag from announcement to arrival."""

    LOG_NORMAL = 0
    EXPONENTIAL = 1


class Kind(IntEnum):
    """How a package is paid for, which sets its lag."""

    DRAWDOWN = 0
    CONTRACT = 1
    FINANCING = 2


class Content(IntEnum):
    """What a package mainly holds, which sets its mix."""

    ROCKET_ARTILLERY = 0
    AIR_DEFENCE = 1
    OTHER = 2


INTERVAL_SHAPE = 8
HIGHEST_EXPONENT = 4.0


@dataclass(frozen=True)
class Packages:
    """A dated list of packages, one entry a package."""

    day: Annotated[tuple[float, ...], Quantity(DAY, ANY, "day of the announcement; may precede day 0", RECORD)]
    amount_usd_million: Annotated[tuple[float, ...], Quantity("USD m", NOT_NEGATIVE, "amount announced", RECORD)]
    kind: Annotated[tuple[Kind, ...], Choice("drawdown, contract or financing", RECORD)]
    content: Annotated[tuple[Content, ...], Choice("main content", RECORD)]


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
class NoAid:
    """No package is announced."""


@dataclass(frozen=True)
class Announced:
    """Packages that are announced, however that comes about."""

    amount_factor: Annotated[float, Quantity("1", NOT_NEGATIVE, "amounts announced from day 0 on, times this")]
    authority_usd_million: Annotated[
        float,
        Quantity(
            "USD m",
            NOT_NEGATIVE,
            "appropriated and not yet announced",
            "USD 60 bn appropriated in April 2024",
        ),
    ]
    gate_closed_day: Annotated[float, Quantity(DAY, ANY, "day on which the gate closes; null for never", optional=True)]
    gate_opened_day: Annotated[
        float,
        Quantity(DAY, ANY, "day on which a new appropriation opens it; null for never", optional=True),
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
        float, Quantity("kr/(USD m)", NOT_NEGATIVE, "rounds for each USD m, were it all rounds")
    ]
    rocket_artillery_mix: Annotated[Mix, Group("mix of a package of mainly rocket artillery")]
    air_defence_mix: Annotated[Mix, Group("mix of a package of mainly air defence")]

    def rules(self) -> Iterator[tuple[str, str]]:
        if self.gate_opened_day < math.inf == self.gate_closed_day:
            yield "gate_opened_day", "has no effect without gate_closed_day; set that too, or choose aid=funding_gap"
        if self.gate_opened_day < self.gate_closed_day < math.inf:
            yield "gate_opened_day", "must not be before gate_closed_day"


@dataclass(frozen=True)
class ListedAid(Announced):
    """The packages of a dated list."""

    packages: Annotated[Packages, Group("the dated list", table=True)]
    delay_days: Annotated[float, Quantity("d", NOT_NEGATIVE, "by which packages are put off")]
    delay_after_day: Annotated[
        float,
        Quantity(DAY, ANY, "packages announced after this day are put off; null for none", optional=True),
    ]
    contract_lag_days: Annotated[
        float,
        Quantity(
            "d",
            NOT_NEGATIVE,
            "median lag of a contract",
            "months to years as reported, 2023 and 2024",
            (180, 1095),
        ),
    ]
    financing_lag_days: Annotated[float, Quantity("d", NOT_NEGATIVE, "median lag of financing")]
    other_mix: Annotated[Mix, Group("mix of other packages")]

    def rules(self) -> Iterator[tuple[str, str]]:
        if self.delay_days > 0.0 and self.delay_after_day == math.inf:
            yield "delay", "has no effect without delay_after_day; set that too, or choose aid=delayed"
        yield from Announced.rules(self)
        if len(self.packages.day) > PACKAGE_SLOTS:
            yield "packages", f"has {len(self.packages.day)} packages, allowed at most {PACKAGE_SLOTS}"


@dataclass(frozen=True)
class DrawnAid(Announced):
    """Packages are drawn, near-periodic or at random."""

    interval_days: Annotated[
        float,
        Quantity("d", POSITIVE, "mean interval of packages, without pressure", DRAWDOWNS, (10, 30)),
    ]
    amount_median_usd_million: Annotated[float, Quantity("USD m", NOT_NEGATIVE, "median amount", DRAWDOWNS, (150, 600))]
    amount_log_sd: Annotated[
        float,
        Quantity("1", (0.0, 3.0), "standard deviation of the logarithm of the amount", DRAWDOWNS),
    ]


@dataclass(frozen=True)
class PressureDependentAid(DrawnAid):
    """Packages are drawn, the more often the more pressure there is."""

    by_pressure: Annotated[
        float,
        Quantity(
            "1",
            NOT_NEGATIVE,
            "logarithm of the factor on announcements for each unit of pressure",
            plausible=(0.0, 1.0),
        ),
    ]


@alternatives(
    {
        Announcements.LISTED: ListedAid,
        Announcements.NEAR_PERIODIC: DrawnAid,
        Announcements.NONE: NoAid,
        Announcements.POISSON: DrawnAid,
        Announcements.PRESSURE_DEPENDENT: PressureDependentAid,
    }
)
@dataclass(frozen=True)
class Aid(PressureDependentAid, ListedAid, NoAid):
    """M7: the sponsor's aid."""

    kind: Annotated[Announcements, Choice("how packages are announced")]


@mechanism
def listed_day(parameters: Parameters, package: int) -> float:
    """The day on which a package of the list is announced, put off as asked."""
    aid = parameters.aid
    day = aid.packages.day[package]
    return day + aid.delay_days if day > aid.delay_after_day else day


@mechanism
def median_lag(parameters: Parameters, kind: int) -> float:
    """Median lag of a kind of package (days)."""
    if kind == Kind.DRAWDOWN:
        return parameters.aid.drawdown_lag_days
    if kind == Kind.CONTRACT:
        return parameters.aid.contract_lag_days
    return parameters.aid.financing_lag_days


@mechanism
def draw_lag(stream: Stream, parameters: Parameters, median: float) -> float:
    """A lag with this median (days); two uniform draws under either law, so that amounts stay aligned."""
    if parameters.aid.lag_law == LagLaw.EXPONENTIAL:
        lag = exponential(stream, median / LOG_2)
        stream.uniform()
        return lag
    return lognormal(stream, median, parameters.aid.lag_log_sd)


@mechanism
def announcing_rate(world: World, parameters: Parameters) -> float:
    """Hazard of an announcement under the pressure as it is (1/d)."""
    aid = parameters.aid
    return math.exp(min(aid.by_pressure * world.policy.mean_pressure, HIGHEST_EXPONENT)) / aid.interval_days


@mechanism
def draw_interval(stream: Stream, parameters: Parameters, number: int) -> float:
    """The interval before a package (days), where it depends on nothing."""
    if parameters.aid.kind == Announcements.POISSON:
        return exponential(stream, parameters.aid.interval_days)
    mean = parameters.aid.interval_days
    if number > 0:
        return erlang(stream, INTERVAL_SHAPE, mean)
    # The start falls into an interval in proportion to its length: of the law of a gamma of one shape more.
    running = erlang(stream, INTERVAL_SHAPE + 1, mean * (INTERVAL_SHAPE + 1) / INTERVAL_SHAPE)
    return running * stream.uniform()


@mechanism
def announce_package(
    env: Environment, world: World, parameters: Parameters, day: float, amount: float, content: int, lag_days: float
) -> None:
    """Put a package on its way, as far as the authority left allows."""
    aid = world.aid
    granted = min(amount * (parameters.aid.amount_factor if day >= 0.0 else 1.0), aid.authority_usd_million)
    if granted <= 0.0:
        return
    slot = world.aid.count
    aid.announced_day[slot] = day
    aid.due_day[slot] = day + lag_days
    aid.amount_usd_million[slot] = granted
    aid.content[slot] = content
    aid.count = slot + 1
    aid.announced += 1
    aid.authority_usd_million -= granted
    aid.announced_usd_million += granted
    aid.in_transit_usd_million += granted
    env.record(events.AID_ANNOUNCED, granted)
    env.announce(signals.PACKAGE_ANNOUNCED)


@mechanism
def next_listed(parameters: Parameters, day: float, package: int) -> int:
    """The place of the package after this one, by day and then by place in the list; -1 after the last."""
    best = -1
    for other in range(len(parameters.aid.packages.day)):
        other_day = listed_day(parameters, other)
        later = other_day > day or (other_day == day and other > package)
        if later and (best < 0 or other_day < listed_day(parameters, best)):
            best = other
    return best


@mechanism
def announce_listed(env: Environment, world: World, parameters: Parameters, stream: Stream, package: int) -> None:
    """Announce a package of the list, unless it was announced before the start and is in the stock by now."""
    aid = parameters.aid
    listed = listed_day(parameters, package)
    announced = listed if listed < parameters.scenario.start_day else env.now
    stream.item(package)
    lag = draw_lag(stream, parameters, median_lag(parameters, aid.packages.kind[package]))
    amount = aid.packages.amount_usd_million[package]
    if announced + lag > parameters.scenario.start_day or announced >= parameters.scenario.start_day:
        announce_package(env, world, parameters, announced, amount, aid.packages.content[package], lag)


@mechanism
def announce_drawn(env: Environment, world: World, parameters: Parameters, stream: Stream) -> None:
    """Announce a package whose lag, amount and content are drawn."""
    aid = parameters.aid
    lag = draw_lag(stream, parameters, aid.drawdown_lag_days)
    amount = lognormal(stream, aid.amount_median_usd_million, aid.amount_log_sd)
    content = Content.AIR_DEFENCE if stream.uniform() < 0.5 else Content.ROCKET_ARTILLERY
    announce_package(env, world, parameters, env.now, amount, content, lag)


@mechanism
def announcements(env: Environment, world: World, parameters: Parameters, stream: Stream) -> Process:
    """Announce packages, listed or drawn; what falls due while the gate is closed waits for it."""
    package = -1
    day = -math.inf
    while parameters.aid.kind == Announcements.LISTED:
        package = next_listed(parameters, day, package)
        if package < 0:
            return
        day = listed_day(parameters, package)
        if day > env.now:
            yield env.timeout(day - env.now)
        while world.aid.gate_open == 0 and day >= parameters.scenario.start_day:
            yield env.signal(signals.GATE_CHANGED)
        announce_listed(env, world, parameters, stream, package)
    number = 0
    while parameters.aid.kind != Announcements.NONE:
        stream.item(number)
        if parameters.aid.kind == Announcements.PRESSURE_DEPENDENT:
            left = exponential(stream, 1.0)
            while True:
                rate = announcing_rate(world, parameters)
                start = env.now
                due = start + left / rate
                yield env.timeout(min(left / rate, 1.0)) | env.signal(signals.POLICY)
                if env.now >= due:
                    break
                left -= rate * (env.now - start)
        else:
            yield env.timeout(draw_interval(stream, parameters, number))
        number += 1
        while world.aid.gate_open == 0 or world.aid.count == PACKAGE_SLOTS:
            if world.aid.gate_open == 0:
                yield env.signal(signals.GATE_CHANGED)
            else:
                yield env.signal(signals.JUMP)  # an arrival is one
        announce_drawn(env, world, parameters, stream)


@mechanism
def gate(env: Environment, world: World, parameters: Parameters, stream: Stream) -> Process:
    """Close and open the gate on the days given."""
    closes = parameters.aid.gate_closed_day
    opens = parameters.aid.gate_opened_day
    if parameters.aid.kind == Announcements.NONE:
        return
    if closes < math.inf:
        if closes > env.now:
            yield env.timeout(closes - env.now)
        world.aid.gate_open = 0
        env.record(events.GATE_CLOSED, world.aid.authority_usd_million)
        if opens < math.inf:
            yield env.timeout(max(0.0, opens - env.now))
            world.aid.gate_open = 1
            env.record(events.GATE_OPENED, world.aid.authority_usd_million)
            env.announce(signals.GATE_CHANGED)
