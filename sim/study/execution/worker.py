"""A worker process: executes the tasks it receives until its parent closes the connection or ends."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import threading
import traceback
from multiprocessing.connection import Connection, wait

from sim.engine.forking import IDLE

BEGUN = b""
"""What a worker sends when it has a task at hand and all that it needs, and begins with it."""

INTERRUPTED = 130
PARENT_GONE = 1  # the exit code of a worker whose parent ended without ending it


def serve(connection: Connection) -> None:
    """Work off what the parent sends until it hangs up."""
    leave_interrupts_to_parent()
    try:
        while True:
            connection.send_bytes(_answer(connection, connection.recv_bytes()))
    except (EOFError, OSError):
        return
    except KeyboardInterrupt:  # of a mechanism, as Ctrl-C is left to the parent: no traceback among the parent's lines
        raise SystemExit(INTERRUPTED) from None


def leave_interrupts_to_parent() -> None:
    """Have Ctrl-C answered by the process that started this one, and end with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent()


def end_with_parent() -> None:
    """End this process as soon as the one that started it is gone, even killed, whatever is being done here."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent.sentinel,), daemon=True, name=IDLE).start()


def _end_after(sentinel: int) -> None:
    wait([sentinel])
    os._exit(PARENT_GONE)


def _answer(connection: Connection, message: bytes) -> bytes:
    """A pickled pair: the answer, and None or (class, text, traceback) of the error in its place."""
    try:
        function, task = pickle.loads(message)
        ready = getattr(function, "ready", None)
        if ready is not None:
            ready()
        connection.send_bytes(BEGUN)
        return pickle.dumps((function(task), None), pickle.HIGHEST_PROTOCOL)
    except Exception as error:
        return pickle.dumps((None, failure_of(error)))


def failure_of(error: Exception) -> tuple[str, str, str]:
    """Class name, text and traceback of an error."""
    return type(error).__name__, str(error), traceback.format_exc()
