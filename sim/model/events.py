"""The events of the model, as they appear in the trace."""

from __future__ import annotations

from typing import NamedTuple


class Event(NamedTuple):
    """One kind of event: its name in the trace, the unit of its value ("" for none), and its meaning."""

    name: str
    unit: str
    meaning: str


EVENTS = (
    Event("phase_started", "phase", "a phase of the offensive begins, 0 assault to 4 preparation"),
    Event("culminated", "kpe", "the offensive culminates; losses since the assault began"),
    Event("reserves_committed", "kpe", "Blue begins to commit its reserves"),
    Event("red_force_spent", "kpe", "Red's engaged force is spent, for the first time; Blue's engaged force"),
    Event("blue_force_spent", "kpe", "Blue's engaged force is spent, for the first time; Red's engaged force"),
    Event("mission", "kr", "fire missions of a day, as rounds fired"),
    Event("battery_lost", "bty", "a battery is lost; batteries left"),
    Event("relocated", "bty", "half of the batteries that will move deeper have moved"),
    Event("stock_below_reserve", "kr", "Blue's tube-artillery stock falls below its reserve level"),
    Event("stock_out", "class", "a class of Blue's rounds is used up"),
    Event("red_stock_out", "", "Red's tube-artillery rounds are used up"),
    Event("strike_on_city", "strikes", "a strike on the city; strikes of this channel so far"),
    Event("aid_announced", "USD m", "a package of aid is announced"),
    Event("aid_arrived", "USD m", "a package of aid arrives"),
    Event("gate_opened", "USD m", "a new appropriation opens the gate: packages can be announced; money left"),
    Event("gate_closed", "USD m", "the gate closes: no package can be announced; money left"),
    Event("briefed", "", "officials brief lawmakers on easing the restriction"),
    Event("requested", "", "Blue asks for a change of the restriction"),
    Event("recommended", "", "advisers recommend a change to the decision maker"),
    Event("policy_relaxed", "steps", "the sponsor relaxes the restriction; permission steps granted"),
    Event("first_use", "steps", "a permission takes effect; permission steps in effect"),
    Event("policy_reversed", "steps", "the sponsor withdraws a permission; permission steps granted"),
    Event("retaliated", "acts", "Red answers a permission with an act of escalation; retaliations so far"),
    Event("rung_changed", "rung", "the rung of escalation changes"),
    Event("red_line_crossed", "steps", "permission steps cross Red's hidden red line"),
    Event("out_of_scope", "rung", "escalation passes the scope of the model; the replication continues, flagged"),
    Event("horizon", "d", "the replication ends"),
)  # fmt: skip

(
    PHASE_STARTED, CULMINATED, RESERVES_COMMITTED, RED_FORCE_SPENT, BLUE_FORCE_SPENT,
    MISSION, BATTERY_LOST, RELOCATED, STOCK_BELOW_RESERVE, STOCK_OUT, RED_STOCK_OUT,
    STRIKE_ON_CITY, AID_ANNOUNCED, AID_ARRIVED, GATE_OPENED, GATE_CLOSED, BRIEFED, REQUESTED, RECOMMENDED,
    POLICY_RELAXED, FIRST_USE, POLICY_REVERSED, RETALIATED, RUNG_CHANGED, RED_LINE_CROSSED, OUT_OF_SCOPE, HORIZON,
) = range(len(EVENTS))  # fmt: skip
