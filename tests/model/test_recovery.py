"""Parameters come back from what was simulated with them."""

from __future__ import annotations

import numpy as np
import pytest
from composing import parameters
from hawkes_fit import Hawkes, fit_hawkes, hawkes_log_likelihood
from numpy.typing import NDArray
from stage import Play

from sim.analysis.survival import kaplan_meier
from sim.model import signals
from sim.model.cast import Role
from sim.model.contract import Environment, Process, Stream
from sim.model.parameters import Parameters
from sim.model.world import World
from sim.validation.verification.cases.casualties import helmbold_exponent

DAYS = 3600.0
OFFSPRING = np.array([[0.2, 0.3], [0.2, 0.1]])  # of Red and Blue by acts of Red and Blue
MEMORY = 7.0  # days
BASELINE = np.array([0.2, 0.12])  # acts a day


def acts() -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Days of the acts in one long replication, and whose they were."""
    days: list[float] = []
    sides: list[int] = []

    def watch(env: Environment, world: World, parameters: Parameters, stream: Stream) -> Process:
        seen = [0, 0]
        while True:
            yield env.signal(signals.ACTIVITY)
            for side in range(2):
                days.extend([env.now] * (world.escalation.acts[side] - seen[side]))
                sides.extend([side] * (world.escalation.acts[side] - seen[side]))
                seen[side] = world.escalation.acts[side]

    names = ("red_by_red", "red_by_blue", "blue_by_red", "blue_by_blue")
    values = dict(zip(names, OFFSPRING.ravel(), strict=True))
    one = parameters(
        "restrictions=full_ban", "escalation=hawkes", f"horizon={DAYS:g} days",
        f"escalation.excitation_memory={MEMORY} d",
        f"escalation.red_baseline={BASELINE[0]} / day", f"escalation.blue_baseline={BASELINE[1]} / day",
        *(f"escalation.{name}={value}" for name, value in values.items()),
    )  # fmt: skip
    Play(one, Role("watch", watch), "escalation").until(DAYS - 1e-6)
    return np.array(days), np.array(sides)


@pytest.mark.thorough
def test_hawkes_parameters_come_back_from_simulated_acts() -> None:
    """Self .20 and .10, cross .30 and .20, 7 d: each within three standard errors of the most likely value."""
    days, sides = acts()
    assert len(days) > 1000
    found, errors = fit_hawkes(days, sides, DAYS)
    true = np.concatenate([BASELINE, OFFSPRING.ravel(), [MEMORY]])
    fitted = np.concatenate([found.baseline, found.offspring.ravel(), [found.memory_days]])
    off = np.log(fitted / true) / errors
    assert np.abs(off).max() < 3.0, dict(zip(true, fitted, strict=True))
    assert hawkes_log_likelihood(found, days, sides, DAYS) > hawkes_log_likelihood(
        Hawkes(BASELINE, 0.5 * OFFSPRING, MEMORY), days, sides, DAYS
    )


def test_the_exponent_of_helmbolds_law_comes_back_from_a_battle_without_chance() -> None:
    """r' = -.005 b^w r^(1-w), b' = -.03 r^w b^(1-w), in small steps."""
    for w in (0.25, 0.38, 0.6, 1.0):
        red, blue, step = [1.0], [1.0], 1e-3
        for _ in range(30_000):
            r, b = red[-1], blue[-1]
            red.append(r - step * 0.005 * b**w * r ** (1 - w))
            blue.append(b - step * 0.03 * r**w * b ** (1 - w))
        assert helmbold_exponent(np.array(red[::1000]), np.array(blue[::1000])) == pytest.approx(w, rel=0.01)


def test_the_exponent_comes_back_without_bias_from_battles_by_chance() -> None:
    """Periods of ten short steps, Poisson numbers of casualties; weighted by losses, the exponent is .008 too low."""
    w, red_size, blue_size, sets = 0.75, 1e-4, 2.5e-4, 3000
    random = np.random.default_rng(5)
    red, blue = np.ones((151, sets)), np.ones((151, sets))
    for step in range(150):
        r, b = red[step], blue[step]
        red[step + 1] = r - red_size * random.poisson(0.001 * b**w * r ** (1 - w) / red_size)
        blue[step + 1] = b - blue_size * random.poisson(0.006 * r**w * b ** (1 - w) / blue_size)
    battles = zip(red[::10].T, blue[::10].T, strict=True)
    assert np.mean([helmbold_exponent(*one, (red_size, blue_size)) for one in battles]) == pytest.approx(w, abs=0.004)


PERMISSIONS = ((17, 1), (18, 1), (79, 1), (202, 1))
TRANSFERS = ((48, 1), (67, 1), (72, 1), (102, 1), (114, 1), (212, 1), (381, 1), (403, 1), (543, 0), (25, 0))
"""Days from request to decision, as publicly reported, and whether it came: docs/references.md, "Policy lags"."""


def test_lags_of_decisions_by_kaplan_and_meier() -> None:
    """Worked by hand: 10 transfers, one withdrawn from the risk set on day 25, the last one on day 543."""
    days = np.array([day if came else np.nan for day, came in TRANSFERS])
    curve = kaplan_meier(days, np.array([float(day) for day, _ in TRANSFERS]))
    assert curve.n_events == 8
    assert curve.survival == pytest.approx([1.0, *(k / 9 for k in range(8, 0, -1))])
    assert curve.restricted_mean == pytest.approx((48 + 67 + 72 + 102 + 114 + 212 + 381 + 403 + 543) / 9)
    rates = [sum(came for _, came in some) / sum(day for day, _ in some) for some in (PERMISSIONS, TRANSFERS)]
    assert rates == pytest.approx([0.0127, 0.0041], rel=0.01)  # decisions a day at risk, the likeliest constant hazards
