"""M4: batteries that fire are found, answered and lost at a rate that can be computed."""

from __future__ import annotations

import pytest
from composing import parameters
from stage import STEADY, Z_LIMIT, Play, is_poisson, plays, z_of_share

from sim.model.counter_battery import response_first
from sim.model.sides import BLUE, IN_REACH, NEAR_BORDER, RED

DUEL = (
    *STEADY, "counter_battery.missions=6 / (bty d)", "counter_battery.response=5 min",
    "counter_battery.displacement=3 min", "counter_battery.red_kill=0.2", "scenario.artillery.share_behind_border=1",
)  # fmt: skip
"""Loss hazard of a battery in reach: 6 x .3 x 3/8 x .2 = .135 a day."""


def test_the_earlier_of_two_exponential_clocks_wins() -> None:
    assert response_first(parameters(*DUEL)) == 0.375


@pytest.mark.parametrize(("sanctuary", "survives"), [(0.0, 0.017422), (0.5, 0.131994), (0.9, 0.666977)])
def test_survival_over_30_days_by_share_in_sanctuary(sanctuary: float, survives: float) -> None:
    one = parameters(*DUEL, "scenario.artillery.red_batteries=1 bty", f"sanctuary.own_weapons_reach={1 - sanctuary!r}")
    left = sum(
        play.world.batteries.red_bty[NEAR_BORDER] for play in plays(600, one, "phases", "counter_battery.red", until=30)
    )
    assert abs(z_of_share(left, 600, survives)) < Z_LIMIT


MANY = ("scenario.artillery.red_batteries=1e6 bty", "counter_battery.red_kill=1e-6")


@pytest.mark.parametrize(
    ("overrides", "mean"),
    [
        ((), 6 * 0.3 * 0.375 * 30),
        (("sanctuary.own_weapons_reach=0.25",), 6 * 0.3 * 0.375 * 30 * 0.25),
        (("scenario.stocks.rocket=0.05 kr",), 6 * 0.3 * 0.375 * 30 * 0.5),  # half of the ration: half of the answers
    ],
)
def test_losses_of_many_batteries_are_a_poisson_process(overrides: tuple[str, ...], mean: float) -> None:
    one = parameters(*DUEL, *MANY, "sanctuary.own_weapons_reach=1", *overrides)
    assert is_poisson(
        [play.world.batteries.lost_bty[RED] for play in plays(300, one, "phases", "counter_battery.red", until=30)],
        mean,
    )


def test_losses_fall_on_bands_as_the_hazard_does() -> None:
    one = parameters(*DUEL, *MANY, "scenario.artillery.share_behind_border=0.75", "sanctuary.own_weapons_reach=0.2")
    worlds = [play.world for play in plays(300, one, "phases", "counter_battery.red", until=30)]
    in_reach = sum(250_000 - world.batteries.red_bty[IN_REACH] for world in worlds)
    lost = sum(world.batteries.lost_bty[RED] for world in worlds)
    assert abs(z_of_share(in_reach, int(lost), 0.25 / (0.25 + 0.75 * 0.2))) < Z_LIMIT


def test_blue_batteries_are_lost_as_they_fire() -> None:
    """Half of the ration: half of the missions, and half of the losses."""
    one = parameters(*DUEL, "scenario.artillery.blue_batteries=1e6 bty", "counter_battery.blue_kill=1e-6")
    lost = []
    for replication in range(300):
        play = Play(one, "phases", "counter_battery.blue", replication=replication)
        play.world.fires.ration = 0.5
        lost.append(play.until(30).batteries.lost_bty[BLUE])
    assert is_poisson(lost, 6 * 0.3 * 0.375 * 30 * 0.5)
