"""The state of the world, shared by all processes of a replication.

Fields are float, int, or lists of a fixed length, `Annotated[list[float], n]`; classes nest. The unit is in the name.
Lists by side hold Red, then Blue; lists by class of rounds hold tube, rocket, long-range, air defence; lists by band
hold in reach, near the border, deep (`sides.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from sim.model.daily import Daily
from sim.model.decays import Decays

BY_SIDE = 2
BY_CLASS = 4
BY_BAND = 3
PACKAGE_SLOTS = 256  # packages in transit at once; a further one waits until one has arrived
PERMISSIONS = 9  # class of weapon (tube, rocket, long-range) x band of ground


@dataclass(slots=True)
class FrontState:
    """The front of the sector."""

    penetration_km: float  # how deep Red has come
    speed_km_per_day: float  # mean over the last step
    supply_factor: float  # what depth leaves of Red's strength, in the middle of that step as it was foreseen
    exogenous_speed_km_per_day: float  # drawn for the phase, where the advance is exogenous
    time_constant_days: float  # drawn for the offensive, where the advance saturates
    area_days_km2_d: float  # area lost, integrated over the days from day 0 on
    withdrawal_km_per_day: float  # where Blue withdraws to save his force
    contact_share: float  # of direct fire, that is left of it where Blue withdraws
    lost_before_kpe: float  # Blue's losses a day ago, where he watches them
    engaged_before_kpe: float  # Blue's strength a day ago, where he watches his losses


@dataclass(slots=True)
class Phase:
    """The phase of the offensive."""

    kind: int  # 0 assault, 1 exploitation, 2 consolidation, 3 pause, 4 preparation
    number: int  # phases begun
    tempo: float  # of the fighting, 1 in an assault
    demand: float  # of fires, 1 in an assault
    lost_before_kpe: float  # Red's losses when the assault began
    next_look_day: float  # when the phase may end, or is looked at again


@dataclass(slots=True)
class ForcesState:
    """Forces by side, and Blue's reserves."""

    engaged_kpe: Annotated[list[float], BY_SIDE]  # in the fight now
    mean_kpe: Annotated[list[float], BY_SIDE]  # engaged, mean over the last step
    start_kpe: Annotated[list[float], BY_SIDE]  # at the start
    lost_kpe: Annotated[list[float], BY_SIDE]  # since day 0
    replaced_kpe: Annotated[list[float], BY_SIDE]  # losses made good since day 0
    reserves_kpe: float  # Blue's, not yet committed
    committed_kpe: float  # reserves that have come in so far
    committing: int  # 1 once reserves come in
    commitment_day: float  # when they begin to
    reserve_days_kpe_d: float  # reserves drawn from elsewhere, integrated over the days from day 0 on
    reinforced_kpe: Annotated[list[float], BY_SIDE]  # reinforcements that have come so far
    reinforcements_kpe_per_day: Annotated[list[float], BY_SIDE]  # in this step
    spent: Annotated[list[int], BY_SIDE]  # 1 once the side had nothing left


@dataclass(slots=True)
class AttritionState:
    """The current law of attrition, by side, for strengths as shares of the initial ones."""

    enemy_exponent: float  # of the enemy's strength in the law
    shares_exponents: int  # 1 where the two exponents of either side are 1 together
    own_exponent: Annotated[list[float], BY_SIDE]  # of the side's own strength in the law
    direct_per_day: Annotated[list[float], BY_SIDE]  # share lost a day to direct fire, at the strengths of the start
    share_per_day: Annotated[list[float], BY_SIDE]  # share of what is engaged that is lost a day otherwise


@dataclass(slots=True)
class FiresState:
    """Fires by side."""

    rate_kr_per_day: Annotated[list[float], BY_SIDE]  # fired in this step
    fired_kr: Annotated[list[float], BY_SIDE]  # since day 0
    reported_kr: Annotated[list[float], BY_SIDE]  # already in the event log
    from_sanctuary_kr: float  # Red's, since day 0, from where Blue may not answer
    unmet_kr: float  # Blue's demand for tube rounds since day 0 that was not met
    ration: float  # share of the demand for tube rounds that Blue fired in the last step
    red_ration: float  # share of the rounds that Red's guns could fire that it fired in the last step


