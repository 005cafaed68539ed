"""What a known answer is made of: inputs, a scenario reduced to one mechanism, and what is expected of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from sim.engine.batch import Batch

Number = int | float


@dataclass(frozen=True)
class Check:
    """One number held against its known answer.

    Attributes:
        quantity: what it is.
        expected: the published or exact answer.
        got: what the simulator gives.
        tolerance: what is accepted, in words.
        passed: whether it is within that.
        z: how many standard errors lie between the two; None where no chance is involved.
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
        meaning: one line.
    """

    value: Number
    allowed: tuple[float, float]
    meaning: str


@dataclass(frozen=True)
class Experiment:
    """What is run for some inputs, and how it is judged.

    Attributes:
        overrides: of the shipped config; they leave one mechanism at work.
        judge: the checks on what came of it.
        replications: under the compiled scheduler.
        simpy_replications: under SimPy, which is slower; the first of the same replications.
        daily: whether the daily rows are needed.
        traced: whether the event logs are needed.
    """

    overrides: tuple[str, ...]
    judge: Callable[[Batch], Iterable[Check]]
    replications: int = 1
    simpy_replications: int = 1
    daily: bool = False
    traced: bool = False


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
        experiment: makes the experiment for all inputs, by name; raises Problem for inputs that do not go together.
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
