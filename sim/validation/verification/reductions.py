"""Overrides of the shipped config that switch off all mechanisms but the one under test."""

from __future__ import annotations

PHASES = ("assault", "exploitation", "consolidation", "pause", "preparation")

STEADY = tuple(f"phases.{table}.{phase}=1" for table in ("tempo", "demand") for phase in PHASES)
"""Fighting and fires go on as in an assault, whatever the phase."""

NO_FIRE_LOSSES = ("attrition.red_loss_by_fires=0 kpe/kr", "attrition.blue_loss_by_fires=0 kpe/kr")
NO_ATTRITION = ("attrition.red_loss=0 / day", "attrition.blue_loss=0 / day", *NO_FIRE_LOSSES)
NO_REPLACEMENTS = ("scenario.forces.red_replacements=0 kpe/d", "scenario.forces.blue_replacements=0 kpe/d")
NO_RESERVES = ("scenario.forces.blue_reserves=0 kpe",)
NO_BATTERY_REPLACEMENTS = (
    "scenario.artillery.red_battery_replacements=0 bty/d",
    "scenario.artillery.blue_battery_replacements=0 bty/d",
)
NO_KILLS = ("counter_battery.red_kill=0", "counter_battery.blue_kill=0")
NO_STRIKES = ("city.launcher_salvos=0 / day", "city.aircraft_strikes=0 / day")
QUIET = (
    "restrictions=full_ban",
    "aid=no_sponsor_aid",
    "escalation=none",
    "red_line=none",
    "adaptation=none",
    "stall=line",
)
"""No decision, no aid, no escalation, no relocation; a front without culmination."""

ALONE = (*QUIET, *NO_REPLACEMENTS, *NO_RESERVES, *NO_BATTERY_REPLACEMENTS, *NO_STRIKES)
"""Nothing moves but attrition, fires and counter-battery."""

STILL = (*ALONE, *NO_ATTRITION, "counter_battery=off", "pressure=none", "step=1 day")
"""Nothing moves at all, and the flows are taken a day at a time; decisions, aid and escalation can be added."""

LONG_ASSAULT = ("phases.mean.assault=100000 days",)
"""The first assault outlasts every horizon, unless it culminates."""
LASTING_ASSAULT = ("phases=semi_markov", *LONG_ASSAULT)
"""The first assault outlasts every horizon."""

NO_FORCES_LOST = (*NO_ATTRITION, *NO_KILLS)
"""Neither forces nor batteries."""

NO_DIRECT_LOSSES = ("attrition.red_loss=0 / day", "attrition.blue_loss=0 / day")
SILENT = ("fires.ration_low=1e5 kr", "fires.ration_high=2e5 kr")
"""Blue's stock is so far below the ration that its guns do not fire."""

ENDLESS_ROUNDS = ("fires=unrationed", "scenario.stocks.tube=1e5 kr")
FROM_NOTHING = (
    "pressure=leaky", "pressure.by_ground=0 / km2", "pressure.by_sanctuary_fires=0 / kr", "pressure.by_strike=0",
    "pressure.by_request=0",
)  # fmt: skip
"""Pressure that nothing raises; one of its causes can be added."""


def ladder(up: float, down: float) -> tuple[str, ...]:
    """A ladder with the same rates (1/d) at all times, which a permission does not touch."""
    pieces = (f"escalation.{piece}={up!r} / day" for piece in ("up_first_day", "up_first_week", "up_later"))
    return ("escalation=rungs", *pieces, f"escalation.down={down!r} / day", "escalation.up_by_step=0")


STILL_LADDER = ladder(0.0, 0.0)
NEVER_WIDENED = ("restrictions.events.widening.after=null", "restrictions.events.widening.delay=null")
"""The timeline of the record without its second permission."""


def held(pressure: float, rung: int) -> tuple[str, ...]:
    """A pressure that comes with the request on day 0 and is not forgotten, and a rung that is not left."""
    return (
        *FROM_NOTHING, "pressure.memory=1e12 days", f"pressure.by_request={pressure!r}",
        "restrictions.events.request.day=0", *STILL_LADDER, f"escalation.start_rung={rung}",
    )  # fmt: skip


NOTHING_LOST = (*ALONE, *STEADY, *NO_ATTRITION, *NO_KILLS, *LONG_ASSAULT)
"""An assault in which neither forces nor batteries are lost."""
