"""The end of a replication: integrals that are brought up to date only now and then are counted to the horizon."""

from __future__ import annotations

from sim.model.contract import mechanism
from sim.model.escalation.rungs import count_rung_days
from sim.model.escalation.severity import settle_severity
from sim.model.parameters import Parameters
from sim.model.world import World


@mechanism
def end(world: World, parameters: Parameters, now: float) -> None:
    """Count severity and rung-days to the horizon; the scheduler calls it there, before it takes the measures."""
    settle_severity(world, parameters.escalation, now)
    count_rung_days(world, now)
