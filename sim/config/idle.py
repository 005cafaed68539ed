"""Settings without effect given the other choices, and why: they are accepted with a warning.

The `rules` of a group refuse settings that contradict each other. Here stands what another
group, or another option, would have to bring for a setting to act, so that a change of it alone moves nothing.
Asked are the settings that a user gave, on the command line or in files of options.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from sim.config.canonical import by_dotted_key
from sim.config.config_files import content_of
from sim.config.library import Library
from sim.config.problems import join, say
from sim.model.advance.mechanism import Speed
from sim.model.aid.mechanism import is_listed
from sim.model.escalation.mechanism import climbs, has_excitation, is_tense
from sim.model.parameters import Parameters
from sim.model.restrictions.mechanism import Restrictions, decides_itself
from sim.model.restrictions.stepwise import HIGHEST_STEP
from sim.model.restrictions.timeline import CHANGES, EventKind, Weapons, event_day
from sim.model.sides import Targets

_LONG_RANGE_KEYS = (
    r"restrictions\.long_range\.targets|scenario\.stocks\.long_range|aid\.\w+_mix\.long_range"
    r"|city\.aircraft_response_long_range|sanctuary\.deep_coverage"
)


_ONLY_ACTS = "only escalation=hawkes, poisson and richardson read it"


def idle_patterns(parameters: Parameters) -> Iterator[tuple[str, str]]:
    """Patterns of dotted keys that cannot act in a parameter tree, each with the reason."""
    if not allows_long_range(parameters.restrictions):
        yield _LONG_RANGE_KEYS, "long-range strikes are never allowed; choose, for example, restrictions=long_range"
    if not allows_any_military(parameters.restrictions):
        yield r"sanctuary\.any_military_coverage", "no permission has targets=any_military"
    if is_listed(parameters.aid.kind) and parameters.aid.delay_days == 0.0:
        yield r"aid\.delay_after_day", "aid.delay is 0 days"
    if not depth_matters(parameters):
        yield r"scenario\.front\.(city_distance_low|tube_range_high)", "the city lies within tube range from the start"
    if parameters.advance.kind == Speed.NONE:
        yield r"stall\.(speed_factor|supply_depth)", "the front does not move: advance=none"
    yield from _idle_events(parameters)
    yield from _idle_reversal(parameters)


def _idle_events(parameters: Parameters) -> Iterator[tuple[str, str]]:
    """Events that never come, or before the start, when nothing is there yet to react to them but permissions."""
    events = parameters.restrictions.events
    for row, (name, kind) in enumerate(zip(events.name, events.kind, strict=True)):
        key = rf"restrictions\.events\.{re.escape(name)}"
        day = event_day(events, row)
        if day == math.inf:
            yield rf"{key}\.(?!day$)\w+", f"the event never comes: restrictions.events.{name}.day is null"
        elif kind not in CHANGES and day < parameters.scenario.start_day:
            yield rf"{key}\.(kind|day)", "precedes the scenario's start, when only permissions and withdrawals count"


def _idle_reversal(parameters: Parameters) -> Iterator[tuple[str, str]]:
    """Settings of a withdrawal's effects, where none can come or the theory of escalation does not read them."""
    if not may_withdraw(parameters.restrictions):
        yield r"reversal(\.\w+)?", "no permission is ever withdrawn; choose, for example, restrictions=timeline"
    activity = parameters.escalation.kind
    if not climbs(activity):
        yield r"reversal\.up_by_step", "only escalation=rungs reads it"
    if not has_excitation(activity) and not is_tense(activity):
        yield r"reversal\.acts_by_step|red_line\.crossing_answers", _ONLY_ACTS


def may_withdraw(restrictions: Restrictions) -> bool:
    """True if a permission can come to be withdrawn."""
    return decides_itself(restrictions.kind) or EventKind.WITHDRAWAL in restrictions.events.kind


def allows_long_range(restrictions: Restrictions) -> bool:
    """True if long-range strikes can come to be allowed."""
    if decides_itself(restrictions.kind):
        return restrictions.highest_step >= HIGHEST_STEP
    return any(weapons in (Weapons.LONG_RANGE, Weapons.ALL) for weapons, _ in _permissions(restrictions))


def allows_any_military(restrictions: Restrictions) -> bool:
    """True if any permission can come to include every military target."""
    if decides_itself(restrictions.kind):
        found = [restrictions.counter_fire.targets]
        found += [restrictions.long_range.targets] if allows_long_range(restrictions) else []
        return Targets.ANY_MILITARY in found
    return any(targets == Targets.ANY_MILITARY for _, targets in _permissions(restrictions))