@dataclass(slots=True)
class Stock:
    """Blue's rounds by class, and Red's tube rounds."""

    rounds_kr: Annotated[list[float], BY_CLASS]  # in stock now
    arrived_kr: Annotated[list[float], BY_CLASS]  # since day 0, from aid and other supply
    used_kr: Annotated[list[float], BY_CLASS]  # since day 0
    out: Annotated[list[int], BY_CLASS]  # 1 while the class is used up
    minimum_kr: float  # of tube rounds
    below_reserve: int  # 1 while tube rounds are below the reserve level
    below_reserve_days: float  # days since day 0 on which they were
    red_rounds_kr: float  # Red's, in stock now
    red_arrived_kr: float  # Red's, since day 0
    red_used_kr: float  # Red's, since day 0
    red_out: int  # 1 while Red's are used up


@dataclass(slots=True)
class Batteries:
    """Batteries by band and side."""

    red_bty: Annotated[list[float], BY_BAND]  # Red's, by band
    blue_bty: float  # Blue's
    start_bty: Annotated[list[float], BY_SIDE]  # at the start
    lost_bty: Annotated[list[float], BY_SIDE]  # since day 0
    replaced_bty: Annotated[list[float], BY_SIDE]  # since day 0
    blue_share: float  # of Blue's at the start, those that are left
    firepower_share: float  # Red's, against the start: relocated batteries count less, lost ones not at all
    sanctuary_firepower_share: float  # the part of it that may not be struck
    sanctuary_days_bty_d: float  # those, integrated over the days from day 0 on
    adaptation_day: float  # when half of the batteries that were to move had moved
    relocated: int  # 1 once half of the batteries that were to move had moved


@dataclass(slots=True)
class Hazards:
    """Integrated hazards that flows change: those of events among the batteries of a side (M4)."""

    response_first: float  # probability that an answer comes before the displacement
    left: Annotated[list[float], BY_SIDE]  # hazard still to spend before the next event, as of `since_day`
    rate_per_day: Annotated[list[float], BY_SIDE]  # at which it is spent since then
    since_day: Annotated[list[float], BY_SIDE]  # when both were last brought up to date


@dataclass(slots=True)
class Answers:
    """Counter-battery fire of limited capacity: detections by the side whose batteries they are of."""

    waiting: Annotated[list[int], BY_SIDE]  # detections that nobody answers yet
    under_way: Annotated[list[int], BY_SIDE]  # being answered; the battery is still there
    in_vain: Annotated[list[int], BY_SIDE]  # being answered; the battery has displaced
    detected: Annotated[list[int], BY_SIDE]  # since day 0
    displaced: Annotated[list[int], BY_SIDE]  # before an answer was begun
    late: Annotated[list[int], BY_SIDE]  # displaced before the answer came
    in_time: Annotated[list[int], BY_SIDE]  # answers since day 0 that came before the battery displaced


@dataclass(slots=True)
class CityState:
    """Strikes on the city."""

    launcher_salvos: int  # salvos from near the border since day 0
    aircraft_strikes: int  # since day 0
    first_response: float  # share of aircraft strikes that the permissions in effect prevent at first
    aircraft_response: float  # share that they prevented on `response_day`; it wears off from then on
    response_day: float  # when that share was last brought up to date


@dataclass(slots=True)
class AidState:
    """Aid of the sponsor, and packages in transit by slot."""

    gate_open: int  # 1 while an appropriation is open
    authority_usd_million: float  # appropriated and not yet announced
    announced_usd_million: float  # since day 0
    arrived_usd_million: float  # since day 0
    in_transit_usd_million: float  # announced and not yet arrived
    announced: int  # packages announced so far
    arrived: int  # packages arrived so far
    count: int  # packages in transit
    next_arrival_day: float  # when the next of them arrives
    due_day: Annotated[list[float], PACKAGE_SLOTS]  # when the package in the slot arrives
    announced_day: Annotated[list[float], PACKAGE_SLOTS]  # when it was announced
    amount_usd_million: Annotated[list[float], PACKAGE_SLOTS]  # what it is worth
    content: Annotated[list[int], PACKAGE_SLOTS]  # its mix of rounds, by its number
    lag_usd_million_d: float  # sum of amount x days from announcement to arrival


