"""Runs commands in copies of one process that was started in a surrounding: surroundings_process.py IN OUT [USER].

IN and OUT are open files: a line of JSON comes in for each command, its exit code goes out. The process begins as a
command does and then loads, there and as that user, what commands load; each copy ends as Python ends, so that what is
only noticed when the streams are flushed is noticed too.
"""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import json
import os
import pkgutil
import shutil
import sys
import time
from collections.abc import Mapping
from importlib import import_module
from typing import Any

KILLED_FOR_TIME = -9
LOADED = (
    "sim.analysis.explain", "sim.report.folders.comparison", "sim.report.folders.reports",
    "sim.report.folders.backtest", "sim.report.document.folder", "sim.report.decision.folder",
    "sim.report.figures.run_figures", "sim.report.screens.run", "sim.report.screens.study_plan",
    "sim.report.screens.rerun", "sim.study.sweep.writer", "sim.study.execution.execute",
)  # fmt: skip


PACKAGES = {
    "asyncio", "concurrent", "ctypes", "email", "encodings", "html", "http", "importlib", "json", "logging",
    "multiprocessing", "unittest", "urllib", "xml",
}  # fmt: skip
LEFT_OUT = {"antigravity", "idlelib", "lib2to3", "test", "this", "tkinter", "turtledemo"}
"""Of the standard library, what does something when it is imported, or is not installed everywhere."""


def become(user: int) -> None:
    """Become another user once Python is loaded, which that user may not be able to read."""
    for name in sys.stdlib_module_names - LEFT_OUT:
        with contextlib.suppress(Exception):
            import_module(name)
    for package in [module for name, module in sys.modules.items() if name in PACKAGES]:
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith("__main__") and ".test" not in module.name:
                with contextlib.suppress(Exception):
                    import_module(module.name)
    os.setgroups([]), os.setgid(user), os.setuid(user)
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(4, 1)  # else its own files under /proc stay those of the first user


def prepare() -> None:
    """Begin as every command does, and load what they need."""
    from sim.cli.main import main
    from sim.cli.verbs import VERBS

    main(["--version"])
    for name in (*(f"sim.cli.{verb}" for verb in VERBS), *LOADED):
        import_module(name)


def redirect(order: Mapping[str, Any]) -> None:
    """Give this process the streams that the command is to have; standard output stays closed where it is."""
    for number, place in ((2, order["errors"]), (1, order["output"])):
        if place is not None:
            opened = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
            os.dup2(opened, number)
            if opened != number:
                os.close(opened)
    if order["reader_gone"]:
        reader, writer = os.pipe()
        os.dup2(writer, 1)
        os.close(reader), os.close(writer)


def ended(copy: int, patience_seconds: float) -> int:
    """The exit code of a copy, which is killed when it takes too long."""
    deadline = time.monotonic() + patience_seconds
    while True:
        found, status = os.waitpid(copy, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() > deadline:
            os.kill(copy, 9)
            os.waitpid(copy, 0)
            return KILLED_FOR_TIME
        time.sleep(0.02)


def serve(orders: int, answers: int) -> list[str] | None:
    """Answer orders; returns the words of a command in a copy of this process, and None in itself at the end."""
    with os.fdopen(orders) as lines:
        while line := lines.readline():
            order = json.loads(line)
            copy = os.fork()
            if copy == 0:
                os.close(answers)
                redirect(order)
                atexit.unregister(shutil.rmtree)  # the folder of matplotlib's settings is that of all copies
                words: list[str] = order["words"]
                return words
            os.write(answers, f"{ended(copy, order['patience_seconds'])}\n".encode())
    return None


if __name__ == "__main__":
    if len(sys.argv) > 3:
        become(int(sys.argv[3]))
    prepare()
    command = serve(int(sys.argv[1]), int(sys.argv[2]))
    if command is not None:
        from sim.cli.main import main

        sys.exit(main(command))
