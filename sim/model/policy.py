r"""M9, policy: when the sponsor is asked, and when it relaxes or reverses its restriction.

Scheduled: briefing, request, recommendation and decisions on given days. Never: the same, without a decision.

Endogenous: the request comes by a hazard, the recommendation a log-normal lag after it, and from then on the
restriction is relaxed step by step, and reversed, by hazards too. Each has the form

$$h = \exp(\beta_0 + \beta_1 p + \beta_2 n + \beta_3 g)$$

of the pressure $p$, the precedents $n$ (grants so far) and the rung $g$, with coefficients of its own and the exponent
clipped at 4; nothing changes within the dwell after the last change. A decision falls when the integrated hazard
reaches an Exp(1) draw.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Annotated

from sim.model import events, signals
from sim.model.contract import Environment, Process, Stream, mechanism
from sim.model.draws import exponential, lognormal
from sim.model.permissions import announce_relaxation, announce_reversal, grant, take_back
from sim.model.quantity import ANY, DAY, NEVER, NOT_NEGATIVE, Choice, Group, Quantity
from sim.model.sides import BANDS, LONG_RANGE, ROCKET, TUBE, Band, Targets

if TYPE_CHECKING:
    from sim.model.parameters import Parameters
    from sim.model.world import World

RECORD = "public record of May and June 2024"
REPORTED_EARLY = "early May 2024 as reported; the day is assumed"


class Decision(IntEnum):
    """How decisions come about."""

    SCHEDULED = 0
    ENDOGENOUS = 1
    NEVER = 2


ON_DAYS = (Decision.SCHEDULED, Decision.NEVER)
BY_HAZARD = (Decision.ENDOGENOUS,)


@dataclass(frozen=True)
class CounterFire:
    """The permission to answer fire across the border with the sponsor's tube and rocket artillery."""

    allowed: Annotated[bool, Choice("whether counter-fire is allowed, from `day` on or as decided", RECORD)]
    day: Annotated[
        float,
        Quantity(DAY, ANY, "day of the decision; null where there is none, or it is endogenous", RECORD, optional=True),
    ]
    bands: Annotated[tuple[Band, ...], Choice("bands in which it is allowed", RECORD)]
    targets: Annotated[Targets, Choice("targets that it may strike", RECORD)]
    widened_after_days: Annotated[
        float,
        Quantity(
            "d",
            NOT_NEGATIVE,
            "from the decision until it holds at any attacked border; null for never",
            RECORD,
            optional=True,
        ),
    ]

    def rules(self) -> Iterator[tuple[str, str]]:
        if not self.allowed and self.day < NEVER:
            yield "day", "allowed=false contradicts a day of decision; set allowed=true, or day=null"
        if not self.allowed and self.bands:
            yield "bands", "allowed=false contradicts a list of bands; set allowed=true, or bands=[]"
        if self.allowed and not self.bands:
            yield "bands", "allowed=true needs at least one of border_sector, attacked_border, deep"


@dataclass(frozen=True)
class LongRange:
    """The ban on long-range strikes with the sponsor's weapons."""

    banned: Annotated[bool, Choice("whether long-range strikes stay banned", RECORD)]
    day: Annotated[
        float,
        Quantity(
            DAY,
            ANY,
            "day on which the ban is lifted; null for the day of the counter-fire decision",
            RECORD,
            optional=True,
        ),
    ]
    targets: Annotated[Targets, Choice("targets that long-range strikes may have, once allowed")]

    def rules(self) -> Iterator[tuple[str, str]]:
        if self.banned and self.day < NEVER:
            yield "day", "banned=true contradicts a day on which the ban is lifted; set banned=false, or day=null"


@dataclass(frozen=True)
class Hazard:
    """A hazard exp(intercept + pressure p + precedent n + rung g) a day, the exponent clipped at 4."""

    intercept: Annotated[float, Quantity("1", ANY, "logarithm of the hazard (1/d) at nothing")]
    pressure: Annotated[float, Quantity("1", ANY, "for each unit of pressure")]
    precedent: Annotated[float, Quantity("1", ANY, "for each grant so far")]
    rung: Annotated[float, Quantity("1", ANY, "for each rung of escalation")]


