r"""M4 with limited capacity: detections wait for somebody who can answer, and leave when the battery displaces.

Erlang's A queue (Palm 1957), M/M/c+M: detections come at the rate $\lambda$ of missions $\times\, p_d$ over the
batteries in reach, at most $c$ answers are under way at once and take $1/\mu = T_r$ each in the mean, the others wait,
and a battery displaces after $1/\theta = T_d$ in the mean, detected or not. So a detection that waits is lost at the
rate $\theta$, with probability $\theta L_q/\lambda$, where $L_q$ of them wait in the mean; and an answer is too late
where its battery displaced while it was under way, with probability $T_r/(T_r + T_d)$. With capacity enough this is
the race of the two clocks. $c$ goes down with the answering side's batteries, and is rounded up.

One Exp(1) draw is spent along the total rate, and one uniform draw says which event it was; an answer in time destroys
the battery with the kill probability.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from sim.model.contract import mechanism
from sim.model.counter_battery.detections import Detections
from sim.model.quantity import Quantity

MINUTES_A_DAY = 1440.0


@dataclass(frozen=True)
class LimitedCapacity(Detections):
    """Detections wait for somebody who can answer."""

    red_answers_at_once: Annotated[int, Quantity("1", (0, 1000), "answers that Red's batteries can give at a time")]
    blue_answers_at_once: Annotated[int, Quantity("1", (0, 1000), "answers that Blue's batteries can give at a time")]

    def rules(self) -> Iterator[tuple[str, str]]:
        if self.red_answers_at_once + self.blue_answers_at_once == 0:
            yield "blue_answers_at_once", "nobody can answer; choose counter_battery=off"


@mechanism
def response_rate(rule: Detections) -> float:
    """Rate at which an answer under way is given (1/d)."""
    return MINUTES_A_DAY / rule.response_minutes


@mechanism
def displacement_rate(rule: Detections) -> float:
    """Rate at which a battery that was detected displaces (1/d)."""
    return MINUTES_A_DAY / rule.displacement_minutes


@mechanism
def answered_share(rule: LimitedCapacity, batteries: float, detections: float) -> float:
    """Share of the detections of a battery (1/d), all of Red's detected as often, for which limited capacity lasts."""
    if detections * batteries <= 0.0:
        return 1.0
    return min(1.0, rule.blue_answers_at_once * response_rate(rule) / (detections * batteries))
