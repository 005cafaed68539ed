"""Provenance of a run: versions, the state of the project's checkout, the machine."""

from __future__ import annotations

import os
import platform
import socket
import subprocess
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

DISTRIBUTION = "escalation-sim"
PACKAGES = ("numpy", "simpy", "numba", "hydra-core", "omegaconf", "pydantic", "duckdb", "matplotlib")
UNKNOWN = "unknown"
DECIDING = ("sim", "configs")
"""Folders of the checkout whose files decide what a run does, so that a new file in them counts as a change."""


@dataclass(frozen=True)
class Provenance:
    """Provenance of a run: software, checkout and machine.

    Attributes:
        version: of the project; `python`: of the interpreter; `packages`: of what the project builds on.
        commit: of the project's checkout; None if it is none.
        dirty: whether files of it were changed, or there are new ones in `DECIDING`; None if there is no checkout.
        host: name of the machine; `platform`: its system and processor; `processors`: how many it has; `memory_bytes`:
            all of its memory, None if the system does not report it.
    """

    version: str
    python: str
    packages: dict[str, str]
    commit: str | None
    dirty: bool | None
    host: str
    platform: str
    processors: int
    memory_bytes: int | None

    def as_dict(self) -> dict[str, Any]:
        """Manifest entries of the provenance."""
        return asdict(self)


def provenance() -> Provenance:
    """The provenance of what runs now."""
    commit, dirty = checkout_state(Path(__file__).resolve().parents[2])
    return Provenance(
        version=version(DISTRIBUTION),
        python=platform.python_version(),
        packages={name: version(name) for name in PACKAGES},
        commit=commit,
        dirty=dirty,
        host=socket.gethostname(),
        platform=platform.platform(),
        processors=os.cpu_count() or 1,
        memory_bytes=memory_bytes(),
    )


def version_differences(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    """The versions in which two records of provenance differ, such as "numpy 2.1.0 and 2.2.0"."""
    named = [("escsim", one["version"], other["version"]), ("Python", one["python"], other["python"])]
    names = dict.fromkeys((*one["packages"], *other["packages"]))
    named += [(name, one["packages"].get(name, "none"), other["packages"].get(name, "none")) for name in names]
    return [f"{name} {ours} and {theirs}" for name, ours, theirs in named if ours != theirs]


def memory_bytes() -> int | None:
    """The memory of this machine; None if the system does not report it."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):  # not on Windows
        return None


@cache
def version(distribution: str) -> str:
    """The installed version of a distribution, or "unknown"."""
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return UNKNOWN


def checkout_state(folder: Path) -> tuple[str | None, bool | None]:
    """The commit that is checked out in `folder`, and whether what decides a run differs from it.

    New files elsewhere than in `DECIDING`, such as runs, comparisons or a user's own study, make no difference.
    (None, None) where there is no checkout.
    """
    if not (folder / ".git").exists():
        return None, None
    commit = _git(folder, "rev-parse", "--verify", "HEAD")
    changed = _git(folder, "status", "--porcelain", "--untracked-files=no")
    new = _git(folder, "ls-files", "--others", "--exclude-standard", "--", *DECIDING)
    return commit, None if changed is None or new is None else bool(changed or new)


def _git(folder: Path, *arguments: str) -> str | None:
    command = ["git", "-C", str(folder), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()