@dataclass(frozen=True)
class Restrictions:
    """M9: the restriction on the sponsor's weapons, and how it changes."""

    kind: Annotated[Decision, Choice("how decisions come about")]
    briefing_day: Annotated[float, Quantity(DAY, ANY, "lawmakers are briefed; null for never", REPORTED_EARLY, optional=True)]
    request_day: Annotated[
        float, Quantity(DAY, ANY, "Blue asks for a change; null for never", RECORD, used_by=ON_DAYS, optional=True)
    ]
    recommendation_day: Annotated[
        float, Quantity(DAY, ANY, "a change is recommended; null for never", RECORD, used_by=ON_DAYS, optional=True)
    ]
    counter_fire: Annotated[CounterFire, Group("counter-fire across the border")]
    long_range: Annotated[LongRange, Group("long-range strikes")]
    recommendation_lag_days: Annotated[
        float, Quantity("d", NOT_NEGATIVE, "median lag from request to recommendation", RECORD, (1, 30), BY_HAZARD)
    ]
    recommendation_lag_log_sd: Annotated[
        float, Quantity("1", (0.0, 3.0), "standard deviation of the logarithm of that lag", used_by=BY_HAZARD)
    ]
    dwell_days: Annotated[
        float, Quantity("d", NOT_NEGATIVE, "no change within this time of the last one", used_by=BY_HAZARD)
    ]
    request: Annotated[Hazard, Group("hazard of the request", BY_HAZARD)]
    relax: Annotated[Hazard, Group("hazard of relaxing by a step", BY_HAZARD)]
    reverse: Annotated[Hazard, Group("hazard of reversing the last step", BY_HAZARD)]

    def rules(self) -> Iterator[tuple[str, str]]:
        scheduled = self.kind == Decision.SCHEDULED
        if self.kind == Decision.NEVER and self.counter_fire.allowed:
            yield "counter_fire.allowed", "restrictions that are never relaxed contradict allowed=true"
        if self.kind == Decision.NEVER and not self.long_range.banned:
            yield "long_range.banned", "restrictions that are never relaxed contradict banned=false"
        if scheduled and self.counter_fire.allowed and self.counter_fire.day == NEVER:
            yield "counter_fire.day", "allowed=true needs a day of decision"
        if scheduled and not self.long_range.banned and lifting_day(self) == NEVER:
            yield "long_range.day", "banned=false needs a day, here or in counter_fire"
        if self.kind == Decision.ENDOGENOUS and min(self.counter_fire.day, self.long_range.day) < NEVER:
            yield "counter_fire.day", "an endogenous decision contradicts a given day; set day=null"


@mechanism
def lifting_day(restrictions: Restrictions) -> float:
    """The day on which the ban on long-range strikes is lifted; infinite while it stays."""
    if restrictions.long_range.banned:
        return math.inf
    if restrictions.long_range.day < math.inf:
        return restrictions.long_range.day
    return restrictions.counter_fire.day


# Entries of the calendar of a scheduled policy.
BRIEFING, REQUEST, RECOMMENDATION, COUNTER_FIRE, WIDENED, LONG_RANGE_LIFTED = range(6)
ENTRIES = 6


@mechanism
def entry_day(restrictions: Restrictions, entry: int) -> float:
    """The day of an entry of the calendar; infinite where there is none."""
    if entry == BRIEFING:
        return restrictions.briefing_day
    if entry == REQUEST:
        return restrictions.request_day
    if entry == RECOMMENDATION:
        return restrictions.recommendation_day
    if entry == COUNTER_FIRE:
        return restrictions.counter_fire.day
    if entry == WIDENED:
        return restrictions.counter_fire.day + restrictions.counter_fire.widened_after_days
    return lifting_day(restrictions)


@mechanism
def note_request(env: Environment, world: World, parameters: Parameters) -> None:
    """Blue asks for a change."""
    world.policy.requested = 1
    world.policy.request_day = min(world.policy.request_day, env.now)
    world.policy.pressure += parameters.pressure.by_request
    env.record(events.REQUESTED, 0.0)
    env.announce(signals.POLICY)


@mechanism
def note_recommendation(env: Environment, world: World) -> None:
    """A change is recommended."""
    world.policy.recommended = 1
    env.record(events.RECOMMENDED, 0.0)
    env.announce(signals.POLICY)


@mechanism
def allow_counter_fire(env: Environment, world: World, parameters: Parameters) -> None:
    """Allow counter-fire in the bands of the rule."""
    rule = parameters.restrictions.counter_fire
    for k in range(len(rule.bands)):
        grant(env, world, TUBE, rule.bands[k], rule.targets)
        grant(env, world, ROCKET, rule.bands[k], rule.targets)
    announce_relaxation(env, world)


@mechanism
def widen_counter_fire(env: Environment, world: World, parameters: Parameters) -> None:
    """Allow counter-fire at any attacked border."""
    targets = parameters.restrictions.counter_fire.targets
    grant(env, world, TUBE, Band.ATTACKED_BORDER, targets)
    grant(env, world, ROCKET, Band.ATTACKED_BORDER, targets)
    announce_relaxation(env, world)


@mechanism
def allow_long_range(env: Environment, world: World, parameters: Parameters) -> None:
    """Lift the ban on long-range strikes, in every band."""
    for band in range(BANDS):
        grant(env, world, LONG_RANGE, band, parameters.restrictions.long_range.targets)
    announce_relaxation(env, world)


@mechanism
def make_entry(env: Environment, world: World, parameters: Parameters, entry: int) -> None:
    """Do what the calendar says."""
    if entry == BRIEFING:
        env.record(events.BRIEFED, 0.0)
    elif entry == REQUEST:
        note_request(env, world, parameters)
    elif entry == RECOMMENDATION:
        note_recommendation(env, world)
    elif entry == COUNTER_FIRE:
        allow_counter_fire(env, world, parameters)
    elif entry == WIDENED:
        widen_counter_fire(env, world, parameters)
    else:
        allow_long_range(env, world, parameters)


