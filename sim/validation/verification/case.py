"""Known answers: inputs, a scenario reduced to one mechanism, and the expected result."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from inspect import signature
from typing import Any

from sim.config.problems import Problem
from sim.engine.batch import Batch

Number = int | float


@dataclass(frozen=True)
class Check:
    """One number compared with its known answer.

    Attributes:
        expected: the published or exact answer.
        got: what the simulator gives.
        tolerance: what is accepted, in words.
        passed: whether it is within that.
        z: how many standard errors lie between the two; None if no chance is involved.
        number: independent values behind a statistical answer; 1 where no chance is involved.
    """

    quantity: str
    expected: float
    got: float
    tolerance: str
    passed: bool
    z: float | None = None
    number: int = 1


@dataclass(frozen=True)
class Input:
    """An input that a user may change.

    Attributes:
        value: the default; a whole number means that only whole numbers are accepted.
        allowed: smallest and largest value that is accepted.
    """

    value: Number
    allowed: tuple[float, float]
    meaning: str


def given(value: Number, allowed: tuple[float, float], meaning: str) -> Any:
    """An `Input` as the default of the argument that takes it, which has the type of its value."""
    return Input(value, allowed, meaning)


@dataclass(frozen=True)
class Experiment:
    """Runs for some inputs, and their checks.

    Attributes:
        overrides: of the shipped config; they leave one mechanism at work.
        judge: the checks on what came of it.
        replications: under the compiled scheduler.
        simpy_replications: under SimPy, which is slower; the first of the same replications.
    """

    overrides: tuple[str, ...]
    judge: Callable[[Batch], Iterable[Check]]
    replications: int = 1
    simpy_replications: int = 1
    daily: bool = False
    traced: bool = False


ENOUGH = 20.0  # events; below that a count is too far from normal to be held against four standard errors


def enough(case: str, inputs: str, what: str, expected: float, replications: int) -> None:
    """Refuse inputs with which too little would happen for a statistical answer.

    `inputs`: which to change; `expected`: mean number in a replication, 0 for a deterministic one.

    Raises:
        Problem: with what is expected, and what is needed.
    """
    total = expected * replications
    if 0.0 < total < ENOUGH:
        raise Problem(
            f"verify {case}: {inputs}: too rare for a statistical answer: {total:.3g} {what} would be expected in "
            f"{replications:,} replications, at least {ENOUGH:g} are needed"
        )


@dataclass(frozen=True)
class Case:
    """A known answer of one mechanism.

    Attributes:
        key: its name on the command line.
        mechanism: the mechanism that it holds, such as "M1".
        title: what is known, in a line.
        source: who published it, or how it follows.
        inputs: what a user may change.
        examples: the inputs that are tried by default, as far as they differ from their defaults.
        experiment: makes the experiment for all inputs, by name; raise Problem for inputs that do not go together.
        also: another name that it goes by.
    """

    key: str
    mechanism: str
    title: str
    source: str
    inputs: Mapping[str, Input]
    experiment: Callable[..., Experiment]
    examples: tuple[Mapping[str, Number], ...] = ({},)
    also: str = ""


def known_answer(
    mechanism: str,
    title: str,
    source: str,
    examples: tuple[Mapping[str, Number], ...] = ({},),
    inputs: Mapping[str, Input] | None = None,
    key: str = "",
    also: str = "",
) -> Callable[[Callable[..., Experiment]], Case]:
    """Make a case of the function that makes its experiment.

    `inputs` are by default the arguments of the function, each `given` by its default, and `key` is its name.
    """

    def case_of(experiment: Callable[..., Experiment]) -> Case:
        found = inputs or {name: one.default for name, one in signature(experiment).parameters.items()}
        return Case(key or experiment.__name__, mechanism, title, source, found, experiment, examples, also)

    return case_of
