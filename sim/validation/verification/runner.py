"""Tests the shipped mechanisms against known answers under both schedulers, whose results must be equal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.config.problems import Problem
from sim.config.settings import Engine
from sim.engine.batch import Batch, ReplicationFailed
from sim.model.parameters import Parameters
from sim.study.execution.engines import Simulation
from sim.validation.verification.case import Case, Check, Experiment, Number

SEED = 20240510
BOTH = (Engine.COMPILED, Engine.SIMPY)


@dataclass(frozen=True)
class CheckResult:
    """One check of one case.

    Attributes:
        engine: under which scheduler; "both" where it compares them.
    """

    case: Case
    inputs: Mapping[str, Number]
    engine: str
    check: Check


def verify(
    case: Case, examples: Iterable[Mapping[str, Number]], engines: Sequence[Engine] = BOTH
) -> Iterator[CheckResult]:
    """The findings on a case, one after the other.

    `examples`: inputs to try, as far as they differ from the defaults; each is a separate experiment.

    Raises:
        Problem: inputs that do not go together.
    """
    defaults = {name: one.value for name, one in case.inputs.items()}
    for example in examples:
        inputs = {**defaults, **example}
        experiment = case.experiment(**inputs)
        parameters = _parameters(case, experiment)
        for engine, check in _checks(experiment, parameters, engines):
            yield CheckResult(case, inputs, engine, check)


def _parameters(case: Case, experiment: Experiment) -> Parameters:
    try:
        return reduced(experiment.overrides)
    except Problem as problem:
        told = "; ".join(problem.lines)
        raise Problem(f"verify {case.key}: these inputs do not make a valid scenario: {told}") from problem


def _checks(experiment: Experiment, parameters: Parameters, engines: Sequence[Engine]) -> Iterator[tuple[str, Check]]:
    batches = {}
    for engine in engines:
        number = experiment.replications if engine == Engine.COMPILED else experiment.simpy_replications
        simulation = Simulation(engine)
        paths, traces = number * experiment.daily, number * experiment.traced
        try:
            batches[engine] = simulation(parameters, SEED, range(number), paths, traces)
        except ReplicationFailed as failure:
            yield simulation.name, Check(f"replications that end ({failure})", float(number), 0.0, "all", False)
            continue
        yield from ((simulation.name, check) for check in experiment.judge(batches[engine]))
    if len(batches) == len(BOTH):
        yield "both", agreement(batches[Engine.COMPILED], batches[Engine.SIMPY])


def reduced(overrides: Sequence[str]) -> Parameters:
    """The parameters of the shipped config with overrides, whatever configs the user has."""
    from sim.config.compose import read
    from sim.config.library import Library
    from sim.config.paths import config_root
    from sim.study.design.variant import CLASSES

    trees, _ = read(Library(CLASSES, config_root()), list(overrides))
    parameters = trees[0]
    assert isinstance(parameters, Parameters)
    return parameters


def agreement(many: Batch, few: Batch) -> Check:
    """Check that the first replications of two batches agree to the last bit: measures, days and events."""
    rows, paths, logs = len(few.rows), len(few.daily), len(few.trace.day)
    differing = _disagreements(many.rows[:rows], few.rows) + _disagreements(many.daily[:paths], few.daily)
    differing += _disagreements(many.trace.day[:logs], few.trace.day) + _disagreements(
        many.trace.value[:logs], few.trace.value
    )
    return Check("numbers that differ between schedulers", 0.0, float(differing), "none", differing == 0, None, rows)


def _disagreements(one: np.ndarray, other: np.ndarray) -> int:
    if one.shape != other.shape:
        return max(one.size, other.size)
    return int((np.ascontiguousarray(one).view(np.uint64) != np.ascontiguousarray(other).view(np.uint64)).sum())


def read_inputs(case: Case, texts: Sequence[str]) -> dict[str, Number]:
    """Inputs of a case from texts such as `m=12`.

    Raises:
        Problem: a line for each text that is none of its inputs, or not a value that it accepts.
    """
    from sim.config.problems import hint

    found: dict[str, Number] = {}
    wrong = []
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or name not in case.inputs:
            wrong.append(f"verify {case.key}: no input {name!r}{hint(name, case.inputs)}")
            continue
        if name in found:
            wrong.append(f"verify {case.key}: {name}: is given twice; give it once (got {text!r} too)")
            continue
        try:
            found[name] = _value(case, name, value)
        except ValueError:
            wrong.append(f"verify {case.key}: {name}: must be {allowed_text(case, name)} (got {value!r})")
    if wrong:
        raise Problem(*wrong)
    return found


def _value(case: Case, name: str, text: str) -> Number:
    one = case.inputs[name]
    value = int(text) if isinstance(one.value, int) else float(text)
    low, high = one.allowed
    if not low <= value <= high:
        raise ValueError
    return value


def allowed_text(case: Case, name: str) -> str:
    """Accepted values of an input, in words."""
    one = case.inputs[name]
    kind = "a whole number" if isinstance(one.value, int) else "a number"
    return f"{kind} from {one.allowed[0]:g} to {one.allowed[1]:g}"
