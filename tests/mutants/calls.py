"""Which functions of the model every known answer and every test calls, and how long it takes.

    python tests/mutants/calls.py FILE

A function of the model is watched until its first call: until then its code is a few instructions that note the call
and put the true code back, so that watching takes no time worth speaking of. What a fixture calls counts for every
test that has it.
"""

from __future__ import annotations

import contextlib
import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FunctionType
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from sim.validation.verification.case import Case

Called = set[str]
FEW = 3  # replications, to see what a known answer calls

Fixture = tuple[str, str]  # where it is defined, and its name


class Watch:
    """The functions of the model, of which each is watched until it is called."""

    def __init__(self, functions: list[FunctionType]) -> None:
        self._codes = {function: function.__code__ for function in functions}
        self._seen: list[Called] = []  # of each stretch that is watched now, the innermost last

    @contextlib.contextmanager
    def calls(self) -> Iterator[Called]:
        """Fill a set with the functions that are called meanwhile, such as "processes/threat.threat_now"."""
        self._seen.append(set())
        self._watch_for(set())
        try:
            yield self._seen[-1]
        finally:
            inner = self._seen.pop()
            if self._seen:
                self._seen[-1].update(inner)
            self._watch_for(self._seen[-1] if self._seen else set(map(_name, self._codes)))

    def _watch_for(self, seen: Called) -> None:
        """Watch all functions but those that have been seen."""
        for function, code in self._codes.items():
            watching = _code_that_calls(lambda *given, function=function: self._first(function, *given))
            function.__code__ = code if _name(function) in seen else watching

    def _first(self, function: FunctionType, *given: Any) -> Any:
        function.__code__ = self._codes[function]
        self._seen[-1].add(_name(function))
        return function(*given)


def _name(function: FunctionType) -> str:
    return f"{function.__module__.removeprefix('sim.model.').replace('.', '/')}.{function.__name__}"


def _code_that_calls(called: Callable[..., Any]) -> Any:
    """Code of a function that hands what it is given to another one, which is among its constants."""

    def stub(*given: Any) -> Any:
        target: Any = "called"
        return target(*given)

    constants = tuple(called if constant == "called" else constant for constant in stub.__code__.co_consts)
    return stub.__code__.replace(co_consts=constants)


class Calls:
    """A plugin of pytest that notes what was called so far, by test."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._by_fixture: dict[Fixture, Called] = defaultdict(set)
        self.by_test: dict[str, Called] = {}
        self.seconds: dict[str, float] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Iterator[Any]:
        """Watch a fixture."""
        with self._watch.calls() as called:
            made = yield
        self._by_fixture[fixturedef.baseid, fixturedef.argname] |= called
        return made

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[Any]:
        """Watch a test."""
        started = time.process_time()
        with self._watch.calls() as called:
            done = yield
        had = getattr(item, "_fixtureinfo").name2fixturedefs.values()  # noqa: B009
        shared = (self._by_fixture[one.baseid, one.argname] for found in had for one in found)
        self.by_test[item.nodeid] = called.union(*shared)
        self.seconds[item.nodeid] = time.process_time() - started
        return done


def main(file: str) -> int:
    """Write what each known answer and each test calls; returns 1 where a test does not pass."""
    import sim.study.design.variant  # noqa: F401 - every mechanism is defined
    from mutants.checks import PYTEST, compile_nothing
    from sim.model.contract import MECHANISMS
    from sim.validation.verification.cases import CASES

    watch = Watch([function for function in MECHANISMS if isinstance(function, FunctionType)])
    found = []
    for case in CASES:
        with watch.calls() as called:
            seconds = _seconds_of(case)
        found.append(_line("case", case.key, case.mechanism, seconds, called))
    compile_nothing()
    plugin = Calls(watch)
    passed = pytest.main([*PYTEST, "tests/model"], plugins=[plugin]) == 0
    found += [_line("test", test, "", plugin.seconds[test], called) for test, called in plugin.by_test.items()]
    Path(file).write_text(json.dumps(found), encoding="utf-8")
    return 0 if passed else 1


def _seconds_of(case: Case) -> float:
    """Run a few replications of a known answer; returns how long all of them would take."""
    from sim.engine.reference import simulate
    from sim.validation.verification.runner import SEED, reduced

    seconds = 0.0
    for example in case.examples:
        experiment = case.experiment(**{name: one.value for name, one in case.inputs.items()} | dict(example))
        number = min(FEW, experiment.simpy_replications)
        started = time.process_time()
        simulate(reduced(experiment.overrides), SEED, range(number), number, 0)
        seconds += (time.process_time() - started) * experiment.simpy_replications / number
    return seconds


def _line(kind: str, name: str, mechanism: str, seconds: float, called: Called) -> dict[str, Any]:
    return {"kind": kind, "name": name, "mechanism": mechanism, "seconds": seconds, "calls": sorted(called)}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
