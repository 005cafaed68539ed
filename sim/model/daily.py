"""The quantities tracked day by day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, NamedTuple, get_type_hints


class Tracked(NamedTuple):
    """A tracked quantity: its name, unit and meaning."""

    name: str
    unit: str
    meaning: str


@dataclass(slots=True)
class Daily:
    """Each value is that at the beginning of a day, before that day's events; fires are those of the previous step."""

    ground_lost_km2: Annotated[float, "km2", "area lost"]
    penetration_km: Annotated[float, "km", "depth of the front"]
    force_ratio: Annotated[float, "1", "Red's effective strength over Blue's"]
    phase: Annotated[float, "phase", "phase of the offensive, 0 assault to 4 preparation"]
    red_engaged_kpe: Annotated[float, "kpe", "attackers engaged"]
    blue_engaged_kpe: Annotated[float, "kpe", "defenders engaged"]
    red_losses_kpe: Annotated[float, "kpe", "attackers lost since day 0"]
    blue_losses_kpe: Annotated[float, "kpe", "defenders lost since day 0"]
    red_fires_kr_per_day: Annotated[float, "kr/d", "Red's rounds a day"]
    blue_fires_kr_per_day: Annotated[float, "kr/d", "Blue's rounds a day"]
    tube_stock_kr: Annotated[float, "kr", "Blue's tube-artillery rounds in stock"]
    rocket_stock_kr: Annotated[float, "kr", "Blue's rockets in stock"]
    red_stock_kr: Annotated[float, "kr", "Red's tube-artillery rounds in stock"]
    red_batteries_bty: Annotated[float, "bty", "Red batteries"]
    deep_batteries_bty: Annotated[float, "bty", "Red batteries moved back"]
    blue_batteries_bty: Annotated[float, "bty", "Blue batteries"]
    sanctuary_bty: Annotated[float, "bty", "Red batteries that Blue may not strike"]
    launcher_salvos: Annotated[float, "salvos", "launcher salvos at the city since day 0"]
    aircraft_strikes: Annotated[float, "strikes", "aircraft strikes on the city since day 0"]
    aid_in_transit_usd_million: Annotated[float, "USD m", "aid announced and not yet arrived"]
    pressure: Annotated[float, "1", "pressure on the sponsor"]
    permission_steps: Annotated[float, "steps", "permission steps in effect"]
    severity: Annotated[float, "1", "severity of escalation"]
    rung: Annotated[float, "rung", "rung of escalation, 0 to 8"]
    red_act_rate_per_day: Annotated[float, "1/d", "expected acts of escalation by Red a day"]
    blue_act_rate_per_day: Annotated[float, "1/d", "expected acts of escalation by Blue a day"]
    packages_in_transit: Annotated[float, "packages", "packages of aid announced and not yet arrived"]
    detections: Annotated[
        float, "detections", "Red batteries detected since day 0, if the capacity to answer is limited"
    ]
    detections_waiting: Annotated[float, "detections", "detections waiting for an answer"]
    detections_displaced: Annotated[
        float, "detections", "detected batteries that displaced before an answer began, since day 0"
    ]
    answers_late: Annotated[float, "answers", "answers that came after the battery had displaced, since day 0"]


TRACKED = tuple(Tracked(name, *hint.__metadata__) for name, hint in get_type_hints(Daily, include_extras=True).items())
