"""The section `decision` of a study file: what a policy saves and costs, at which prices."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from own_studies import made, refused

from sim.study.design.decision import NAMES, DecisionSpec, decision_of

TEXT = """
question: Which one?
levers: {design: product, factors: {restrictions: [full_ban, counter_fire]}}
uncertainties: {design: latin_hypercube, size: 4, factors: {fires.suppression: plausible}}
decision:
  saves: red_fires_kr
  costs: rung_days
  prices: {from: 0.02 kr, to: 5000 rounds}
  at_least: 1 kr
  good_enough: {red_fires_kr: 60 kr, rung_days: 300, blue_losses_kpe: 900 pe}
"""


def read(folder: Path, *words: str) -> DecisionSpec:
    found = made(folder, TEXT, *words).decision
    assert found is not None
    return found


def test_amounts_are_read_in_the_units_of_their_measures(tmp_path: Path) -> None:
    found = read(tmp_path)
    assert (found.saves.name, found.costs.name) == ("red_fires_kr", "rung_days")
    assert (found.prices, found.at_least) == ((0.02, 5.0), 1.0)
    assert found.good_enough == {"red_fires_kr": 60.0, "rung_days": 300.0, "blue_losses_kpe": 0.9}


def test_everything_but_the_two_measures_has_a_default(tmp_path: Path) -> None:
    found = read(tmp_path, "study.decision={saves: red_fires_kr, costs: rung_days}")
    assert (found.prices, found.at_least, dict(found.good_enough)) == (None, 0.0, {})


def test_a_study_without_the_section_decides_nothing(tmp_path: Path) -> None:
    assert made(tmp_path, TEXT.partition("decision:")[0]).decision is None
    assert decision_of({"spec": {"question": "Which one?"}, "measures": NAMES}) is None


def test_the_section_of_a_stored_study_is_read_alike(tmp_path: Path) -> None:
    study = made(tmp_path, TEXT)
    assert decision_of({"spec": study.spec, "measures": NAMES}) == study.decision


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("saves=fires_from_sanctuary_kr", "saves: fires_from_sanctuary_kr counts what the permission covers by law, "
         "whatever follows from it; a decision needs an effect with a better direction: red_batteries_lost"),
        ("costs=launcher_salvos", "costs: launcher_salvos responds to the policy through a prescribed factor"),
        ("saves=blue_fires_kr", "saves: blue_fires_kr has no better direction"),
        ("saves=red_fire_kr", "saves: no measure 'red_fire_kr' in this study; did you mean 'red_fires_kr'?"),
        ("costs=red_fires_kr", "costs: is the same measure as saves (red_fires_kr); name another"),
        ("good_enough={rung_day: 300}", "good_enough: no measure 'rung_day' in this study; did you mean 'rung_days'?"),
        ("good_enough={red_fires_kr: 60}", "good_enough.red_fires_kr: needs a unit, e.g. '60 kr' (got 60)"),
        ("at_least='3 km'", "at_least: must be in kr or a compatible unit, e.g. '3 kr', not in km (got '3 km')"),
        ("at_least='-3 kr'", "at_least: must be at least 0 (got '-3 kr')"),
        ("prices={from: 2 kr, to: 1 kr}", "prices: from must be greater than 0 and to greater than from"),
        ("prices={from: 0, to: 1 kr}", "prices: from must be greater than 0"),
        ("prices={from: 1 kr}", "prices.to: is missing"),
        ("prices={low: 1 kr, to: 2 kr}", "prices.low: no such key; known: from, to"),
        ("price=3", "price: no such key; did you mean 'prices'?"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_key(tmp_path: Path, word: str, told: str) -> None:
    assert f"study.decision.{told}" in refused(tmp_path, TEXT, f"study.decision.{word}")


@pytest.mark.parametrize(("section", "told"), [("3", "must be a mapping"), ("{costs: rung_days}", "saves: is missing")])
def test_a_section_of_another_form_is_told(tmp_path: Path, section: Any, told: str) -> None:
    assert told in refused(tmp_path, TEXT, f"study.decision={section}")


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    message = refused(tmp_path, TEXT, "study.decision.saves=fire_ration", "study.decision.costs=rung_dayz")
    assert "study.decision.saves" in message
    assert "study.decision.costs" in message
