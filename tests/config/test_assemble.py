"""Configs put together from options are those that Hydra makes, and what only Hydra handles goes to Hydra."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import small_tree
from choices import pairwise
from small_tree import FILES, write

from sim.config import by_hydra as hydra_alone
from sim.config import compose as composing
from sim.config.assemble import assemble
from sim.config.compose import compose, read
from sim.config.config_files import NeedsHydra
from sim.config.library import Library, open_library
from sim.config.overrides import for_hydra, read_changes
from sim.config.problems import Problem
from sim.study.design.variant import CLASSES

OWN = {
    "scenario/mine": "defaults: [place, _self_]\nfront: {sector_width: 31 km}\n",
    "scenario/chained": "defaults: [mine, _self_]\ntitle: the third of a chain\n",
    "scenario/early": "defaults:\n  - override /attrition@_global_.attrition: square\n  - place\n",
    "scenario/late": "defaults:\n  - place\n  - override /aid@_global_.aid: none\n",
    "scenario/emptied": "defaults: [place, _self_]\nfront: null\nobserved: []\n",
    "attrition/choosing": "defaults: [helmbold, override /scenario@_global_.scenario: nowhere, _self_]\nlag: 1 h\n",
    "aid/everywhere": "# @package _global_\ndefaults: [announced@aid, _self_]\nhorizon: 3 days\naid: {ends_day: 2}\n",
    "aid/nested": "# @package _global_\n\ndefaults:\n  - _self_\n  - announced@aid\naid: {ends_day: 2}\n",
    "experiment/e1": "# @package _global_\ndefaults: [{override /scenario: mine}]\nseed: 99\n",
    "experiment/e2": "# @package _global_\naid: {shares: [1]}\nsave: {paths: 1}\n",
    "study": "defaults: [config, {override /scenario: mine}, _self_]\nseed: 3\n",
    "interpolated": "defaults: [config, _self_]\nhorizon: ${save.paths} d\n",
    "optional": "defaults: [config, {optional aid: null}, _self_]\n",
    "packaged/a": "# @package aid\nends_day: 3\n",
    "scenario/two": "defaults: [[place, nowhere], _self_]\n",
    "scenario/marked": 'defaults: [place, _self_]\ntitle: "???"\n',
    "scenario/mixed": "defaults: [place, _self_]\nobserved: {day: 3}\n",
    "scenario/itself": "defaults: [itself]\n",
    "scenario/broken": "title: [\n",
}


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(small_tree.CLASSES, write(tmp_path / "shipped", FILES), write(tmp_path / 'own, "odd" $HOME', OWN))


@pytest.fixture
def shipped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Library:
    monkeypatch.chdir(tmp_path)
    return open_library(CLASSES)


def assembled(library: Library, words: Sequence[str]) -> tuple[dict[str, Any], Any]:
    return assemble(library, composing._assignments(read_changes(library, words)))


def by_hydra(library: Library, words: Sequence[str]) -> tuple[dict[str, Any], Any]:
    container, choices = hydra_alone._put_together(library, for_hydra(read_changes(library, words)))
    return container, {group: option for group, option in choices.items() if not group.startswith("hydra/")}


def assert_the_same(library: Library, words: Sequence[str]) -> None:
    """The same values and choices, in the same order."""
    assert json.dumps(assembled(library, words)) == json.dumps(by_hydra(library, words)), words


def groups_of(library: Library) -> dict[str, list[str]]:
    """The options of the groups that the primary config names."""
    return {group: library.options(group) for group in compose(library).choices}


def rows(library: Library) -> list[list[str]]:
    return [[f"{group}={option}" for group, option in row.items()] for row in pairwise(groups_of(library), tries=20)]


@pytest.mark.sample
@pytest.mark.thorough
def test_a_sample_of_the_combinations_of_shipped_options(shipped: Library) -> None:
    found = rows(shipped)
    for words in found[:: len(found) // 8]:
        assert_the_same(shipped, words)


@pytest.mark.pairs
@pytest.mark.slow
def test_every_two_shipped_options_together(shipped: Library) -> None:
    for words in rows(shipped):
        assert_the_same(shipped, words)


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["scenario=mine"],
        ["scenario=chained", "aid=none"],
        ["scenario=emptied"],
        ["attrition=choosing"],
        ["attrition=choosing", "scenario=place"],
        ["aid=everywhere"],
        ["aid=nested"],
        ["aid=none", "aid=announced"],
        ["+experiment=e1"],
        ["+experiment=e2", "scenario=mine", "aid=everywhere"],
        ["+scenario=mine"],
        ["seed=3", "seed=4", "name=007", "+workers=2"],
        ["name=a b", "name=true", "horizon=480 h", "aid.yield=2.2 kr/(USD m)"],
        ["save={paths: 3}", "aid.packages[1].amount=USD 5 m", "aid.packages.0={day: -3}"],
        ["aid.packages=[{day: 3, amount: 5 USD m, bands: [deep], new: true}]", "aid.shares=[]"],
        ["attrition.detail.weight=null", "attrition.detail={weight: 4}", "scenario.front=null"],
        ["aid=none", "aid.packages=[]"],
    ],
    ids=" ".join,
)
def test_what_is_put_together_here(library: Library, words: list[str]) -> None:
    assert_the_same(library, words)


@pytest.mark.parametrize(
    ("primary", "words"),
    [
        ("interpolated", []),
        ("config", ["horizon=${save.paths} d"]),
        ("config", ["+packaged=a"]),
        ("config", ["aid.packages.0.bands.0=deep", "aid.packages.0.bands=[[deep]]", "aid.packages.0={bands: {x: 1}}"]),
        ("config", ["scenario=two"]),
        ("config", ["scenario=marked"]),
        ("config", ["name='???'"]),
        ("optional", []),
        ("missing", []),
        ("config", ["scenario=early"]),
        ("config", ["scenario=late"]),
        ("config", ["scenario=mixed"]),
        ("config", ["scenario=itself"]),
        ("config", ["scenario=broken"]),
        ("config", ["aid.packages.7.day=5"]),
        ("config", ["aid.packages={day: 5}"]),
    ],
)
def test_other_grammar_and_mistakes_go_to_hydra(library: Library, primary: str, words: list[str]) -> None:
    library = Library(library.classes, library.shipped, library.own, primary)
    with pytest.raises(NeedsHydra):
        assembled(library, words)
    try:
        expected = by_hydra(library, words)
    except Exception:
        with pytest.raises(Problem):
            compose(library, words)
    else:
        found = compose(library, words)
        assert (found.container, found.choices) == expected


def test_an_own_primary_config_with_an_override(library: Library) -> None:
    assert_the_same(Library(library.classes, library.shipped, library.own, "study"), ["workers=2"])


def test_shipped_configs_need_no_hydra(shipped: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> Any:
        raise AssertionError("Hydra was asked")

    monkeypatch.setattr(hydra_alone, "_put_together", refuse)
    for group, options in groups_of(shipped).items():
        for option in options:
            assert compose(shipped, [f"{group}={option}", "seed=3"]).choices[group] == option


def test_a_file_that_changes_is_read_anew(library: Library) -> None:
    assert library.own is not None
    file = library.own / "scenario" / "mine.yaml"

    def width() -> Any:
        (_, world), _ = read(library, ["scenario=mine"])
        return world.scenario.front.sector_width_km

    assert width() == 31.0
    file.write_text(OWN["scenario/mine"].replace("31", "32"), encoding="utf-8")  # as long, perhaps in the same tick
    assert width() == 32.0
    file.unlink()
    with pytest.raises(Problem, match="scenario: no option 'mine'"):
        read(library, ["scenario=mine"])


def test_a_container_that_is_changed_changes_no_other(library: Library) -> None:
    first = compose(library, ["scenario=mine"])
    before = json.dumps(first.container)
    first.container["scenario"]["front"]["guns"] = "1 bty"
    first.container["aid"]["packages"][0]["bands"].append("border_sector")
    assert json.dumps(compose(library, ["scenario=mine"]).container) == before
