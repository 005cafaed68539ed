"""Locations of configs and of runs."""

from __future__ import annotations

import os
from pathlib import Path

from sim.config.problems import Problem, show


def config_root() -> Path:
    """The shipped configs: inside the installed package, else at the top level of the checkout."""
    package = Path(__file__).resolve().parents[1]
    packaged = package / "configs"
    return packaged if packaged.is_dir() else package.parent / "configs"


def runs_root(runs_dir: str | None = None) -> Path:
    """The folder of all runs: the setting `runs_dir`, else the variable ESCSIM_RUNS, else `runs` in this folder."""
    return Path(runs_dir or os.environ.get("ESCSIM_RUNS") or "runs").expanduser().absolute()


def user_configs(config_dir: str | Path | None = None) -> tuple[Path, str] | None:
    """The user's own configs, and what named their place: --config-dir, ESCSIM_CONFIGS, or `configs` in this folder.

    None if nothing is named and there is no `configs`, or where it is the shipped one. A named one may be missing.
    """
    named = os.environ.get("ESCSIM_CONFIGS")
    if config_dir is not None:
        place, origin = Path(config_dir), "--config-dir"
    else:
        place, origin = (Path(named), "ESCSIM_CONFIGS") if named else (Path("configs"), "./configs")
    try:
        place = place.expanduser().absolute()
        if place.resolve() == config_root().resolve() or (origin == "./configs" and not place.is_dir()):
            return None
    except (OSError, RuntimeError) as error:  # this folder may not be read, or is gone; no home
        if origin == "./configs":
            return None
        raise Problem(f"{origin}: cannot read {place}: {getattr(error, 'strerror', None) or error}") from None
    return place, origin


def place_of(word: str | Path) -> Path:
    """The run, study, point of a study or comparison that a user names: a path, or a name in the folder of runs.

    A folder here in which nothing was run, such as that of your configs, does not hide a run of its name.

    Raises:
        Problem: it is neither.
    """
    if not isinstance(word, str | os.PathLike):
        raise Problem(f"{show(word)}: is not a run, study or comparison; give a folder or a name")
    path, named = Path(word), runs_root() / word
    return named if _is_there(named) and not (_is_there(path) and _is_kept(path)) else path


def _is_there(path: Path) -> bool:
    """True if there is such a folder, or one in which something was run that may have a point of that name."""
    return path.exists() or any(path.parent.glob("*.sha256"))


def _is_kept(path: Path) -> bool:
    """True if something was run, compared or studied into a folder: its digest lies there; a file counts too."""
    folder = path if path.exists() else path.parent
    try:
        return not folder.is_dir() or any(folder.glob("*.sha256"))
    except OSError:
        return True  # what it is cannot be looked into; that is told where it is opened


def check_encodable(path: str | Path) -> None:
    """Raises Problem for a path that is not UTF-8, which DuckDB cannot take."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        raise Problem(f"{path}: the name is not UTF-8; rename the folder, or use a UTF-8 locale") from None


def is_special(path: Path) -> bool:
    """True if a path is neither a file nor free: a folder, or a pipe, which would be waited for without end."""
    return path.exists() and not path.is_file()
