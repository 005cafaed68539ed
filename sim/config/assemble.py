"""Composes configs as Hydra would, from options parsed once, in a fiftieth of the time.

Handled here is the part of Hydra's grammar that configs of this package use: groups with an option each, options made
from others of their group, `override` of another group, files for the top of the config, and single values. For all
else, mistakes among it, `assemble` raises NeedsHydra, so that Hydra alone says what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sim.config.config_files import SELF, ConfigFile, Default, NeedsHydra, check_plain, read_config_file
from sim.config.library import Library

DEPTH = 20  # files that are made from each other, before Hydra is asked whether one names itself
_KEY = re.compile(r"\w+(\.\w+)*")


@dataclass(frozen=True)
class Assignments:
    """Settings that the overrides of a command line make.

    Attributes:
        options: of groups that the primary config has.
        added: options of groups that it does not have.
        values: of single settings, by dotted key, in their order.
    """

    options: Mapping[str, str]
    added: Mapping[str, str]
    values: Sequence[tuple[str, Any]]


def assemble(library: Library, assigned: Assignments) -> tuple[dict[str, Any], dict[str, str | None]]:
    """The container and the choice of every group, the same as Hydra's.

    Raises:
        NeedsHydra: the files or the overrides use other grammar, or hold a mistake.
    """
    walk = _Walk(library, dict(assigned.options))
    parts = walk.primary(assigned.added)
    container: dict[str, Any] = {}
    for package, content in parts:
        _merge(container, {package: content} if package else content)
    for key, value in assigned.values:
        _set(container, key, value)
    return container, dict(walk.choices)


@dataclass
class _Walk:
    """The defaults lists of the files, gone through from the last entry to the first, as overrides count backwards.

    Attributes:
        library: of configs.
        replaced: options that stand in the place of those of the defaults lists, by group; the command line's first.
        choices: the option of each group met.
        met: overridden groups that an entry has taken.
    """

    library: Library
    replaced: dict[str, str]
    choices: dict[str, str | None] = field(default_factory=dict)
    met: set[str] = field(default_factory=set)

    def primary(self, added: Mapping[str, str]) -> list[tuple[str, Mapping[str, Any]]]:
        """The parts of the config, each with its package, in the order in which they are merged."""
        appended = [Default(group, option) for group, option in added.items()]
        parts = list(self._parts("", self.library.primary, "", 0, appended))
        if self.met != set(self.replaced):
            raise NeedsHydra
        return parts[::-1]

    def _parts(
        self, group: str, option: str, package: str, depth: int, appended: Sequence[Default] = ()
    ) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """The parts of a file, the last first."""
        if depth > DEPTH:
            raise NeedsHydra
        file = read_config_file(self.library.folders, group, option)
        entries = [*file.defaults, *appended]
        if appended and any(entry.override for entry in file.defaults):
            raise NeedsHydra
        self._override(file, package, entries)
        for entry in reversed(entries):
            if entry.option == SELF:
                yield package, file.content
            elif not entry.override:
                yield from self._entry(group, package, entry, depth + 1)

    def _override(self, file: ConfigFile, package: str, entries: Sequence[Default]) -> None:
        for entry in entries:
            if entry.override:
                if package and not entry.absolute:
                    raise NeedsHydra
                self.replaced.setdefault(entry.group, entry.option)

    def _entry(self, group: str, package: str, entry: Default, depth: int) -> Iterator[tuple[str, Mapping[str, Any]]]:
        if not entry.group:
            yield from self._sibling(group, package, entry, depth)
            return
        if group or package or entry.group in self.choices:
            raise NeedsHydra
        if entry.group in self.replaced:
            self.met.add(entry.group)
        option = self.replaced.get(entry.group, entry.option)
        self.choices[entry.group] = option
        file = read_config_file(self.library.folders, entry.group, option)
        yield from self._parts(entry.group, option, "" if file.is_global else entry.group, depth)

    def _sibling(self, group: str, package: str, entry: Default, depth: int) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """The parts of another file of the same folder: for the same package, or at the top for the one it names."""
        file = read_config_file(self.library.folders, group, entry.option)
        beside = package == group and not entry.package
        placed = package == "" and group != "" and entry.package != ""
        if file.is_global or not (beside or placed):
            raise NeedsHydra
        yield from self._parts(group, entry.option, entry.package or package, depth)


def _merge(target: dict[str, Any], source: Mapping[str, Any]) -> None:
    """Copy a mapping into another: mappings are merged, all else replaced."""
    for key, value in source.items():
        found = target.get(key)
        if isinstance(value, dict):
            if isinstance(found, list):
                raise NeedsHydra
            if not isinstance(found, dict):
                found = target[key] = {}
            _merge(found, value)
        elif isinstance(value, list):
            if isinstance(found, dict):
                raise NeedsHydra
            target[key] = copied(value)
        else:
            target[key] = value


def copied(value: Any) -> Any:
    """Copy of plain data: its mappings and lists are new."""
    if isinstance(value, dict):
        return {key: copied(part) for key, part in value.items()}
    return [copied(part) for part in value] if isinstance(value, list) else value


def _set(container: dict[str, Any], key: str, value: Any) -> None:
    """Set a value in the place that a dotted key names, which exists but for its last part."""
    if not _KEY.fullmatch(key):
        raise NeedsHydra
    check_plain(value)
    *above, last = key.split(".")
    place: Any = container
    for part in above:
        place = _within(place, part)
    if isinstance(place, dict):
        _merge(place, {last: value})
    elif isinstance(place, list) and isinstance(found := _within(place, last), dict) and isinstance(value, dict):
        _merge(found, value)
    elif isinstance(place, list) and not isinstance(value, dict | list):
        place[int(last)] = value
    else:
        raise NeedsHydra


def _within(place: Any, part: str) -> Any:
    """The part of a mapping or list; anything else is Hydra's to make or refuse."""
    if isinstance(place, dict) and part in place:
        return place[part]
    if isinstance(place, list) and part.isascii() and part.isdigit() and int(part) < len(place):
        return place[int(part)]
    raise NeedsHydra
