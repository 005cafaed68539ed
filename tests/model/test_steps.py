"""How the flows are stepped: their order of accuracy, stocks and hazards within a step, and jumps that end one."""

from __future__ import annotations

import math

import numpy as np
import pytest
from composing import parameters
from scipy.integrate import quad, solve_ivp
from stage import NO_LOSSES, NO_REPLACEMENTS, NO_RESERVES, SEED, STEADY, Play, measure, path, simulated

from sim.analysis.placebo import empty_permissions
from sim.engine import reference
from sim.model.fires.rationing import rationed, share_below
from sim.model.flows import end_of_step
from sim.model.measures import MEASURES
from sim.model.rising_hazard import rising_integral, rising_time

HEADLINES = [one.name for one in MEASURES if one.headline]
WITHIN = 0.005
OF_FLOWS = ("red_fires_kr", "blue_losses_kpe", "below_reserve_days", "ground_lost_km2", "sanctuary_exposure_bty_d")


@pytest.mark.thorough
@pytest.mark.parametrize(
    "options",
    [("stall=mixed",), ("stall=line", "aid=renewal"), ("stall=reserves", "aid=poisson")],
)
def test_half_the_step_moves_no_headline_by_more_than_half_a_percent(options: tuple[str, ...]) -> None:
    """Mean of pairs, each with the same draws."""
    coarse, fine = (simulated(*options, f"step={step}", replications=range(12)) for step in ("4 hours", "2 hours"))
    for name in HEADLINES:
        one, other = measure(coarse, name).mean(), measure(fine, name).mean()
        assert other == pytest.approx(one, rel=WITHIN), name


@pytest.mark.slow
@pytest.mark.parametrize("stall", ["mixed", "line", "reserves", "culmination"])
@pytest.mark.parametrize("aid", ["announced_2024", "renewal", "no_sponsor_aid", "pressure_dependent"])
def test_half_the_step_moves_little_whatever_stalls_the_offensive_and_however_aid_comes(stall: str, aid: str) -> None:
    chosen = (f"stall={stall}", f"aid={aid}", "restrictions=endogenous")
    coarse, fine = (simulated(*chosen, f"step={step}", replications=range(20)) for step in ("4 hours", "2 hours"))
    for name in HEADLINES:
        assert measure(fine, name).mean() == pytest.approx(measure(coarse, name).mean(), rel=WITHIN), name


def test_the_error_of_a_step_falls_with_its_square() -> None:
    """Reserves, replacements, losses by fires and a front that feels them all: a quarter for half the step."""
    coupled = (
        "stall=reserves", "advance=ratio", "phases=semi_markov", "phases.mean.assault=1e5 days", "aid=no_sponsor_aid",
        "restrictions=full_ban", "counter_battery.red_kill=0", "counter_battery.blue_kill=0", "escalation=none",
        "red_line=none", "horizon=12 days", "reserves.lag=0 days",
    )  # fmt: skip
    depths = [
        path(simulated(*coupled, f"step={step}"), "penetration_km")[0, -1] for step in ("6 hours", "3 hours", "90 min")
    ]
    assert 2.5 < (depths[0] - depths[1]) / (depths[1] - depths[2]) < 6.0


@pytest.mark.parametrize("hours", [1, 4, 24])
def test_reserve_days_and_engaged_forces_do_not_depend_on_the_step(hours: int) -> None:
    """A start on a whole day is no tie: reserves that begin to come in on day 1 do so in the step that begins there."""
    still = (*STEADY, *NO_LOSSES, *NO_REPLACEMENTS, "stall=reserves", "stall.reserve_factor=1")
    batch = simulated(*still, "reserves.lag=1 day", "reserves.time_constant=2.5 days", f"step={hours} hours")
    exact = 5 * (179 - 2.5 * (1 - math.exp(-179 / 2.5)))
    assert measure(batch, "reserve_days_kpe_d")[0] == pytest.approx(exact, rel=1e-9)


def test_a_step_ends_on_the_grid_at_a_whole_day_or_at_a_jump_that_is_foreseen() -> None:
    play = Play(parameters("step=5 hours", *NO_RESERVES))
    ends = []
    now = 0.0
    while now < 1.0:
        now = end_of_step(play.world, play.parameters, now)
        ends.append(now)
    assert ends == pytest.approx([5 / 24, 10 / 24, 15 / 24, 20 / 24, 1.0])
    play.world.phase.next_look_day = 0.3
    assert end_of_step(play.world, play.parameters, 5 / 24) == 0.3
    assert end_of_step(play.world, play.parameters, 0.3) == pytest.approx(10 / 24)


def test_a_permission_takes_effect_in_the_middle_of_a_step() -> None:
    """On day 2.06, of steps of a day: the exposure is that of the days before and after."""
    overrides = (
        "restrictions=counter_fire", "restrictions.events.permission.day=0", "sanctuary.first_use_lag=2.06 days",
        "adaptation=none", "counter_battery.red_kill=0", "step=1 day", "horizon=5 days",
        "restrictions.events.widening.after=null", "restrictions.events.widening.delay=null",
        "scenario.artillery.red_battery_replacements=0 bty/d",
    )  # fmt: skip
    play = Play(parameters(*overrides), "policy", "phases", "flows")
    before = path(simulated(*overrides), "sanctuary_bty")[0, 2]
    world = play.until(4.5)
    after = (1 - world.policy.reach[1]) * world.batteries.red_bty[1]
    assert after < before
    assert world.batteries.sanctuary_days_bty_d == pytest.approx(2.06 * before + (5 - 2.06) * after, rel=1e-9)


