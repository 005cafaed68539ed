"""The controls of the page: those of each policy, and those shared by both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from sim.analysis.comparison_notes import GROUND
from sim.app.controls import Control, Selector, Slider, Switch, Value, step_for
from sim.config.canonical import to_config
from sim.config.fields import find
from sim.model.measures import MEASURES
from sim.model.parameters import Parameters
from sim.model.quantity import ASSUMED, CALIBRATED, Quantity
from sim.report.words.names import title_of
from sim.study.design.parameter_builder import value_of

SIDES = ("a", "b")
FEWEST, USUAL, MOST = 100, 1000, 2000  # replications of each policy

TEN = {
    "counter_battery.detection": "Detection of a mission",
    "counter_battery.red_kill": "Kill of a Red battery",
    "scenario.artillery.share_behind_border": "Red batteries behind the border",
    "sanctuary.own_weapons_reach": "Reach of Blue's own weapons",
    "scenario.artillery.red_fires": "Red's fires in an assault",
    "attrition.blue_loss_by_fires": "Blue's losses by fires",
    "counter_battery.response": "Time to the answer",
    "scenario.forces.blue_reserves": "Blue's reserves",
    "phases.mean.pause": "Length of a pause",
    "fires.suppression": "Suppression of batteries that may be struck",
}
"""The parameters with the largest effects in the screening study (benchmarks/explorer_parameters.py), largest first."""

BELIEFS = {"escalation.answers_per_step": "Answers to each permission step"}
"""A parameter that is shown beside the belief it belongs to."""

BENEFITS = tuple(
    one.name
    for one in MEASURES
    if one.headline or one.name in ("ground_lost_km2", "fires_from_sanctuary_kr", "unmet_demand_kr")
)
SEVERITIES = ("rung_days", "severity_score_d", "red_acts", "retaliations", "top_rung", "red_line_crossed")
MEASURES_SHOWN = (*BENEFITS, *SEVERITIES)
"""Measures of the table: those of benefit, then those of escalation."""
assert GROUND & {*BENEFITS}  # the table has to say that ground depends on the structure


@dataclass(frozen=True)
class ControlPanel:
    """All controls.

    Attributes:
        policy: those of one policy, named without the side.
        shared: those that both policies share, by heading.
    """

    policy: tuple[Control, ...]
    shared: Mapping[str, tuple[Control, ...]]

    @cached_property
    def by_name(self) -> Mapping[str, Control]:
        """Every control by its name in an address, those of the policies with their side in front."""
        return {control.name: control for control in self._all()}

    def of_side(self, side: str) -> tuple[Control, ...]:
        """The controls of one policy, named with its side."""
        return tuple(_on_side(control, side) for control in self.policy)

    def _all(self) -> Iterator[Control]:
        for side in SIDES:
            yield from self.of_side(side)
        for controls in self.shared.values():
            yield from controls


def panel_of(parameters: Parameters, seed: int) -> ControlPanel:
    """The controls for a scenario, set as in its parameters."""
    return ControlPanel(
        policy=policy_controls(parameters.scenario.start_day, parameters.horizon_days),
        shared={
            "Structure and beliefs": structure_controls(parameters),
            "Ten parameters that matter most": tuple(
                parameter(parameters, key, label) for key, label in TEN.items() if is_read(parameters, key)
            ),
            "Replications": replication_controls(seed),
            "Trade-off": trade_controls(),
        },
    )


ON_DAYS = "decided=on_days"


def policy_controls(first_day: float, horizon_days: float) -> tuple[Control, ...]:
    """The controls of one policy, which stand at the record."""
    first, last = max(first_day, 0.0), float(int(horizon_days) - 1)

    def day(name: str, label: str, when: str) -> Slider:
        at = min(max(RECORDED_DAY, first), last)
        return Slider(name, label, "day", first, last, 1, at, whole=True, when=f"{when} {ON_DAYS}")

    return (
        Selector(
            "decided",
            "Decisions",
            (
                ("on_days", "on the days below"),
                ("by_hazard", "by hazards"),
                ("by_threshold", "by thresholds of pressure"),
            ),
            "on_days",
        ),
        Switch("counter_fire", "Counter-fire allowed", True, "across the border, by artillery"),
        day("counter_fire.day", "from", "counter_fire=true"),
        *width_controls(),
        Switch("long_range.banned", "Long-range ban", True, "on strikes deep in Red's territory"),
        day("long_range.day", "lifted on", "long_range.banned=false"),
        *aid_controls(),
    )


RECORDED_DAY = 20.0
"""On which the permission came."""


def width_controls() -> tuple[Control, ...]:
    """Controls of the targets that counter-fire may reach."""
    widths = (
        ("sector", "the border sector"),
        ("sector_then_border", "the sector, later any attacked border"),
        ("attacked_border", "any attacked border"),
        ("any_military", "any military target, any band"),
    )
    widened = f"counter_fire=true counter_fire.width=sector_then_border {ON_DAYS}"
    return (
        Selector("counter_fire.width", "Where", widths, "sector_then_border", when="counter_fire=true"),
        Slider("counter_fire.widened_after", "widened after", "d", 0, 120, 1, 18, whole=True, when=widened),
    )


def aid_controls() -> tuple[Control, ...]:
    """Controls of aid."""
    kinds = (
        ("as_announced", "as announced"),
        ("near_periodic", "near-periodic packages"),
        ("funding_gap", "near-periodic, with a gap of 76 days"),
        ("at_random", "at random"),
        ("by_pressure", "at random, more under pressure"),
        ("none", "none of the sponsor's"),
    )
    some = "|".join(name for name, _ in kinds if name != "none")
    return (
        Selector("aid", "Aid", kinds, "as_announced"),
        Slider(
            "aid.delay",
            "delayed by",
            "d",
            0,
            120,
            5,
            0,
            "packages after April 2024",
            whole=True,
            when="aid=as_announced",
        ),
        Slider(
            "aid.amount_factor", "amounts times", "1", 0, 3, 0.1, 1, "of packages from day 0 on", when=f"aid={some}"
        ),
    )


STARTS: Mapping[str, Value] = {"b.counter_fire.day": 5}
"""Where the page stands at first, other than the record: B is allowed on the day of the recommendation."""


def structure_controls(parameters: Parameters) -> tuple[Control, ...]:
    """Controls of the stall assumption and of beliefs about escalation."""
    beliefs = [parameter(parameters, key, label) for key, label in BELIEFS.items() if is_read(parameters, key)]
    return (
        Selector(
            "stall",
            "Why it stalls",
            (
                ("mixed", "all three"),
                ("line", "a held line"),
                ("reserves", "reserves"),
                ("culmination", "culmination"),
            ),
            parameters.stall.kind.name.lower(),
            "the record does not show",
        ),
        Selector(
            "escalation",
            "Escalation",
            (
                ("hawkes", "acts excite acts"),
                ("poisson", "acts do not excite acts"),
                ("richardson", "tensions, an arms race"),
                ("rungs", "a ladder, without acts"),
                ("none", "none"),
            ),
            parameters.escalation.kind.name.lower(),
            "excitation and answers have data; the rest are beliefs",
        ),
        *(replace(belief, when="escalation=hawkes|poisson") for belief in beliefs),
        Selector(
            "red_line",
            "Red line",
            (
                ("uniform", "unknown, at 1 to 10 steps"),
                ("beta_bernoulli", "a propensity, learnt with each step"),
                ("grievance", "a grievance that adds up and fades"),
                ("convex", "large moves worse than slices"),
                ("none", "none"),
            ),
            parameters.red_line.kind.name.lower(),
            "beliefs, without data",
        ),
    )


def parameter(parameters: Parameters, key: str, label: str) -> Slider:
    """A slider over the plausible range of a parameter, widened to where the config has it."""
    field = find((Parameters,), key.split("."))
    assert field is not None
    about = field.about
    assert isinstance(about, Quantity)
    assert about.plausible is not None
    value = value_of(parameters, key.split("."))
    low, high = min(about.plausible[0], value), max(about.plausible[1], value)
    step = step_for(low, high, value)
    assumed = about.source.startswith((ASSUMED, CALIBRATED))
    return Slider(key, label, about.unit, low, high, step, value, about.meaning, assumed)


def is_read(parameters: Parameters, key: str) -> bool:
    """True if the alternatives that are chosen read a parameter."""
    tree: Any = to_config(parameters)
    for name in key.split("."):
        if name not in tree:
            return False
        tree = tree[name]
    return True


def replication_controls(seed: int) -> tuple[Control, ...]:
    """Controls of the number of replications, the seed, and the replication in the timeline."""
    return (
        Slider("replications", "Replications of each policy", "1", FEWEST, MOST, 100, USUAL, whole=True),
        Slider("seed", "Seed", "1", 0, 2**63 - 1, 1, seed, "of all random numbers", whole=True, typed=True),
        Slider("replication", "Timeline of replication", "1", 0, MOST - 1, 1, 0, whole=True, typed=True),
    )


def trade_controls() -> tuple[Control, ...]:
    """The two axes of the trade-off."""
    return (
        Selector(
            "benefit", "Across", tuple((name, title_of(name)) for name in BENEFITS), "red_fires_kr"
        ),
        Selector("severity", "Up", tuple((name, title_of(name)) for name in SEVERITIES), "rung_days"),
    )  # fmt: skip


def _on_side(control: Control, side: str) -> Control:
    when = " ".join(f"{side}.{word}" for word in control.when.split())
    default = STARTS.get(f"{side}.{control.name}", control.default)
    return replace(control, name=f"{side}.{control.name}", when=when, default=default)  # type: ignore[arg-type]
