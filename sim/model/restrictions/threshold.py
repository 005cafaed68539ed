"""M9 by thresholds: the sponsor acts when the pressure passes an uncertain level.

After the recommendation the sponsor relaxes the restriction by a step when the pressure reaches a threshold, and
reverses a step when it falls below another, or when the rung reaches `reverse_from_rung`; from that rung on it relaxes
nothing. Thresholds are log-normal, and drawn separately for each decision. Pressure is checked in each step, whenever a
variable that decisions depend on jumps, and when the dwell ends; nothing changes within the dwell after the last
change, at least a day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from sim.model.contract import Stream, mechanism
from sim.model.draws import lognormal
from sim.model.quantity import NOT_NEGATIVE, POSITIVE, Group, Quantity
from sim.model.restrictions.permission_steps import days_of_dwell
from sim.model.restrictions.stepwise import Stepwise, decided_by_day
from sim.model.world import World

A_DAY = 1.0


@dataclass(frozen=True)
class Trigger:
    """Thresholds of the pressure at which the sponsor relaxes or reverses by a step."""

    relax_above: Annotated[
        float, Quantity("1", POSITIVE, "median pressure above which the sponsor relaxes", plausible=(0.5, 3.0))
    ]
    reverse_below: Annotated[float, Quantity("1", NOT_NEGATIVE, "median pressure below which the sponsor reverses")]
    log_sd: Annotated[
        float,
        Quantity("1", (0.0, 3.0), "standard deviation of the logarithm of both thresholds, drawn for each decision"),
    ]
    reverse_from_rung: Annotated[
        int, Quantity("1", (1, 9), "rung from which the sponsor reverses and no longer relaxes; 9 is beyond the ladder")
    ]

    def rules(self) -> Iterator[tuple[str, str]]:
        if self.reverse_below > self.relax_above:
            yield "reverse_below", f"must not be above relax_above, {self.relax_above:g} (got {self.reverse_below:g})"


@dataclass(frozen=True)
class ByThreshold(Stepwise):
    """Decisions by thresholds of the pressure."""

    trigger: Annotated[Trigger, Group("thresholds of the pressure")]

    def rules(self) -> Iterator[tuple[str, str]]:
        yield from decided_by_day(self, "threshold")


@mechanism
def draw_threshold(stream: Stream, rule: ByThreshold, relaxes: bool) -> float:
    """The pressure at which the next decision falls."""
    trigger = rule.trigger
    return lognormal(stream, trigger.relax_above if relaxes else trigger.reverse_below, trigger.log_sd)


@mechanism
def least_dwell(rule: ByThreshold) -> float:
    """Days after a change in which nothing changes."""
    return max(rule.dwell_days, A_DAY)


@mechanism
def days_to_look(world: World, dwell_days: float, now: float) -> float:
    """Days until the next check of a decision, if nothing jumps: a day, or less if the dwell ends sooner."""
    left = days_of_dwell(world, dwell_days, now)
    return left if 0.0 < left < A_DAY else A_DAY


@mechanism
def may_change(world: World, rule: ByThreshold, now: float) -> bool:
    """Whether the last change is long enough ago."""
    return days_of_dwell(world, least_dwell(rule), now) == 0.0


@mechanism
def is_relaxed(world: World, rule: ByThreshold, threshold: float, steps: int, now: float) -> bool:
    """Whether the pressure makes the sponsor grant another step, of at most `steps`."""
    policy = world.policy
    if policy.recommended == 0 or policy.level >= steps or not may_change(world, rule, now):
        return False
    return policy.pressure >= threshold and world.escalation.rung < rule.trigger.reverse_from_rung


@mechanism
def is_reversed(world: World, rule: ByThreshold, threshold: float, now: float) -> bool:
    """Whether the sponsor withdraws its last step, for lack of pressure or because of the rung."""
    policy = world.policy
    if policy.level == 0 or not may_change(world, rule, now):
        return False
    return policy.pressure < threshold or world.escalation.rung >= rule.trigger.reverse_from_rung
