"""A crew that starts under SimPy at once, and switches to the compiled program if that ends the work sooner.

A program in the cache is used from the start; one with custom mechanisms may take long to load, and is not. Where the
program must first be compiled, a separate process does that meanwhile. Both schedulers give the same bits, so only time
depends on whether and when the crew switches.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from sim.config.counting import number_of
from sim.engine import object_cache, programs
from sim.engine.model import Model
from sim.model.parameters import Parameters
from sim.study.execution.compiling import Compiler, reason
from sim.study.execution.completion_forecast import COMPILING_PROCESSES, CompletionForecast, ExecutionMode
from sim.study.execution.own_mechanisms import OwnMechanism, model_with
from sim.study.execution.pool import Executor, Pool
from sim.study.execution.threads import Threads
from sim.study.execution.worker_losses import TimedWork

SIMPY, COMPILED = "simpy", "compiled"
PRELOAD = ("sim.engine.reference",)
LOADED_AT_ONCE = 5
"""Replications of the model alone, from which on loading a program takes less time than SimPy on any machine."""
SHOWN_SECONDS, SHOWN_REPLICATIONS = 3.3, 25
"""After which a first result has been shown, and SimPy leaves its core to the compiler if there is no other."""

Task = TypeVar("Task")
Answer = TypeVar("Answer")

_END: Any = object()


class Handover:
    """The crew.

    Args:
        own: custom mechanisms.
        workers: how many processes, and later threads.
        replications: that there are to do.
        limit_seconds: after which a replication is given up, so that each is run where it can be killed; None: never.
        tell: called with what takes a while, and what cannot be done.

    Attributes:
        outlook: what is left to do.
        ran: how many replications each engine ran since `account` was asked.
    """

    def __init__(
        self,
        own: Sequence[OwnMechanism],
        workers: int,
        replications: int,
        limit_seconds: float | None = None,
        tell: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.workers, self.outlook = workers, CompletionForecast(replications, workers)
        self.ran: Counter[str] = Counter()
        self._own, self._limit, self._tell = tuple(own), limit_seconds, tell
        self._compiler: Compiler | None = None
        self._refused = False  # to be compiled
        self._started = time.monotonic()
        self._begun = 0.0  # when this process began with a task; of its own time, which others do not disturb
        self._crews = ExitStack()
        self._way = ExecutionMode.ALONE if limit_seconds is None else ExecutionMode.PROCESSES
        self._crew = self._crew_of(self._way)

    def __enter__(self) -> Handover:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._compiler is not None:
            self._compiler.stop()
        self._crews.close()

    def run(
        self, function: Callable[[Task], Answer], tasks: Iterable[Task]
    ) -> Generator[tuple[Task, Answer], None, None]:
        """Do the tasks and yield (task, answer) as they finish, in any order; see `Pool.run`.

        Raises:
            TypeError: it cannot be seen how much of what there is to do a task is.
        """
        if not isinstance(function, TimedWork):
            raise TypeError(f"{function!r} does not say how many replications a task has, nor how long they took")
        waiting = iter(tasks)
        if self._limit is None and self._way != ExecutionMode.COMPILED and self._has_program():
            self._go_over(ExecutionMode.COMPILED)
        while True:
            way = self._way
            with closing(self._crew.run(self._told(function), self._handed_out(waiting, way))) as answers:
                for task, answer in answers:
                    alone = way == ExecutionMode.ALONE
                    seconds = time.thread_time() - self._begun if alone else function.seconds(answer)
                    self._learn(way, function.replications(task), seconds)
                    yield task, answer
            if self._way == way:  # so that it was the tasks that ended
                return
            self._go_over(self._way)

    @property
    def is_compiling(self) -> bool:
        """True if a program is being compiled for the rest of the work."""
        return self._compiler is not None

    @property
    def _free_cores(self) -> int:
        """Number of workers that run SimPy beside the compiler, which makes all the rest faster, and so comes first."""
        return self.workers - (0 if self._compiler is None else self._compiling_processes)

    @property
    def _compiling_processes(self) -> int:
        return min(self.workers, COMPILING_PROCESSES)

    @property
    def _model(self) -> Model:
        return model_with(self._own)

    def _has_program(self) -> bool:
        """True if a program is here, or in the cache and sooner loaded than SimPy does the work, however fast it is."""
        if programs.is_loaded(self._model, Parameters):
            return True
        enough = not self._own and self.outlook.left >= LOADED_AT_ONCE
        return enough and programs.is_ready(self._model, Parameters)

    def _handed_out(self, waiting: Iterator[Any], way: ExecutionMode) -> Iterator[Any]:
        """The tasks, as long as they are to be done this way."""
        self._leave_cores_to_compiler()
        while self._way == way and (task := next(waiting, _END)) is not _END:
            self._begun = time.thread_time()
            yield task
            self._leave_cores_to_compiler()

    def _leave_cores_to_compiler(self) -> None:
        """Wait for the compiler if it needs all cores, this process runs SimPy itself, and a first result is shown."""
        seconds = time.monotonic() - self._started
        is_shown = seconds > SHOWN_SECONDS and self.ran.total() >= SHOWN_REPLICATIONS
        if self._compiler is not None and self._needs_all_cores and self._way == ExecutionMode.ALONE and is_shown:
            self._compiler.wait()
            self._look_at_compiler(self._compiler)

    @property
    def _needs_all_cores(self) -> bool:
        """True if the compiler leaves no core to SimPy."""
        return 1 < self.workers <= COMPILING_PROCESSES

    def _told(self, function: TimedWork) -> TimedWork:
        """The function for those who must load the program themselves."""
        alone = self._way == ExecutionMode.COMPILED and self._limit is not None
        return _Loading(function, self._own, object_cache.cache_root()) if alone else function

    def _learn(self, way: ExecutionMode, replications: int, seconds: float) -> None:
        """Take note of what was done, and see whether the rest is done sooner in another way."""
        self.outlook.left -= replications
        self.ran[COMPILED if way == ExecutionMode.COMPILED else SIMPY] += replications
        if way == ExecutionMode.COMPILED:
            return
        self.outlook.learn(replications, seconds)
        if self._compiler is not None:
            self._look_at_compiler(self._compiler)
        elif not self._refused and self.outlook.is_measured:
            self._consider_compiled(way)
        if (
            self._way == ExecutionMode.ALONE
            and self._free_cores > 1
            and self.outlook.is_measured
            and self.outlook.is_shared_sooner()
        ):
            self._way = ExecutionMode.PROCESSES

    def _look_at_compiler(self, compiler: Compiler) -> None:
        fate = compiler.fate()
        if fate is None:
            return
        self._compiler = None
        if fate:
            self._refuse(fate)
        else:
            self._way = ExecutionMode.COMPILED

    def _consider_compiled(self, way: ExecutionMode) -> None:
        """Go over to a program that is there, or have one compiled, where that is sooner."""
        if not self.outlook.is_loaded_sooner(way):
            return
        if programs.is_ready(self._model, Parameters):
            self._way = ExecutionMode.COMPILED
        elif self.outlook.is_compiled_sooner(way, programs.missing_share(self._model, Parameters)):
            meanwhile = "the rest waits for it" if self._needs_all_cores else "SimPy runs meanwhile"
            self._tell(f"compiling the model, once for all later commands; {meanwhile}")
            try:
                self._compiler = Compiler(self._own, PRELOAD, self._compiling_processes, self._tell)
            except OSError as error:
                self._refuse(f"could not start a process to compile the model: {error}")

    def _refuse(self, why: str) -> None:
        self._refused = True
        self._tell(f"{why}; SimPy runs everything")

    def _go_over(self, way: ExecutionMode) -> None:
        """Have another crew, whose members begin anew."""
        self._way = way
        self._crews.close()
        if way == ExecutionMode.COMPILED and (why := self._obstacle()):
            self._refuse(why)
            self._way = ExecutionMode.ALONE if self._limit is None and self.workers == 1 else ExecutionMode.PROCESSES
        self._crew = self._crew_of(self._way)

    def _obstacle(self) -> str:
        """Load the program; says why that cannot be done, if so."""
        from sim.engine.program import program
        from sim.engine.programs import CannotCompile

        try:
            program(self._model, Parameters, self._tell)
        except CannotCompile as error:
            return reason(self._own, error)
        return ""

    def _crew_of(self, way: ExecutionMode) -> Executor:
        if self._limit is not None:
            crew = Pool(self.workers, PRELOAD, script=False, isolated=True, limit_seconds=self._limit)
            return self._crews.enter_context(crew)
        if way == ExecutionMode.COMPILED:
            return self._crews.enter_context(Threads(self.workers))
        return self._crews.enter_context(
            Pool(1 if way == ExecutionMode.ALONE else self._free_cores, PRELOAD, script=False)
        )


@dataclass(frozen=True)
class _Loading(TimedWork):
    """A function in a process of its own, which loads the compiled program before the first task.

    Attributes:
        function: what is done.
        own: custom mechanisms in the model.
        root: the folder in which the program is.
    """

    function: TimedWork
    own: tuple[OwnMechanism, ...]
    root: Path

    def ready(self) -> None:
        """Load the program; a process in which that fails runs SimPy, to the same bits."""
        from sim.engine.program import program

        object_cache.use(self.root)
        program(model_with(self.own), Parameters)
        self.function.ready()

    def split(self, task: Any) -> Sequence[Any]:
        """Call the function itself."""
        return self.function.split(task)

    def replications(self, task: Any) -> int:
        """Call the function itself."""
        return self.function.replications(task)

    def lost(self, task: Any, reason: str) -> Any:
        """Call the function itself."""
        return self.function.lost(task, reason)

    def __call__(self, task: Any) -> Any:
        return self.function(task)


def announce_remaining(crew: Executor, replications: int) -> None:
    """Tell a crew how many replications are left in all."""
    if isinstance(crew, Handover):
        crew.outlook.left = replications


def speeds_up(crew: Executor) -> bool:
    """True if a crew has the rest of its work done faster before long, by a program that is being compiled."""
    return isinstance(crew, Handover) and crew.is_compiling


def engines_used(crew: Executor, replications: int) -> dict[str, str]:
    """Manifest entries on the engines that ran some replications; empty if one was chosen before.

    Args:
        crew: who did those of this session.
        replications: that there are now, with those of earlier sessions.
    """
    if not isinstance(crew, Handover):
        return {}
    ran, crew.ran = crew.ran, Counter()
    used = [engine for engine in (SIMPY, COMPILED) if ran[engine]]
    earlier = replications - ran.total()
    parts = [f"{number_of(ran[SIMPY], 'replication')} under SimPy"] * (SIMPY in used)
    parts += [f"{ran[COMPILED]:,} compiled"] * (COMPILED in used)
    parts += [f"{earlier:,} in earlier sessions"] * (earlier > 0)
    return {"engine": "+".join(used) or "auto", "engine_reason": ", then ".join(parts) + _speed(crew)}


def _speed(crew: Handover) -> str:
    measured = crew.outlook.replication_seconds
    return f"; measured: {measured * 1000:,.1f} ms a replication under SimPy" if measured < float("inf") else ""
