"""A user's own mechanisms: the same bits under both engines, no effect but their own, kept with the run, or refused."""

from __future__ import annotations

import json
import pickle
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from composing import parameters

from sim.cli.main import main
from sim.config.problems import Problem
from sim.config.settings import Engine
from sim.engine.model import MODEL
from sim.model.daily import TRACKED
from sim.study.execution import own_mechanisms as module
from sim.study.execution.engines import Simulation
from sim.study.execution.own_mechanisms import OwnMechanism, model_with, own_mechanisms
from sim.study.execution.pool import Pool
from sim.study.run.opening import open_run
from sim.study.run.store import StoredRun

MINE = '''
"""Blue calls up reserves of its own accord."""

import math

from sim.model import events, signals
from sim.model.contract import mechanism
from sim.model.draws import exponential
from sim.model.sides import BLUE

CALL_UP_KPE = 1.5


@mechanism
def call_up(world, amount_kpe):
    world.forces.engaged_kpe[BLUE] += amount_kpe
    world.forces.replaced_kpe[BLUE] += amount_kpe


def reserve_call_up(env, world, parameters, stream):
    """About every 6 days."""
    while True:
        yield env.timeout(exponential(stream, 6.0))
        call_up(world, CALL_UP_KPE * math.sqrt(1.0 + stream.uniform()))
        env.record(events.RESERVES_COMMITTED, CALL_UP_KPE)
        env.announce(signals.JUMP)


def idle(env, world, parameters, stream):
    """Draws, and changes nothing."""
    while True:
        yield env.timeout(0.1 + stream.uniform())


def not_to_be_compiled(env, world, parameters, stream):
    while True:
        yield env.timeout(sum(float(text) for text in ["3.0", "4.0"]))
        call_up(world, CALL_UP_KPE)
'''
SHORT = ("horizon=25 days", "restrictions=full_ban", "seed=3", "replications=4", "workers=1")
BLUE_FORCES = "blue_engaged_kpe"
Escsim = Callable[..., tuple[int, str]]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's folder, with a file of mechanisms."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sim.report.figures.run_figures.draw", lambda *_: None)
    (tmp_path / "mine.py").write_text(MINE)
    return tmp_path


