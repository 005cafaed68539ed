r"""M4 with limited capacity: detections wait for an answer, and are lost when the battery displaces.

Erlang's A queue (Palm 1957), M/M/c+M: detections come at the rate $\lambda$ of missions $\times\, p_d$ over the
batteries in reach, at most $c$ answers are under way at once and take $1/\mu = T_r$ each on average, the others wait,
and a battery displaces after $1/\theta = T_d$ on average, detected or not. So a waiting detection is lost at the rate
$\theta$, with probability $\theta L_q/\lambda$, where $L_q$ is the mean number waiting; and an answer is too late if
its battery displaces while it is under way, with probability $T_r/(T_r + T_d)$. With enough capacity this is the race
of the two clocks. $c$ falls with the number of the answering side's batteries, and is rounded up.

An event falls when the integral of the total rate reaches an Exp(1) draw, and a uniform draw decides which event it is;
an answer in time destroys the battery with the kill probability.
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
    """A fight in which detections wait for the capacity to answer."""

    red_answers_at_once: Annotated[
        int, Quantity("1", (0, 1000), "answers that Red's batteries can have under way at once")
    ]
    blue_answers_at_once: Annotated[
        int, Quantity("1", (0, 1000), "answers that Blue's batteries can have under way at once")
    ]

    def rules(self) -> Iterator[tuple[str, str]]:
        if self.red_answers_at_once + self.blue_answers_at_once == 0:
            yield "blue_answers_at_once", "no detection could be answered; choose counter_battery=off"


@mechanism
def response_rate(rule: Detections) -> float:
    """Rate at which an answer under way arrives (1/d)."""
    return MINUTES_A_DAY / rule.response_minutes


@mechanism
def displacement_rate(rule: Detections) -> float:
    """Rate at which a detected battery displaces (1/d)."""
    return MINUTES_A_DAY / rule.displacement_minutes


@mechanism
def answered_share(rule: LimitedCapacity, batteries: float, detections: float) -> float:
    """Share of a battery's detections (1/d) that capacity can answer, if all Red batteries are detected alike."""
    if detections * batteries <= 0.0:
        return 1.0
    return min(1.0, rule.blue_answers_at_once * response_rate(rule) / (detections * batteries))
