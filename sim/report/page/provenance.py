"""Provenance of a run in a report: its scenario, its options, and its versions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.config.labels import option_in, option_label
from sim.config.library import comment
from sim.config.paths import config_root


def sittings(manifest: Mapping[str, Any]) -> list[str]:
    """Each different version, commit, Python and packages that a study was begun, continued or merged with."""
    found = [manifest.get("made_with", {}), *(one.get("made_with", {}) for one in manifest.get("history", ()))]
    return list(dict.fromkeys(map(made_with, found)))


def made_with(found: Mapping[str, Any]) -> str:
    """Version, commit, Python and packages, of a manifest's `made_with`."""
    changed = {True: " with uncommitted changes", False: ""}.get(found.get("dirty"), "")  # type: ignore[arg-type]
    commit = f", commit {found['commit']}{changed}" if found.get("commit") else ""
    packages = ", ".join(f"{name} {version}" for name, version in found.get("packages", {}).items())
    told = f"Version {found.get('version', 'unknown')}{commit}; Python {found.get('python', 'unknown')}"
    return f"{told}{f'; {packages}' if packages else ''}."


def meaning_of(group: str, option: str) -> str:
    """The first comment of a shipped option; empty for an option of a user's own."""
    file = config_root() / group / f"{option}.yaml"
    return comment(file) if file.is_file() else ""


def scenario_of(manifest: Mapping[str, Any]) -> str:
    """The label and the key of the scenario of a run or study: `North of Kharkiv, May 2024 (kharkiv_2024)`."""
    key = str(manifest["choices"].get("scenario", ""))
    return f"{option_in(manifest, 'scenario', key)} ({key})"


def option_name(manifest: Mapping[str, Any], group: str, option: str) -> str:
    """The label of an option that a run chose; the run keeps those of its user's options."""
    mine = option == manifest["choices"].get(group)
    return option_label(group, option, manifest.get("labels") if mine else None)