@pytest.fixture
def escsim(folder: Path, capfd: pytest.CaptureFixture[str]) -> Escsim:
    """A command; returns its exit code and what it printed to stderr."""

    def command(*words: str) -> tuple[int, str]:
        code = main(words)
        return code, capfd.readouterr().err

    return command


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def small_cast(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two processes beside the user's own, which take a second to compile, not fifteen."""
    monkeypatch.setenv("ESCSIM_CACHE", str(cache))
    monkeypatch.setattr(module, "MODEL", replace(MODEL, cast=MODEL.cast[:2]))
    module._model_with.cache_clear()


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    yield
    module._model_with.cache_clear()


def tables(run: StoredRun) -> list[bytes]:
    return [(run.folder / f"{name}.parquet").read_bytes() for name in ("results", "days", "events")]


# ---------------------------------------------------------------- both engines


@pytest.mark.thorough
def test_both_engines_give_the_same_bits_and_trace_plays_what_was_kept(
    folder: Path, escsim: Escsim, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole cast: own mechanisms run in a process of their own, which no patch of a test reaches."""
    monkeypatch.setenv("ESCSIM_CACHE", str(cache))
    own = "mechanisms=[mine.py:reserve_call_up,mine.py:idle]"
    code, told = escsim("run", *SHORT, own, "engine=compiled", "name=compiled")
    assert (code, told) == (
        0,
        "compiling the model once, in about 15 seconds; later commands load it from the cache\n",
    )
    assert escsim("run", *SHORT, own, "engine=simpy", "name=simpy") == (0, "")
    assert escsim("run", *SHORT, "engine=simpy", "name=without") == (0, "")
    assert escsim("run", *SHORT[:-1], own, "engine=compiled", "workers=3", "name=threads") == (0, "")
    compiled, simpy, without, threads = (
        open_run(folder / "runs" / name) for name in ("compiled", "simpy", "without", "threads")
    )
    assert [run.manifest["engine"] for run in (compiled, simpy)] == ["compiled", "simpy"]
    assert tables(compiled) == tables(simpy) == tables(threads)
    assert tables(compiled) != tables(without)
    assert "own.reserve_call_up" in set(compiled.trace()["mechanism"])
    kept = [{"file": "mechanism-0-mine.py", "function": "reserve_call_up"}]
    assert compiled.manifest["mechanisms"] == [*kept, {"file": "mechanism-1-mine.py", "function": "idle"}]
    (folder / "mine.py").unlink()
    assert (compiled.folder / "mechanism-0-mine.py").read_text() == MINE
    assert escsim("trace", "compiled", "-r", "2") == (0, "")


@pytest.mark.thorough
def test_one_that_cannot_be_compiled_runs_under_simpy_and_the_manifest_says_so(
    folder: Path, escsim: Escsim, small_cast: None
) -> None:
    own = "mechanisms=[mine.py:not_to_be_compiled]"
    code, told = escsim("run", *SHORT, own, "engine=compiled", "name=A")
    assert code == 0
    assert told.splitlines()[-1].startswith("a custom mechanism cannot be compiled: ")
    assert told.splitlines()[-1].endswith("; SimPy runs it")
    manifest = json.loads((folder / "runs" / "A" / "manifest.json").read_text())
    assert manifest["engine"] == "simpy"
    assert f"{manifest['engine_reason']}; SimPy runs it" == told.splitlines()[-1]
    assert escsim("run", *SHORT, own, "engine=simpy", "name=B") == (0, "")
    assert tables(open_run(folder / "runs" / "A")) == tables(open_run(folder / "runs" / "B"))


# ---------------------------------------------------------------- common random numbers, on the whole cast


def simulated(folder: Path, *functions: str, replications: int = 3) -> Any:
    own = own_mechanisms([f"{folder}/mine.py:{function}" for function in functions])
    tree = parameters("horizon=40 days", "restrictions=full_ban")
    return Simulation(Engine.SIMPY, own)(tree, 3, range(replications), replications, 0)


def test_one_that_does_nothing_changes_nothing(folder: Path) -> None:
    without, idle = simulated(folder), simulated(folder, "idle")
    assert idle.events > without.events
    assert np.array_equal(idle.rows, without.rows, equal_nan=True)
    assert np.array_equal(idle.daily, without.daily)


def test_one_that_acts_moves_no_draw_of_the_others(folder: Path) -> None:
    """Salvos at the city and acts of escalation come when they did: in 40 days they do not feel how many fight."""
    without, calling, both = (
        simulated(folder, *own) for own in ((), ("reserve_call_up",), ("idle", "reserve_call_up"))
    )
    names = [quantity.name for quantity in TRACKED]
    changed = {name for place, name in enumerate(names) if (calling.daily != without.daily)[:, :, place].any()}
    assert BLUE_FORCES in changed
    assert changed.isdisjoint({"launcher_salvos", "aircraft_strikes", "severity", "rung"})
    assert np.array_equal(both.daily, calling.daily)


@pytest.mark.thorough
def test_worker_processes_play_the_text_that_was_read_whatever_becomes_of_the_file(folder: Path) -> None:
    (one,) = own_mechanisms([f"{folder}/mine.py:reserve_call_up"])
    before = simulated(folder, "reserve_call_up").rows
    (folder / "mine.py").write_text("no longer Python")
    simulation = Simulation(Engine.SIMPY, (one,))
    tree = parameters("horizon=40 days", "restrictions=full_ban")
    with Pool(2) as pool:
        tasks = [(tree, 3, [number], 0, 0) for number in range(3)]
        answers = {task[2][0]: batch for task, batch in pool.run(_Spread(simulation), tasks)}
    assert np.array_equal(np.concatenate([answers[number].rows for number in range(3)]), before, equal_nan=True)
    assert pickle.loads(pickle.dumps(one)).source == MINE


class _Spread:
    def __init__(self, simulation: Simulation) -> None:
        self.simulation = simulation

    def __call__(self, task: tuple[Any, ...]) -> Any:
        return self.simulation(*task)


def test_a_file_edited_within_the_second_is_another_mechanism(folder: Path) -> None:
    """Of the same size: what Python compiled of a file it would take for that of the edited one."""
    one = simulated(folder, "reserve_call_up").rows
    (folder / "mine.py").write_text(MINE.replace("KPE = 1.5", "KPE = 2.5"))
    assert not np.array_equal(simulated(folder, "reserve_call_up").rows, one, equal_nan=True)
    assert not (folder / "__pycache__").exists()


@pytest.mark.thorough
def test_the_config_hash_is_of_the_text_too(folder: Path, escsim: Escsim) -> None:
    own = "mechanisms=[mine.py:reserve_call_up]"
    for name, words in (("without", []), ("with", [own]), ("again", [own])):
        assert escsim("run", *SHORT, *words, "engine=simpy", f"name={name}") == (0, "")
    (folder / "mine.py").write_text(MINE.replace("KPE = 1.5", "KPE = 2.5"))
    assert escsim("run", *SHORT, own, "engine=simpy", "name=edited") == (0, "")
    names = ("without", "with", "again", "edited")
    without, one, again, edited = (open_run(folder / "runs" / name).manifest["config_hash"] for name in names)
    assert one == again
    assert len({without, one, edited}) == 3


def test_the_model_is_the_same_object_for_the_same_files(folder: Path) -> None:
    texts = [f"{folder}/mine.py:idle"]
    assert model_with(own_mechanisms(texts)) is model_with(own_mechanisms(texts))
    assert model_with(()) is MODEL
    assert model_with(own_mechanisms(texts)).cast[:-1] == MODEL.cast
    assert model_with(own_mechanisms(texts)).cast[-1].name == "own.idle"


# ---------------------------------------------------------------- mistakes

FILES = {
    "broken.py": "def one(env, world, parameters, stream)\n    yield\n",
    "null.py": "x = '\0'\n",
    "latin.py": b"# caf\xe9\n",
    "raises.py": "1 / 0\n",
    "plain.py": "LIMIT = 3\n\ndef one(env, world, parameters, stream):\n    return 1\n\ndef two(env):\n    yield 1\n",
    "needs.py": "import math\nfrom helper import rate\n\ndef one(env, world, parameters, stream):\n    yield 1\n",
    "needs_dot.py": "def one(env, world, parameters, stream):\n    from . import helper\n    yield 1\n",
    "helper.py": "rate = 1.0\n",
    "again.py": "def idle(env, world, parameters, stream):\n    yield 1\n",
}


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("[missing.py:one]", "cannot read {folder}/missing.py: No such file or directory"),
        (
            "[mine.py:reserve_callup]",
            "mine.py has no function 'reserve_callup'; did you mean 'reserve_call_up'?",
        ),
        ("[mine.py:zzz]", "{folder}/mine.py has no function 'zzz'"),
        ("[plain.py:one]", "'one' in {folder}/plain.py is not a process: it never yields"),
        ("[plain.py:LIMIT]", "'LIMIT' in {folder}/plain.py is not a process: it never yields"),
        ("[plain.py:two]", "'two' in {folder}/plain.py must take env, world, parameters, stream"),
        ("[broken.py:one]", "{folder}/broken.py, line 1: expected ':'"),
        ("[null.py:one]", "null.py"),
        ("[latin.py:one]", "cannot read {folder}/latin.py: it is not a text file"),
        ("[raises.py:one]", "{folder}/raises.py cannot be loaded: ZeroDivisionError: division by zero"),
        (
            "[needs.py:one]",
            "{folder}/needs.py, line 2: cannot import 'helper', only Python's own modules",
        ),
        ("[needs_dot.py:one]", "{folder}/needs_dot.py, line 2: cannot import '.', only Python's own modules"),
        ("[mine.py:idle,again.py:idle]", "two with the same name would draw the same random numbers (own.idle"),
        ("[mine.py:idle,mine.py:idle]", "two with the same name would draw the same random numbers (own.idle"),
        ("[mine.py]", "must be like mine.py:reserve_call_up, a file and a function in it (got 'mine.py')"),
        ("[mine.txt:idle]", "must be like mine.py:reserve_call_up, a file and a function in it (got 'mine.txt:idle')"),
        ("[mine.py:a-b]", "must be like mine.py:reserve_call_up, a file and a function in it (got 'mine.py:a-b')"),
        ("mine.py:idle", "must be a list"),
        ("[3]", "must be"),
    ],
)
def test_a_mistake_is_one_message(folder: Path, escsim: Escsim, value: str, says: str) -> None:
    for name, text in FILES.items():
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    code, error = escsim("run", *SHORT, f"mechanisms={value}")
    assert code == 2
    assert error.startswith("error: mechanisms")
    assert says.format(folder=folder) in error
    assert len(error.splitlines()) == 1
    assert not (folder / "runs").exists()


def test_a_mechanism_that_fails_is_told_by_its_name(folder: Path, escsim: Escsim) -> None:
    (folder / "mine.py").write_text(MINE + "\n\ndef bad(env, world, parameters, stream):\n"
                                    "    yield env.timeout(2.5)\n    world.forces.engaged_kpe[2] += 1.0\n")  # fmt: skip
    code, error = escsim("run", *SHORT, "mechanisms=[mine.py:bad]", "name=A")
    assert code == 1
    assert "error: replication 0: own.bad on day 2.5: IndexError: list index out of range" in error
    assert open_run(folder / "runs" / "A").manifest["status"] == "failed"


def test_one_that_loses_track_of_what_it_adds_violates_conservation(folder: Path, escsim: Escsim) -> None:
    (folder / "mine.py").write_text(MINE.replace("    world.forces.replaced_kpe[BLUE] += amount_kpe\n", ""))
    code, error = escsim("run", *SHORT, "mechanisms=[mine.py:reserve_call_up]", "name=A")
    assert code == 1
    assert "conservation is violated: Blue's forces do not balance" in error


def test_a_run_whose_kept_file_is_gone_cannot_be_traced(folder: Path, escsim: Escsim) -> None:
    assert escsim("run", *SHORT, "mechanisms=[mine.py:idle]", "name=A")[0] == 0
    (folder / "runs" / "A" / "mechanism-0-mine.py").unlink()
    code, error = escsim("trace", "A", "-r", "1")
    assert code == 2
    assert "mechanism-0-mine.py is missing" in error


def test_a_path_is_taken_from_where_the_command_was_given(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (one,) = own_mechanisms(["mine.py:idle"])
    assert one == OwnMechanism(folder / "mine.py", "idle")
    monkeypatch.chdir("/")
    with pytest.raises(Problem, match=r"cannot read /mine\.py: No such file or directory"):
        own_mechanisms(["mine.py:idle"])
    assert "mine" not in sys.modules
