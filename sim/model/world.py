"""The state of the world, shared by all processes of a replication.

Fields are float, int, or lists of a fixed length, `Annotated[list[float], n]`; classes nest. The unit is in the name.
Lists by side hold Red, then Blue; lists by class of rounds hold tube, rocket, long-range, air defence; lists by band
hold in reach, near the border, deep (`sides.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from sim.model.daily import Daily
from sim.model.measures import Measures

BY_SIDE = 2
BY_CLASS = 4
BY_BAND = 3
PACKAGE_SLOTS = 64  # packages in transit at once; one more is an error
PERMISSIONS = 9  # class of weapon (tube, rocket, long-range) x band of ground


@dataclass(slots=True)
class Front:
    """The front of the sector."""

    penetration_km: float
    speed_km_per_day: float  # mean over the last step
    ratio: float  # Red's effective strength over Blue's
    exogenous_speed_km_per_day: float  # drawn for the phase, where the advance is exogenous
    area_days_km2_d: float
    withdrawal_km_per_day: float  # where Blue withdraws to save his force
    contact_share: float  # of direct fire, that is left of it where Blue withdraws
    lost_before_kpe: float  # Blue's losses a day ago, where he watches them
    engaged_before_kpe: float


@dataclass(slots=True)
class Phase:
    """The phase of the offensive."""

    kind: int
    number: int  # phases begun
    tempo: float  # of the fighting, 1 in an assault
    demand: float  # of fires, 1 in an assault
    lost_before_kpe: float  # Red's losses when the assault began


@dataclass(slots=True)
class Forces:
    """Forces by side, and Blue's reserves."""

    engaged_kpe: Annotated[list[float], BY_SIDE]
    start_kpe: Annotated[list[float], BY_SIDE]
    lost_kpe: Annotated[list[float], BY_SIDE]
    replaced_kpe: Annotated[list[float], BY_SIDE]
    reserves_kpe: float  # Blue's, not yet committed
    committed_kpe: float
    committing: int
    reserve_days_kpe_d: float
    reinforced_kpe: Annotated[list[float], BY_SIDE]
    reinforcements_kpe_per_day: Annotated[list[float], BY_SIDE]  # in this step
    spent: Annotated[list[int], BY_SIDE]  # 1 once the side had nothing left


@dataclass(slots=True)
class Attrition:
    """The law of attrition at work, by side, for strengths as shares of those at the start."""

    enemy_exponent: float
    own_exponent: Annotated[list[float], BY_SIDE]
    direct_per_day: Annotated[list[float], BY_SIDE]  # share lost a day to direct fire, at the strengths of the start
    share_per_day: Annotated[list[float], BY_SIDE]  # share of what is engaged that is lost a day otherwise


@dataclass(slots=True)
class Fires:
    """Fires by side."""

    rate_kr_per_day: Annotated[list[float], BY_SIDE]
    fired_kr: Annotated[list[float], BY_SIDE]
    reported_kr: Annotated[list[float], BY_SIDE]  # already in the event log
    from_sanctuary_kr: float
    unmet_kr: float
    ration: float  # share of the demand for tube rounds that Blue fired in the last step


@dataclass(slots=True)
class Stock:
    """Blue's rounds by class."""

    rounds_kr: Annotated[list[float], BY_CLASS]
    arrived_kr: Annotated[list[float], BY_CLASS]
    used_kr: Annotated[list[float], BY_CLASS]
    out: Annotated[list[int], BY_CLASS]  # 1 while the class is used up
    minimum_kr: float  # of tube rounds
    below_reserve: int
    below_reserve_days: float


@dataclass(slots=True)
class Batteries:
    """Batteries by band and side."""

    red_bty: Annotated[list[float], BY_BAND]
    blue_bty: float
    start_bty: Annotated[list[float], BY_SIDE]
    lost_bty: Annotated[list[float], BY_SIDE]
    replaced_bty: Annotated[list[float], BY_SIDE]
    firepower_share: float  # Red's, against the start: relocated batteries count less, lost ones not at all
    sanctuary_firepower_share: float  # the part of it that may not be struck
    sanctuary_bty: float
    sanctuary_days_bty_d: float
    adaptation_day: float  # when half of the batteries that were to move had moved
    relocated: int


