"""No text of a config reads the environment, or anything else of the machine."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from omegaconf import OmegaConf
from samples import thinned

from sim.config.compose import compose
from sim.config.library import open_library
from sim.config.problems import Problem
from sim.study.design.variant import CLASSES

LIBRARY = open_library(CLASSES, config_dir=None)


@pytest.fixture(autouse=True)
def secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "hunter2")


@pytest.mark.parametrize("key", thinned(["scenario.title", "name"], "scenario.title"))
@pytest.mark.parametrize(
    ("text", "resolver"),
    [
        ("${oc.env:SECRET}", "oc.env"),
        ("x ${oc.env:SECRET,none}", "oc.env"),
        ("${oc.decode:${oc.env:SECRET}}", "oc.env"),
        ("${hydra:runtime.cwd}", "hydra"),
        ("${now:%Y}", "now"),
    ],
)
def test_a_resolver_that_reads_the_machine_is_refused_by_name(key: str, text: str, resolver: str) -> None:
    with pytest.raises(Problem) as caught:
        compose(LIBRARY, [f"{key}='{text}'"])
    assert f"{key}: the resolver '{resolver}' is not allowed" in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_in_a_file_of_ones_own_too(tmp_path: Path) -> None:
    (tmp_path / "scenario").mkdir()
    (tmp_path / "scenario" / "mine.yaml").write_text("defaults: [kharkiv_2024, _self_]\ntitle: ${oc.env:SECRET}\n")
    with pytest.raises(Problem, match=r"scenario\.title: the resolver 'oc\.env' is not allowed"):
        compose(open_library(CLASSES, tmp_path), ["scenario=mine"])


def test_a_file_cannot_choose_its_options_by_the_environment(tmp_path: Path) -> None:
    (tmp_path / "scenario").mkdir()
    (tmp_path / "scenario" / "mine.yaml").write_text('defaults: ["${oc.env:SECRET}", _self_]\n')
    with pytest.raises(Problem) as caught:
        compose(open_library(CLASSES, tmp_path), ["scenario=mine"])
    assert "hunter2" not in str(caught.value)


def test_values_may_follow_each_other() -> None:
    container = compose(LIBRARY, ["horizon='${oc.select:save.paths} days'", "seed=${replications}"]).container
    assert (container["horizon"], container["seed"]) == ("500 days", 500)


def test_resolvers_are_as_before_afterwards() -> None:
    with pytest.raises(Problem):
        compose(LIBRARY, ["scenario.title='${oc.env:SECRET}'"])
    assert OmegaConf.create({"a": "${oc.env:SECRET}"}).a == os.environ["SECRET"]
