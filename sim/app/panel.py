"""The controls of the page: those of each policy, and those shared by both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.resources import files
from typing import Any

from sim.analysis.comparison_notes import GROUND
from sim.app.controls import Control, Selector, Slider, Switch, Value, step_for
from sim.config.canonical import to_config
from sim.config.fields import find
from sim.config.plain_yaml import read_plain
from sim.model.measures import MEASURES
from sim.model.parameters import Parameters
from sim.model.quantity import ASSUMED, CALIBRATED, Quantity
from sim.report.words.names import title_of
from sim.study.design.parameter_builder import value_of

SIDES = ("a", "b")

_FILE = read_plain((files("sim.app") / "panel.yaml").read_text(encoding="utf-8"))
SHARED: Mapping[str, Sequence[Mapping[str, Any]]] = _FILE["shared"]
TEN, BELIEFS = (
    [entry["parameter"] for entry in SHARED[heading] if "parameter" in entry]
    for heading in ("Ten parameters that matter most", "Structure and beliefs")
)
"""Keys of the parameters with the largest effects, largest first; of that shown beside the belief it belongs to."""
PRESETS: Mapping[str, Mapping[str, str]] = _FILE["presets"]
"""By what they are called: texts by the name of a control of one policy."""
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
        policy=tuple(_controls(_FILE["policy"], parameters, seed)),
        shared={
            **{heading: tuple(_controls(entries, parameters, seed)) for heading, entries in SHARED.items()},
            "Trade-off": trade_controls(),
        },
    )


def _controls(entries: Iterable[Mapping[str, Any]], parameters: Parameters, seed: int) -> Iterator[Control]:
    """Controls of the file; parameters that the alternatives chosen do not read have none."""
    for entry in entries:
        more = dict(entry)
        match kind := next(iter(entry)), more.pop(kind):
            case "parameter", key:
                if is_read(parameters, key):
                    yield replace(parameter(parameters, key, more.pop("label")), **more)
            case "day", name:
                yield Slider(name=name, unit="day", **_days(parameters), whole=True, **more)
            case "switch", name:
                yield Switch(name=name, **more)
            case "slider", name:
                yield Slider(name=name, **{"default": seed} | more)
            case "selector", name:
                options = tuple(more.pop("options").items())
                if "default" not in more:
                    more["default"] = getattr(parameters, name).kind.name.lower()
                yield Selector(name=name, options=options, **more)


def _days(parameters: Parameters) -> dict[str, Any]:
    """Range of a day of the scenario; it stands on the day of the permission on record."""
    first, last = max(parameters.scenario.start_day, 0.0), float(int(parameters.horizon_days) - 1)
    return {"low": first, "high": last, "step": 1, "default": min(max(RECORDED_DAY, first), last)}


RECORDED_DAY = 20.0
STARTS: Mapping[str, Value] = {"b.counter_fire.day": 5}
"""Where the page stands at first, other than the record: B is allowed on the day of the recommendation."""


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
