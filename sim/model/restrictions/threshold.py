"""M9 by thresholds: the sponsor acts when the pressure passes a level that nobody knows exactly.

After the recommendation the restriction is relaxed by a step when the pressure is at a threshold or above, and reversed
by one when it falls below another, or when the rung reaches `reverse_from_rung`; from that rung on nothing is relaxed.
Thresholds are log-normal, and drawn anew for each decision. Pressure is looked at in each step, whenever something
jumps that decisions depend on, and when the dwell ends; nothing changes within the dwell after the last change, which
is a day at least.
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
    """Thresholds of the pressure at which the restriction is relaxed, or reversed, by a step."""

    relax_above: Annotated[
        float, Quantity("1", POSITIVE, "median pressure from which it is relaxed", plausible=(0.5, 3.0))
    ]
    reverse_below: Annotated[float, Quantity("1", NOT_NEGATIVE, "median pressure below which it is reversed")]
    log_sd: Annotated[
        float, Quantity("1", (0.0, 3.0), "standard deviation of the logarithm of both, drawn for each decision")
    ]
    reverse_from_rung: Annotated[
        int, Quantity("1", (1, 9), "rung from which it is reversed, and not relaxed; 9 is beyond the ladder")
    ]

    def rules(self) -> Iterator[tuple[str, str]]:
        if self.reverse_below > self.relax_above:
            yield "reverse_below", f"must not be above relax_above, {self.relax_above:g} (got {self.reverse_below:g})"


@dataclass(frozen=True)
class ByThreshold(Stepwise):
    """Decisions fall as the pressure passes thresholds."""

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
    """Days for which nothing changes after a change."""
    return max(rule.dwell_days, A_DAY)


@mechanism
def days_to_look(world: World, dwell_days: float, now: float) -> float:
    """Days until a decision is looked at again, if nothing jumps: a day, or less where the dwell ends sooner."""
    left = days_of_dwell(world, dwell_days, now)
    return left if 0.0 < left < A_DAY else A_DAY


@mechanism
def may_change(world: World, rule: ByThreshold, now: float) -> bool:
    """Whether the last change is long enough ago."""
    return days_of_dwell(world, least_dwell(rule), now) == 0.0


@mechanism
def is_relaxed(world: World, rule: ByThreshold, threshold: float, steps: int, now: float) -> bool:
    """Whether the pressure makes the sponsor go a step further; `steps` is how many it may go."""
    policy = world.policy
    if policy.recommended == 0 or policy.level >= steps or not may_change(world, rule, now):
        return False
    return policy.pressure >= threshold and world.escalation.rung < rule.trigger.reverse_from_rung


@mechanism
def is_reversed(world: World, rule: ByThreshold, threshold: float, now: float) -> bool:
    """Whether the sponsor takes its last step back: for want of pressure, or because of the rung."""
    policy = world.policy
    if policy.level == 0 or not may_change(world, rule, now):
        return False
    return policy.pressure < threshold or world.escalation.rung >= rule.trigger.reverse_from_rung
