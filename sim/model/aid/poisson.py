"""M7, packages at random: intervals are exponential, all else as for near-periodic packages."""

from __future__ import annotations

from sim.model.aid.drawn import DrawnAid
from sim.model.contract import Stream, mechanism
from sim.model.draws import exponential


@mechanism
def draw_exponential(stream: Stream, rule: DrawnAid, number: int) -> float:
    """The interval before a package (days)."""
    return exponential(stream, rule.interval_days)
