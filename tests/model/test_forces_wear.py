"""M1 and M13: strengths move, and only who is there is protected or lost."""

from __future__ import annotations

import numpy as np
import pytest
from composing import parameters
from stage import measure, path, simulated

from sim.model.reserves.mechanism import reserves_that_come


def test_engaged_strength_wears_down_by_the_shipped_values() -> None:
    """Neither side makes good all that it loses: both fall 4 to 35 % below what is there once all have come."""
    batch = simulated(replications=range(3))
    for side, establishment in (("red", 20.0), ("blue", 9.5)):
        left = path(batch, f"{side}_engaged_kpe")[:, 20:].min(axis=1) / establishment
        assert ((left > 0.65) & (left < 0.96)).all(), side


@pytest.mark.parametrize("away", [("stall=line",), ("stall=culmination",), ("stall=reserves", "reserves=none")])
def test_reserves_that_never_come_protect_nobody(away: tuple[str, ...]) -> None:
    few, many = (
        simulated(*away, f"scenario.forces.blue_reserves={amount} kpe", "horizon=60 days", replications=range(2))
        for amount in (3, 10)
    )
    assert np.array_equal(few.rows, many.rows, equal_nan=True)
    assert measure(few, "blue_losses_kpe").min() > 0.0


@pytest.mark.parametrize(
    ("overrides", "amount"),
    [((), 5.0), (("stall=reserves",), 7.0), (("stall=line",), 0.0), (("reserves=none",), 0.0)],
)
def test_what_comes_depends_on_the_reason_to_stall_and_on_the_commitment(
    overrides: tuple[str, ...], amount: float
) -> None:
    tree = parameters(*overrides)
    assert reserves_that_come(tree.reserves, tree.stall, tree.scenario.forces) == pytest.approx(amount)


def test_reserves_that_have_come_share_the_fires_that_fall_on_blue() -> None:
    """With all of them in, twice the force loses as many as half of it did: the rounds are spread over both."""
    alone = ("attrition.blue_loss=0 / day", "attrition.red_loss=0 / day", "attrition.red_loss_by_fires=0 kpe/kr",
             "scenario.forces.blue_replacements=0 kpe/d", "reserves.lag=0 days", "reserves.time_constant=0.01 days",
             "counter_battery=off", "restrictions=full_ban", "phases=semi_markov", "phases.mean.assault=1000 days",
             "horizon=20 days", "stall.reserve_factor=1", "stall=reserves")  # fmt: skip
    lost = [
        measure(simulated(*alone, f"scenario.forces.blue_reserves={amount} kpe"), "blue_losses_kpe")[0]
        for amount in (0, 4.5)
    ]
    few = 4.5 * (1 - np.exp(-0.01 * 29.7 / 4.5))
    assert lost[0] == pytest.approx(few, rel=0.01)
    assert lost[1] == pytest.approx(9.0 * (1 - np.exp(-0.01 * 29.7 / 9.0)), rel=0.01)
