"""All parameters of the model: one frozen tree, in the units given in their names."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from sim.model.adaptation.mechanism import Adaptation
from sim.model.adaptation.sanctuary import Sanctuary
from sim.model.advance.mechanism import Advance
from sim.model.aid.mechanism import Aid
from sim.model.attrition.casualties import Casualties
from sim.model.attrition.mechanism import Attrition
from sim.model.city.mechanism import City
from sim.model.counter_battery.mechanism import CounterBattery
from sim.model.escalation.mechanism import Escalation
from sim.model.escalation.reversal import Reversal
from sim.model.fires.rationing import Fires
from sim.model.phases.mechanism import Phases
from sim.model.pressure.mechanism import Pressure
from sim.model.quantity import SETTING, Group, Quantity
from sim.model.red_line.mechanism import RedLine
from sim.model.reserves.mechanism import Reserves
from sim.model.restrictions.mechanism import Restrictions, decides_itself
from sim.model.restrictions.stepwise import ASKED
from sim.model.restrictions.timeline import CHANGES
from sim.model.scenario import Scenario
from sim.model.stall.mechanism import Stall

A_MINUTE = 1.0 / 1440.0


@dataclass(frozen=True)
class Parameters:
    """Everything that a replication depends on except its seed and number."""

    horizon_days: Annotated[float, Quantity("d", (A_MINUTE, 3660.0), "length of the replication, from day 0", SETTING)]
    step_days: Annotated[float, Quantity("d", (A_MINUTE, 1.0), "time step, within which rates are constant", SETTING)]
    scenario: Annotated[Scenario, Group("the situation at the start")]
    restrictions: Annotated[Restrictions, Group("M9: the sponsor's restriction")]
    aid: Annotated[Aid, Group("M7: the sponsor's aid")]
    attrition: Annotated[Attrition, Group("M1: attrition")]
    casualties: Annotated[Casualties, Group("M1: how losses fall")]
    advance: Annotated[Advance, Group("M2: advance")]
    fires: Annotated[Fires, Group("M3: fires and rationing")]
    counter_battery: Annotated[CounterBattery, Group("M4: counter-battery")]
    sanctuary: Annotated[Sanctuary, Group("M5: sanctuary")]
    adaptation: Annotated[Adaptation, Group("M5: adaptation")]
    phases: Annotated[Phases, Group("M6: offensive phases")]
    stall: Annotated[Stall, Group("why the offensive stalls")]
    pressure: Annotated[Pressure, Group("M8: pressure")]
    escalation: Annotated[Escalation, Group("M10: escalation activity")]
    reversal: Annotated[Reversal, Group("M10: effects of a withdrawal")]
    red_line: Annotated[RedLine, Group("M11: red line")]
    city: Annotated[City, Group("M12: strikes on the city")]
    reserves: Annotated[Reserves, Group("M13: reserves")]

    def rules(self) -> Iterator[tuple[str, str]]:
        restrictions, start_day = self.restrictions, self.scenario.start_day
        for name, kind, day in zip(
            restrictions.events.name, restrictions.events.kind, restrictions.events.day, strict=True
        ):
            key = f"restrictions.events.{name}.day"
            if kind in CHANGES and self.horizon_days <= day < math.inf:
                yield (
                    key,
                    f"day {day:g} is outside the replication; allowed below its horizon, day {self.horizon_days:g}, or "
                    "null for never",
                )
            if kind in ASKED and decides_itself(restrictions.kind) and day < start_day:
                yield key, f"day {day:g} is before the start, day {start_day:g}; decisions would wait for it for ever"
