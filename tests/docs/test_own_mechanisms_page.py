"""The page about own mechanisms: its example works under both engines, and its messages are those that are printed."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from composing import parameters
from following import DOCS, Step, begin_in, follow, steps

from sim.engine import compiled, reference
from sim.engine.batch import ReplicationFailed
from sim.engine.model import Model
from sim.engine.programs import CannotCompile
from sim.study.execution.own_mechanisms import model_with, own_mechanisms

PAGE = "howto/mechanism.md"
TEXT = (DOCS / PAGE).read_text(encoding="utf-8")
MINE = next(step.text for step in steps(PAGE) if step.path == "mine.py")
SHORT = "horizon=30 days"

LOOK, CALL, MARK = "yield env.timeout(1.0)", "world.forces.reserves_kpe += amount_kpe", "@mechanism\n"
FAILING = (
    (CALL, "world.forces.reserve_kpe += 1.0", "AttributeError: 'ForcesState' object has no attribute 'reserve_kpe'"),
    (CALL, "world.forces.engaged_kpe[1] += 1.0", "conservation is violated: Blue's forces do not balance"),
    (LOOK, "yield env.timeout(-1.0)", "a delay must be a number of days not below 0"),
    (
        LOOK,
        "yield env.timeout(1.0) | env.signal(0) | env.signal(1)",
        "a process waits for a timeout, a signal, or two of them joined by one",
    ),
)
UNCOMPILED = (
    (
        CALL,
        "world.forces.reserve_kpe += 1.0",
        "Unknown attribute 'reserve_kpe' of type Record(sim.model.world.ForcesState)",
    ),
    ("committing = 1", "committing = 1.0", "ForcesState.committing: a whole number cannot store a fraction"),
    (MARK, "", "Untyped global name 'call_up'"),
)


def with_own(folder: Path, text: str) -> Model:
    """The model with the page's mechanism, or one like it."""
    file = folder / "mine.py"
    file.write_text(text, encoding="utf-8")
    return model_with(own_mechanisms([f"{file}:reserve_call_up"]))


def alone(model: Model) -> Model:
    """The mechanism and those who make it act, as a small cast is compiled soon."""
    acting = ("flows", "phases", "own.reserve_call_up")
    return replace(model, cast=tuple(role for role in model.cast if role.name in acting))


@pytest.mark.thorough
def test_the_page_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    begin_in(tmp_path, monkeypatch)
    for step in steps(PAGE):
        follow(step, monkeypatch, capfd, compared=False)


@pytest.mark.slow
def test_the_command_that_compiles_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    begin_in(tmp_path, monkeypatch)
    monkeypatch.setenv("ESCSIM_CACHE", str(tmp_path / "cache"))
    (command,) = re.findall(r"^\$ (escsim .*engine=compiled.*)$", TEXT, re.MULTILINE)
    follow(Step("file", MINE, path="mine.py"), monkeypatch, capfd)
    follow(Step("command", command), monkeypatch, capfd)


@pytest.mark.thorough
def test_the_example_acts_and_is_the_same_compiled(tmp_path: Path) -> None:
    tree, model = parameters(SHORT), alone(with_own(tmp_path, MINE))
    simpy, numba = (engine.simulate(tree, 1, range(4), model=model) for engine in (reference, compiled))
    assert np.array_equal(simpy.rows.view(np.int64), numba.rows.view(np.int64))
    without = reference.simulate(tree, 1, range(4), model=with_own(tmp_path, MINE.replace(CALL, "pass")))
    assert (reference.simulate(tree, 1, range(4), model=with_own(tmp_path, MINE)).rows != without.rows).any()


@pytest.mark.parametrize(("old", "new", "said"), FAILING, ids=[said for _, _, said in FAILING])
def test_a_mistake_that_fails_a_replication(old: str, new: str, said: str, tmp_path: Path) -> None:
    assert said in TEXT
    assert old in MINE
    with pytest.raises(ReplicationFailed) as failure:
        reference.simulate(parameters(SHORT), 1, [0], model=with_own(tmp_path, MINE.replace(old, new)))
    assert said in str(failure.value)


@pytest.mark.thorough
@pytest.mark.parametrize(("old", "new", "said"), UNCOMPILED, ids=[said for _, _, said in UNCOMPILED])
def test_a_mistake_that_keeps_it_from_being_compiled(old: str, new: str, said: str, tmp_path: Path) -> None:
    assert said in TEXT
    assert old in MINE
    with pytest.raises(CannotCompile) as failure:
        compiled.simulate(parameters(SHORT), 1, [0], model=alone(with_own(tmp_path, MINE.replace(old, new))))
    assert said in str(failure.value)
