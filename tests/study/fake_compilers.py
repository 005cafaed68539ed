"""What a process that compiles may come to, for the tests of those who wait for it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any


def done(answer: Connection, own: Sequence[Any], root: Path, alone: bool) -> None:
    answer.send("")


def never_done(answer: Connection, own: Sequence[Any], root: Path, alone: bool) -> None:
    time.sleep(300)


def killed(answer: Connection, own: Sequence[Any], root: Path, alone: bool) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def refused(answer: Connection, own: Sequence[Any], root: Path, alone: bool) -> None:
    answer.send("the model cannot be compiled: it is a fake")


def soon_done(answer: Connection, own: Sequence[Any], root: Path, alone: bool) -> None:
    time.sleep(1.0)
    answer.send("")
