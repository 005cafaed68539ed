"""M9 by thresholds: the sponsor acts when the pressure passes an uncertain level.

After the recommendation the sponsor relaxes the restriction by a step when the pressure reaches a threshold, and
reverses a step when it falls below another, or when the rung reaches `reverse_from_rung`; from that rung on it relaxes
nothing. Thresholds are log-normal, and drawn separately for each decision. When it looks: `restrictions/looking.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from sim.model.contract import Stream, mechanism
from sim.model.draws import lognormal
from sim.model.quantity import NOT_NEGATIVE, POSITIVE, Group, Quantity
from sim.model.restrictions.stepwise import Stepwise, decided_by_day
from sim.model.world import World


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
def passes_threshold(world: World, rule: ByThreshold, relaxes: bool, level: float) -> bool:
    """Whether the pressure, or the rung, makes the sponsor grant another step, or withdraw the last one."""
    is_high = world.escalation.rung >= rule.trigger.reverse_from_rung
    if relaxes:
        return world.policy.pressure >= level and not is_high
    return world.policy.pressure < level or is_high
