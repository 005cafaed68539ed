"""The `decision` section of a study file: its defaults, its units, and what is refused in it."""

from __future__ import annotations

from typing import Any

import pytest

from sim.config.problems import Problem
from sim.model.measures import MEASURES
from sim.study.design.decision import measure_for, read_decision

KNOWN = [one.name for one in MEASURES]


def test_every_key_has_a_default() -> None:
    found = read_decision(None)
    assert (found.saves.name, found.costs.name) == ("blue_losses_kpe", "rung_days")
    assert (found.prices, found.at_least, found.good_enough) == (None, 0.0, {})


def test_amounts_are_read_in_their_units() -> None:
    found = read_decision(
        {
            "saves": "red_fires_kr",
            "prices": {"from": "20 rounds", "to": "5 kr"},
            "at_least": 2,
            "good_enough": {"red_fires_kr": "60000 rounds", "rung_days": 300},
        }
    )
    assert found.prices == pytest.approx((0.02, 5.0))
    assert (found.at_least, found.good_enough) == (2.0, {"red_fires_kr": 60.0, "rung_days": 300.0})
    assert found.measures == ("red_fires_kr", "rung_days")


@pytest.mark.parametrize(
    ("section", "words"),
    [
        ([], r"study.decision: must be a mapping with saves, costs, prices, at_least, good_enough \(got \[\]\)"),
        ({"save": "rung_days"}, r"study.decision.save: no such key; did you mean 'saves'\?"),
        (
            {"saves": "rung_day"},
            r"study.decision.saves: no measure 'rung_day' in this study; did you mean 'rung_days'\?",
        ),
        ({"saves": "rung_days"}, r"study.decision.costs: is the same measure as saves \(rung_days\); name another"),
        ({"prices": 3}, r"study.decision.prices: must be {from: PRICE, to: PRICE}, in kpe \(got 3\)"),
        (
            {"prices": {"from": 0, "to": 1}},
            r"study.decision.prices: must rise from above 0 \(got {'from': 0, 'to': 1}\)",
        ),
        (
            {"prices": {"from": "1 kr", "to": 2}},
            r"study.decision.prices.from: must be in kpe or the like, e.g. '1 kpe'",
        ),
        ({"at_least": -1}, r"study.decision.at_least: must be a number of at least 0 \(got -1\)"),
        ({"at_least": True}, r"study.decision.at_least: is not a number with its unit, such as '20 kpe' \(got true\)"),
        ({"good_enough": {"rung_day": 1}}, "study.decision.good_enough: no measure 'rung_day' in this study; did you"),
    ],
)
def test_mistakes_are_named(section: Any, words: str) -> None:
    with pytest.raises(Problem, match=words):
        read_decision(section)


def test_all_mistakes_are_told_at_once() -> None:
    with pytest.raises(Problem) as refused:
        read_decision({"save": 1, "saves": "blue_fires_kr", "costs": "launcher_salvos"})
    assert len(refused.value.lines) == 3


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("fires_from_sanctuary_kr", "counts what the permission covers by law, whatever comes of it"),
        ("launcher_salvos", "is changed by the policy through a factor that is given"),
        ("blue_fires_kr", "has no better direction"),
    ],
)
def test_a_measure_that_is_no_directed_effect_is_refused(name: str, words: str) -> None:
    with pytest.raises(Problem) as refused:
        measure_for("--saves", name, KNOWN)
    assert str(refused.value).startswith(
        f"--saves: {name} {words}; a decision needs an effect of which less or more is better: red_batteries_lost_bty, "
    )


def test_other_measures_leave_out_what_is_in_units_of_the_old_ones() -> None:
    found = read_decision({"prices": {"from": 1, "to": 2}, "at_least": 3})
    fires = measure_for("--saves", "red_fires_kr", KNOWN)
    changed = found.between(fires, None)
    assert (changed.saves, changed.costs, changed.prices, changed.at_least) == (fires, found.costs, None, 0.0)
    assert found.between(found.saves, None) == found
