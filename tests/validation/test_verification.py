"""Known answers: what judges accept and refuse, and that a broken mechanism does not pass."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from sim.config.problems import Problem
from sim.config.settings import Engine
from sim.engine import reference
from sim.validation.verification import exact, judge
from sim.validation.verification.case import Case, Check
from sim.validation.verification.cases import CASES, case_named
from sim.validation.verification.runner import agreement, read_inputs, reduced, verify

SIMPY = (Engine.SIMPY,)
OF_EACH_MECHANISM = (
    "salvo_exchange", "adaptive_withdrawal", "depletion_without_aid", "red_ration_relaxes_its_stock",
    "counter_battery_competing_clocks", "relocation_out_of_reach", "culmination_on_losses", "aid_rounds",
    "pressure_of_strikes", "policy_hazards_two_state", "timeline", "hawkes_clusters", "red_line_quantile",
    "aircraft_response", "reserves_committed",
)  # fmt: skip
"""Cases of each mechanism that take a moment."""


def test_keys_are_unique() -> None:
    names = [name for case in CASES for name in (case.key, case.also) if name]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("case", CASES, ids=[case.key for case in CASES])
def test_examples_give_inputs_that_are_allowed(case: Case) -> None:
    for example in ({}, *case.examples):
        given = {name: one.value for name, one in case.inputs.items()} | example
        assert read_inputs(case, [f"{name}={value}" for name, value in given.items()]) == given
        assert case.experiment(**given).overrides


def test_the_quick_cases_are_of_every_mechanism() -> None:
    assert {case_named(key).mechanism for key in OF_EACH_MECHANISM} == {case.mechanism for case in CASES}


@pytest.mark.thorough
@pytest.mark.sample
@pytest.mark.parametrize("key", OF_EACH_MECHANISM)
def test_a_quick_case_is_answered_under_both_schedulers(key: str) -> None:
    found = list(verify(case_named(key), [{}]))
    assert {result.engine for result in found} == {"compiled", "simpy", "both"}
    assert [result for result in found if not result.check.passed] == []


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
    assert (x, y) == (pytest.approx(447.21359549995793, rel=1e-12), 0.0)
    assert exact.square_law(1000.0, 1.0, 0.05, 0.04, 15.0)[1] == 0.0
    assert exact.square_law(1000.0, 1e6, 0.05, 0.04, 15.0)[0] == 0.0
    even = exact.square_law(900.0, 900.0, 0.04, 0.04, 100.0)
    assert even == pytest.approx((900 * math.exp(-4.0),) * 2, rel=1e-12)


@pytest.mark.parametrize(
    ("key", "inputs", "told"),
    [
        ("depletion_without_aid", {"stock": 100.0, "use": 0.13}, "stock, use, supply: the stock would last 10,000"),
        ("red_line_learning_propensity", {"a": 100.0, "b": 0.01, "unpunished": 9}, "unpunished: only 2.9e-16"),
        ("deterministic_linear_law", {"x0": 1e6}, "days: a side would be down to"),
        ("deterministic_square_law", {"y0": 1.0, "b": 0.5}, "a, b: a side would lose 500 times"),
        ("stochastic_square_law_transient_3_v_2", {"rate": 1e-6}, "rate, days: too rare"),
        ("stochastic_logarithmic_law_survivors", {"rate": 0.5}, "rate, days: too rare"),
        ("counter_battery_capacity_limited_erlang_a", {"arrivals": 0.25}, "arrivals, service, patience: too rare"),
        ("counter_battery_capacity_limited_erlang_a", {"service": 40.0}, "arrivals, service, patience: too rare"),
        ("policy_hazards_two_state", {"relax": 1e-4}, "relax, day: too rare"),
        ("strikes_thinned_poisson", {"day": 61}, "day: must not be after days"),
    ],
)
def test_inputs_without_an_answer_are_refused_by_name(key: str, inputs: dict[str, float], told: str) -> None:
    case = case_named(key)
    given = {name: one.value for name, one in case.inputs.items()} | inputs
    with pytest.raises(Problem, match=told):
        case.experiment(**given)


def test_rare_events_are_judged_by_the_binomial_law() -> None:
    assert judge.share("", 1e-3, 1, 100).passed
    assert not judge.share("", 1e-3, 6, 100).passed
    assert judge.share("", 0.999, 99, 100).passed
    assert not judge.share("", 0.999, 94, 100).passed
    assert not judge.share("", 0.5, 0, 0).passed


def test_a_replication_that_fails_is_a_failed_check() -> None:
    case = case_named("deterministic_linear_law")

    losses = ("attrition.blue_loss=10 / day", "attrition.red_loss=0 / day")

    def endless(**inputs: float) -> object:
        right = case.experiment(**inputs)
        return replace(right, overrides=(*right.overrides, *losses))

    (finding,) = verify(replace(case, experiment=endless), [{"days": 100}], SIMPY)
    assert not finding.check.passed
    assert "force_ratio is inf" in finding.check.quantity


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
        read_inputs(case, ["x=1", "days=1.5", "a=7", "b=0.1", "b=0.2"])
    assert [line.partition(":")[2].strip().partition(":")[0] for line in told.value.lines] == [
        "no input 'x'; did you mean 'x0'?", "days", "a", "b",
    ]  # fmt: skip
