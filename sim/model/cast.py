"""The processes of a replication, in the order in which they start.

A row has the name that identifies the random numbers and the trace lines of a process, the process, and the extra
numbers that it takes, so that one function serves two sides.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from sim.model.begin import opening
from sim.model.city.strikes import AIRCRAFT, LAUNCHERS
from sim.model.escalation.sources import ANSWERS
from sim.model.flows import flows, missions
from sim.model.processes.announcing import announcements, gate
from sim.model.processes.arrivals import arrivals
from sim.model.processes.calendar import calendar
from sim.model.processes.casualties_one_by_one import one_by_one
from sim.model.processes.commitment import commitment
from sim.model.processes.counter_battery_losses import counter_battery
from sim.model.processes.crossing import red_line
from sim.model.processes.escalation import answers, baseline, excited
from sim.model.processes.exchanges import salvos
from sim.model.processes.fading import fading
from sim.model.processes.front import speeds
from sim.model.processes.ladder import ladder
from sim.model.processes.offensive import offensive
from sim.model.processes.permissions import first_use
from sim.model.processes.policy import TO_RELAX, TO_REQUEST, TO_REVERSE, decisions
from sim.model.processes.striking import strikes
from sim.model.sides import BLUE, RED


class Role(NamedTuple):
    """One process of the cast."""

    name: str
    process: Callable[..., Any]  # a generator function, of `contract.Process`
    numbers: tuple[int, ...] = ()


CAST = (
    Role("books", opening),
    Role("phases", offensive),
    Role("advance", speeds),
    Role("flows", flows),
    Role("attrition.casualties", one_by_one),
    Role("attrition.salvos", salvos),
    Role("reserves", commitment),
    Role("fires.red", missions, (RED,)),
    Role("fires.blue", missions, (BLUE,)),
    Role("counter_battery.red", counter_battery, (RED,)),
    Role("counter_battery.blue", counter_battery, (BLUE,)),
    Role("city.launchers", strikes, (LAUNCHERS,)),
    Role("city.aircraft", strikes, (AIRCRAFT,)),
    Role("aid.arrivals", arrivals),
    Role("aid.gate", gate),
    Role("aid.announcements", announcements),
    Role("policy.first_use", first_use),
    Role("red_line", red_line),
    Role("escalation.answers", answers),
    Role("escalation.red_baseline", baseline, (RED,)),
    Role("escalation.blue_baseline", baseline, (BLUE,)),
    Role("escalation.red_excited", excited, (RED,)),
    Role("escalation.blue_excited", excited, (BLUE,)),
    Role("escalation.red_answers", excited, (ANSWERS,)),
    Role("escalation.fading", fading),
    Role("escalation.rungs", ladder),
    Role("policy.calendar", calendar),
    Role("policy.request", decisions, (TO_REQUEST,)),
    Role("policy.relaxation", decisions, (TO_RELAX,)),
    Role("policy.reversal", decisions, (TO_REVERSE,)),
)