def _permissions(restrictions: Restrictions) -> list[tuple[Weapons, Targets]]:
    """Weapons and targets of the permissions of a timeline."""
    events = restrictions.events
    rows = zip(events.kind, events.weapons, events.targets, strict=True)
    return [(weapons, targets) for kind, weapons, targets in rows if kind == EventKind.PERMISSION]


def depth_matters(parameters: Parameters) -> bool:
    """True if the margin between the city's edge and the longest tube range is above zero at the start."""
    front = parameters.scenario.front
    return front.city_distance_low_km > front.tube_range_high_km


def idle_reason(key: str, patterns: Iterable[tuple[str, str]]) -> str:
    """Reason why a setting cannot act; empty for one that can.

    Args:
        key: dotted, with or without the numbers of rows.
        patterns: of the parameter tree, by `idle_patterns`.
    """
    plain = re.sub(r"\[\d*\]|\.\d+", "", key)
    return next((why for pattern, why in patterns if re.fullmatch(pattern, plain)), "")


def idle_settings(parameters: Parameters, given: Mapping[str, str]) -> dict[str, str]:
    """A message for each setting that cannot act, and an empty one for the others; of an idle group one for all.

    Args:
        parameters: of the run.
        given: where each setting was given, by `given_settings`.
    """
    patterns = list(idle_patterns(parameters))
    reasons = {key: idle_reason(key, patterns) for key in given}
    found = {}
    for key, why in reasons.items():
        if not any(reasons.get(group) for group in _groups_above(key)):
            where = f" (in {given[key]})" if given[key] else ""
            found[key] = f"{join([key])}{where}: has no effect: {why}" if why else ""
    return found


def _groups_above(key: str) -> list[str]:
    """The groups that hold a setting: of `a.b.c`, `a` and `a.b`."""
    parts = key.split(".")
    return [".".join(parts[:count]) for count in range(1, len(parts))]


def idle_in_all(variants: Iterable[tuple[Parameters, Mapping[str, str]]]) -> list[str]:
    """A message for each setting that can act in none of those variants that were given it, the first one's."""
    found: dict[str, str] = {}
    for parameters, given in variants:
        for key, line in idle_settings(parameters, given).items():
            found[key] = line and found.get(key, line)
    return [line for line in found.values() if line]


class Chosen(Protocol):
    """A choice of the user: parameters, with the options and the overrides of the command line that they come from."""

    @property
    def parameters(self) -> Parameters: ...
    @property
    def choices(self) -> Mapping[str, str]: ...
    @property
    def overrides(self) -> Sequence[str]: ...


def warn_of_idle(library: Library, variants: Iterable[Chosen]) -> None:
    """Warn of the settings that can act in none of some variants."""
    given = ((each.parameters, given_settings(library, each.choices, each.overrides)) for each in variants)
    for line in idle_in_all(given):
        say(f"warning: {line}")


def given_settings(library: Library, choices: Mapping[str, str | None], overrides: Sequence[str]) -> dict[str, str]:
    """Origin of each setting: empty for the command line, else an option of the user's, as `aid=late`.

    Of a user's option those values count that no shipped option of its group has; the others were copied.
    """
    found = {override.lstrip("+").partition("=")[0].strip(): "" for override in overrides}
    for group, option in choices.items():
        for key in _own_keys(library, group, option or ""):
            found.setdefault(key, f"{group}={option}")
    return found


def _own_keys(library: Library, group: str, option: str) -> list[str]:
    """The keys to which a user's option gives values that no shipped option of the group has."""
    file = None if library.own is None else library.own / group / f"{option}.yaml"
    if file is None or not file.is_file():
        return []
    shipped: dict[str, list[Any]] = {}
    for path in sorted((library.shipped / group).glob("*.yaml")):
        for key, value in _values(path, group):
            shipped.setdefault(key, []).append(value)
    return [key for key, value in _values(file, group) if value not in shipped.get(key, [])]


def _values(file: Path, group: str) -> Iterator[tuple[str, Any]]:
    """The values of a file by dotted key, from the top of the config."""
    yield from _values_in(file.read_text(encoding="utf-8"), group)


@lru_cache(maxsize=512)  # the points of a study ask again and again
def _values_in(text: str, group: str) -> tuple[tuple[str, Any], ...]:
    content = content_of(text)
    if not isinstance(content, dict):
        return ()
    content.pop("defaults", None)
    return tuple(by_dotted_key(content, "" if "@package _global_" in text else f"{group}."))