@mechanism
def calendar(env: Environment, world: World, parameters: Parameters, stream: Stream) -> Process:
    """Go through the dates of the policy, those of one day in the order of the entries above.

    What lies before the start has happened: it is not entered. The briefing has a date in every kind of policy.
    """
    restrictions = parameters.restrictions
    last = (
        ENTRIES
        if restrictions.kind == Decision.SCHEDULED
        else (COUNTER_FIRE if restrictions.kind == Decision.NEVER else REQUEST)
    )
    day = env.now
    while day < math.inf:
        for entry in range(last):
            if entry_day(restrictions, entry) == day:
                make_entry(env, world, parameters, entry)
        later = math.inf
        for entry in range(last):
            if day < entry_day(restrictions, entry) < later:
                later = entry_day(restrictions, entry)
        day = later
        if day < math.inf:
            yield env.timeout(day - env.now)


@mechanism
def hazard_rate(hazard: Hazard, world: World) -> float:
    """The hazard (1/d) as things stand."""
    policy = world.policy
    exponent = hazard.intercept + hazard.pressure * policy.pressure
    exponent += hazard.precedent * policy.grants + hazard.rung * world.escalation.rung
    return math.exp(min(exponent, 4.0))


@mechanism
def top_level(parameters: Parameters) -> int:
    """How many steps an endogenous policy may go: the sector, any attacked border, long range."""
    if not parameters.restrictions.counter_fire.allowed:
        return 0
    return 2 if parameters.restrictions.long_range.banned else 3


@mechanism
def relaxing_rate(world: World, parameters: Parameters, now: float) -> float:
    """Hazard of relaxing by a step (1/d)."""
    policy = world.policy
    if policy.recommended == 0 or policy.level >= top_level(parameters):
        return 0.0
    if now < policy.changed_day + parameters.restrictions.dwell_days:
        return 0.0
    return hazard_rate(parameters.restrictions.relax, world)


@mechanism
def reversing_rate(world: World, parameters: Parameters, now: float) -> float:
    """Hazard of reversing the last step (1/d)."""
    policy = world.policy
    if policy.level == 0 or now < policy.changed_day + parameters.restrictions.dwell_days:
        return 0.0
    return hazard_rate(parameters.restrictions.reverse, world)


@mechanism
def requesting_rate(world: World, parameters: Parameters, now: float) -> float:
    """Hazard of the request (1/d); nothing is asked before day 0."""
    if now < 0.0:
        return 0.0
    return hazard_rate(parameters.restrictions.request, world)


# What an endogenous process waits for.
TO_REQUEST, TO_RELAX, TO_REVERSE = range(3)


@mechanism
def rate_of(world: World, parameters: Parameters, what: int, now: float) -> float:
    """The hazard of what a process waits for (1/d)."""
    if what == TO_REQUEST:
        return requesting_rate(world, parameters, now)
    if what == TO_RELAX:
        return relaxing_rate(world, parameters, now)
    return reversing_rate(world, parameters, now)


@mechanism
def relax(env: Environment, world: World, parameters: Parameters) -> None:
    """Go one step further."""
    world.policy.level += 1
    if world.policy.level == 1:
        allow_counter_fire(env, world, parameters)
    elif world.policy.level == 2:
        widen_counter_fire(env, world, parameters)
    else:
        allow_long_range(env, world, parameters)


@mechanism
def in_first_step(parameters: Parameters, band: int) -> bool:
    """Whether the first step opens a band already."""
    bands = parameters.restrictions.counter_fire.bands
    for k in range(len(bands)):
        if bands[k] == band:
            return True
    return False


@mechanism
def reverse(env: Environment, world: World, parameters: Parameters) -> None:
    """Take the last step back."""
    level = world.policy.level
    world.policy.level -= 1
    for band in range(BANDS):
        if level == 3:
            take_back(world, LONG_RANGE, band)
        elif level == 1 or (band == Band.ATTACKED_BORDER and not in_first_step(parameters, band)):
            take_back(world, TUBE, band)
            take_back(world, ROCKET, band)
    announce_reversal(env, world, parameters)


@mechanism
def decisions(env: Environment, world: World, parameters: Parameters, stream: Stream, what: int) -> Process:
    """Requests, relaxations or reversals, by a hazard that is looked at on jumps and once a day.

    Decision k draws from item k.
    """
    number = 0
    while parameters.restrictions.kind == Decision.ENDOGENOUS:
        stream.item(number)
        number += 1
        left = exponential(stream, 1.0)
        while True:
            rate = rate_of(world, parameters, what, env.now)
            start = env.now
            wait = left / rate if rate > 0.0 else math.inf
            due = start + wait
            yield env.timeout(min(wait, 1.0)) | env.signal(signals.POLICY)
            if env.now >= due:
                break
            left -= rate * (env.now - start)
        if what == TO_RELAX:
            relax(env, world, parameters)
        elif what == TO_REVERSE:
            reverse(env, world, parameters)
        else:
            note_request(env, world, parameters)
            yield env.timeout(
                lognormal(
                    stream,
                    parameters.restrictions.recommendation_lag_days,
                    parameters.restrictions.recommendation_lag_log_sd,
                )
            )
            note_recommendation(env, world)
            return
