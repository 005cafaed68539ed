"""Which engine runs a batch: what is asked for, or what is faster; and the manifest says which, and why."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import fake_engine
import pytest
from composing import parameters

from sim.cli.main import main
from sim.config.settings import Engine, Settings
from sim.engine import program
from sim.engine.program import CannotCompile
from sim.study import engines
from sim.study.engines import Simulation, available_cores, crew_size, prepare
from sim.study.pool import Pool
from sim.study.threads import Threads

SIMPY, COMPILED = Engine.SIMPY, Engine.COMPILED
IN_CACHE, NONE_YET = "the compiled program is in the cache", "there is no compiled program yet"


@pytest.fixture
def faked(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], list[str]]:
    """Says whether there is a compiled program; returns a list of what is done with it."""

    def fake(ready: bool) -> list[str]:
        done: list[str] = []
        monkeypatch.setattr(program, "is_ready", lambda *_: done.append("looked") or ready)
        monkeypatch.setattr(program, "program", lambda *_: done.append("compiled"))
        return done

    return fake


def asked(engine: Engine, replications: int = 40, workers: int | None = 1) -> Settings:
    return replace(fake_engine.settings(replications), engine=engine, workers=workers)


DAYS = 180.0  # of a replication: 0.036 s under SimPy, by the rule of thumb


@pytest.mark.parametrize(
    ("replications", "runs", "workers", "ready", "chosen", "why"),
    [
        (1, 1, 1, True, SIMPY, "about 0.1 s of work under SimPy"),
        (50, 1, 1, True, SIMPY, "about 2 s of work under SimPy"),
        (56, 1, 1, True, COMPILED, f"about 2 s of work under SimPy; {IN_CACHE}"),
        (56, 1, 2, True, SIMPY, "about 1 s of work under SimPy"),
        (28, 2, 1, True, COMPILED, f"about 2 s of work under SimPy; {IN_CACHE}"),
        (1000, 1, 1, False, SIMPY, f"about 36 s of work under SimPy; {NONE_YET}"),
        (2000, 1, 1, False, COMPILED, f"about 72 s of work under SimPy; {NONE_YET}"),
        (500, 4, 1, False, COMPILED, f"about 72 s of work under SimPy; {NONE_YET}"),
        (2000, 1, 2, False, SIMPY, f"about 36 s of work under SimPy; {NONE_YET}"),
    ],
)
def test_auto_takes_simpy_for_small_work_and_the_compiled_engine_for_large(
    faked: Any, replications: int, runs: int, workers: int, ready: bool, chosen: Engine, why: str
) -> None:
    done, told = faked(ready), []
    simulation = prepare(asked(Engine.AUTO, replications, workers), parameters(), runs, told.append)
    assert (simulation.engine, simulation.why) == (chosen, why)
    assert ("compiled" in done) == (chosen == COMPILED)
    assert told == (["compiling the model: about half a minute, once; then it comes from the cache"]
                    if chosen == COMPILED and not ready else [])  # fmt: skip


def test_a_longer_horizon_is_more_work(faked: Any) -> None:
    faked(True)
    assert prepare(asked(Engine.AUTO, 30), parameters()).engine == SIMPY
    assert prepare(asked(Engine.AUTO, 30), parameters("horizon=600 days")).engine == COMPILED


def test_small_work_does_not_even_look_for_a_program(faked: Any) -> None:
    done = faked(True)
    prepare(asked(Engine.AUTO, 10), parameters())
    prepare(asked(SIMPY, 10**6), parameters())
    assert done == []


def test_what_is_asked_for_is_taken(faked: Any) -> None:
    faked(False)
    assert prepare(asked(SIMPY, 10**6), parameters()) == Simulation(SIMPY, (), "asked for")
    assert prepare(asked(COMPILED, 1), parameters()) == Simulation(COMPILED, (), "asked for")


NUMBAS_MESSAGE = """Failed in nopython mode pipeline (step: nopython frontend)
No implementation of function Function(<function run_one>) found for signature:
   Rejected as the implementation raised a specific error:
     TypingError: Failed in nopython mode pipeline (step: nopython frontend)
   No implementation of function Function(<function mine>) found for signature:
      Rejected as the implementation raised a specific error:
        TypingError: Failed in nopython mode pipeline (step: nopython frontend)
      Untyped global name 'helper': Cannot determine Numba type of <class 'function'>

      File "mine.py", line 59:
"""


@pytest.mark.parametrize(
    ("message", "gist"),
    [
        (NUMBAS_MESSAGE, "Untyped global name 'helper': Cannot determine Numba type of <class 'function'>"),
        ("Use of unsupported opcode (SETUP_WITH) found", "Use of unsupported opcode (SETUP_WITH) found"),
        ("KeyError: 'x'", "'x'"),
        ("", "CannotCompile"),
    ],
)
def test_what_cannot_be_compiled_runs_under_simpy_and_says_so(
    faked: Any, monkeypatch: pytest.MonkeyPatch, message: str, gist: str
) -> None:
    def fail(*_: Any) -> None:
        raise CannotCompile(message)

    faked(True)
    monkeypatch.setattr(program, "program", fail)
    told: list[str] = []
    simulation = prepare(asked(COMPILED), parameters(), tell=told.append)
    assert (simulation.engine, simulation.why) == (SIMPY, f"the model cannot be compiled: {gist}")
    assert told == [f"the model cannot be compiled: {gist}; SimPy runs it"]


def test_processes_run_simpy_and_threads_run_what_is_compiled() -> None:
    with Simulation(SIMPY).crew(1) as crew:
        assert isinstance(crew, Pool)
    with Simulation(COMPILED).crew(3) as crew:
        assert isinstance(crew, Threads)
        assert crew.workers == 3


def test_no_more_workers_than_replications(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "available_cores", lambda: 8)
    assert crew_size(asked(SIMPY, 40, None)) == 8
    assert crew_size(asked(SIMPY, 3, None)) == 3
    assert crew_size(asked(SIMPY, 3, None), runs=2) == 6
    assert crew_size(asked(SIMPY, 40, 5)) == 5
    assert available_cores() >= 1


def test_other_processes_can_be_sent_a_simulation() -> None:
    sent = Simulation(COMPILED, (), "asked for")
    assert pickle.loads(pickle.dumps(sent)) == sent
    assert sent.name == "compiled"


@pytest.mark.parametrize(
    ("words", "engine", "why"),
    [
        ((), "simpy", "about 0.1 s of work under SimPy"),
        (("engine=simpy",), "simpy", "asked for"),
    ],
)
def test_the_manifest_says_which_and_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], engine: str, why: str
) -> None:
    monkeypatch.setattr("sim.report.run_figures.draw", lambda *_: None)
    small = ("horizon=3 days", "replications=2", "workers=1", "restrictions=full_ban", f"runs_dir={tmp_path}", "name=A")
    assert main(["run", *small, *words]) == 0
    manifest = json.loads((tmp_path / "A" / "manifest.json").read_text())
    assert (manifest["engine"], manifest["engine_reason"], manifest["mechanisms"]) == (engine, why, [])


def test_an_engine_that_is_none_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "engine=compield", f"runs_dir={tmp_path}"]) == 2
    error = capsys.readouterr().err
    assert "engine: must be one of auto, simpy, compiled" in error
    assert "did you mean 'compiled'?" in error
