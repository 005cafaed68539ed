"""Writes rows in a separate thread, so that the work does not wait for the disk."""

from __future__ import annotations

import queue
import threading
import time
from types import TracebackType

from sim.study.files.parquet import UnreadableFile
from sim.study.sweep.result_store import ResultStore
from sim.study.sweep.table_parts import SMALL
from sim.study.sweep.work import ResultRows, joined

PART_SECONDS = 3.0
"""From the end of one part to the next, at least; what a killed process loses is about that."""

WAITING = 8
"""Chunks that may wait to be written; then the work does."""


class Writer:
    """A thread that writes what it is given as parts. It ends, with everything written, when it is left."""

    def __init__(self, parts: ResultStore) -> None:
        self._parts = parts
        self._waiting: queue.Queue[ResultRows | None] = queue.Queue(WAITING)
        self._error: Exception | None = None
        self._thread = threading.Thread(target=self._write, name="writer of parts", daemon=True)

    def __enter__(self) -> Writer:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._waiting.put(None)
        self._thread.join()
        if error is None or isinstance(error, KeyboardInterrupt):
            self._complain()

    def put(self, rows: ResultRows) -> None:
        """Have rows written.

        Raises:
            OSError: rows given before could not be written.
        """
        self._complain()
        self._waiting.put(rows)

    def _complain(self) -> None:
        if self._error is not None:
            raise self._error

    def _write(self) -> None:
        last = False
        while not last:
            taken, last = self._take()
            if taken and self._error is None:
                try:
                    self._parts.add(joined(taken))
                except UnreadableFile:  # one of those that were to become one
                    self._parts.drop_damaged()
                except Exception as error:  # told to the thread that gives the rows; later ones are lost
                    self._error = error

    def _take(self) -> tuple[list[ResultRows], bool]:
        """Rows that came in `PART_SECONDS`, or as many as make a part, and whether they are the last."""
        taken: list[ResultRows] = []
        end = time.monotonic() + PART_SECONDS
        while (left := end - time.monotonic()) > 0 and sum(map(len, taken)) < SMALL:
            try:
                rows = self._waiting.get(timeout=left)
            except queue.Empty:
                break
            if rows is None:
                return taken, True
            taken.append(rows)
        return taken, False
