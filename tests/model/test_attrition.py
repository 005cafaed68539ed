"""M1: forces that only wear each other down follow the laws of attrition."""

from __future__ import annotations

import math

import numpy as np
import pytest
from composing import parameters
from stage import NO_REPLACEMENTS, NO_RESERVES, STEADY, Play, path, simulated

from sim.model.attrition import wear_down
from sim.model.sides import BLUE, RED

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


STEP = 1 / 8
LANDED = 54.0  # thousand men, to which the loss rates of the model refer


def iwo_jima(days: float, a: float, b: float, blue: float, own_loss: float = 0.0) -> tuple[float, float]:
    """Red lands (54 000 on day 0, 6 000 on day 2, 13 000 on day 5) while both fight; thousands left."""
    fires = (
        f"attrition.red_loss_by_fires={own_loss * LANDED!r} kpe/kr",
        f"attrition.blue_loss_by_fires={own_loss * blue!r} kpe/kr",
    )
    losses = strengths(LANDED, blue, a * blue / LANDED, b * LANDED / blue)
    play = Play(parameters(*ONLY_ATTRITION, "attrition=square", *losses, *fires))
    forces = play.world.forces
    forces.engaged_kpe[RED] = 0.0
    play.world.phase.tempo = 1.0
    play.world.fires.rate_kr_per_day[:] = [1.0, 1.0]  # with which losses by fires are losses at a constant rate
    landings = {0: 54.0, 2: 6.0, 5: 13.0}
    for step in range(round(days / STEP)):
        ashore = landings.get(int(step * STEP), 0.0) * STEP
        forces.engaged_kpe[RED] += ashore / 2
        wear_down(play.world, play.parameters, STEP)
        forces.engaged_kpe[RED] += ashore / 2
    return forces.engaged_kpe[RED], forces.engaged_kpe[BLUE]


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


@pytest.mark.parametrize("day", ENGEL)
def test_iwo_jima_within_a_man(day: int) -> None:
    red, blue = iwo_jima(day, 0.0544, 0.0106, 21.5)
    assert (1000 * red, 1000 * blue) == pytest.approx(ENGEL[day], abs=1.0)


def test_iwo_jima_with_own_losses() -> None:
    """A loss of .001 a day of the own strength besides (Antonov's calibration)."""
    red, blue = iwo_jima(35, 0.0547895, 0.0106351, 21.0, own_loss=0.001)
    assert (1000 * red, 1000 * blue) == pytest.approx((51301.5958, 0.0438), abs=0.1)


def test_fires_wear_down_at_a_constant_rate() -> None:
    """Red fires 1.5 kr/d: Blue loses phi u / B0 of its strength a day."""
    batch = simulated(
        *STEADY, *NO_REPLACEMENTS, *NO_RESERVES, "stall=line", "attrition.red_loss=0 / day",
        "attrition.blue_loss=0 / day", "counter_battery.red_kill=0", "fires.suppression=0", "restrictions=full_ban",
        "horizon=60 days",
    )  # fmt: skip
    assert path(batch, "blue_engaged_kpe")[0, 60] == pytest.approx(4.5 * math.exp(-0.010 * 1.5 / 4.5 * 60), rel=1e-6)