@dataclass(slots=True)
class PolicyState:
    """The sponsor's rules, by class of weapon and band, and the decisions behind them."""

    pressure: float  # on the sponsor, of what goes badly, at the end of the step that is being taken
    mean_pressure: float  # over that step; what decisions depend on within it
    pressure_until_day: float  # the end of that step
    granted: Annotated[list[int], PERMISSIONS]  # 0 banned, else the condition on targets (`sides.Targets`)
    effect_day: Annotated[list[float], 2 * PERMISSIONS]  # from which firing, and then any, targets are allowed
    in_effect: Annotated[list[int], PERMISSIONS]  # the same, once the first-use lag is over
    steps_granted: int  # permission steps granted
    steps_in_effect: int  # permission steps in effect
    level: int  # grants in force, where decisions are endogenous
    grants: int  # relaxations so far: the precedents
    reversals: int  # so far
    changed_day: float  # of the last relaxation or reversal
    next_effect_day: float  # when the next permission takes effect
    next_entry_day: float  # when the next event of the calendar comes
    foreseen: Annotated[list[int], PERMISSIONS]  # conditions that will be in effect on a day that is looked at
    requested: int  # 1 once asked
    recommended: int  # 1 once recommended
    request_day: float  # of the request; infinite before it
    relaxation_day: float  # of the first relaxation; infinite before it
    reversal_day: float  # of the first reversal; infinite before it
    first_use_day: float  # when the first permission took effect; infinite before it
    opened_share: float  # share near the border that permissions in effect open, of what own weapons do not reach
    reach: Annotated[list[float], BY_BAND]  # share of Red batteries in the band that may be and can be struck
    rocket_reach: float  # the part of it near the border that does not need long-range missiles


@dataclass(slots=True)
class EscalationState:
    """Acts, severity, rung and red line."""

    severity: float  # as it stood on `severity_at_day`; it fades from then on
    severity_at_day: float  # when the severity was last brought up to date
    severity_days: float  # severity, integrated over the days from day 0 on
    rung: int  # 0 to 8
    rung_since_day: float  # since when `rung_days` is still to be counted
    risen_day: float  # of the last rise of the rung, or the start
    top_rung: int  # the highest since day 0
    rung_days: float  # rung, integrated over the days from day 0 on
    acts: Annotated[list[int], BY_SIDE]  # since day 0
    retaliations: int  # acts since day 0 in answer to permissions
    excitation_per_day: Annotated[list[float], 3]  # Red, Blue, Red in answer to permissions
    excitation_at_day: Annotated[list[float], 3]  # when each was last brought up to date
    steps_withdrawn: int  # permission steps withdrawn so far, where that emboldens
    out_of_scope: int  # 1 once the highest rung was reached
    threshold_steps: int  # the hidden line, in permission steps, where it is a fixed one
    red_line_crossed: int  # 1 once crossed
    tension_per_day: Annotated[list[float], BY_SIDE]  # acts a day, where tensions bring them about
    mean_tension_per_day: Annotated[list[float], BY_SIDE]  # over the step that is being taken
    tension_until_day: float  # the end of that step


@dataclass(slots=True)
class Books:
    """Amounts at the start of the accounts (day 0): arrived + initial = used + left."""

    rounds_kr: Annotated[list[float], BY_CLASS]  # in stock
    red_rounds_kr: float  # Red's, in stock
    engaged_kpe: Annotated[list[float], BY_SIDE]  # in the fight
    committed_kpe: float  # reserves that had come in
    reinforced_kpe: Annotated[list[float], BY_SIDE]  # reinforcements that had come
    batteries_bty: Annotated[list[float], BY_SIDE]  # of each side
    authority_usd_million: float  # not yet announced
    in_transit_usd_million: float  # announced and not yet arrived


@dataclass(slots=True)
class Balance:
    """Amounts missing at the end, as shares of the throughput; all zero except for rounding."""

    rounds: Annotated[list[float], BY_CLASS]  # of each class
    red_rounds: float  # of Red's tube rounds
    forces: Annotated[list[float], BY_SIDE]  # of each side
    batteries: Annotated[list[float], BY_SIDE]  # of each side
    money: float  # of the sponsor


@dataclass(slots=True)
class World:
    """The complete state."""

    front: FrontState
    phase: Phase
    forces: ForcesState
    attrition: AttritionState
    fires: FiresState
    stock: Stock
    batteries: Batteries
    decays: Decays
    hazards: Hazards
    answers: Answers
    city: CityState
    aid: AidState
    policy: PolicyState
    escalation: EscalationState
    books: Books
    balance: Balance
    daily: Daily
