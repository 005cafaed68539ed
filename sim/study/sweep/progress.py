"""Progress of a sweep: reported to the caller, and written to a file for other shells."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.config.atomic import write_text
from sim.model.measures import MEASURES
from sim.study.files.lock import now

FILE = "progress.json"
TOLD = ("done", "failed", "total", "rate")
MOST_HELD = 100_000  # rows
EVERY = 2.0
"""Seconds from one writing of the file to the next, at least."""


@dataclass(frozen=True)
class SweepProgress:
    """Progress of a sweep.

    Attributes:
        done, failed, total: runs that have rows, how many of these failed, and all that are wanted as yet.
        rate: runs a second, in this session.
        seconds_left: at this rate; infinite before there is one, and while a faster engine is made ready.
        rows: gives the measures of the first runs of point 0 in this session that did not fail.
    """

    done: int
    failed: int
    total: int
    rate: float
    seconds_left: float
    rows: Callable[[], NDArray[np.float64]] = lambda: np.empty((0, len(MEASURES)))


class Reporter:
    """Counts what is done."""

    def __init__(
        self, folder: Path, told: Callable[[SweepProgress], None] | None, speeds_up: Callable[[], bool]
    ) -> None:
        """Begin to count; rows are held where somebody is told of them.

        `speeds_up`: whether the rate says nothing of the time left, as the rest will be done faster.
        """
        self._most = MOST_HELD if told is not None else 0
        self._rows: list[NDArray[np.float64]] = []
        self._path, self._told, self._speeds_up = folder / FILE, told, speeds_up
        self._started = time.perf_counter()
        self._written = -EVERY
        self._here = 0  # done in this sitting
        self._done = self._failed = self._total = 0

    def begin(self, done: int, failed: int, total: int) -> None:
        """So many runs are done before a stage with this total."""
        self._done, self._failed, self._total = done, failed, total
        self._report()

    def add(self, done: int, failed: int, rows: NDArray[np.float64]) -> None:
        """So many more are done, of which some failed; rows are those of the others."""
        if sum(map(len, self._rows)) < self._most:
            self._rows.append(rows)
        self._done += done
        self._failed += failed
        self._here += done
        self._report()

    def end(self) -> None:
        """A stage is at its end: the file says so, however short a time ago it was written."""
        self._written = -EVERY
        self._report()

    def _held(self) -> NDArray[np.float64]:
        return np.concatenate(self._rows) if self._rows else np.empty((0, len(MEASURES)))

    def _report(self) -> None:
        progress = self._now()
        if self._told is not None:
            self._told(progress)
        if time.monotonic() - self._written >= EVERY:
            self._written = time.monotonic()
            left = progress.seconds_left
            content = {name: getattr(progress, name) for name in TOLD} | {
                "seconds_left": left if left < math.inf else None,
                "updated": now(),
            }
            with suppress(OSError):  # a full disk is told where rows are written
                write_text(self._path, json.dumps(content) + "\n")

    def _now(self) -> SweepProgress:
        rate = self._here / max(time.perf_counter() - self._started, 1e-9)
        left = self._total - self._done
        is_told = rate > 0 and not self._speeds_up()
        seconds = left / rate if is_told else (math.inf if left else 0.0)
        return SweepProgress(self._done, self._failed, self._total, rate, seconds, self._held)
