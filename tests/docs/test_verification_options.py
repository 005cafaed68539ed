"""The table of what has a known answer: it is made from the cases and the tests, and finds what lacks one."""

from __future__ import annotations

from pathlib import Path

import pytest
import verification_options
from verification_options import ANSWER, NOTHING, TEST, Option, options

from sim.validation.verification.cases import case_named


def test_a_known_answer_comes_before_a_test_and_a_test_before_none() -> None:
    assert Option("M1", "attrition", "square", ("one",), ("test_one.py",)).verdict == ANSWER
    assert Option("M1", "attrition", "square", (), ("test_one.py",)).verdict == TEST
    assert Option("M1", "attrition", "square", (), ()).verdict == NOTHING


@pytest.mark.thorough
def test_alternatives_are_found_in_composed_cases_and_in_the_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    few = tuple(case_named(key) for key in ("deterministic_square_law", "ration_by_two_levels"))
    monkeypatch.setattr(verification_options, "CASES", few)
    found = {(one.group, one.name): one for one in options()}
    assert found["attrition", "square"].cases == ("deterministic_square_law",)
    assert found["fires", "two_threshold"].cases == ("ration_by_two_levels",)
    assert found["attrition", "linear"].verdict == TEST
    assert "test_attrition.py" in found["attrition", "linear"].tests
    assert not any(one.verdict == NOTHING for one in found.values())


def test_what_no_test_names_is_run_by_the_default_scenario_at_most(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(verification_options, "CASES", ())
    monkeypatch.setattr(verification_options, "TESTS", tmp_path)
    found = {(one.group, one.name): one for one in options()}
    assert found["fires", "linear"].tests == ("the default scenario",)
    assert found["fires", "two_threshold"].verdict == NOTHING
