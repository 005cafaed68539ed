"""Settings that a user gave, on the command line or in files of options: keys, and where each was given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from sim.config.canonical import by_dotted_key
from sim.config.config_files import content_of
from sim.config.library import Library


def given_settings(library: Library, choices: Mapping[str, str | None], overrides: Sequence[str]) -> dict[str, str]:
    """Origin of each setting: empty for the command line, else an option of the user's, as `aid=late`.

    Of a user's option those values count that no shipped option of its group has; the others were copied.

    Args:
        library: of configs.
        choices: the option of each group.
        overrides: of the command line.
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
