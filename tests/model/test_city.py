"""M12: launchers near the border thin when a permission opens the zone; aircraft respond, and adapt."""

from __future__ import annotations

import math

import numpy as np
import pytest
from composing import parameters
from stage import Play, is_poisson, plays, simulated
from stage import measure as measure_of

from sim.model.city.mechanism import steady_rate
from sim.model.city.strikes import LAUNCHERS
from sim.model.city.two_channels import response_at
from sim.model.processes.permissions import announce_reversal, put_into_effect, take_back
from sim.model.sides import LONG_RANGE, NEAR_BORDER, ROCKET, TUBE, Band

NEVER_WIDENED = ("restrictions.events.widening.after=null", "restrictions.events.widening.delay=null")


def test_salvos_under_the_restriction_are_a_poisson_process() -> None:
    """.17 a day over 152 days: 25.84, of which the record's 26 is one draw."""
    found = plays(500, parameters("restrictions=full_ban"), "city.launchers", until=152)
    assert is_poisson([play.world.city.launcher_salvos for play in found], 25.84)


def test_salvos_thin_from_first_use_on() -> None:
    """From day 22.5: .95 of those that may be struck fall out, .83 now, and .15 before."""
    before, after = [], []
    one = parameters(
        "restrictions=counter_fire",
        "restrictions.events.widening.after=null",
        "restrictions.events.widening.delay=null",
        "city.launcher_salvos=0.5 / day",
    )
    for replication in range(300):
        play = Play(one, "policy", "city.launchers", replication=replication)
        before.append(play.until(22.5).city.launcher_salvos)
        after.append(play.until(122.5).city.launcher_salvos - before[-1])
    assert is_poisson(before, 0.5 * 22.5)
    assert is_poisson(after, 0.5 * 100 * (1 - 0.95 * 0.83) / (1 - 0.95 * 0.15))


def response_on(play: Play, day: float) -> float:
    """Share of aircraft strikes that are prevented on a day, once the play has gone on to it."""
    return response_at(play.until(day), play.parameters.city, day)


def lasting(days: float) -> float:
    """What is left of a response: half of it lasts, half wears off within 60 days."""
    return 0.5 + 0.5 * math.exp(-days / 60)


@pytest.mark.parametrize(
    ("restrictions", "response", "widened"),
    [
        ("counter_fire", 0.1, NEVER_WIDENED),
        ("counter_fire", 0.1, ()),
        ("long_range", 0.35, NEVER_WIDENED),
        ("long_range", 0.35, ()),
        ("full_ban", 0.0, ()),
    ],
)
def test_the_response_of_aircraft_wears_off_to_what_lasts(
    restrictions: str, response: float, widened: tuple[str, ...]
) -> None:
    """It begins once: a permission that is widened, but prevents no more, does not begin it anew."""
    one = parameters(f"restrictions={restrictions}", *widened)
    play = Play(one, "policy", "phases", "flows")
    assert response_on(play, 22.5) == 0.0
    for days in (10, 60, 150):
        assert response_on(play, 22.5 + days) == pytest.approx(response * lasting(days), rel=1e-12)


def test_a_permission_that_is_taken_back_lets_the_response_wear_off_to_nothing() -> None:
    play = Play(parameters(*NEVER_WIDENED), "policy", "phases", "flows")
    left = response_on(play, 30)
    policy = play.world.policy
    policy.granted[:], policy.in_effect[:] = [0] * 9, [0] * 9
    put_into_effect(play.world, play.parameters, play.clock.now)
    assert play.world.policy.granted[TUBE] == 0
    assert response_on(play, 90) == pytest.approx(left * math.exp(-1), rel=1e-9)


def test_a_step_that_is_taken_back_does_not_startle_aircraft_again() -> None:
    """The response to the step that is left wears off as if the other had never been."""
    play = Play(parameters(), "policy", "phases", "flows")
    play.until(60)
    for weapon in (TUBE, ROCKET):
        take_back(play.world, weapon, Band.ATTACKED_BORDER)
    announce_reversal(play.clock, play.world, play.parameters)
    assert play.world.policy.steps_in_effect == 1
    now = response_on(play, 100)
    assert now == pytest.approx(0.1 * lasting(77.5), rel=1e-12)


