"""Composes configs as Hydra's compose interface does, without making folders, and validates them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sim.config.advice import fitting_options, inheritance, other_observations, whole_alternatives
from sim.config.assemble import Assignments, assemble
from sim.config.by_hydra import composed_by_hydra
from sim.config.config_files import NeedsHydra
from sim.config.library import Library
from sim.config.overrides import SettingChange, expand, for_hydra, read_changes, wrong_changes
from sim.config.problems import Problem
from sim.config.schema import validate

LABELS = 3  # points of a sweep that are named before "and 7 more"


@dataclass(frozen=True)
class Composition:
    """A config as it was put together, before validation.

    Attributes:
        container: plain dicts, lists, texts and numbers, interpolations resolved.
        overrides: what the command line changed, as written.
        choices: the option of each group.
    """

    container: dict[str, Any]
    overrides: tuple[str, ...]
    choices: dict[str, str | None]


def compose(library: Library, overrides: Sequence[str] = ()) -> Composition:
    """The primary config of the library with its groups and the overrides.

    Raises:
        Problem: for every mistake in the overrides, else for the first in the files.
    """
    changes = read_changes(library, overrides)
    if wrong := wrong_changes(changes):
        raise Problem(*wrong)
    return _composed(library, changes)


def read(library: Library, overrides: Sequence[str] = (), advise: bool = False) -> tuple[tuple[Any, ...], Composition]:
    """One instance of each of the library's classes, validated, and the config they were made from.

    Args:
        library: of configs.
        overrides: as a command line has them.
        advise: whether a mistake may take a second more, to find the options of its group with which it is none.

    Raises:
        Problem: with a line for each mistake.
    """
    changes = read_changes(library, overrides)
    wrong = wrong_changes(changes)
    try:
        composition = _composed(library, changes)
        trees = validate(composition.container, *library.classes)
    except Problem as problem:
        advice = whole_alternatives(library, changes, problem.lines)
        advice += other_observations(changes, problem.lines)
        advice += inheritance(library, changes, problem.lines, lambda: _composed(library, ()).choices)
        if advise:
            advice += fitting_options(library, changes, problem.lines, _container)
        raise Problem(*wrong, *problem.lines, *advice) from None
    if wrong:
        raise Problem(*wrong)
    return trees, composition


def read_sweep(library: Library, overrides: Sequence[str]) -> list[tuple[tuple[Any, ...], Composition]]:
    """Like `read`, for every combination of the values that the overrides list, in their order.

    Raises:
        Problem: one or more of the runs is invalid; it names them with what is wrong.
    """
    points = expand(library, overrides)
    labels = sweep_labels(points)
    found, wrong = [], dict[tuple[str, ...], list[str]]()
    for number, (point, label) in enumerate(zip(points, labels, strict=True)):
        try:
            found.append(read(library, point))
        except Problem as problem:
            wrong.setdefault(problem.lines, []).append(f"run {number} ({label})" if label else f"run {number}")
    if wrong:
        raise _invalid(wrong, len(points))
    return found


def sweep_labels(points: Sequence[Sequence[str]]) -> list[str]:
    """Labels of the points of a sweep: the overrides in which they differ; empty if there is one point."""
    swept = [texts for texts in zip(*points, strict=True) if len(set(texts)) > 1]
    return [" ".join(texts) for texts in zip(*swept, strict=True)] if swept else [""] * len(points)


def _composed(library: Library, changes: Sequence[SettingChange]) -> Composition:
    overrides = for_hydra(changes)
    try:
        container, choices = assemble(library, _assignments(changes))
    except NeedsHydra:
        container, choices = composed_by_hydra(library, overrides)
    chosen = {group: option for group, option in choices.items() if not group.startswith("hydra/")}
    return Composition(container, tuple(change.text for change in changes), chosen)


def _assignments(changes: Sequence[SettingChange]) -> Assignments:
    """Settings that the changes make, without those that are wrong; as in `for_hydra`, the last of two counts."""
    options, added, values = dict[str, str](), dict[str, str](), list[tuple[str, Any]]()
    for change in changes:
        if change.wrong:
            continue
        value: Any = change.parsed.value()
        if not change.is_group:
            values.append((change.key, change.value.strip() if change.is_text else value))
        elif change.adds_group:
            if change.key in added:
                raise NeedsHydra
            added[change.key] = value
        else:
            options[change.key] = value
    return Assignments(options, added, values)


def _container(library: Library, changes: Sequence[SettingChange]) -> dict[str, Any]:
    return _composed(library, changes).container


def _invalid(wrong: dict[tuple[str, ...], list[str]], total: int) -> Problem:
    count = sum(len(labels) for labels in wrong.values())
    runs, be = "run" if total == 1 else "runs", "is" if count == 1 else "are"
    lines = [f"{count} of {total} {runs} of this sweep {be} invalid; nothing was run"]
    for messages, labels in wrong.items():
        more = f" and {len(labels) - LABELS} more" if len(labels) > LABELS else ""
        lines.append(", ".join(labels[:LABELS]) + more + ":")
        lines += [f"  {message}" for message in messages]
    return Problem(*lines)
