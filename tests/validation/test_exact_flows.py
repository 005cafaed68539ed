"""The exact answers to what flows, against plain sums and against the equations that they solve."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.validation.verification import exact_flows, exact_laws

MOMENT = 1e-6


def test_replacements_obey_their_equation_up_to_the_start() -> None:
    strength, slope = exact_flows.replaced(20.0, 0.05, 0.4, 30), 1e-4
    later = exact_flows.replaced(20.0, 0.05, 0.4, 30 + slope)
    assert (later - strength) / slope == pytest.approx(0.4 - 0.05 * strength, rel=1e-5)
    assert exact_flows.replaced(20.0, 0.05, 2.0, 30) == 20.0


def test_days_below_a_level_begin_when_the_stock_passes_it() -> None:
    assert exact_flows.days_below(2.5, 4.0, 0.3, 0.1, 12) == pytest.approx(4.5)
    assert exact_flows.days_below(2.5, 4.0, 0.3, 0.1, 7) == 0.0


def test_a_rationed_stock_obeys_its_equation_and_ends_where_use_is_supply() -> None:
    (now, fired), (later, _) = (
        exact_flows.rationed_stock(4.0, 0.3, 0.12, 1.0, 4.0, day) for day in (10.0, 10.0 + MOMENT)
    )
    assert fired == pytest.approx(0.3 * (now - 1.0) / 3.0)
    assert (later - now) / MOMENT == pytest.approx(0.12 - fired, rel=1e-5)
    assert exact_flows.rationed_stock(4.0, 0.3, 0.12, 1.0, 4.0, 1e4) == pytest.approx((2.2, 0.12))


def test_two_levels_are_used_up_one_after_the_other() -> None:
    first, second = exact_flows.two_level_days(6.0, 0.3, 0.5, 1.0, 4.0)
    assert (first, second) == pytest.approx((2.0 / 0.3, 2.0 / 0.3 + 20.0))


def test_a_front_that_slows_obeys_its_equation() -> None:
    now, later = (exact_flows.slowing_depth(2.0, 3.0, day) for day in (7.0, 7.0 + MOMENT))
    assert (later - now) / MOMENT == pytest.approx(2.0 * math.exp(-now / 3.0), rel=1e-5)


def test_a_power_of_the_own_strength_obeys_its_equation() -> None:
    for q in (0.5, 1.0, 1.5):
        now, later = (exact_laws.power_decay(0.05, q, day) for day in (7.0, 7.0 + MOMENT))
        assert (later - now) / MOMENT == pytest.approx(-0.05 * now**q, rel=1e-5)
    assert exact_laws.power_decay(0.05, 0.5, 41.0) == 0.0


def test_nobody_withdraws_who_loses_what_he_accepts() -> None:
    red, blue, depth = exact_flows.withdrawal(10.0, 0.05, 0.02, 0.05, 20)
    assert (red, blue, depth) == pytest.approx((math.exp(-0.4), math.exp(-1.0), 0.0))


def test_shots_are_integrated_over_their_ages() -> None:
    ages = (np.arange(200_000) + 0.5) * 20 / 200_000
    left = 0.02 * np.exp(-ages / 5.0)
    mean, variance = exact_flows.shots(0.5, 0.02, 5.0, 20)
    assert mean == pytest.approx(0.5 * 20 * left.mean(), rel=1e-8)
    assert variance == pytest.approx(0.5 * 20 * (left**2).mean(), rel=1e-8)


def test_a_response_that_lasts_or_is_over_at_once() -> None:
    assert exact_flows.strikes_left(1.2, 0.6, 1.0, 40.0, 80.0) == pytest.approx(1.2 * 0.4 * 80)
    assert exact_flows.strikes_left(1.2, 0.6, 0.0, 1e-9, 80.0) == pytest.approx(1.2 * 80)


def test_the_day_of_culmination_is_the_first_whole_one() -> None:
    day = exact_flows.culmination_day(0.01, 0.2)
    assert 1 - math.exp(-0.01 * day) >= 0.2 > 1 - math.exp(-0.01 * (day - 1))
