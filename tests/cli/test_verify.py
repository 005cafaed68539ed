"""`escsim verify`, as a user types it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from commands import Escsim

from sim.validation.verification import cases

SQUARE = "deterministic_square_law"


def test_a_case_is_printed_with_its_source_and_passes(escsim: Escsim) -> None:
    answer = escsim("verify", SQUARE, "--engine", "simpy")
    assert (answer.code, answer.err) == (0, "")
    assert "Lanchester 1916" in answer.out
    assert "8 answers of 1 case, under simpy: all passed" in answer.out


def test_other_inputs_have_another_answer(escsim: Escsim) -> None:
    answer = escsim(
        "verify", SQUARE, "x0=900", "y0=900", "a=.04", "b=.04", "days=10", "--engine=simpy", "--format=json"
    )
    found = json.loads(answer.out)
    assert answer.code == 0
    assert [row["quantity"] for row in found] == ["x on day 10", "y on day 10"]
    assert found[0]["expected"] == pytest.approx(900 * 2.718281828459045**-0.4)
    assert all(row["pass"] for row in found)


@pytest.mark.thorough
def test_a_wrong_answer_is_told_and_ends_with_1(escsim: Escsim, monkeypatch: pytest.MonkeyPatch) -> None:
    case = cases.case_named(SQUARE)

    def linear(**inputs: float) -> object:
        right = case.experiment(**inputs)
        return replace(right, overrides=(*right.overrides, "attrition=linear"))

    monkeypatch.setattr(cases, "CASES", (replace(case, experiment=linear),))
    answer = escsim("verify", "--engine=simpy")
    assert answer.code == 1
    assert "8 answers of 1 case, under simpy: 8 failed" in answer.out
    answer = escsim("verify", "--engine=simpy", "--format=md")
    assert answer.code == 1
    assert "| FAIL |" in answer.out
    assert "8 failed" in answer.err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["deterministic_sqare_law"], "no case 'deterministic_sqare_law'; did you mean 'deterministic_square_law'?"),
        ([SQUARE, "day=3"], f"verify {SQUARE}: no input 'day'; did you mean 'days'?"),
        ([SQUARE, "days=0"], f"verify {SQUARE}: days: must be a whole number from 1 to 365 (got '0')"),
        (["days=3"], "verify: inputs such as days=3 belong to one case; name the case first"),
        (["--format", "xml"], "(got 'xml')"),
    ],
)
def test_mistakes(escsim: Escsim, words: list[str], message: str) -> None:
    answer = escsim("verify", *words)
    assert answer.code == 2
    assert message in answer.err
    assert answer.out == ""


def test_the_list_names_every_case_and_input(escsim: Escsim) -> None:
    answer = escsim("verify", "--list", "--all")
    for case in cases.CASES:
        assert f"{case.key}: {case.title}" in answer.out
        assert all(f"  {name}=" in answer.out for name in case.inputs)
