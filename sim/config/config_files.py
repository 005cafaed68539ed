"""Config files as `assemble` reads them: package, defaults and content, each parsed once per process."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from sim.config.plain_yaml import NotPlain, read_plain

SELF, GLOBAL = "_self_", "_global_"
HEADER = 512  # characters in which Hydra looks for the package

_PACKAGE = re.compile(r"#\s*@package\s+_global_")
_NAME = r"\w[\w-]*"
_OPTION = re.compile(rf"(?P<name>{_NAME})(@(?P<package>(?!_){_NAME}))?")
_GROUP = re.compile(rf"(?!hydra\b){_NAME}")
_OVERRIDE = re.compile(rf"override /(?P<group>{_NAME})(@{GLOBAL}\.(?P<package>{_NAME}))?")


class NeedsHydra(Exception):
    """A config, or an override, is written in a way that only Hydra's own composition handles."""


@dataclass(frozen=True)
class Default:
    """An entry of a defaults list.

    Attributes:
        group: whose option it is; empty for a file of the same folder.
        option: name of the file, or `_self_`.
        package: where its content goes, where the entry says so.
        override: whether it replaces the option of an entry elsewhere.
        absolute: whether an override gives its package from the top of the config.
    """

    group: str
    option: str
    package: str = ""
    override: bool = False
    absolute: bool = False


@dataclass(frozen=True)
class ConfigFile:
    """A config file, parsed.

    Attributes:
        is_global: whether its content belongs to the top of the config, and not to its group.
        defaults: the files it is made from, `_self_` among them.
        content: the rest of it, shared by all who read it: to be copied before it is changed.
    """

    is_global: bool
    defaults: tuple[Default, ...]
    content: Mapping[str, Any]


def read_config_file(folders: Iterable[Path], group: str, option: str) -> ConfigFile:
    """The first file of this name in the folders, in its current state.

    Raises:
        NeedsHydra: there is none, it cannot be read, or it uses more of Hydra's grammar than is handled here.
    """
    if (group and not _GROUP.fullmatch(group)) or not re.fullmatch(_NAME, option):
        raise NeedsHydra
    for folder in folders:
        try:
            return _parsed(folder.joinpath(group, f"{option}.yaml").read_bytes())
        except FileNotFoundError:
            continue
        except OSError as error:
            raise NeedsHydra from error
    raise NeedsHydra


def check_plain(value: Any) -> None:
    """Raise NeedsHydra for a value that holds an interpolation, or the mark of a missing value."""
    if isinstance(value, str) and ("${" in value or value == "???"):
        raise NeedsHydra
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            check_plain(part)


def _parsed(text: bytes) -> ConfigFile:
    found = _parse_once(text)
    if found is None:
        raise NeedsHydra
    return found


@lru_cache(maxsize=4096)
def _parse_once(text: bytes) -> ConfigFile | None:
    """The parsed file, or None if only Hydra can say what it means or what is wrong with it."""
    try:
        lines = text.decode("utf-8")
        content = content_of(lines)
        if not isinstance(content, dict) or "hydra" in content:
            return None
        defaults = tuple(_defaults(content.pop("defaults", [])))
        check_plain(content)
        return ConfigFile(_is_global(lines[:HEADER]), defaults, content)
    except (UnicodeDecodeError, NeedsHydra):
        return None


def content_of(text: str) -> Any:
    """Content of a file; raise NeedsHydra for what Hydra refuses."""
    try:
        return read_plain(text)
    except NotPlain:
        pass
    from omegaconf import OmegaConf
    from omegaconf.errors import OmegaConfBaseException
    from yaml import YAMLError  # type: ignore[import-untyped]

    try:
        return OmegaConf.to_container(OmegaConf.load(io.StringIO(text)))
    except (YAMLError, OmegaConfBaseException, OSError) as error:
        raise NeedsHydra from error


def _is_global(header: str) -> bool:
    """True if the first lines give the package `_global_`; other packages are Hydra's."""
    found = False
    for line in header.splitlines():
        text = line.strip()
        if text and not re.match(r"#\s*@", text):
            break
        if text:
            if not _PACKAGE.fullmatch(text):
                raise NeedsHydra
            found = True
    return found


def _defaults(entries: Any) -> Iterator[Default]:
    """The entries of a defaults list, with `_self_` at the end where the list leaves it out."""
    if not isinstance(entries, list):
        raise NeedsHydra
    found = [_default(entry) for entry in entries]
    selves = sum(one.option == SELF for one in found)
    first_override = next((place for place, one in enumerate(found) if one.override), len(found))
    late = [one for one in found[first_override:] if not one.override and one.option != SELF]
    if selves > 1 or late:
        raise NeedsHydra
    yield from found
    if not selves:
        yield Default("", SELF)


def _default(entry: Any) -> Default:
    if isinstance(entry, str):
        option = _OPTION.fullmatch(entry)
        if option is None or (option["name"] == SELF and option["package"]):
            raise NeedsHydra
        return Default("", option["name"], option["package"] or "")
    if not isinstance(entry, dict) or len(entry) != 1:
        raise NeedsHydra
    ((key, value),) = entry.items()
    if not isinstance(key, str) or not isinstance(value, str) or not re.fullmatch(_NAME, value):
        raise NeedsHydra
    if _GROUP.fullmatch(key):
        return Default(key, value)
    override = _OVERRIDE.fullmatch(key)
    if override is None or override["package"] not in (None, override["group"]):
        raise NeedsHydra
    return Default(override["group"], value, override=True, absolute=override["package"] is not None)
