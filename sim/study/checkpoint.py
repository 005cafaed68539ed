"""What is kept of a run while it goes on, so that the same command continues it after Ctrl-C or a kill."""

from __future__ import annotations

import shutil
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import fields
from pathlib import Path

import numpy as np

from sim.config.atomic import clear_left, replacing
from sim.engine.batch import Batch, Trace
from sim.study.execute import joined
from sim.study.integrity import NamedByContent, files_like, is_sound

PARTS = "parts"
PATTERN = "part-*.npz"
PART_SECONDS = 3.0
"""From one part to the next, at least; what a killed process loses is about that."""

_TEXTS = {"mechanism", "event"}  # of the trace
_OF_TRACE = tuple(field.name for field in fields(Trace))
_OF_BATCH = ("replications", "rows", "days", "paths", "daily")


class Checkpoint:
    """The replications that are done of a run that is not finished, as files in its folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / PARTS
        self._held: list[Batch] = []
        self._written = time.monotonic()

    def kept(self, tell: Callable[[str], None]) -> Iterator[Batch]:
        """What earlier sittings have done, in order; `tell` is told of files that do not count, as they are damaged."""
        clear_left(self._folder)
        for path in files_like(self._folder, PATTERN):
            batch = _read(path) if is_sound(path) else None
            if batch is None:
                tell(f"{path} is damaged: its replications are run again")
                path.unlink()
            else:
                yield batch

    def add(self, batch: Batch) -> None:
        """Keep more; it is written when the last part is old enough. Raises OSError."""
        self._held.append(batch)
        if time.monotonic() - self._written >= PART_SECONDS:
            self.flush()

    def flush(self) -> None:
        """Write what is held; raises OSError."""
        if self._held:
            self._folder.mkdir(exist_ok=True)
            whole = joined(self._held)
            _write(self._folder / f"part-{int(whole.replications[0]):012d}.npz", whole)
            self._held.clear()
        self._written = time.monotonic()

    def drop(self) -> None:
        """Remove all of it, as the run is stored."""
        self._held.clear()
        shutil.rmtree(self._folder, ignore_errors=True)


def is_left(folder: Path) -> bool:
    """Whether a run has replications of its sittings beside its tables, as it was killed when it was stored."""
    return (folder / PARTS).exists()


def _write(path: Path, batch: Batch) -> None:
    arrays = {name: getattr(batch, name) for name in _OF_BATCH} | {"events": np.int64(batch.events)}
    for name in _OF_TRACE:
        column = getattr(batch.trace, name)
        arrays[f"trace_{name}"] = column.astype(str) if name in _TEXTS else column
    with replacing(path, NamedByContent(path)) as unfinished, unfinished.open("r+b") as file:
        np.savez(file, **arrays)


def _read(path: Path) -> Batch | None:
    """The batch in a file; None where it is none."""
    with suppress(OSError, ValueError, KeyError, zipfile.BadZipFile), np.load(path, allow_pickle=False) as arrays:
        columns = {name: arrays[f"trace_{name}"] for name in _OF_TRACE}
        trace = Trace(**{name: each.astype(object) if name in _TEXTS else each for name, each in columns.items()})
        return Batch(**{name: arrays[name] for name in _OF_BATCH}, trace=trace, events=int(arrays["events"]))
    return None
