"""The command and the YAML that the page shows make the very parameters that the page runs."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from short_horizon import SHORT

from sim.app.base import Base
from sim.app.panel import ControlPanel
from sim.app.policy_overrides import command, policy_overrides, yaml_of
from sim.app.state import State, read_state
from sim.config.canonical import content_hash
from sim.config.compose import read
from sim.config.library import Library, open_library
from sim.config.problems import Problem
from sim.study.design.variant import CLASSES

POLICIES = [
    {},
    {"b.counter_fire": "false"},
    {"b.counter_fire": "false", "b.long_range.banned": "false", "b.long_range.day": "7"},
    {"b.counter_fire.width": "any_military", "b.counter_fire.day": "0", "b.aid": "none", "escalation": "none"},
    {"b.decided": "by_hazard", "b.long_range.banned": "false", "b.aid.delay": "60", "stall": "culmination"},
    {"b.decided": "by_threshold", "b.counter_fire": "false", "red_line": "grievance", "escalation": "richardson"},
    {"b.counter_fire.width": "sector", "b.aid": "by_pressure", "b.aid.amount_factor": "0.3", "escalation": "rungs"},
    {"counter_battery.detection": "0.52", "attrition.blue_loss_by_fires": "0.0123", "b.aid": "funding_gap"},
]


def stated(panel: ControlPanel, texts: dict[str, str]) -> State:
    state, notes = read_state(panel, texts.items())
    assert not notes
    return state


@pytest.mark.parametrize("texts", POLICIES)
def test_the_command_runs_what_the_page_runs(
    base: Base, panel: ControlPanel, library: Library, texts: dict[str, str]
) -> None:
    state = stated(panel, texts)
    words = policy_overrides(state, "b")
    parameters = base.parameters_of(words)
    line = command(base.shortened(words, parameters), state, SHORT)
    program, verb, *overrides = shlex.split(line)
    assert (program, verb) == ("escsim", "run")
    (again, batch), _ = read(library, overrides)
    assert content_hash(again) == content_hash(parameters)
    assert (batch.seed, batch.replications) == (state.as_dict()["seed"], state.as_dict()["replications"])


@pytest.mark.parametrize("texts", POLICIES[3:6])
def test_the_yaml_does_too(base: Base, panel: ControlPanel, tmp_path: Path, texts: dict[str, str]) -> None:
    state = stated(panel, texts)
    words = policy_overrides(state, "b")
    parameters = base.parameters_of(words)
    (tmp_path / "mine.yaml").write_text(yaml_of(base.shortened(words, parameters), state, SHORT))
    (again, _), _ = read(open_library(CLASSES, tmp_path, "mine"), SHORT)
    assert content_hash(again) == content_hash(parameters)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_no_state_contradicts_itself(base: Base, panel: ControlPanel, data: st.DataObject) -> None:
    names = [control.name for control in panel.of_side("b") if control.kind != "slider"]
    texts = {}
    for name in [*names, "stall", "escalation", "red_line"]:
        control = panel.by_name[name]
        options = ["true", "false"] if control.kind == "switch" else [option for option, _ in control.options]  # type: ignore[union-attr]
        texts[name] = data.draw(st.sampled_from(options))
    base.parameters_of(policy_overrides(stated(panel, texts), "b"))


def test_the_record_is_the_default_run(base: Base, panel: ControlPanel) -> None:
    state = stated(panel, {})
    words = policy_overrides(state, "a")
    parameters = base.parameters_of(words)
    assert parameters == base.parameters
    assert command(base.shortened(words, parameters), state, ()) == "escsim run seed=20240510 replications=1000"


def test_what_the_page_sets_is_refused_on_the_command_line(library: Library) -> None:
    with pytest.raises(Problem, match=r"restrictions.events.permission.day: is set in the page"):
        Base(library, ["restrictions.events.permission.day=3"])


def test_an_alternative_without_a_parameter_leaves_out_its_slider(library: Library) -> None:
    other = Base(library, ["counter_battery=off", *SHORT])
    from sim.app.panel import panel_of

    panel = panel_of(other.parameters, other.seed)
    assert "counter_battery.detection" not in panel.by_name
    other.parameters_of(policy_overrides(read_state(panel, [])[0], "a"))