@dataclass(slots=True)
class Answers:
    """Counter-battery fire of limited capacity: detections by the side whose batteries they are of."""

    waiting: Annotated[list[int], BY_SIDE]
    under_way: Annotated[list[int], BY_SIDE]  # being answered; the battery is still there
    in_vain: Annotated[list[int], BY_SIDE]  # being answered; the battery has displaced
    detected: Annotated[list[int], BY_SIDE]
    displaced: Annotated[list[int], BY_SIDE]  # before an answer was begun
    late: Annotated[list[int], BY_SIDE]  # displaced before the answer came
    in_time: Annotated[list[int], BY_SIDE]


@dataclass(slots=True)
class City:
    """Strikes on the city."""

    launcher_salvos: int
    aircraft_strikes: int
    first_response: float  # share of aircraft strikes that the permissions in effect prevent at first
    aircraft_response: float  # share that they prevent now


@dataclass(slots=True)
class Aid:
    """Aid of the sponsor, and packages in transit by slot."""

    gate_open: int
    authority_usd_million: float
    announced_usd_million: float
    arrived_usd_million: float
    in_transit_usd_million: float
    announced: int
    arrived: int
    count: int  # packages in transit
    due_day: Annotated[list[float], PACKAGE_SLOTS]
    announced_day: Annotated[list[float], PACKAGE_SLOTS]
    amount_usd_million: Annotated[list[float], PACKAGE_SLOTS]
    content: Annotated[list[int], PACKAGE_SLOTS]
    lag_usd_million_d: float  # sum of amount x days from announcement to arrival


@dataclass(slots=True)
class Policy:
    """The sponsor's rules, by class of weapon and band, and how they came about."""

    pressure: float
    granted: Annotated[list[int], PERMISSIONS]  # 0 banned, else the condition on targets (`sides.Targets`)
    granted_day: Annotated[list[float], PERMISSIONS]
    in_effect: Annotated[list[int], PERMISSIONS]
    steps_granted: int
    steps_in_effect: int
    level: int  # grants in force, where decisions are endogenous
    grants: int
    reversals: int
    changed_day: float
    requested: int
    recommended: int
    request_day: float
    relaxation_day: float
    reversal_day: float
    first_use_day: float
    opened_share: float  # share near the border that permissions in effect open, of what own weapons do not reach
    reach: Annotated[list[float], BY_BAND]  # share of Red batteries in the band that may be and can be struck
    rocket_reach: float  # the part of it near the border that does not need long-range missiles


@dataclass(slots=True)
class Escalation:
    """Acts, severity, rung and red line."""

    severity: float
    severity_at_day: float
    severity_days: float
    rung: int
    rung_since_day: float
    top_rung: int
    rung_days: float
    acts: Annotated[list[int], BY_SIDE]
    retaliations: int
    excitation_per_day: Annotated[list[float], 3]  # Red, Blue, Red in answer to permissions
    excitation_at_day: Annotated[list[float], 3]
    out_of_scope: int
    threshold_steps: int
    red_line_crossed: int
    tension_per_day: Annotated[list[float], BY_SIDE]  # acts a day, where tensions bring them about
    mean_tension_per_day: Annotated[list[float], BY_SIDE]  # over the step that is being taken
    tension_until_day: float  # the end of that step


@dataclass(slots=True)
class Books:
    """What was there when the books were opened (day 0): arrived + initial = used + left."""

    rounds_kr: Annotated[list[float], BY_CLASS]
    engaged_kpe: Annotated[list[float], BY_SIDE]
    committed_kpe: float
    reinforced_kpe: Annotated[list[float], BY_SIDE]
    batteries_bty: Annotated[list[float], BY_SIDE]
    authority_usd_million: float
    in_transit_usd_million: float


@dataclass(slots=True)
class Balance:
    """What is missing at the end, as a share of what passed through; all zero but for rounding."""

    rounds: Annotated[list[float], BY_CLASS]
    forces: Annotated[list[float], BY_SIDE]
    batteries: Annotated[list[float], BY_SIDE]
    money: float


@dataclass(slots=True)
class World:
    """All of it."""

    front: Front
    phase: Phase
    forces: Forces
    attrition: Attrition
    fires: Fires
    stock: Stock
    batteries: Batteries
    answers: Answers
    city: City
    aid: Aid
    policy: Policy
    escalation: Escalation
    books: Books
    balance: Balance
    daily: Daily
    measures: Measures
