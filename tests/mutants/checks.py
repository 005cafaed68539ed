"""The checks that a mutant is tried by, up to the first that fails: known answers under SimPy, then tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from sim.validation.verification.case import Case

PYTEST = (
    "-x",
    "-q",
    "-n0",
    "-p",
    "no:cacheprovider",
    "-W",
    "ignore::pytest.PytestAssertRewriteWarning",
    "-o",
    "timeout=0",
    "--durations=0",
    "--hypothesis-profile=mutants",
    "-m",
    "not slow and not cluster and not browser",
)


def fails(case: Case) -> bool:
    """Whether a known answer differs, or cannot be had, under SimPy."""
    from sim.config.settings import Engine
    from sim.validation.verification.runner import verify

    try:
        return any(not finding.check.passed for finding in verify(case, case.examples, (Engine.SIMPY,)))
    except Exception:  # whatever the broken model does is noticed
        return True


def compile_nothing() -> None:
    """Have tests that want the compiled program skipped: compiling each mutant would take longer than all else."""
    from sim.engine import program

    def skipped(*_: Any) -> None:
        pytest.skip("nothing is compiled")

    program._load = skipped  # type: ignore[assignment]


def noticed_by(cases: list[str], tests: list[str], late: list[str]) -> str:
    """The first check that fails, such as "verify: city_strikes"; empty where none does."""
    return _failing_case(cases) or (tests and _failing_test(tests)) or _failing_case(late)


def _failing_case(cases: list[str]) -> str:
    try:
        from sim.validation.verification.cases import case_named
    except Exception as error:
        return f"verify: {type(error).__name__} at the start"
    return next((f"verify: {key}" for key in cases if fails(case_named(key))), "")


def _failing_test(tests: list[str]) -> str:
    compile_nothing()
    chosen = Chosen(tests)
    files = dict.fromkeys(test.partition("::")[0] for test in tests)
    code = pytest.main([*PYTEST, *files], plugins=[chosen])
    return f"test: {chosen.failed or 'cannot start'}" if code else ""


class Chosen:
    """A plugin of pytest that runs the chosen tests in their order, and says which failed first."""

    def __init__(self, tests: list[str]) -> None:
        self._places = {test: place for place, test in enumerate(tests)}
        self.failed = ""

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        """Leave the others out."""
        wanted = [item for item in items if item.nodeid in self._places]
        items[:] = sorted(wanted, key=lambda item: self._places[item.nodeid])

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note the first failure."""
        if report.failed and not self.failed:
            self.failed = report.nodeid

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note a file that cannot be read."""
        if report.failed and not self.failed:
            self.failed = report.nodeid
