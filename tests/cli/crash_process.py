"""Kills a command before or after a step on the disk: python crash_process.py FOLDER, with orders on standard input.

Each order is a line of JSON, and so is its answer. The commands run in copies of this process, which has loaded what
they need, so that one takes moments. A command that it has run itself, `warm`, is ten times as fast in its copies.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

KILLED = 137
STEPS = ("replace", "rename", "fsync", "unlink", "mkdir", "rmdir")
"""Functions of `os` that change which files there are, or force them to the disk."""


LOADED = (
    "sim.cli.main", "sim.cli.compare", "sim.report.folders.comparison", "sim.report.folders.reports", "sim.cli.merge",
    "sim.report.folders.backtest", "sim.report.document.folder",
    "sim.report.folders.calibration", "sim.validation.calibration.calibrate",
)  # fmt: skip


class Steps:
    """Counts the steps of this process, and ends it at one of them.

    Args:
        crash: number of the step; None for none.
        after: whether the process ends after the step, and not before.
    """

    def __init__(self, crash: int | None, after: bool) -> None:
        self.taken: list[str] = []
        self._crash, self._after, self._process = crash, after, os.getpid()
        for name in STEPS:
            setattr(os, name, self._counting(name, getattr(os, name) if name != "fsync" else _nothing))

    def _counting(self, name: str, step: Callable[..., Any]) -> Callable[..., Any]:
        def act(*words: Any, **more: Any) -> Any:
            mine = os.getpid() == self._process  # a copy that helps to draw ends with this process
            self.taken += [name] if mine else []
            is_last = mine and len(self.taken) - 1 == self._crash
            if is_last and not self._after:
                os._exit(KILLED)
            try:
                return step(*words, **more)
            finally:  # whether there was anything to do or not
                if is_last:
                    os._exit(KILLED)

        return act


def _nothing(_: int) -> None:
    """Stands for `fsync`: the end of a process, unlike that of a machine, loses nothing that was written."""


def prepare() -> None:
    """Load what commands need; have runs and studies keep many parts, and runs a figure that takes no time to draw."""
    for name in LOADED:
        import_module(name)
    from sim.report.figures import drawing, run_figures
    from sim.study.execution import execute
    from sim.study.sweep import writer
    from sim.validation.calibration import calibrate

    run_figures.figures = figures  # type: ignore[assignment]
    drawing.pictures = lambda comparison, folder=None: []  # type: ignore[assignment]
    execute.CHUNK_SECONDS, writer.PART_SECONDS = 1e-6, 1e-3
    calibrate.PRIOR_DRAWS = 100


def figures(run: object) -> dict[str, Figure]:
    """An empty figure."""
    return {"timeline": Figure((1.0, 1.0))}


def command(words: Sequence[str], crash: int | None, after: bool, output: int, steps: int) -> None:
    """Run a command in this process, which ends with it; its steps go into a pipe."""
    from sim.cli.main import main

    os.dup2(output, 1)
    os.dup2(output, 2)
    counted = Steps(crash, after)
    code = 70
    try:
        code = main(words)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os.write(steps, json.dumps(counted.taken).encode())
        os._exit(code)


def answer(words: Sequence[str], crash: int | None = None, after: bool = False) -> dict[str, Any]:
    """What became of a command: its exit code, what it printed, and its steps unless it was killed."""
    output = Path("output.txt")
    with output.open("wb") as file:
        reader, steps = os.pipe()
        copy = os.fork()
        if copy == 0:
            command(words, crash, after, file.fileno(), steps)
        os.close(steps)
        with open(reader, "rb") as taken:
            told = taken.read()
        _, status = os.waitpid(copy, 0)
    text = output.read_text(errors="replace")
    output.unlink()
    return {"code": os.waitstatus_to_exitcode(status), "text": text, "steps": json.loads(told or b"[]")}


def warm(words: Sequence[str]) -> dict[str, Any]:
    """Run a command in this process, so that its copies find loaded and parsed what it needs."""
    from sim.cli.main import main

    sys.stdout.flush()
    kept = [os.dup(stream) for stream in (1, 2)]
    with Path(os.devnull).open("w") as nowhere:
        for stream in (1, 2):
            os.dup2(nowhere.fileno(), stream)
        code = main(words)
        sys.stdout.flush()
        for stream, before in zip((1, 2), kept, strict=True):
            os.dup2(before, stream)
            os.close(before)
    return {"code": code}


if __name__ == "__main__":
    os.chdir(sys.argv[1])
    prepare()
    for line in sys.stdin:
        order = json.loads(line)
        os.chdir(order.pop("folder"))
        print(json.dumps(warm(order["words"]) if order.pop("warm", False) else answer(**order)), flush=True)
