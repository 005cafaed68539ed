"""M1, casualty by casualty: Markov chains with known answers, of which the laws of attrition are the mean field."""

from __future__ import annotations

import math

import numpy as np
import pytest
from composing import parameters
from stage import (
    NO_REPLACEMENTS,
    NO_RESERVES,
    STEADY,
    Z_LIMIT,
    Play,
    measure,
    path,
    plays,
    simulated,
    z_of_mean,
    z_of_share,
    z_of_variance,
)

from sim.model import signals
from sim.model.sides import BLUE, RED

ROLES = ("phases", "attrition.casualties")
CHAIN = (
    *STEADY, *NO_REPLACEMENTS, *NO_RESERVES, "restrictions=full_ban", "stall=line", "casualties=one_by_one",
    "attrition.red_loss_by_fires=0 kpe/kr", "attrition.blue_loss_by_fires=0 kpe/kr", "counter_battery.red_kill=0",
    "counter_battery.blue_kill=0",
)  # fmt: skip


def chain(red: float, blue: float, red_loss: float, blue_loss: float, *overrides: str, size: float = 1.0) -> list[str]:
    """Starting strengths, shares lost a day at them, and the size of a casualty."""
    return [
        *CHAIN, f"scenario.forces.red_engaged={red!r} kpe", f"scenario.forces.blue_engaged={blue!r} kpe",
        f"attrition.red_loss={red_loss!r} / day", f"attrition.blue_loss={blue_loss!r} / day",
        f"casualties.size={size!r} kpe", *overrides,
    ]  # fmt: skip


def left(number: int, overrides: list[str], until: float) -> np.ndarray:
    """Red and Blue on a day, in each of so many replications."""
    played = plays(number, parameters(*overrides), *ROLES, until=until)
    return np.array([play.world.forces.engaged_kpe for play in played])


@pytest.mark.thorough
def test_square_law_of_three_against_two() -> None:
    """Red wins 31/40 (Brown 1963)."""
    ends = left(800, chain(3.0, 2.0, 2 / 3, 3 / 2, "attrition=square"), 60)
    assert ((ends == 0.0).sum(axis=1) == 1).all()
    assert abs(z_of_share(float((ends[:, RED] > 0.0).sum()), 800, 31 / 40)) < Z_LIMIT


@pytest.mark.thorough
def test_linear_law_is_a_race() -> None:
    """Red's casualties and Blue's come 2 : 3; Red, with 3 to lose, is to make 5 before the third."""
    ends = left(800, chain(3.0, 5.0, 2 * 5.0, 3 * 3.0, "attrition=linear"), 30)
    exact = sum(math.comb(4 + lost, lost) * 0.6**5 * 0.4**lost for lost in range(3))
    assert exact == pytest.approx(6561 / 15625)
    assert abs(z_of_share(float((ends[:, RED] > 0.0).sum()), 800, exact)) < Z_LIMIT


@pytest.mark.thorough
def test_logarithmic_law_is_two_chains_of_deaths() -> None:
    """Each of 50 lives 30 days with probability e^-.6, whatever happens to the 10 others."""
    ends = left(500, chain(50.0, 10.0, 0.02, 0.1, "attrition=logarithmic"), 30)
    for side, number, share in ((RED, 50, math.exp(-0.6)), (BLUE, 10, math.exp(-3.0))):
        assert abs(z_of_mean(ends[:, side], number * share)) < Z_LIMIT
        assert abs(z_of_variance(ends[:, side], number * share * (1 - share))) < Z_LIMIT
    assert abs(np.corrcoef(ends.T)[0, 1]) < Z_LIMIT / math.sqrt(500)


LAWS = ("helmbold", "square", "linear", "logarithmic", "deitchman", "general")


@pytest.mark.parametrize("law", LAWS)
def test_the_law_is_its_mean_field(law: str) -> None:
    """Many small casualties, with fires and losses that no enemy causes among them, come to the equations."""
    own = ("attrition.red_own_loss=0.005 / day", "attrition.blue_own_loss=0.01 / day")
    same = (f"attrition={law}", *own, "horizon=20 days")
    forces = [one for one in chain(20.0, 10.0, 0.03, 0.04, *same, size=0.01) if "by_fires" not in one]
    many = simulated(*forces, replications=range(8))
    flow = simulated(*(one for one in forces if "casualties" not in one))
    for name in ("red_losses_kpe", "blue_losses_kpe"):
        expected = measure(flow, name)[0]
        assert expected > 2.0
        # a sum of casualties of .01 varies by about sqrt(losses x .01), and the mean of 8 by less
        assert measure(many, name).mean() == pytest.approx(expected, abs=4 * math.sqrt(expected * 0.01 / 8) + 0.005)
        assert measure(many, name).std() > 0.0


def test_nothing_left_stays_nothing_and_the_last_casualty_is_what_was_left() -> None:
    """A force of 1 in casualties of .3 is gone after four."""
    play = Play(parameters(*chain(1.0, 100.0, 1.0, 0.0, "attrition=square", size=0.3)), *ROLES)
    forces = play.until(200).forces
    assert forces.engaged_kpe == [0.0, 100.0]
    assert forces.lost_kpe == pytest.approx([1.0, 0.0], abs=1e-15)
    assert [value for _, _, value in play.log("red_force_spent")] == [100.0]


@pytest.mark.thorough
def test_rounding_leaves_no_crumb_of_a_force() -> None:
    """.3 - .1 - .1 - .1 is not 0 to a computer; the third casualty is the last all the same."""
    played = plays(100, parameters(*chain(0.3, 1.0, 1.0, 0.0, "attrition=logarithmic", size=0.1)), *ROLES, until=200)
    # independent lives of .1 each: the third ends after 1 + 1/2 + 1/3 mean lives
    days = [play.days("red_force_spent")[0] for play in played]
    assert all(play.world.forces.engaged_kpe[RED] == 0.0 for play in played)
    assert abs(z_of_mean(days, 11 / 6)) < Z_LIMIT


def test_the_hazard_follows_a_jump_at_once() -> None:
    """Nothing falls while the tempo is 0; from a jump to 1 on, 1000 a day."""
    play = Play(parameters(*chain(1000.0, 1.0, 1.0, 0.0, "attrition=logarithmic")), "attrition.casualties")
    assert play.until(2.25).forces.lost_kpe[RED] == 0.0
    play.world.phase.tempo = 1.0
    play.clock.announce(signals.JUMP)
    lost = play.until(2.75).forces.lost_kpe[RED]
    assert lost == pytest.approx(1000 * (1 - math.exp(-0.5)), abs=4 * math.sqrt(1000 * 0.24))


def test_reinforcements_join_what_is_worn_down_one_by_one() -> None:
    batch = simulated(
        *chain(10.0, 10.0, 0.05, 0.05, "attrition=square", "horizon=12 days"),
        "scenario.forces.reinforcements=[{side: blue, day: 4, over: 2 days, amount: 7 kpe}]", replications=range(3),
    )  # fmt: skip
    together = path(batch, "blue_engaged_kpe") + path(batch, "blue_losses_kpe")
    came = np.array([10.0] * 5 + [13.5] + [17.0] * 7)
    np.testing.assert_allclose(together, np.tile(came, (3, 1)), rtol=1e-12)
    assert (path(batch, "blue_losses_kpe") % 1.0 == 0.0).all()
