"""Ends of commands: exit codes common to all verbs, signals that stop one, and errors of the standard streams.

| code | meaning |
|---|---|
| 0 | done, and nothing failed |
| 1 | done, but replications failed, or a comparison, check or verification found a difference |
| 2 | bad input, or a file or folder that cannot be used; nothing was lost |
| 129, 130, 143 | stopped by SIGHUP, Ctrl-C or SIGTERM; what was done by then is kept |
| 141 | whoever read the output, such as `head`, has gone |
"""

from __future__ import annotations

import atexit
import errno
import gc
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from pathlib import Path
from types import FrameType

from sim.config.atomic import NO_ROOM
from sim.config.problems import visible
from sim.study.execution.interrupts import STOPPING

DONE, FAILED, PROBLEM = 0, 1, 2
OF_A_SIGNAL = 128
INTERRUPTED, PIPE_CLOSED = OF_A_SIGNAL + 2, OF_A_SIGNAL + 13
STREAMS = ("stdin", "stdout", "stderr")
OBJECTS_BETWEEN_COLLECTIONS = 100_000  # some ten megabytes


def of_signal(number: int) -> int:
    """The exit code of a command that a signal stopped."""
    return OF_A_SIGNAL + number


def unusable_path_message(error: OSError) -> str:
    """The message about a file or folder that cannot be used, of which no verb says more."""
    name = error.filename2 or error.filename
    reason = error.strerror or str(error) or type(error).__name__
    if name is not None:
        return f"cannot use {visible(str(name))}: {reason}"
    if isinstance(error, FileNotFoundError):  # of the system, which asks for it without a name
        return "the current folder no longer exists; change to another one"
    if error.errno in NO_ROOM:
        return f"cannot write the output: {reason}; free some space, or write it elsewhere"
    return reason


def tell(message: str) -> None:
    """Write a message to standard error; one that cannot be written changes nothing of how the command ends."""
    try:
        print(message, file=sys.stderr, flush=True)
    except BrokenPipeError:
        raise
    except OSError:
        drop_output()


def is_out_of_memory(error: BaseException) -> bool:
    """True if an error is about memory: Python's own, that of the database, or of the compiler."""
    names = {kind.__name__ for kind in type(error).__mro__}
    return (
        bool(names & {"MemoryError", "OutOfMemoryException"})
        or (isinstance(error, OSError) and error.errno == errno.ENOMEM)
        or (isinstance(error, RuntimeError) and "can't start new thread" in str(error))  # no room for its stack
        or (isinstance(error, ImportError) and "failed to map segment" in str(error))  # no room for a library
    )


def open_streams() -> None:
    """Give the command all three streams, and have them take any text.

    What is written to a stream that was closed goes nowhere; without that, the next file that is opened would have its
    number, and get the output. A character that the encoding of a stream lacks is written as its escape sequence.
    """
    for number, name in enumerate(STREAMS):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number, which is this one
        if getattr(sys, name) is None:
            mode = "r" if name == "stdin" else "w"
            setattr(sys, name, os.fdopen(number, mode, encoding="utf-8", closefd=False))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def isolate_process() -> None:
    """Have settings of other programs, and files in this folder, leave the command and what it starts alone."""
    os.environ["MPLBACKEND"] = "agg"  # figures go to files; the backend of a notebook is not to be had here
    os.environ["PYTHONSAFEPATH"] = "1"  # no process imports from the folder that it is started in
    if "MPLCONFIGDIR" not in os.environ and not _has_home():
        import shutil
        import tempfile

        folder = os.environ["MPLCONFIGDIR"] = tempfile.mkdtemp(prefix="escsim-matplotlib-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)


def spare_processors() -> None:
    """Have the process search for cyclic garbage rarely, as nearly all that a command makes stays until its end.

    Idle threads of linear algebra, here and in processes that are started, sleep instead of spinning for a while.
    """
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    os.environ.setdefault("OPENBLAS_THREAD_TIMEOUT", "4")  # the least: 2 to this clock cycles


class QuickExit:
    """Ends the process after its exit handlers; Python would then free every object, in a tenth of the time of a run.

    Threads are waited for, and whatever is registered with `atexit` after this is made still runs. Python ends as usual
    without a code, as after an error that nobody caught, and where the last output cannot be written.
    """

    def __init__(self) -> None:
        self.code: int | None = None
        atexit.register(self._end)  # handlers run in reverse order: this one last

    def _end(self) -> None:
        if self.code is not None:
            with suppress(OSError, ValueError):
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(self.code)


def _has_home() -> bool:
    """True if the folder in which matplotlib looks for its settings can be searched, or is not there."""
    try:
        home = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
        (home / "matplotlib").exists()
    except (OSError, RuntimeError):
        return False
    return True


def drop_output() -> None:
    """Write to nowhere from now on, as the reader has gone; else Python complains when it flushes at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
            continue
        with suppress(OSError, ValueError):
            os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


@contextmanager
def as_interruption() -> Iterator[list[int]]:
    """While this lasts, SIGTERM and SIGHUP raise KeyboardInterrupt; yields a list to which their numbers are added.

    One that whoever started the process has it ignore, as `nohup` does, stays ignored.
    """
    received: list[int] = []

    def interrupt(number: int, _: FrameType | None) -> None:
        received.append(number)
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():  # where no handler can be set
        yield received
        return
    caught = [number for number in STOPPING if signal.getsignal(number) == signal.SIG_DFL]
    for number in caught:
        signal.signal(number, interrupt)
    try:
        yield received
    finally:
        for number in caught:
            signal.signal(number, signal.SIG_DFL)
