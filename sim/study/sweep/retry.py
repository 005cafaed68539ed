"""Takes back the runs that failed, so that they are done again."""

from __future__ import annotations

from pathlib import Path

from sim.config.problems import Problem
from sim.study.parquet import Unreadable
from sim.study.sweep import folder as folders
from sim.study.sweep.drive import Tell, what_is_kept
from sim.study.sweep.lock import locked
from sim.study.sweep.parts import Parts
from sim.study.sweep.tables import KINDS


def retry(folder: Path, tell: Tell = lambda _: None) -> int:
    """Drop the rows of failed runs; the next sweep of this folder does these runs again.

    Returns:
        How many there were.

    Raises:
        Problem: there is no study, another process works on it, or it cannot be written.
    """
    study = folders.open_study(folder)
    if study.is_run:
        raise Problem(f"{folder} is a run: {study.command} reruns the failed replication and those after it")
    with locked(folder):
        manifest = study.manifest
        try:
            kept = manifest["saved_paths"], manifest["saved_traces"]
            parts = Parts(folder, manifest["key"], list(manifest["measures"]), tell, *kept)
            try:
                count = parts.drop_failed()
            except Unreadable:
                parts.drop_damaged()
                count = parts.drop_failed()
            if count:
                whole = {kind.file for kind in KINDS}
                files = {name: each for name, each in manifest["files"].items() if name not in whole}
                changed = {"status": "interrupted", "done": len(parts.done), "failed": 0, "files": files}
                folders.write(folder, manifest | changed)
        except OSError as error:
            reason = f"cannot write {error.filename or folder}: {error.strerror or error}"
            raise Problem(f"{reason}; {what_is_kept(error)}") from error
    return count
