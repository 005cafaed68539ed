"""M4, parts of every counter-battery fight: missions that are detected, answered in time, and rationed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from sim.model.contract import mechanism
from sim.model.quantity import NOT_NEGATIVE, POSITIVE, SHARE, Quantity
from sim.model.world import World


@dataclass(frozen=True)
class Detections:
    """Missions that are detected, and answered if in time."""

    missions_per_bty_day: Annotated[
        float, Quantity("1/(bty d)", NOT_NEGATIVE, "fire missions per battery in an assault")
    ]
    detection: Annotated[
        float,
        Quantity("1", SHARE, "probability that a mission is detected", plausible=(0.1, 0.6)),
    ]
    response_minutes: Annotated[float, Quantity("min", POSITIVE, "mean time to the answer", plausible=(6, 24))]
    displacement_minutes: Annotated[float, Quantity("min", POSITIVE, "mean time to displacement")]
    red_kill: Annotated[
        float,
        Quantity("1", SHARE, "probability that an answer in time destroys a Red battery", plausible=(0.01, 0.08)),
    ]
    blue_kill: Annotated[float, Quantity("1", SHARE, "probability that an answer in time destroys a Blue battery")]
    rounds_per_kill_kr: Annotated[
        float, Quantity("kr", NOT_NEGATIVE, "rounds that Blue uses for each Red battery destroyed")
    ]
    rocket_ration_kr: Annotated[
        float,
        Quantity("kr", POSITIVE, "stock of rockets above which Blue answers every detection"),
    ]


@mechanism
def detections_per_battery(world: World, rule: Detections) -> float:
    """Detections per day, for each battery that fires and may be struck."""
    return rule.missions_per_bty_day * world.phase.demand * rule.detection


@mechanism
def answers_per_battery(world: World, rule: Detections) -> float:
    """Detections answered in time per day, for each battery that fires and may be struck."""
    return detections_per_battery(world, rule) * world.hazards.response_first


@mechanism
def ration_of(world: World, rule: Detections, weapon: int) -> float:
    """Share of detections that Blue's stock of a class of rounds lets it answer."""
    stock, enough = world.stock.rounds_kr[weapon], rule.rocket_ration_kr
    return 1.0 if stock >= enough else stock / enough


@mechanism
def wins_race(rule: Detections) -> float:
    """Probability that the answer comes before the displacement, both exponential."""
    return rule.displacement_minutes / (rule.response_minutes + rule.displacement_minutes)
