"""Translates a state into a config: options of groups, and settings."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.app.controls import Value
from sim.app.panel import BELIEFS, TEN
from sim.app.state import State
from sim.config.fields import find
from sim.config.values import write_value
from sim.model.parameters import Parameters
from sim.model.quantity import Quantity

BANDS = {
    "sector": "border_sector",
    "sector_then_border": "border_sector",
    "attacked_border": "near_border",
    "any_military": "all",
}
ANSWERING = ("hawkes", "poisson")  # the alternatives of escalation that read the beliefs
AID = {
    "near_periodic": "renewal",
    "funding_gap": "funding_gap",
    "at_random": "poisson",
    "by_pressure": "pressure_dependent",
    "none": "no_sponsor_aid",
}
GROUPS = ("restrictions", "aid", "stall", "escalation", "red_line")
"""Config groups whose option the page chooses."""


@dataclass(frozen=True)
class PolicyOverrides:
    """One policy of a state.

    Attributes:
        groups: option by config group.
        settings: value by dotted key, as a config has it: numbers, texts with their unit, lists, null.
    """

    groups: Mapping[str, str]
    settings: Mapping[str, Any]

    def overrides(self) -> list[str]:
        """Words of a command line that make the policy."""
        chosen = [f"{group}={option}" for group, option in self.groups.items()]
        return chosen + [f"{key}={_text(value)}" for key, value in self.settings.items()]


def policy_overrides(state: State, side: str) -> PolicyOverrides:
    """The words of one policy, with what both share."""
    shared, policy = state.as_dict(), state.policy(side)
    groups = {
        "restrictions": _restrictions_option(policy),
        "aid": _aid_option(policy),
        **{group: str(shared[group]) for group in ("stall", "escalation", "red_line")},
    }
    believed = BELIEFS if shared["escalation"] in ANSWERING else ()
    keys = [key for key in (*TEN, *believed) if key in shared]
    settings = _restrictions(policy) | _aid(policy) | {key: _quantity(key, shared[key]) for key in keys}
    return PolicyOverrides(groups, settings)


def command(words: PolicyOverrides, state: State, base: Sequence[str]) -> str:
    """The command that runs a policy.

    `base`: the words that the page itself was started with.
    """
    return shlex.join(["escsim", "run", *base, *words.overrides(), *(f"{key}={value}" for key, value in _run(state))])


def yaml_of(words: PolicyOverrides, state: State, base: Sequence[str]) -> str:
    """The same as a config file, to be written into a user's own configs/ and started with --config-name.

    What the page itself was started with stays on the command line, as a comment says.
    """
    lines = [f"# configs/mine.yaml: escsim run --config-name mine {shlex.join(base)}".rstrip(), "defaults:"]
    lines += ["  - config", *(f"  - override {group}: {option}" for group, option in words.groups.items())]
    lines += ["  - _self_", "", *(f"{key}: {value}" for key, value in _run(state))]
    tree: dict[str, Any] = {}
    for key, value in words.settings.items():
        *above, last = key.split(".")
        place = tree
        for name in above:
            place = place.setdefault(name, {})
        place[last] = value
    return "\n".join([*lines, *_lines(tree, 0)]) + "\n"


def _run(state: State) -> list[tuple[str, Value]]:
    values = state.as_dict()
    return [(key, values[key]) for key in ("seed", "replications")]


def _lines(tree: Mapping[str, Any], depth: int) -> list[str]:
    lines = []
    for key, value in tree.items():
        if isinstance(value, Mapping):
            lines += ["  " * depth + f"{key}:", *_lines(value, depth + 1)]
        else:
            lines.append("  " * depth + f"{key}: {_text(value)}")
    return lines


def _restrictions_option(policy: Mapping[str, Value]) -> str:
    if policy["decided"] != "on_days" and policy["counter_fire"]:
        return {"by_hazard": "endogenous", "by_threshold": "threshold"}[str(policy["decided"])]
    if policy["decided"] == "on_days" and not policy["long_range.banned"]:
        return "long_range"
    return "counter_fire" if policy["counter_fire"] else "full_ban"


def _restrictions(policy: Mapping[str, Value]) -> dict[str, Any]:
    option, width = _restrictions_option(policy), str(policy["counter_fire.width"])
    if option == "full_ban":
        return {}
    bands, targets = BANDS[width], "any_military" if width == "any_military" else "firing"
    if policy["decided"] != "on_days":
        return {
            "restrictions.counter_fire.bands": bands,
            "restrictions.counter_fire.targets": targets,
            "restrictions.highest_step": 2 if policy["long_range.banned"] else 3,
        }
    settings: dict[str, Any] = {
        "restrictions.events.permission.day": policy["counter_fire.day"] if policy["counter_fire"] else None,
        "restrictions.events.permission.bands": bands,
        "restrictions.events.permission.targets": targets,
    }
    if width == "sector_then_border":
        settings["restrictions.events.widening.delay"] = f"{policy['counter_fire.widened_after']} d"
    else:
        settings |= {"restrictions.events.widening.after": None, "restrictions.events.widening.delay": None}
    return settings | (
        {"restrictions.events.long_range.day": policy["long_range.day"]} if option == "long_range" else {}
    )


def _aid_option(policy: Mapping[str, Value]) -> str:
    if policy["aid"] == "as_announced":
        return "delayed" if policy["aid.delay"] else "announced_2024"
    return AID[str(policy["aid"])]


def _aid(policy: Mapping[str, Value]) -> dict[str, Any]:
    if policy["aid"] == "none":
        return {}
    late = {"aid.delay": f"{policy['aid.delay']} d"} if _aid_option(policy) == "delayed" else {}
    return late | {"aid.amount_factor": policy["aid.amount_factor"]}


def _quantity(key: str, value: Value) -> Any:
    field = find((Parameters,), key.split("."))
    assert field is not None
    assert isinstance(field.about, Quantity)
    return write_value(field, value)


def _text(value: Any) -> str:
    """A value as a config file and a command line both have it."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, list):
        return f"[{','.join(value)}]"
    return repr(value) if isinstance(value, float) else str(value)