BY_TUBE = "weapons: tube, bands: border_sector"
QUIET = ("horizon=60 days", "escalation=none", "red_line=none")


def test_a_withdrawal_takes_effect_in_the_middle_of_a_step() -> None:
    """And so does a permission without a lag."""
    events = (
        f"restrictions.events.near={{kind: permission, day: 1.3, lag: 0 days, targets: firing, {BY_TUBE}}}",
        f"restrictions.events.back={{kind: withdrawal, day: 3.6, {BY_TUBE}}}",
    )
    still = (
        "adaptation=none", "counter_battery.red_kill=0", "step=1 day", "horizon=5 days",
        "scenario.artillery.red_battery_replacements=0 bty/d",
    )  # fmt: skip
    play = Play(parameters("restrictions=full_ban", *events, *still), "policy", "phases", "flows")
    near = play.until(2.5).batteries.red_bty[1]
    opened = (1 - play.world.policy.reach[1]) * near
    world = play.until(4.5)
    closed = (1 - world.policy.reach[1]) * near
    assert opened < closed
    assert world.batteries.sanctuary_days_bty_d == pytest.approx(2.3 * opened + 2.7 * closed, rel=1e-9)


@pytest.mark.parametrize(
    "policy",
    [
        (
            "restrictions=full_ban",
            f"restrictions.events.one={{kind: permission, day: 3.03, targets: firing, {BY_TUBE}}}",
        ),
        ("restrictions=endogenous", "restrictions.relax.intercept=-2"),
        ("restrictions=threshold", "restrictions.trigger.relax_above=0.5"),
    ],
    ids=["timeline", "hazards", "thresholds"],
)
def test_permissions_that_open_nothing_change_no_bit_of_a_flow(policy: tuple[str, ...]) -> None:
    """On days within a step: what changes nothing must not divide one."""
    banned, empty = (
        reference.simulate(empty_permissions(parameters(*words, *QUIET)), SEED, range(3), 3)
        for words in (("restrictions=full_ban",), policy)
    )
    assert (path(empty, "permission_steps").max(axis=1) > 0).all()
    for name in OF_FLOWS:
        assert measure(empty, name).tobytes() == measure(banned, name).tobytes(), name


def test_a_further_class_that_opens_nothing_more_changes_no_bit_of_a_flow() -> None:
    further = (
        f"restrictions.events.more={{kind: permission, day: 20.1, lag: 3 days, targets: firing, {BY_TUBE}}}",
        f"restrictions.events.gone={{kind: withdrawal, day: 50.2, {BY_TUBE}}}",
    )
    alone, joined = simulated(*QUIET), simulated(*QUIET, *further)
    assert (path(joined, "permission_steps") == path(alone, "permission_steps")).all()
    for name in OF_FLOWS:
        assert measure(joined, name).tobytes() == measure(alone, name).tobytes(), name


@pytest.mark.parametrize("kind", ["linear_ration", "two_threshold"])
@pytest.mark.parametrize(("stock", "wanted"), [(6.0, 1.0), (5.0, 4.0), (3.0, 1.0), (1.2, 0.9), (0.5, 1.0), (4.0, 0.0)])
def test_a_stock_is_used_through_its_levels_as_its_equation_says(kind: str, stock: float, wanted: float) -> None:
    fires = parameters(f"fires={kind}", "fires.ration_low=1 kr", "fires.ration_high=4 kr").fires

    def use(_: float, left: np.ndarray) -> list[float]:
        if kind == "linear_ration":
            return [-wanted * min(1.0, max(0.0, (left[0] - 1) / 3))]
        return [-wanted * (1.0 if left[0] >= 4 else fires.ration_share if left[0] > 1 else 0.0)]

    solved = solve_ivp(use, (0.0, 1.0), [stock], rtol=1e-10, atol=1e-12, max_step=1e-3)
    assert rationed(fires, 1.0, 4.0, stock, wanted) == pytest.approx(stock - solved.y[0, -1], rel=2e-3, abs=1e-9)


def test_the_share_of_a_step_below_a_level_is_where_a_line_passes_it() -> None:
    assert share_below(2.0, 3.0, 1.0) == 0.5
    assert share_below(2.0, 1.0, 5.0) == 0.25
    assert share_below(2.0, 2.0, 2.0) == 0.0
    assert share_below(2.0, 1.0, 1.5) == 1.0


@pytest.mark.parametrize(("steady", "missing"), [(1.2, 0.0), (1.2, 0.9), (1.2, 1.2), (40.0, 3.0)])
@pytest.mark.parametrize("needed", [1e-9, 0.1, 1.0, 12.0])
def test_a_hazard_that_rises_is_integrated_and_inverted(steady: float, missing: float, needed: float) -> None:
    days = rising_time(steady, missing, 30.0, needed)
    by_quadrature = quad(lambda t: steady - missing * math.exp(-t / 30.0), 0.0, days, epsabs=1e-13)[0]
    assert rising_integral(steady, missing, 30.0, days) == pytest.approx(by_quadrature, rel=1e-9)
    assert by_quadrature == pytest.approx(needed, rel=1e-8)


def test_a_hazard_of_nothing_is_never_spent() -> None:
    assert rising_time(0.0, 0.0, 30.0, 1.0) == math.inf
    assert rising_time(1.0, 0.5, 30.0, -1e-18) == 0.0


def test_a_loss_lowers_firepower_at_once() -> None:
    from sim.model.processes.counter_battery_losses import lose_battery
    from sim.model.sides import RED

    play = Play(parameters("scenario.artillery.red_batteries=10 bty"))
    lose_battery(play.clock, play.world, play.parameters, RED, 0)
    assert play.world.batteries.firepower_share == pytest.approx(0.9)
