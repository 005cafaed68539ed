"""The script that breaks the model: every breakage is another program, and is one that Python reads."""

from __future__ import annotations

import ast
import json
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from mutants import checks, trial
from mutants.__main__ import mechanism_of
from mutants.calls import Watch
from mutants.nearest import Nearest
from mutants.operators import chosen, mutants_of
from mutants.trial import ENDLESS

TEXT = '''"""M7, a file."""
@mechanism
def pull(stream, k):
    total = -k + 2.0 * math.exp(k / 3.0)
    if total < 1.0:
        return 0.0
    total -= 1
    return total


def helper(a):
    return a + 1
'''


def test_marked_functions_are_broken_in_signs_factors_exponents_and_conditions() -> None:
    found = {(mutant.kind, mutant.before, mutant.after) for mutant in mutants_of(TEXT)}
    assert found == {
        ("sign", "-k + 2.0 * math.exp(k / 3.0)", "((-k) - (2.0 * math.exp(k / 3.0)))"),
        ("sign", "-k", "(k)"),
        ("factor", "2.0 * math.exp(k / 3.0)", "(2.0)"),
        ("factor", "2.0 * math.exp(k / 3.0)", "(math.exp(k / 3.0))"),
        ("exponent", "math.exp(k / 3.0)", "math.exp(-(k / 3.0))"),
        ("factor", "k / 3.0", "(k)"),
        ("condition", "total < 1.0", "((total) >= (1.0))"),
        ("exponent", "return 0.0", "return 1.0"),
        ("sign", "total -= 1", "total += 1"),
    }


def test_every_mutant_is_another_program() -> None:
    texts = [mutant.text for mutant in mutants_of(TEXT)]
    assert len(set(texts)) == len(texts)
    assert all(ast.dump(ast.parse(text)) != ast.dump(ast.parse(TEXT)) for text in texts)


def test_one_of_each_kind_is_chosen() -> None:
    assert sorted(mutant.kind for mutant in chosen(mutants_of(TEXT))) == ["condition", "exponent", "factor", "sign"]


def test_a_file_names_its_mechanism() -> None:
    assert mechanism_of(TEXT) == "M7"
    assert mechanism_of('r"""M10, activity."""') == "M10"
    assert mechanism_of('"""The world."""') == ""


def halved(amount: float) -> float:
    return amount / 2.0


def quartered(amount: float) -> float:
    return halved(halved(amount))


def test_calls_are_noted_within_a_fixture_and_after_it_and_the_code_is_put_back() -> None:
    codes = halved.__code__, quartered.__code__
    watch = Watch([halved, quartered])
    with watch.calls() as test:
        with watch.calls() as fixture:
            assert halved(8.0) == 4.0
        assert fixture == {"test_mutants.halved"}
        assert quartered(8.0) == 2.0
    assert test == {"test_mutants.halved", "test_mutants.quartered"}
    assert (halved.__code__, quartered.__code__) == codes


def check(kind: str, name: str, seconds: float, calls: str, mechanism: str = "") -> dict[str, object]:
    return {"kind": kind, "name": name, "mechanism": mechanism, "seconds": seconds, "calls": [calls]}


def test_a_mutant_is_tried_by_its_own_answers_then_by_the_tests_of_its_file_and_by_nothing_that_does_not_call_it(
    tmp_path: Path,
) -> None:
    found = [
        check("case", "own", 1.0, "aid.gate", "M7"),
        check("case", "slow", 9.0, "aid.gate", "M7"),
        check("case", "other", 0.1, "aid.gate", "M1"),
        check("case", "deaf", 0.1, "aid.lag", "M7"),
        check("test", "tests/model/test_city.py::quick", 0.1, "aid.gate"),
        check("test", "tests/model/test_city.py::beside", 0.1, "city.strike"),
        check("test", "tests/model/test_aid.py::named", 2.0, "aid.gate"),
        check("test", "tests/model/test_stall.py::deaf", 0.1, "stall.reason"),
    ]
    file = tmp_path / "calls.json"
    file.write_text(json.dumps(found))
    order = Nearest(file).order("aid", "gate", "M7")
    assert order.cases == ["own"]
    assert [test.partition("::")[2] for test in order.tests] == ["named", "quick", "beside"]
    assert order.late == ["other", "slow"]


def test_a_mutant_is_noticed_by_the_first_check_that_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "_failing_case", lambda cases: "verify: own" if "own" in cases else "")
    monkeypatch.setattr(checks, "_failing_test", lambda tests: f"test: {tests[0]}")
    assert checks.noticed_by(["own"], ["named"], []) == "verify: own"
    assert checks.noticed_by([], ["named"], ["own"]) == "test: named"
    assert checks.noticed_by([], [], ["own"]) == "verify: own"
    assert checks.noticed_by([], [], ["other"]) == ""


@pytest.mark.parametrize(
    ("does", "said"),
    [
        (lambda: "verify: own", "verify: own"),
        (lambda: 1 / 0, "test: cannot start"),
        (lambda: os.kill(os.getpid(), signal.SIGXCPU), ENDLESS),
    ],
)
def test_what_a_child_finds_is_told_whether_it_answers_dies_or_does_not_end(
    does: Callable[[], str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "noticed_by", lambda *_: does())
    monkeypatch.setattr(trial.resource, "setrlimit", lambda *_: None)
    assert trial.in_child([[], [], []], 1.0) == said
