"""The library of config files: the shipped ones, the user's beside them, and the options of each group."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sim.config.labels import BEGINNING, label_in
from sim.config.paths import config_root, user_configs
from sim.config.problems import Problem, hint, nearest

PRIMARY = "config"


@dataclass(frozen=True)
class Library:
    """Folders from which configs are read, and the parameter classes that they describe.

    Attributes:
        classes: the parameter classes that share the top level of a config.
        shipped: folder of the shipped configs.
        own: folder of the user's, or None.
        primary: name of the config that the others are put together by.
    """

    classes: tuple[type, ...]
    shipped: Path
    own: Path | None = None
    primary: str = PRIMARY

    @property
    def folders(self) -> tuple[Path, ...]:
        """The shipped folder, and the user's where there is one; the one that holds the primary config is the first."""
        own = () if self.own is None else (self.own,)
        folders = (self.shipped, *own)
        return folders if _file(self.shipped, self.primary).is_file() else (*own, self.shipped)

    def options(self, group: str) -> list[str]:
        """The configs of a group, by name; of the top level for the empty group."""
        return sorted({file.stem for folder in self.folders for file in (folder / group).glob("*.yaml")})

    def is_group(self, key: str) -> bool:
        """True if a key of the command line chooses among config files."""
        return bool(key) and "." not in key and any((folder / key).is_dir() for folder in self.folders)


def open_library(
    classes: tuple[type, ...],
    config_dir: str | Path | None = None,
    config_name: str = PRIMARY,
    root: Path | None = None,
) -> Library:
    """The shipped configs (in `root`, where given) and the user's own.

    Args:
        classes: the parameter classes that share the top level of a config.
        config_dir: the user's folder; None for ESCSIM_CONFIGS, else `configs` in this folder.
        config_name: the primary config, in either folder.
        root: the shipped folder; None for the one of this package.

    Raises:
        Problem: a named folder is missing, one of its files hides a shipped one, or no such primary config.
    """
    own = user_configs(config_dir)
    shipped = root or config_root()
    if own is not None:
        _check(own[0], own[1], shipped)
    library = Library(classes, shipped, own[0] if own else None, config_name.removesuffix(".yaml"))
    if not any(_file(folder, library.primary).is_file() for folder in library.folders):
        raise Problem(f"no config called {library.primary!r}{hint(library.primary, library.options(''))}")
    return library


def likely_misspellings(library: Library) -> list[str]:
    """Likely misspellings in the user's folder that are not refused: groups named nearly like a shipped one.

    A group of yours may have any name; its options are only taken where a config names it.
    """
    if library.own is None:
        return []
    shipped = {item.name for item in library.shipped.iterdir() if item.is_dir()}
    found = []
    for item in sorted(library.own.iterdir()):
        near = nearest(item.name, shipped) if item.is_dir() and item.name not in shipped else None
        if near is not None and not item.name.startswith(".") and any(item.glob("*.yaml")):
            found.append(f"{item}: no shipped group has this name; did you mean {near!r}?")
    return found


def own_labels(library: Library, choices: Mapping[str, str | None]) -> dict[str, str]:
    """The labels of the chosen options that are a user's own, by group; see `sim.config.labels`."""
    if library.own is None:
        return {}
    files = {group: _file(library.own / group, option) for group, option in choices.items() if option}
    found = {group: label_in(file) for group, file in files.items() if file.is_file()}
    return {group: label for group, label in found.items() if label}


def own_option_labels(library: Library, options: Mapping[str, Iterable[str]]) -> dict[str, dict[str, str]]:
    """The labels of those of some options that are a user's own, by group and option."""
    found = {
        group: {option: label for option in names for label in own_labels(library, {group: option}).values()}
        for group, names in options.items()
    }
    return {group: labels for group, labels in found.items() if labels}


def comment(file: Path) -> str:
    """The first comment of a config, as one line; the lines that tools read are left out.

    Raises:
        OSError: it cannot be read.
    """
    found: list[str] = []
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith(("# yaml-language-server:", "# @", BEGINNING)):
            continue
        if not line.startswith("#"):
            break
        found.append(line.removeprefix("#").strip())
    return " ".join(found)


def _file(folder: Path, name: str) -> Path:
    return folder / f"{name}.yaml"


def _check(own: Path, origin: str, shipped: Path) -> None:
    if not own.is_dir():
        raise Problem(f"{origin}: no such folder: {own}")
    files = sorted(own.rglob("*.y*ml"))
    lines = [f"{file}: the name of a config must end in .yaml" for file in files if file.suffix == ".yml"]
    for file in files:
        if not file.is_file():
            lines.append(f"{file}: is not a file; move or remove it")
        twin = shipped / file.relative_to(own)
        if twin.is_file():
            lines.append(f"{file}: has the name of the shipped {twin}; rename it, e.g. to my_{file.name}")
    if lines:
        raise Problem(*lines)
