"""Discards the failed runs of a study, so that they are rerun."""

from __future__ import annotations

from pathlib import Path

from sim.config.problems import Problem
from sim.study.files.lock import locked
from sim.study.files.parquet import UnreadableFile
from sim.study.sweep import folder as folders
from sim.study.sweep.drive import Tell, what_is_kept
from sim.study.sweep.result_store import ResultStore
from sim.study.sweep.tables import KINDS


def retry(folder: Path, tell: Tell = lambda _: None) -> int:
    """Drop the rows of failed runs of a study or a run; its command then does these again.

    Returns:
        How many there were.

    Raises:
        Problem: there is no study or run, another process works on it, or it cannot be written.
    """
    study = folders.open_study(folder)
    with locked(folder, study.what, stays=not study.is_run):
        manifest = study.manifest
        try:
            kept = manifest["saved_paths"], manifest["saved_traces"]
            parts = ResultStore(folder, manifest["key"], list(manifest["measures"]), tell, *kept)
            try:
                count = parts.drop_failed()
            except UnreadableFile:
                parts.drop_damaged()
                count = parts.drop_failed()
            if count:
                whole = {kind.file for kind in KINDS}
                files = {name: each for name, each in manifest["files"].items() if name not in whole}
                study.change({"status": "interrupted", "done": len(parts.done), "failed": 0, "files": files})
        except OSError as error:
            reason = f"cannot write {error.filename or folder}: {error.strerror or error}"
            raise Problem(f"{reason}; {what_is_kept(error)}") from error
    return count
