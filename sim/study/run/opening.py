"""A stored run is opened by the path that names it: a run folder, or a point of a study."""

from __future__ import annotations

from pathlib import Path

from sim.config.problems import Problem
from sim.study.files import manifest as manifests
from sim.study.files.manifest import Manifest
from sim.study.run.point import is_point, only_run, open_point
from sim.study.run.store import StoredRun


def open_run(path: Path) -> StoredRun:
    """The run in a folder, or the point of a study that a path such as runs/permission_timing/3 names.

    A multirun of one run is that run.

    Raises:
        Problem: there is no run folder, it is torn, or the run has not ended.
    """
    run = open_point(path) if is_point(path) else only_run(path) or StoredRun(path, manifests.read(path))
    if run.manifest["status"] == "running":
        raise Problem(_why_unfinished(run.home, run.manifest))
    return run


def _why_unfinished(folder: Path, manifest: Manifest) -> str:
    if manifests.state_of(folder, manifest) == "stopped":
        is_study = manifests.kind_of(folder) == manifests.STUDY_NAME
        command = "its sweep command" if is_study else f"its command with name={folder.name}"
        return (
            f"{folder} is unfinished: it started on {manifest['started']} and its process has ended; "
            f"{command} continues it"
        )
    host = manifest["history"][-1]["made_with"].get("host", "an unknown machine")
    return f"{folder} is unfinished: it has been running since {manifest['started']} on {host}; wait until it ends"
