"""Known answers: what judges accept and refuse, and that a broken mechanism does not pass."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from sim.analysis.verification import exact, judge
from sim.analysis.verification.case import Case, Check
from sim.analysis.verification.cases import CASES, case_named
from sim.analysis.verification.runner import agreement, read_inputs, reduced, verify
from sim.engine import reference
from sim.study.problems import Problem
from sim.study.settings import Engine

SIMPY = (Engine.SIMPY,)


def test_keys_are_unique() -> None:
    names = [name for case in CASES for name in (case.key, case.also) if name]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("case", CASES, ids=[case.key for case in CASES])
def test_examples_give_inputs_that_are_allowed(case: Case) -> None:
    for example in ({}, *case.examples):
        given = {name: one.value for name, one in case.inputs.items()} | example
        assert read_inputs(case, [f"{name}={value}" for name, value in given.items()]) == given
        assert case.experiment(**given).overrides


def test_judges_accept_what_is_right_and_refuse_what_is_off() -> None:
    draws = np.random.default_rng(1).exponential(size=4000)
    assert judge.exactly("", 2 / 3, 1 - 1 / 3).passed
    assert not judge.exactly("", 2 / 3, 0.6666666667).passed
    assert judge.closely("", 100.0, 100.0 + 9e-7).passed
    assert not judge.closely("", 100.0, 100.0 + 2e-6).passed
    assert judge.mean("", 1.0, draws).passed
    assert not judge.mean("", 1.1, draws).passed
    assert judge.variance("", 1.0, draws).passed
    assert not judge.variance("", 1.5, draws).passed
    assert judge.share("", 0.5, 520, 1000).passed
    assert not judge.share("", 0.5, 600, 1000).passed
    assert judge.follows("", "expon", draws).passed
    assert not judge.follows("", "expon", 1.2 * draws).passed


@pytest.mark.parametrize("got", [math.nan, math.inf])
def test_no_number_is_never_right(got: float) -> None:
    checks = [judge.exactly("", 1.0, got), judge.closely("", 1.0, got), judge.mean("", 1.0, [got, got])]
    assert not any(check.passed for check in checks)


def test_a_sample_without_chance_is_right_only_where_it_is_equal() -> None:
    assert judge.mean("", 1.0, [1.0, 1.0]).passed
    assert not judge.mean("", 1.0, [1.0 + 1e-9, 1.0 + 1e-9]).passed


def test_the_square_law_leaves_what_its_invariant_says() -> None:
    end = exact.square_law_end(1000.0, 800.0, 0.05, 0.04)
    assert end == pytest.approx(32.28067057230031, rel=1e-12)
    x, y = exact.square_law(1000.0, 800.0, 0.05, 0.04, 100.0)
    assert (x, y) == pytest.approx((447.21359549995793, 0.0), abs=1e-9)


def test_a_case_run_under_another_mechanism_fails() -> None:
    """The square law's answer does not fit what the linear law does."""
    case = case_named("deterministic_square_law")

    def linear(**inputs: float) -> object:
        right = case.experiment(**inputs)
        return replace(right, overrides=(*right.overrides, "attrition=linear"))

    findings = list(verify(replace(case, experiment=linear), case.examples[:1], SIMPY))
    assert not any(finding.check.passed for finding in findings)


def test_both_schedulers_are_held_against_each_other_to_the_bit() -> None:
    batch = reference.simulate(reduced(("horizon=25 days",)), 1, range(2), paths=2, traces=2)
    assert agreement(batch, batch).passed
    rows = batch.rows.copy()
    rows[1, 3] = np.nextafter(rows[1, 3], np.inf)
    assert agreement(batch, replace(batch, rows=rows)) == Check(
        "numbers that differ between schedulers", 0.0, 1.0, "none", False, None, 2
    )


def test_an_unknown_case_or_input_is_told_with_the_nearest() -> None:
    with pytest.raises(Problem, match="did you mean 'deterministic_square_law'"):
        case_named("deterministic_square")
    case = case_named("deterministic_square_law")
    with pytest.raises(Problem) as told:
        read_inputs(case, ["x=1", "days=1.5", "a=7"])
    assert [line.partition(":")[2].strip().partition(":")[0] for line in told.value.lines] == [
        "no input 'x'; did you mean 'x0'?", "days", "a",
    ]  # fmt: skip