def test_long_range_strikes_add_to_a_response_that_has_worn_off_and_leave_it_to_wear_off_again() -> None:
    """.35 at most from its first use on, and when it is taken back what is left goes towards .1 x .5."""
    one = parameters("restrictions=long_range", "restrictions.events.long_range.day=100")
    play = Play(one, "policy", "phases", "flows")
    assert response_on(play, 102.5) < 0.1
    play.until(119.9)
    for band in Band:
        take_back(play.world, LONG_RANGE, band)
    left = response_on(play, 120)
    announce_reversal(play.clock, play.world, play.parameters)
    assert left > 0.25
    assert play.world.city.first_response == 0.1
    assert response_on(play, 180) == pytest.approx(0.05 + (left - 0.05) * math.exp(-1), rel=1e-9)


def test_strikes_by_aircraft_are_a_poisson_process_at_what_the_response_leaves() -> None:
    """A response that lasts: 1.2 x .65 a day from first use on."""
    one = parameters("restrictions=unrestricted", "city.aircraft_residual=1")
    counts = []
    for replication in range(200):
        play = Play(one, "policy", "city.aircraft", replication=replication)
        before = play.until(2.5).city.aircraft_strikes
        counts.append(play.until(52.5).city.aircraft_strikes - before)
    assert is_poisson(counts, 1.2 * 0.65 * 50)


def test_every_strike_uses_air_defence_missiles() -> None:
    batch = simulated("horizon=30 days", "city.air_defence_per_strike=0 kr", replications=range(3), traces=3)
    strikes = (batch.trace.event == "strike_on_city").sum()
    assert strikes == (measure_of(batch, "launcher_salvos") + measure_of(batch, "aircraft_strikes")).sum()
    play = Play(parameters(), "city")
    world = play.until(30)
    struck = world.city.launcher_salvos + world.city.aircraft_strikes
    assert struck > 0
    assert world.stock.used_kr[3] == pytest.approx(0.002 * struck)
    assert world.policy.pressure == pytest.approx(0.02 * struck)


def left(reach: float) -> float:
    """Strikes by launchers, of those under the restriction, where a share of them may be struck."""
    return (1 - 0.9 * reach) / (1 - 0.9 * 0.15)


@pytest.mark.parametrize("channels", ["two_channels", "one_channel"])
@pytest.mark.parametrize("own", [0.0, 0.15, 0.9, 1.0])
def test_launchers_thin_with_what_is_opened_and_not_with_its_being_allowed(channels: str, own: float) -> None:
    """Continuously, from no change where nothing is opened to the most where all is."""
    play = Play(parameters(f"city={channels}", f"sanctuary.own_weapons_reach={own}"))
    reach = play.world.policy.reach
    rates = []
    for opened in np.arange(0.0, 1.01, 0.05):
        reach[NEAR_BORDER] = own + (1 - own) * opened
        city = play.parameters.city
        rates.append(steady_rate(city.kind, play.world, city, own, LAUNCHERS))
    assert rates[0] == pytest.approx(0.17 if channels == "two_channels" else 1.37)
    assert (np.diff(rates) <= 1e-15).all()
    assert np.abs(np.diff(rates)).max() <= 0.0551 * rates[0]
    assert np.ptp(rates) == pytest.approx(rates[0] - rates[-1])
    assert (np.ptp(rates) == 0.0) == (own == 1.0)


def test_one_channel_thins_by_one_share_from_first_use_on() -> None:
    """1.37 a day until day 22.5; from then on .9 of those that may be struck fall out, .83 now, and .15 before."""
    before, after = [], []
    one = parameters("city=one_channel", "restrictions=counter_fire")
    for replication in range(300):
        play = Play(one, "policy", "city", replication=replication)
        before.append(play.until(22.5).city.launcher_salvos)
        after.append(play.until(72.5).city.launcher_salvos - before[-1])
        assert play.world.city.aircraft_strikes == 0
    assert is_poisson(before, 1.37 * 22.5)
    assert is_poisson(after, 1.37 * (18 * left(0.83) + 32 * left(0.15 + 0.85 * 0.85)))


def test_no_aircraft_respond_where_all_strikes_are_of_one_kind() -> None:
    one = parameters("city=one_channel", "restrictions=long_range")
    play = Play(one, "policy", "phases", "flows")
    assert response_on(play, 60) == 0.0
