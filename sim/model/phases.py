"""M6, offensive phases: a semi-Markov cycle that an assault enters only with the strength for it.

assault -> (with a probability) exploitation -> consolidation -> pause -> preparation -> assault. Sojourns are gamma
with shape 3. An assault or exploitation also ends when it culminates (`stall.py`); a renewed assault waits until the
ratio of forces reaches `renewal_ratio`. Both are looked at once a day. A scenario that starts before day 0 starts in
preparation.

Semi-Markov: the same cycle, without culmination and without the condition on a renewal; the share of time in a phase
is its mean over that of the cycle (renewal theorem). Threshold: no sojourn is drawn, phases end on conditions
(`phases_threshold.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Annotated

from sim.model import events, signals
from sim.model.alternatives import alternatives
from sim.model.contract import Environment, Process, Stream, mechanism
from sim.model.draws import erlang
from sim.model.phases_threshold import halts, has_firepower, has_strength
from sim.model.quantity import NOT_NEGATIVE, POSITIVE, SHARE, Choice, Group, Quantity
from sim.model.ratio import force_ratio
from sim.model.sides import RED
from sim.model.stall import culminates

if TYPE_CHECKING:
    from sim.model.parameters import Parameters
    from sim.model.world import World

ASSAULT, EXPLOITATION, CONSOLIDATION, PAUSE, PREPARATION = range(5)
PHASES = ("assault", "exploitation", "consolidation", "pause", "preparation")
SHAPE = 3  # of the gamma sojourns


class Cycle(IntEnum):
    """How phases follow each other."""

    CULMINATING = 0
    SEMI_MARKOV = 1
    THRESHOLD = 2


@dataclass(frozen=True)
class Sojourns:
    """Mean days in a phase."""

    assault_days: Annotated[float, Quantity("d", POSITIVE, "mean length", plausible=(6, 20))]
    exploitation_days: Annotated[float, Quantity("d", POSITIVE, "mean length")]
    consolidation_days: Annotated[float, Quantity("d", POSITIVE, "mean length")]
    pause_days: Annotated[float, Quantity("d", POSITIVE, "mean length", plausible=(10, 40))]
    preparation_days: Annotated[float, Quantity("d", POSITIVE, "mean length", plausible=(8, 25))]


@dataclass(frozen=True)
class Intensity:
    """A share for each phase, 1 in an assault."""

    assault: Annotated[float, Quantity("1", NOT_NEGATIVE, "in an assault")]
    exploitation: Annotated[float, Quantity("1", NOT_NEGATIVE, "in exploitation")]
    consolidation: Annotated[float, Quantity("1", NOT_NEGATIVE, "in consolidation")]
    pause: Annotated[float, Quantity("1", NOT_NEGATIVE, "in a pause")]
    preparation: Annotated[float, Quantity("1", NOT_NEGATIVE, "in preparation")]


@dataclass(frozen=True)
class PhaseCycle:
    """What each phase asks of the fighting and of the fires."""

    tempo: Annotated[Intensity, Group("intensity of the fighting")]
    demand: Annotated[Intensity, Group("intensity of fires, on both sides")]


@dataclass(frozen=True)
class TimedCycle(PhaseCycle):
    """Phases last as drawn."""

    mean: Annotated[Sojourns, Group("mean days in a phase")]
    exploitation_probability: Annotated[
        float,
        Quantity("1", SHARE, "that an assault which ran its time is exploited", plausible=(0.05, 0.6)),
    ]


@dataclass(frozen=True)
class RenewedCycle(PhaseCycle):
    """A renewed assault needs strength."""

    renewal_ratio: Annotated[
        float,
        Quantity(
            "1",
            NOT_NEGATIVE,
            "ratio of forces that a renewed assault needs",
            plausible=(0.0, 1.2),
        ),
    ]


@dataclass(frozen=True)
class CulminatingCycle(TimedCycle, RenewedCycle):
    """Phases last as drawn, unless they culminate."""


@dataclass(frozen=True)
class ThresholdCycle(RenewedCycle):
    """Phases end on conditions."""

    exploitation_ratio: Annotated[
        float, Quantity("1", NOT_NEGATIVE, "ratio of forces from which an assault is exploited")
    ]
    halt_ratio: Annotated[float, Quantity("1", NOT_NEGATIVE, "ratio of forces below which an assault ends")]
    halt_loss_share: Annotated[
        float,
        Quantity(
            "1",
            SHARE,
            "losses since the assault began, of the start, that end it, whatever stalls the offensive",
        ),
    ]
    halt_supply_share: Annotated[
        float,
        Quantity("1", SHARE, "what depth leaves of the strength at the point, at which it ends"),
    ]
    recovered_firepower_share: Annotated[
        float, Quantity("1", SHARE, "firepower, of the start, that ends a consolidation")
    ]
    recovered_strength_share: Annotated[
        float, Quantity("1", SHARE, "engaged strength, of the start, that ends a pause")
    ]

    def rules(self) -> Iterator[tuple[str, str]]:
        if self.exploitation_ratio < self.halt_ratio:
            yield (
                "exploitation_ratio",
                f"must not be below halt_ratio, {self.halt_ratio:g} (got {self.exploitation_ratio:g})",
            )


@alternatives({Cycle.CULMINATING: CulminatingCycle, Cycle.SEMI_MARKOV: TimedCycle, Cycle.THRESHOLD: ThresholdCycle})
@dataclass(frozen=True)
class Phases(ThresholdCycle, CulminatingCycle):
    """M6: the cycle of offensive phases."""

    kind: Annotated[Cycle, Choice("how phases follow each other")]


@mechanism
def intensity_in(intensity: Intensity, kind: int) -> float:
    """The intensity in a phase."""
    if kind == ASSAULT:
        return intensity.assault
    if kind == EXPLOITATION:
        return intensity.exploitation
    if kind == CONSOLIDATION:
        return intensity.consolidation
    if kind == PAUSE:
        return intensity.pause
    return intensity.preparation


@mechanism
def mean_days(mean: Sojourns, kind: int) -> float:
    """Mean days in a phase."""
    if kind == ASSAULT:
        return mean.assault_days
    if kind == EXPLOITATION:
        return mean.exploitation_days
    if kind == CONSOLIDATION:
        return mean.consolidation_days
    if kind == PAUSE:
        return mean.pause_days
    return mean.preparation_days


@mechanism
def enter(env: Environment, world: World, parameters: Parameters, kind: int) -> None:
    """Begin a phase and tell everybody."""
    phase = world.phase
    phase.kind = kind
    phase.tempo = intensity_in(parameters.phases.tempo, kind)
    phase.demand = intensity_in(parameters.phases.demand, kind)
    if kind == ASSAULT:
        phase.lost_before_kpe = world.forces.lost_kpe[RED]
    env.record(events.PHASE_STARTED, float(kind))
    env.announce(signals.PHASE_STARTED)
    env.announce(signals.JUMP)


@mechanism
def end_assault(env: Environment, world: World) -> None:
    """Say that the offensive culminates, with what it has cost since the assault began."""
    env.record(events.CULMINATED, world.forces.lost_kpe[RED] - world.phase.lost_before_kpe)


@mechanism
def breaks_off(world: World, parameters: Parameters) -> bool:
    """Whether an assault, or its exploitation, culminates before its time."""
    return parameters.phases.kind == Cycle.CULMINATING and culminates(world, parameters)


@mechanism
def waits_for_strength(world: World, parameters: Parameters) -> bool:
    """Whether a prepared assault waits for a better ratio of forces."""
    rule = parameters.phases
    return rule.kind == Cycle.CULMINATING and force_ratio(world, parameters) < rule.renewal_ratio


@mechanism
def is_over(world: World, parameters: Parameters, kind: int) -> bool:
    """Whether the condition that ends a phase holds, where phases end on conditions."""
    exploits = force_ratio(world, parameters) >= parameters.phases.exploitation_ratio
    if kind == ASSAULT:
        return exploits or halts(world, parameters)
    if kind == EXPLOITATION:
        return not exploits or halts(world, parameters)
    if kind == CONSOLIDATION:
        return has_firepower(world, parameters)
    if kind == PAUSE:
        return has_strength(world, parameters)
    return force_ratio(world, parameters) >= parameters.phases.renewal_ratio


@mechanism
def next_phase(kind: int, culminated: bool, exploits: bool) -> int:
    """The phase after this one."""
    if kind == ASSAULT:
        return EXPLOITATION if exploits and not culminated else CONSOLIDATION
    if kind == EXPLOITATION:
        return CONSOLIDATION
    if kind == CONSOLIDATION:
        return PAUSE
    if kind == PAUSE:
        return PREPARATION
    return ASSAULT


@mechanism
def offensive(env: Environment, world: World, parameters: Parameters, stream: Stream) -> Process:
    """The cycle of phases; phase k draws from item k, so that its length does not depend on what came before."""
    if env.now < 0.0:
        enter(env, world, parameters, PREPARATION)
        yield env.timeout(-env.now)
    kind = ASSAULT
    while parameters.phases.kind == Cycle.THRESHOLD:
        world.phase.number += 1
        enter(env, world, parameters, kind)
        yield env.timeout(1.0)
        while not is_over(world, parameters, kind):
            yield env.timeout(1.0)
        culminated = kind in (ASSAULT, EXPLOITATION) and halts(world, parameters)
        if culminated:
            end_assault(env, world)
        kind = next_phase(kind, culminated, True)
    while True:
        stream.item(world.phase.number)
        until = env.now + erlang(stream, SHAPE, mean_days(parameters.phases.mean, kind))
        exploits = stream.uniform() < parameters.phases.exploitation_probability
        world.phase.number += 1
        enter(env, world, parameters, kind)
        culminated = False
        if kind in (ASSAULT, EXPLOITATION):
            while env.now < until and not culminated:
                world.phase.next_look_day = max(env.now, min(env.now + 1.0, until))
                yield env.timeout(world.phase.next_look_day - env.now)
                culminated = breaks_off(world, parameters)
            if culminated:
                end_assault(env, world)
        else:
            world.phase.next_look_day = until
            yield env.timeout(until - env.now)
            while kind == PREPARATION and waits_for_strength(world, parameters):
                yield env.timeout(1.0)
        kind = next_phase(kind, culminated, exploits)
