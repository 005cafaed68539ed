"""A setting acts, is refused by name, or is said to have no effect; never is it accepted in silence."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest
from composing import parameters
from settings_away import options, parameters_of, silent

import sim
from sim.cli.main import main
from sim.config.compose import compose
from sim.config.idle import idle_in_all, idle_patterns, idle_settings
from sim.config.library import open_library
from sim.config.problems import Problem
from sim.engine import compiled, reference
from sim.engine.batch import Batch
from sim.model.parameters import Parameters
from sim.study.design.variant import CLASSES

LIBRARY = open_library(CLASSES, config_dir=None)
SEED = 7


def _compiled(tree: Parameters, replications: Sequence[int]) -> Batch:
    return compiled.simulate(tree, SEED, replications, len(replications), len(replications))


def _reference(tree: Parameters, replications: Sequence[int]) -> Batch:
    return reference.simulate(tree, SEED, replications, len(replications), len(replications))


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize(("group", "option"), options(LIBRARY))
def test_every_parameter_of_every_option_acts_or_is_told(group: str, option: str) -> None:
    assert [str(silence) for silence in silent(LIBRARY, [f"{group}={option}"], group, _compiled)] == []


@pytest.mark.parametrize(("group", "option"), [("reserves", "lagged"), ("advance", "exogenous")])
def test_a_sample_of_parameters_acts_or_is_told(group: str, option: str) -> None:
    assert silent(LIBRARY, [f"{group}={option}", "horizon=60 days"], group, _reference) == []


@pytest.mark.thorough
def test_a_parameter_that_nothing_reads_is_found() -> None:
    base = parameters("reserves=lagged", "horizon=30 days")
    found = silent(LIBRARY, ["reserves=lagged"], "reserves", lambda _, numbers: _reference(base, numbers[:1]))
    keys = {key for key, _, _ in parameters_of(compose(LIBRARY, ["reserves=lagged"]).container, "reserves")}
    assert {silence.key for silence in found} == keys - {"reserves.kind"}


@pytest.mark.parametrize(
    ("overrides", "line"),
    [
        (["aid.delay=30 days"], "aid.delay: has no effect without delay_after_day"),
        (["aid.gate_opened_day=10"], "aid.gate_opened_day: has no effect without gate_closed_day"),
        (["aid=renewal", "aid.contract_lag=90 days"], "aid.contract_lag: is not used by aid.kind=near_periodic"),
        (["restrictions=endogenous", "restrictions.request.precedent=1"], "restrictions.request.precedent: must be 0"),
    ],
)
def test_a_setting_that_contradicts_its_group_is_refused_by_name(overrides: list[str], line: str) -> None:
    with pytest.raises(Problem) as caught:
        parameters(*overrides)
    assert line in str(caught.value)


@pytest.mark.parametrize(
    ("overrides", "key"),
    [
        (["scenario.stocks.long_range=1 kr"], "scenario.stocks.long_range"),
        (["aid.other_mix.long_range=0.5"], "aid.other_mix.long_range"),
        (["aid.delay_after_day=5"], "aid.delay_after_day"),
        (["restrictions.events.briefing.day=-5"], "restrictions.events.briefing.day"),
        (["reversal.called_off_share=0.9"], "reversal.called_off_share"),
        (["restrictions=timeline", "reversal=credibility", "reversal.up_by_step=0.2"], "reversal.up_by_step"),
        (
            ["restrictions=timeline", "reversal=credibility", "escalation=rungs", "reversal.acts_by_step=1"],
            "reversal.acts_by_step",
        ),
        (["reversal=credibility"], "reversal"),
        (["advance=none", "stall.speed_factor=0.5"], "stall.speed_factor"),
        (["advance=none", "stall=culmination", "stall.supply_depth=5 km"], "stall.supply_depth"),
        (["escalation=none", "red_line.crossing_answers=3"], "red_line.crossing_answers"),
        (["escalation=rungs", "red_line.crossing_answers=3"], "red_line.crossing_answers"),
    ],
)
def test_a_setting_that_cannot_act_beside_the_others_is_named_with_the_reason(overrides: list[str], key: str) -> None:
    (line,) = idle_settings(parameters(*overrides), overrides)
    assert line.startswith(f"{key}: has no effect: ")


def test_no_setting_is_called_idle_where_everything_is_allowed() -> None:
    tree = parameters("restrictions=timeline", "restrictions.events.briefing.day=null", "aid=delayed",
                      "scenario.front.city_distance_low=29 km", "scenario.front.tube_range_low=20 km",
                      "scenario.front.tube_range_high=25 km")  # fmt: skip
    found = [pattern for pattern, _ in idle_patterns(tree) if "briefing" not in pattern]  # which does not come
    assert found == [r"reversal\.up_by_step"]  # the ladder is another option


def test_an_option_that_acts_beside_one_of_the_variants_is_not_called_idle() -> None:
    words = ["restrictions=counter_fire", "reversal=credibility"]
    idle, acting = (
        (parameters(*given), given) for given in (words, ["restrictions=gate_withdrawn", "reversal=credibility"])
    )
    assert len(idle_in_all([idle, idle])) == 1
    assert idle_in_all([idle, acting]) == idle_in_all([acting]) == idle_in_all([]) == []


def test_every_surface_that_takes_settings_names_an_idle_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "configs" / "study").mkdir(parents=True)
    (tmp_path / "configs" / "study" / "mine.yaml").write_text("levers: {design: list, points: [{stall: mixed}]}\n")
    monkeypatch.chdir(tmp_path)
    word, small = "aid.delay_after_day=5", ("horizon=25 days", "replications=1", "workers=1", "engine=simpy")
    for command in (("plan", "study=mine"), ("document", "kharkiv_2024")):
        assert main([*command, *small, word]) == 0, command
        printed = capfd.readouterr()
        assert "warning: aid.delay_after_day: has no effect: aid.delay is 0 days" in printed.out + printed.err, command
    for call in (sim.run, partial(sim.sweep, "mine")):
        call(*small, word)
        assert capfd.readouterr().err.startswith("warning: aid.delay_after_day: has no effect: "), call
