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
from sim.config.idle import given_settings, idle_in_all, idle_patterns, idle_settings
from sim.config.library import open_library
from sim.config.problems import Problem
from sim.engine import compiled, reference
from sim.engine.batch import Batch
from sim.model.parameters import Parameters
from sim.study.design.study import read_study
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
    (line,) = filter(None, idle_settings(parameters(*overrides), given(overrides)).values())
    assert line.startswith(f"{key}: has no effect: ")


def given(words: Sequence[str]) -> dict[str, str]:
    return given_settings(LIBRARY, {}, words)


def test_a_setting_that_is_idle_for_one_reason_or_another_is_named() -> None:
    """Beside each variant for a different reason."""
    words = ["reversal.acts_by_step=1", "reversal=credibility"]
    first = (parameters("restrictions=counter_fire", *words), given(["reversal.acts_by_step=1"]))
    second = (
        parameters("restrictions=gate_withdrawn", "escalation=rungs", *words), given(["reversal.acts_by_step=1"]),
    )  # fmt: skip
    (line,) = idle_in_all([first, second])
    assert line.startswith("reversal.acts_by_step: has no effect: no permission is ever withdrawn")


def test_no_setting_is_called_idle_where_everything_is_allowed() -> None:
    tree = parameters("restrictions=timeline", "restrictions.events.briefing.day=null", "aid=delayed",
                      "scenario.front.city_distance_low=29 km", "scenario.front.tube_range_low=20 km",
                      "scenario.front.tube_range_high=25 km")  # fmt: skip
    found = [pattern for pattern, _ in idle_patterns(tree) if "briefing" not in pattern]  # which does not come
    assert found == [r"reversal\.up_by_step"]  # the ladder is another option


def test_an_option_that_acts_beside_one_of_the_variants_is_not_called_idle() -> None:
    words = ["restrictions=counter_fire", "reversal=credibility"]
    idle, acting = (
        (parameters(*each), given(each)) for each in (words, ["restrictions=gate_withdrawn", "reversal=credibility"])
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


LATE = """\
defaults: [announced_2024]
delay_after_day: 5
amount_factor: 0.5
"""


@pytest.fixture
def own_options(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an option of aid, a scenario and a study, none of them shipped."""
    for name, text in {
        "aid/late": LATE,
        "aid/early": LATE.replace("delay_after_day: 5", "delay_after_day: 9\ndelay: 20 days"),
        "restrictions/top": "# @package _global_\nrestrictions: {sanctuary: {deep_coverage: 0.123}}\n",
        "scenario/mine": "defaults: [kharkiv_2024]\nstocks: {long_range: 0.0123 kr, tube: 4.5 kr}\n",
        "study/mine": "levers: {design: product, factors: {aid: [late, announced_2024]}}\n",
        "study/both": "levers: {design: product, factors: {aid: [late, early]}}\n",
    }.items():
        (tmp_path / "configs" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "configs" / f"{name}.yaml").write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "verb",
    [
        ("run",),
        pytest.param(("run", "-m", "seed=1,2", "--no-report"), marks=pytest.mark.thorough),
        ("plan", "study=mine"),
        pytest.param(("sweep", "study=mine"), marks=pytest.mark.thorough),
    ],
)
@pytest.mark.usefixtures("own_options")
def test_a_value_of_an_own_option_that_cannot_act_is_named(
    verb: tuple[str, ...], capfd: pytest.CaptureFixture[str]
) -> None:
    chosen = () if "study=mine" in verb else ("aid=late", "scenario=mine")
    assert main([*verb, "horizon=25 days", "replications=1", "workers=1", "engine=simpy", *chosen]) == 0
    printed = " ".join("".join(capfd.readouterr()).split())
    assert "warning: aid.delay_after_day (in aid=late): has no effect: aid.delay is 0 days" in printed
    assert "aid.amount_factor" not in printed
    long_range = "warning: scenario.stocks.long_range (in scenario=mine): has no effect: long-range strikes are never"
    assert (long_range in printed) == bool(chosen)
    assert printed.count("warning: scenario.") == len(chosen[1:])


def test_what_acts_in_an_own_option_or_was_copied_is_not_named(own_options: Path) -> None:
    library = open_library(CLASSES, config_dir=own_options / "configs")
    assert given_settings(library, {"aid": "late", "scenario": "mine", "stall": "line"}, ["seed=4"]) == {
        "seed": "",
        "aid.delay_after_day": "aid=late",
        "aid.amount_factor": "aid=late",
        "scenario.stocks.long_range": "scenario=mine",
        "scenario.stocks.tube": "scenario=mine",
    }
    assert given_settings(library, {"aid": "late"}, ["aid.delay_after_day=7"])["aid.delay_after_day"] == ""
    assert "restrictions.sanctuary.deep_coverage" in given_settings(library, {"restrictions": "top"}, [])
    whole = (library.shipped / "aid" / "delayed.yaml").read_text()
    (own_options / "configs" / "aid" / "copy.yaml").write_text(whole)
    assert given_settings(library, {"aid": "copy"}, []) == {}
    assert read_study(library, ["study=both"]).idle() == []
    (line,) = read_study(library, ["study=mine"]).idle()
    assert line.startswith("aid.delay_after_day (in aid=late): has no effect")
