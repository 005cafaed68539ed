"""Compiles the model in a separate process while others work, and stores the program in the cache."""

from __future__ import annotations

import atexit
import re
import shutil
import tempfile
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection, wait
from pathlib import Path

from sim.engine import object_cache, programs
from sim.model.parameters import Parameters
from sim.study.execution.own_mechanisms import OwnMechanism, model_with
from sim.study.execution.starting import context_of, start
from sim.study.execution.worker import leave_interrupts_to_parent
from sim.study.execution.worker_losses import how_workers_ended

COMPILING_ONCE = "compiling the model once, in about 15 seconds; later commands load it from the cache"


class Compiler:
    """A process that compiles the model.

    Args:
        own: custom mechanisms in it.
        preload: as of the workers.
        processes: how many may work at it.
        tell: called if the user's cache cannot be used; a folder for this process alone takes its place.

    Raises:
        OSError: no process can be started.
    """

    def __init__(
        self, own: Sequence[OwnMechanism], preload: Sequence[str], processes: int, tell: Callable[[str], None]
    ) -> None:
        if why := programs.obstacle(model_with(own), Parameters):
            tell(f"not using the cache of compiled programs: {why}")
            object_cache.use(_folder_until_exit())
        arguments = (tuple(own), object_cache.cache_root(), processes == 1)
        self._process, self._answer = start(context_of(preload), _compile, arguments, script=False)
        self._fate: str | None = None

    def wait(self) -> None:
        """Wait until it has ended."""
        wait([self._answer, self._process.sentinel])

    def fate(self) -> str | None:
        """None while it works; empty once the program is in the cache; else why it will never be."""
        if self._fate is None and (self._answer.poll() or not self._process.is_alive()):
            self._fate = self._last_word()
            self.stop()
        return self._fate

    def _last_word(self) -> str:
        try:
            return str(self._answer.recv())
        except (EOFError, OSError):
            self._process.join()
            return f"the process that compiled the model {how_workers_ended(self._process.exitcode)}"

    def stop(self) -> None:
        """End it; a program that is not finished is lost."""
        self._answer.close()
        self._process.kill()
        self._process.join()


def _folder_until_exit() -> Path:
    """A folder that only this user can read, and that is removed when this process ends."""
    folder = Path(tempfile.mkdtemp(prefix="escsim-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _compile(answer: Connection, own: Sequence[OwnMechanism], root: Path, alone: bool) -> None:
    """Compile, in the process of its own, and say why that cannot be done; `alone`, or with the help of another."""
    leave_interrupts_to_parent()
    from sim.engine.program import program
    from sim.engine.programs import CannotCompile

    object_cache.use(root)
    try:
        program(model_with(own), Parameters, alone=alone)
    except CannotCompile as error:
        answer.send(reason(own, error))
        return
    kept = programs.is_stored(model_with(own), Parameters)
    answer.send("" if kept else f"the compiled program could not be written into {root}")


def reason(own: Sequence[OwnMechanism], error: Exception) -> str:
    """Reason why something cannot be compiled, in a line."""
    return f"{'a custom mechanism' if own else 'the model'} cannot be compiled: {_gist(error)}"


def _gist(error: Exception) -> str:
    """The line of Numba's long message that says what is wrong: the first of the innermost error."""
    innermost = str(error).rpartition("raised a specific error:")[2]
    lines = [re.sub(r"^\w+Error: ", "", line.strip()) for line in innermost.splitlines()]
    telling = [line for line in lines if line and not line.startswith("Failed in nopython mode pipeline")]
    return telling[0] if telling else type(error).__name__
