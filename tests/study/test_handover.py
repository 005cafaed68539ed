"""The crew that begins under SimPy: when it goes over to the compiled program, and that nothing is lost by it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import fake_compilers
import pytest

from sim.engine import object_cache, program, programs
from sim.engine.model import MODEL
from sim.engine.programs import CannotCompile
from sim.study.execution import compiling, completion_forecast, handover
from sim.study.execution.completion_forecast import (
    COMPILER_LOOPS,
    COMPILING_LOOPS,
    LOADING_LOOPS,
    STARTING_LOOPS,
    CompletionForecast,
    ExecutionMode,
)
from sim.study.execution.handover import LOADED_AT_ONCE, Handover, announce_remaining, engines_used, speeds_up
from sim.study.execution.pool import Pool
from sim.study.execution.threads import Threads
from sim.study.execution.worker_losses import TimedWork

LOOP = 0.001


@dataclass(frozen=True)
class Slow(TimedWork):
    """Takes so many seconds a replication, of its own time."""

    seconds_each: float = 0.0

    def ready(self) -> None: ...

    def __call__(self, task: range) -> tuple[float, list[int]]:
        ends = time.thread_time() + self.seconds_each * len(task)
        while time.thread_time() < ends:
            pass
        return self.seconds_each * len(task), list(task)


def tasks(count: int, size: int = 1) -> Iterator[range]:
    return (range(first, min(first + size, count)) for first in range(0, count, size))


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[list[str]]:
    """A machine of known speed, without a program; yields what is done with one."""
    done: list[str] = []
    monkeypatch.setenv("ESCSIM_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(completion_forecast, "loop_seconds", lambda: LOOP)
    monkeypatch.setattr(programs, "LOADED", {})
    monkeypatch.setattr(programs, "is_ready", lambda *_: False)
    monkeypatch.setattr(programs, "missing_share", lambda *_: 1.0)
    monkeypatch.setattr(program, "program", lambda *_: done.append("loaded"))
    yield done
    object_cache.use(None)


def ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "is_ready", lambda *_: True)


def compiler(monkeypatch: pytest.MonkeyPatch, what: Any) -> None:
    """Compiling pays at once, and comes to this."""
    monkeypatch.setattr(compiling, "_compile", what)
    monkeypatch.setattr(completion_forecast, "COMPILER_LOOPS", 0.0)
    monkeypatch.setattr(completion_forecast, "COMPILING_LOOPS", 0.0)
    monkeypatch.setattr(completion_forecast, "LOADING_LOOPS", 0.0)


def run(crew: Handover, count: int, each: float = 1e-6, size: int = 1) -> list[int]:
    """The replications that came back, in order."""
    with crew:
        return sorted(number for _, (_, numbers) in crew.run(Slow(each), tasks(count, size)) for number in numbers)


# ---------------------------------------------------------------- what is sooner


def measured(left: int, each: float, workers: int = 1) -> CompletionForecast:
    work = CompletionForecast(left, workers)
    work.learn(1, 10 * each)
    work.learn(4, 4 * each)
    return work


def test_the_first_replication_is_no_measure_and_the_fastest_is() -> None:
    work = CompletionForecast(100, 1)
    work.learn(1, 0.5)
    assert not work.is_measured
    work.learn(4, 0.04)
    assert work.is_measured
    assert work.replication_seconds == 0.01


@pytest.mark.parametrize("workers", [1, 2, 8])
def test_a_program_is_loaded_or_compiled_where_that_takes_less_time_than_the_rest_under_simpy(workers: int) -> None:
    each, start = 0.02, STARTING_LOOPS * LOOP * (workers > 1)
    loading = int(max(LOADING_LOOPS * LOOP, (LOADING_LOOPS * LOOP - start) * workers) / each)  # alone, or shared
    assert measured(int(1.01 * loading) + 1, each, workers).is_loaded_sooner(ExecutionMode.ALONE)
    assert not measured(int(0.99 * loading) - 1, each, workers).is_loaded_sooner(ExecutionMode.ALONE)
    loops = COMPILER_LOOPS + COMPILING_LOOPS / min(workers, 2) + LOADING_LOOPS
    compiling = int((loops * LOOP - start) * workers / each)
    assert measured(int(1.01 * compiling) + 1, each, workers).is_compiled_sooner(ExecutionMode.ALONE)
    assert not measured(int(0.99 * compiling) - 1, each, workers).is_compiled_sooner(ExecutionMode.ALONE)


def test_what_is_stored_of_a_program_need_not_be_compiled() -> None:
    few = int(1.2 * (COMPILER_LOOPS + 0.1 * COMPILING_LOOPS + LOADING_LOOPS) * LOOP / 0.02)
    assert measured(few, 0.02).is_compiled_sooner(ExecutionMode.ALONE, missing=0.1)
    assert not measured(few, 0.02).is_compiled_sooner(ExecutionMode.ALONE)


def test_processes_are_started_where_the_rest_is_longer_than_starting_them() -> None:
    assert measured(100, 0.02, 2).is_shared_sooner()
    assert not measured(5, 0.02, 2).is_shared_sooner()
    assert not measured(100, 0.02, 1).is_shared_sooner()


def test_slow_replications_are_told_from_a_slow_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    assert measured(400, 0.1).is_compiled_sooner(ExecutionMode.ALONE)
    monkeypatch.setattr(completion_forecast, "loop_seconds", lambda: 10 * LOOP)
    assert not measured(400, 0.1).is_compiled_sooner(ExecutionMode.ALONE)


def test_the_loop_takes_milliseconds() -> None:
    assert 1e-5 < completion_forecast._timed_loop() < 1.0


# ---------------------------------------------------------------- when it goes over


def test_small_work_is_done_in_this_process_and_looks_for_no_program(
    machine: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs, "is_ready", lambda *_: machine.append("looked"))
    crew = Handover((), 2, LOADED_AT_ONCE - 1)
    assert run(crew, LOADED_AT_ONCE - 1) == list(range(LOADED_AT_ONCE - 1))
    assert (crew.ran, machine) == ({"simpy": LOADED_AT_ONCE - 1}, [])
    assert engines_used(crew, LOADED_AT_ONCE - 1)["engine"] == "simpy"


def test_a_program_that_is_ready_is_used_from_the_start(machine: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    ready(monkeypatch)
    crew = Handover((), 2, LOADED_AT_ONCE)
    assert run(crew, LOADED_AT_ONCE) == list(range(LOADED_AT_ONCE))
    assert (crew.ran, machine) == ({"compiled": LOADED_AT_ONCE}, ["loaded"])
    assert engines_used(crew, LOADED_AT_ONCE)["engine_reason"] == f"{LOADED_AT_ONCE} compiled"


def test_a_program_with_custom_mechanisms_takes_over_once_the_speed_is_measured(
    machine: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ready(monkeypatch)
    monkeypatch.setattr(handover, "model_with", lambda _: MODEL)
    crew = Handover(("a mechanism",), 2, 1_000_000)  # type: ignore[arg-type]
    assert run(crew, 30, each=1e-3) == list(range(30))
    assert (crew.ran, machine) == ({"simpy": 2, "compiled": 28}, ["loaded"])
    told = engines_used(crew, 35)
    assert told["engine"] == "simpy+compiled"
    assert told["engine_reason"].startswith(
        "2 replications under SimPy, then 28 compiled, then 5 in earlier sessions; "
    )


def test_a_program_that_is_loaded_is_used_from_the_start(machine: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "is_loaded", lambda *_: True)
    crew = Handover((), 2, 10)
    assert run(crew, 10) == list(range(10))
    assert (crew.ran, engines_used(crew, 10)["engine"]) == ({"compiled": 10}, "compiled")


def test_what_is_compiled_meanwhile_takes_over_when_it_is_done(
    machine: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    compiler(monkeypatch, fake_compilers.done)
    told: list[str] = []
    crew = Handover((), 1, 10_000, tell=told.append)
    with crew:
        found = []
        for task, _ in crew.run(Slow(1e-3), tasks(10_000)):
            found += task
            if crew.ran["compiled"] == 10:
                break
        assert machine == ["loaded"]
        assert crew.ran["simpy"] > 2
        assert found == list(range(len(found)))  # in one process at a time, so in order
    assert told == ["compiling the model, once for all later commands; SimPy runs meanwhile"]


def test_several_runs_share_one_decision(machine: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    ready(monkeypatch)
    with Handover((), 1, 1000) as crew:
        for _ in range(3):
            assert len(list(crew.run(Slow(1e-3), tasks(20)))) == 20
    assert (crew.ran, machine) == ({"compiled": 60}, ["loaded"])


def test_a_crew_is_told_what_is_left() -> None:
    with Handover((), 1, 1000) as crew:
        announce_remaining(crew, 7)
        assert crew.outlook.left == 7
    with Pool(1) as other:  # which needs to know nothing
        announce_remaining(other, 900)
        assert engines_used(other, 3) == {}


def test_what_says_nothing_of_its_size_is_refused() -> None:
    with Handover((), 1, 10) as crew, pytest.raises(TypeError, match="does not say how many replications"):
        list(crew.run(len, [range(3)]))


# ---------------------------------------------------------------- what goes wrong loses nothing


@pytest.mark.parametrize(
    ("what", "why"),
    [
        (fake_compilers.killed, "the process that compiled the model was killed by SIGKILL (is the memory full?)"),
        (fake_compilers.refused, "the model cannot be compiled: it is a fake"),
    ],
)
def test_a_compiler_that_fails_leaves_all_of_it_to_simpy(
    machine: list[str], monkeypatch: pytest.MonkeyPatch, what: Any, why: str
) -> None:
    compiler(monkeypatch, what)
    told: list[str] = []
    with Handover((), 1, 100_000, tell=told.append) as crew:
        found: list[int] = []
        ends = time.monotonic() + 60
        for task, _ in crew.run(Slow(1e-3), tasks(100_000)):
            found += task
            if (len(told) == 2 and len(found) % 50 == 0) or time.monotonic() > ends:
                break
    assert found == list(range(len(found)))
    assert told[1:] == [f"{why}; SimPy runs everything"]
    assert (crew.ran["compiled"], machine) == (0, [])


def test_what_cannot_be_loaded_leaves_the_rest_to_simpy(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise CannotCompile("KeyError: 'x'")

    ready(monkeypatch)
    monkeypatch.setattr(program, "program", fail)
    told: list[str] = []
    crew = Handover((), 1, 100_000, tell=told.append)
    assert run(crew, 20, each=1e-3) == list(range(20))
    assert told == ["the model cannot be compiled: 'x'; SimPy runs everything"]
    assert crew.ran == {"simpy": 20}


def test_leaving_ends_the_compiler(monkeypatch: pytest.MonkeyPatch) -> None:
    compiler(monkeypatch, fake_compilers.never_done)
    crew = Handover((), 1, 100_000)
    with crew:
        for task, _ in crew.run(Slow(1e-4), tasks(100_000)):  # as Ctrl-C would leave it
            if task[0] == 50:
                break
        process = crew._compiler._process
        assert process.is_alive()
    assert not process.is_alive()


@pytest.mark.parametrize(("workers", "beside_compiler"), [(3, 1), (4, 2)])
def test_the_compiler_has_two_cores_to_itself(
    monkeypatch: pytest.MonkeyPatch, workers: int, beside_compiler: int
) -> None:
    compiler(monkeypatch, fake_compilers.never_done)
    monkeypatch.setattr(completion_forecast, "STARTING_LOOPS", 0.0)  # so that processes pay at once
    with Handover((), workers, 100_000) as crew:
        for task, _ in crew.run(Slow(1e-3), tasks(100_000)):
            if task[0] == 60:
                break
        assert crew._compiler is not None
        assert crew._crew.workers == beside_compiler


def test_where_the_compiler_needs_all_cores_simpy_waits_once_a_first_result_is_shown(
    machine: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    compiler(monkeypatch, fake_compilers.soon_done)
    monkeypatch.setattr(handover, "SHOWN_SECONDS", 0.1)
    told: list[str] = []
    crew = Handover((), 2, 100_000, tell=told.append)
    found = run(crew, 3000, each=1e-3)
    assert found == list(range(3000))
    assert 2 < crew.ran["simpy"] < 400  # a tenth of a second's, though a second passed
    assert crew.ran["compiled"] == 3000 - crew.ran["simpy"]
    assert told == ["compiling the model, once for all later commands; the rest waits for it"]


def test_simpy_goes_on_where_the_compiler_that_it_waited_for_failed(
    machine: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    compiler(monkeypatch, fake_compilers.refused)
    monkeypatch.setattr(handover, "SHOWN_SECONDS", 0.0)
    crew = Handover((), 2, 100_000)
    assert run(crew, 300, each=1e-4) == list(range(300))
    assert crew.ran == {"simpy": 300}


def test_a_rate_says_nothing_of_the_time_left_while_the_model_is_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    compiler(monkeypatch, fake_compilers.never_done)
    with Handover((), 1, 100_000) as crew:
        assert not speeds_up(crew)
        for task, _ in crew.run(Slow(1e-4), tasks(100_000)):
            if task[0] == 50:
                break
        assert speeds_up(crew)


def test_no_process_for_a_compiler_leaves_all_of_it_to_simpy(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise OSError("Resource temporarily unavailable")

    compiler(monkeypatch, fake_compilers.done)
    monkeypatch.setattr(compiling, "start", fail)
    told: list[str] = []
    crew = Handover((), 1, 100_000, tell=told.append)
    assert run(crew, 30) == list(range(30))
    assert told[-1].startswith("could not start a process to compile the model: Resource temporarily unavailable")


def test_a_cache_that_cannot_be_written_is_replaced_until_the_end(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "cache").write_text("a file in the way")
    compiler(monkeypatch, fake_compilers.never_done)
    told: list[str] = []
    with Handover((), 1, 100_000, tell=told.append) as crew:
        next(iter(crew.run(Slow(1e-4), tasks(10))))
        crew._consider_compiled(ExecutionMode.ALONE)
        root = object_cache.cache_root()
        assert root != tmp_path / "cache"
        assert root.stat().st_mode & 0o777 == 0o700
    assert told[1].startswith("not using the cache of compiled programs: ")


def test_the_crews_follow_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    with Handover((), 2, 100) as crew:
        kinds = [type(crew._crew)]
        for way in (ExecutionMode.PROCESSES, ExecutionMode.COMPILED):
            crew._go_over(way)
            kinds.append(type(crew._crew))
        assert kinds == [Pool, Pool, Threads]
    with Handover((), 2, 100, limit_seconds=5.0) as guarded:
        guarded._go_over(ExecutionMode.COMPILED)
        assert isinstance(guarded._crew, Pool)
        assert isinstance(guarded._told(Slow()), handover._Loading)
