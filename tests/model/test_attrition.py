"""M1: forces that only wear each other down follow the laws of attrition."""

from __future__ import annotations

import math

import numpy as np
import pytest
from stage import NO_REPLACEMENTS, NO_RESERVES, STEADY, path, simulated

ONLY_ATTRITION = (
    *STEADY, *NO_REPLACEMENTS, *NO_RESERVES, "restrictions=full_ban", "stall=line",
    "attrition.red_loss_by_fires=0 kpe/kr", "attrition.blue_loss_by_fires=0 kpe/kr",
)  # fmt: skip


def strengths(red: float, blue: float, red_loss: float, blue_loss: float) -> tuple[str, ...]:
    """Starting strengths, and the shares lost a day at them."""
    return (
        f"scenario.forces.red_engaged={red!r} kpe",
        f"scenario.forces.blue_engaged={blue!r} kpe",
        f"attrition.red_loss={red_loss!r} / day",
        f"attrition.blue_loss={blue_loss!r} / day",
    )


def battle(days: int, *overrides: str) -> tuple[np.ndarray, np.ndarray]:
    """Red's and Blue's strength on every day."""
    batch = simulated(*ONLY_ATTRITION, f"horizon={days} days", *overrides)
    return path(batch, "red_engaged_kpe")[0], path(batch, "blue_engaged_kpe")[0]


# x' = -a y, y' = -b x with x0 = 1000, y0 = 800, a = .05, b = .04 (Lanchester 1916, closed form).
SQUARE = {5: (823.433502, 618.412634), 10: (688.210514, 467.874951), 15: (587.541668, 340.828651)}


def test_square_law() -> None:
    red, blue = battle(40, "attrition=square", *strengths(1000.0, 800.0, 0.05 * 800 / 1000, 0.04 * 1000 / 800))
    for day, expected in SQUARE.items():
        assert (red[day], blue[day]) == pytest.approx(expected, rel=1e-6)
    # Blue is gone on day 32.28, and Red loses nothing after that
    assert blue[32] > 0.0 == blue[33]
    assert red[33] == red[40] == pytest.approx(447.21359549995793, rel=1e-6)


# x' = -a x y, y' = -b x y with x0 = 1000, y0 = 800, a = 2e-5, b = 1e-5.
LINEAR = {
    50: (517.342130744104, 558.671065372052),
    100: (313.25211823393994, 456.62605911696994),
    200: (139.14053109771407, 369.57026554885704),
}


def test_linear_law() -> None:
    red, blue = battle(200, "attrition=linear", *strengths(1000.0, 800.0, 2e-5 * 800, 1e-5 * 1000))
    for day, expected in LINEAR.items():
        assert (red[day], blue[day]) == pytest.approx(expected, rel=1e-6)


def test_logarithmic_law_is_decay_at_the_own_rate() -> None:
    red, blue = battle(30, "attrition=logarithmic", *strengths(1000.0, 800.0, 0.05, 0.02))
    days = np.arange(31)
    np.testing.assert_allclose(red, 1000.0 * np.exp(-0.05 * days), rtol=1e-6)
    np.testing.assert_allclose(blue, 800.0 * np.exp(-0.02 * days), rtol=1e-6)


# x' = -a y^w x^(1-w), y' = -b x^w y^(1-w), x0 = 1000, y0 = 900, a = .01, b = .012, on day 20 (Helmbold 1965).
HELMBOLD = {
    1.0: (842.652694, 679.761925),
    0.75: (836.01823, 688.349035),
    0.5: (829.825935, 695.791121),
    0.25: (824.067778, 702.279944),
}


@pytest.mark.parametrize("exponent", HELMBOLD)
def test_helmbold_family(exponent: float) -> None:
    losses = 0.01 * (900 / 1000) ** exponent, 0.012 * (1000 / 900) ** exponent
    red, blue = battle(20, f"attrition.exponent={exponent}", *strengths(1000.0, 900.0, *losses))
    assert (red[20], blue[20]) == pytest.approx(HELMBOLD[exponent], rel=1e-6)


def test_helmbold_with_exponent_one_is_the_square_law() -> None:
    forces = strengths(1000.0, 800.0, 0.04, 0.05)
    helmbold = battle(40, "attrition=helmbold", "attrition.exponent=1", *forces)
    assert np.array_equal(helmbold, battle(40, "attrition=square", *forces))


@pytest.mark.parametrize(("law", "p", "q"), [("square", 1, 0), ("linear", 1, 1), ("logarithmic", 0, 1)])
def test_general_exponents_hold_the_other_laws_to_the_bit(law: str, p: int, q: int) -> None:
    forces = strengths(1000.0, 800.0, 0.04, 0.05)
    general = battle(40, "attrition=general", f"attrition.enemy_exponent={p}", f"attrition.own_exponent={q}", *forces)
    assert np.array_equal(general, battle(40, f"attrition={law}", *forces))


def test_general_exponents_in_between() -> None:
    """Without the enemy's strength, x' = -a x^q: x^(1-q) falls evenly, to nothing."""
    red, blue = battle(
        30, "attrition=general", "attrition.enemy_exponent=0", "attrition.own_exponent=0.5",
        *strengths(1000.0, 800.0, 0.05, 0.02),
    )  # fmt: skip
    assert red[20] == pytest.approx(1000.0 * (1 - 0.05 * 20 / 2) ** 2, rel=1e-6)
    assert blue[30] == pytest.approx(800.0 * (1 - 0.02 * 30 / 2) ** 2, rel=1e-6)


