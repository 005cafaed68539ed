"""Which engine runs a batch: what is asked for, or what is faster; and the manifest says which, and why."""

from __future__ import annotations

import json
import pickle
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import fake_engine
import numpy as np
import pytest
from composing import parameters

from sim.cli.main import main
from sim.config.settings import Engine, Settings
from sim.engine import program, programs
from sim.engine.model import MODEL
from sim.engine.programs import CannotCompile
from sim.model.parameters import Parameters
from sim.study.execution import completion_forecast, engines, handover
from sim.study.execution.engines import Simulation, available_cores, choose_engine, prepare_engine, worker_count
from sim.study.execution.handover import Handover
from sim.study.execution.pool import Pool
from sim.study.execution.threads import Threads
from sim.study.files import parquet

SHORT = ("horizon=3 days", "restrictions=full_ban")
SIMPY, COMPILED = Engine.SIMPY, Engine.COMPILED


@pytest.fixture
def faked(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Says whether there is a compiled program, and how fast SimPy is; returns a list of what is done with one."""

    def fake(ready: bool, replication_seconds: float = 0.02) -> list[str]:
        done: list[str] = []
        monkeypatch.setattr(engines, "is_ready", lambda *_: done.append("looked") or ready)
        monkeypatch.setattr(engines, "missing_share", lambda *_: 1.0)
        monkeypatch.setattr(program, "program", lambda *_: done.append("compiled"))
        monkeypatch.setattr(completion_forecast, "loop_seconds", lambda: 0.002)
        monkeypatch.setattr(completion_forecast.CompletionForecast, "learn", _learning(replication_seconds))
        return done

    return fake


def _learning(seconds: float) -> Any:
    def learn(self: Any, *_: Any) -> None:
        self._tasks += 1
        self.replication_seconds = seconds

    return learn


def asked(engine: Engine, replications: int = 40, workers: int | None = 1) -> Settings:
    return replace(fake_engine.settings(replications), engine=engine, workers=workers)


LOADED = round(completion_forecast.LOADING_LOOPS * 0.002 / 0.02)  # replications under SimPy while a program is loaded
COMPILED_AND_LOADED = round(0.002 / 0.02 * (
    completion_forecast.COMPILER_LOOPS + completion_forecast.COMPILING_LOOPS + completion_forecast.LOADING_LOOPS
))  # fmt: skip


@pytest.mark.parametrize(
    ("replications", "workers", "ready", "chosen"),
    [
        (1, 1, True, SIMPY),
        (LOADED - 1, 1, True, SIMPY),
        (LOADED + 1, 1, True, COMPILED),
        (LOADED + 1, 2, True, COMPILED),  # as starting processes takes longer than loading
        (LOADED + 1, 1, False, SIMPY),
        (COMPILED_AND_LOADED - 1, 1, False, SIMPY),
        (COMPILED_AND_LOADED + 1, 1, False, COMPILED),
        (COMPILED_AND_LOADED + 1, 2, False, SIMPY),
    ],
)
def test_what_is_chosen_beforehand_is_what_ends_sooner_at_the_speed_that_was_measured(
    faked: Any, replications: int, workers: int, ready: bool, chosen: Engine
) -> None:
    done, told = faked(ready), []
    simulation = choose_engine(Engine.AUTO, (), parameters(*SHORT), replications, workers, told.append)
    assert simulation.engine == chosen
    assert simulation.why.endswith("s of work under SimPy")
    assert ("compiled" in done) == (chosen == COMPILED)
    assert told == (["compiling the model once, in about 15 seconds; later commands load it from the cache"]
                    if chosen == COMPILED and not ready else [])  # fmt: skip


def test_slow_replications_are_more_work(faked: Any) -> None:
    faked(True, 0.001)
    assert choose_engine(Engine.AUTO, (), parameters(*SHORT), LOADED + 1, 1, print).engine == SIMPY
    faked(True, 0.03)
    assert choose_engine(Engine.AUTO, (), parameters(*SHORT), LOADED + 1, 1, print).engine == COMPILED


def test_a_run_chooses_as_it_goes(faked: Any) -> None:
    done = faked(True)
    simulation = prepare_engine(asked(Engine.AUTO, 500), parameters(*SHORT), 3)
    assert simulation == Simulation(Engine.AUTO, (), "measured as it goes", None, 1500)
    with simulation.crew(2) as crew:
        assert isinstance(crew, Handover)
        assert (crew.workers, crew.outlook.left) == (2, 1500)
    assert done == []


def test_what_is_asked_for_is_taken(faked: Any) -> None:
    faked(False)
    assert prepare_engine(asked(SIMPY, 10**6), parameters(*SHORT)) == Simulation(SIMPY, (), "asked for")
    assert prepare_engine(asked(COMPILED, 1), parameters(*SHORT)) == Simulation(COMPILED, (), "asked for")


@pytest.mark.timeout(1200)  # it may have to compile the model
def test_both_engines_in_one_run_give_the_rows_of_either(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.report.figures.run_figures.draw_all", lambda *_: None)
    monkeypatch.setattr(completion_forecast, "LOADING_LOOPS", 0.0)
    monkeypatch.setattr(completion_forecast, "COMPILER_LOOPS", 0.0)
    monkeypatch.setattr(completion_forecast, "COMPILING_LOOPS", 0.0)
    monkeypatch.setattr(handover, "LOADED_AT_ONCE", 1000)
    program.program(MODEL, Parameters)  # so that it lies in the cache
    monkeypatch.setattr(programs, "LOADED", {})
    small = (*SHORT, "replications=30", "workers=1", f"runs_dir={tmp_path}")
    for name in ("auto", "simpy"):
        assert main(["run", *small, f"engine={name}", f"name={name}"]) == 0
    both, reference = (json.loads((tmp_path / name / "manifest.json").read_text()) for name in ("auto", "simpy"))
    assert both["engine"] == "simpy+compiled"
    assert re.match(r"\d replications under SimPy, then 2\d compiled; measured: ", both["engine_reason"])
    assert reference["engine"] == "simpy"
    rows = [parquet.read(tmp_path / name / "results.parquet") for name in ("auto", "simpy")]
    assert all(np.array_equal(rows[0][key], rows[1][key], equal_nan=True) for key in rows[1] if key != "error")


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
    simulation = prepare_engine(asked(COMPILED), parameters(), tell=told.append)
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
    assert worker_count(asked(SIMPY, 40, None)) == 8
    assert worker_count(asked(SIMPY, 3, None)) == 3
    assert worker_count(asked(SIMPY, 3, None), runs=2) == 6
    assert worker_count(asked(SIMPY, 40, 5)) == 5
    assert available_cores() >= 1


def test_other_processes_can_be_sent_a_simulation() -> None:
    sent = Simulation(COMPILED, (), "asked for")
    assert pickle.loads(pickle.dumps(sent)) == sent
    assert sent.name == "compiled"


@pytest.mark.parametrize(
    ("words", "engine", "why"),
    [
        ((), "simpy", "2 replications under SimPy; measured: "),
        (("engine=simpy",), "simpy", "asked for"),
    ],
)
def test_the_manifest_says_which_and_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], engine: str, why: str
) -> None:
    monkeypatch.setattr("sim.report.figures.run_figures.draw_all", lambda *_: None)
    for place in ("sim.study.execution.handover.programs.is_loaded", "sim.study.execution.engines.is_loaded"):
        monkeypatch.setattr(place, lambda *_: False)  # as in a process of its own, whatever ran before
    small = (*SHORT, "replications=2", "workers=1", f"runs_dir={tmp_path}", "name=A")
    assert main(["run", *small, *words]) == 0
    manifest = json.loads((tmp_path / "A" / "manifest.json").read_text())
    assert (manifest["engine"], manifest["mechanisms"]) == (engine, [])
    assert manifest["engine_reason"].startswith(why)


def test_an_engine_that_is_none_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "engine=compield", f"runs_dir={tmp_path}"]) == 2
    error = capsys.readouterr().err
    assert "engine: must be one of auto, simpy, compiled" in error
    assert "did you mean 'compiled'?" in error
