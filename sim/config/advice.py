"""Advice on the option of a config group that does what single settings attempted.

Each piece is made from the changes of a command line, and the lines that say what is wrong with the config they make.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sim.config.library import Library, comment
from sim.config.overrides import SettingChange, read_changes
from sim.config.problems import Problem
from sim.config.schema import validate

Compose = Callable[[Library, Sequence[SettingChange]], Mapping[str, Any]]
"""The container that changes make; raise Problem if they make none."""


def whole_alternatives(library: Library, changes: Sequence[SettingChange], lines: Sequence[str]) -> list[str]:
    """Advice to choose an alternative together with its values, where only its name was changed."""
    unfit = [line for line in lines if " is not used by " in line or ": is missing" in line]
    groups = [change.key.removesuffix(".kind") for change in changes if change.key.endswith(".kind")]
    return [
        f"{group}.kind: choose an alternative together with its values: {group}=OPTION"
        f"; known: {', '.join(library.options(group))}"
        for group in groups
        if library.is_group(group) and any(line.startswith(f"{group}.") for line in unfit)
    ]


def other_observations(changes: Sequence[SettingChange], lines: Sequence[str]) -> list[str]:
    """Advice to leave out the observations of a scenario, where its day 0 was moved past their dates."""
    moved = any(change.key == "scenario.day_zero" for change in changes)
    unfit = any(line.startswith("observations.") for line in lines)
    if not moved or not unfit or any(change.key.startswith("observations") for change in changes):
        return []
    return ["scenario.day_zero: the observations of the scenario are dated; leave them out by observations=none"]


def inheritance(
    library: Library,
    changes: Sequence[SettingChange],
    lines: Sequence[str],
    defaults: Callable[[], Mapping[str, str | None]],
) -> list[str]:
    """Advice to inherit from an option, where a user's own option lacks settings and inherits none."""
    found = []
    for change in changes:
        group = change.key
        lacks = any(line.startswith(f"{group}.") and ": is missing" in line for line in lines)
        if library.own is None or not library.is_group(group) or not lacks:
            continue
        file = library.own / group / f"{change.parsed.value()}.yaml"
        if file.is_file() and "defaults:" not in file.read_text(encoding="utf-8"):
            begin = f"defaults: [{defaults().get(group)}, _self_]"
            found.append(f"{file}: inherits from no other option; to change only some values, begin it with: {begin}")
    return found


def fitting_options(
    library: Library, changes: Sequence[SettingChange], lines: Sequence[str], compose: Compose
) -> list[str]:
    """The options of a group with which the single settings of it that were given are no mistake.

    Every option is composed and validated, which takes a moment for each.
    """
    keys: dict[str, list[str]] = {}
    for change in changes:
        group, dot, rest = change.key.partition(".")
        if dot and rest != "kind" and library.is_group(group) and any(line.startswith(f"{group}.") for line in lines):
            keys.setdefault(group, []).append(change.key)
    found = []
    for group, given in keys.items():
        options = [option for option in library.options(group) if _fits(library, changes, group, option, compose)]
        if options:
            found.append(f"{', '.join(given)}: {'goes' if len(given) == 1 else 'go'} with another option of the group:")
            found += [f"  {group}={option}{_about(library, group, option)}" for option in options]
    return found


def _fits(library: Library, changes: Sequence[SettingChange], group: str, option: str, compose: Compose) -> bool:
    chosen = read_changes(library, [f"{group}={option}"])
    try:
        validate(compose(library, [*(change for change in changes if change.key != group), *chosen]), *library.classes)
    except Problem as problem:
        return not any(line.startswith(f"{group}.") for line in problem.lines)
    return True


def _about(library: Library, group: str, option: str) -> str:
    """The beginning of what the option's file says of it."""
    files = (folder / group / f"{option}.yaml" for folder in library.folders)
    text = comment(next(file for file in files if file.is_file()))
    return f": {re.split(r'[.:;] ', text)[0].rstrip('.')}" if text else ""