def test_a_small_exponent_of_an_enemy_who_is_gone_still_takes_nothing() -> None:
    red, blue = battle(
        30, "attrition=general", "attrition.enemy_exponent=0.01", "attrition.own_exponent=0",
        *strengths(1000.0, 1.0, 0.05, 0.1),
    )  # fmt: skip
    assert blue[11] == 0.0
    assert red[11] == red[30] > 0.0


# x' = -a x y, y' = -b x with x0 = 100, y0 = 60, a = .001, b = .05: y is gone on day 16.0875, and x has 64 left.
@pytest.mark.parametrize("hidden", ["red", "blue"])
def test_deitchman_law(hidden: str) -> None:
    losses = 0.001 * 60, 0.05 * 100 / 60
    forces = (100.0, 60.0, *losses) if hidden == "red" else (60.0, 100.0, *reversed(losses))
    sides = battle(20, "attrition=deitchman", f"attrition.hidden={hidden}", "step=5 min", *strengths(*forces))
    x, y = sides if hidden == "red" else reversed(sides)
    assert y[16] > 0.0 == y[17]
    assert x[17] == x[20] == pytest.approx(64.0, rel=1e-6)
    # both fall along b (x - x0) = a (y**2 - y0**2)/2
    np.testing.assert_allclose(0.05 * (100 - x[:17]), 0.001 / 2 * (60**2 - y[:17] ** 2), rtol=1e-6)


LANDINGS = (
    "scenario.forces.reinforcements=[{side: red, day: 0, over: 1 day, amount: 54 kpe},"
    "{side: red, day: 2, over: 1 day, amount: 6 kpe}, {side: red, day: 5, over: 1 day, amount: 13 kpe}]"
)
ASHORE = 1e-6  # thousand men, at the start


def iwo_jima(days: int, a: float, b: float, blue: float, own_loss: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """Red lands (54 000 on day 0, 6 000 on day 2, 13 000 on day 5) while both fight; men left on every day."""
    own = (f"attrition.red_own_loss={own_loss} / day", f"attrition.blue_own_loss={own_loss} / day")
    losses = strengths(ASHORE, blue, a * blue / ASHORE, b * ASHORE / blue)
    red, blue_left = battle(days, "attrition=square", *losses, *own, LANDINGS)
    return 1000 * red, 1000 * blue_left


# Coefficients of Engel 1954; the trajectory was computed from them.
ENGEL = {
    1: (52835.5, 21220.0),
    5: (54465.8, 18915.2),
    6: (66453.7, 18274.3),
    10: (62777.8, 15536.7),
    20: (56063.1, 9268.3),
    28: (53042.4, 4656.4),
    36: (51985.2, 216.8),
    40: (51982.925, 0.0),  # from day 36.39 on
}


def test_iwo_jima_within_a_man() -> None:
    red, blue = iwo_jima(40, 0.0544, 0.0106, 21.5)
    for day, expected in ENGEL.items():
        assert (red[day], blue[day]) == pytest.approx(expected, abs=1.0)


def test_iwo_jima_with_own_losses() -> None:
    """A loss of .001 a day of the own strength besides (Antonov's calibration)."""
    red, blue = iwo_jima(35, 0.0547895, 0.0106351, 21.0, own_loss=0.001)
    assert (red[35], blue[35]) == pytest.approx((51301.5958, 0.0438), abs=0.1)


def test_fires_wear_down_at_a_constant_rate() -> None:
    """Red fires 1.5 kr/d: Blue loses phi u / B0 of its strength a day."""
    batch = simulated(
        *STEADY, *NO_REPLACEMENTS, *NO_RESERVES, "stall=line", "attrition.red_loss=0 / day",
        "attrition.blue_loss=0 / day", "counter_battery.red_kill=0", "fires.suppression=0", "restrictions=full_ban",
        "horizon=60 days",
    )  # fmt: skip
    assert path(batch, "blue_engaged_kpe")[0, 60] == pytest.approx(4.5 * math.exp(-0.010 * 1.5 / 4.5 * 60), rel=1e-6)


def test_losses_that_no_enemy_causes_are_decay() -> None:
    """.01 and .02 a day, whatever the law and the enemy."""
    own = ("attrition.red_own_loss=0.01 / day", "attrition.blue_own_loss=0.02 / day")
    red, blue = battle(60, "attrition=square", *strengths(10.0, 5.0, 0.0, 0.0), *own)
    np.testing.assert_allclose(red, 10.0 * np.exp(-0.01 * np.arange(61)), rtol=1e-8)
    np.testing.assert_allclose(blue, 5.0 * np.exp(-0.02 * np.arange(61)), rtol=1e-8)


def test_the_end_of_a_force_is_recorded_once_with_what_the_other_has_left() -> None:
    forces = strengths(1000.0, 800.0, 0.05 * 800 / 1000, 0.04 * 1000 / 800)
    batch = simulated(*ONLY_ATTRITION, "attrition=square", *forces, "horizon=40 days", traces=1)
    spent = batch.trace.event == "blue_force_spent"
    assert spent.sum() == 1
    assert "red_force_spent" not in batch.trace.event
    assert 32.28 - 1 / 8 < batch.trace.day[spent][0] < 32.29
    assert batch.trace.value[spent][0] == pytest.approx(447.21359549995793, rel=1e-6)


def test_a_force_that_is_used_up_again_is_not_recorded_again() -> None:
    """Blue's replacements come and go."""
    overrides = [one for one in ONLY_ATTRITION if "blue_replacements" not in one]
    forces = strengths(1000.0, 8.0, 0.0, 10.0)
    batch = simulated(*overrides, "attrition=square", *forces, "horizon=10 days", traces=1)
    assert (batch.trace.event == "blue_force_spent").sum() == 1
    assert path(batch, "blue_losses_kpe")[0, 10] > path(batch, "blue_losses_kpe")[0, 2] > 8.0
