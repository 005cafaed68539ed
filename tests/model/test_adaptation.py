"""M5, who moves when: on the effect of a permission, on the request for one, or never."""

from __future__ import annotations

import math

import pytest
from composing import parameters
from stage import NO_LOSSES, Play, measure, path, simulated

from sim.model.sides import DEEP, NEAR_BORDER

ALONE = (*NO_LOSSES, "escalation=none", "red_line=none", "horizon=60 days")
BEHIND = 36 * 0.75  # batteries behind the border at the start


def deep(*overrides: str) -> list[float]:
    batch = simulated(*ALONE, *overrides)
    return path(batch, "deep_batteries_bty")[0].tolist()


def test_a_move_begins_with_the_request_and_goes_its_way_exactly() -> None:
    """Half of those behind the border, with a time constant of 40 days, from day 3."""
    found = deep("adaptation=anticipation")
    assert found[:4] == [0.0] * 4
    for day in (4, 10, 20, 40, 60):
        assert found[day] == pytest.approx(0.5 * BEHIND * (1 - math.exp(-(day - 3) / 40)), rel=1e-9)


def test_what_is_decided_does_not_matter_to_who_anticipates() -> None:
    assert deep("adaptation=anticipation", "restrictions=full_ban") == deep("adaptation=anticipation")


def test_without_a_request_it_waits_for_the_effect() -> None:
    unasked = ("restrictions.events.request.day=null", "restrictions.events.recommendation.day=null")
    assert deep("adaptation=anticipation", *unasked) == deep("adaptation=gradual", *unasked)
    assert not any(deep("adaptation=anticipation", "restrictions=full_ban", *unasked))


def test_long_range_strikes_that_are_asked_for_leave_less_to_gain_in_the_deep() -> None:
    """(1 - z_deep/z_opened) of the move: .4 of the deep, and .85 x (.8 + .2 x .3) near the border."""
    play = Play(parameters(*ALONE, "adaptation=anticipation", "restrictions=long_range"), "phases", "flows", "policy")
    red = play.until(19).batteries.red_bty
    opened = 0.85 * 0.8
    moved = 0.5 * (1 - 0.4 / opened) * BEHIND * (1 - math.exp(-16 / 40))
    assert red[DEEP] == pytest.approx(moved, rel=1e-9)
    assert red[DEEP] + red[NEAR_BORDER] == pytest.approx(BEHIND, rel=1e-12)


def test_a_half_life_that_was_anticipated_ends_before_first_use_or_is_undefined_without_any() -> None:
    quick = ("adaptation=anticipation", "adaptation.time_constant=5 days")
    half_life = measure(simulated(*ALONE, *quick), "adaptation_half_life_d")[0]
    assert half_life == pytest.approx(3 + 5 * math.log(2) - 22.5, abs=0.126)
    assert math.isnan(measure(simulated(*ALONE, *quick, "restrictions=full_ban"), "adaptation_half_life_d")[0])
