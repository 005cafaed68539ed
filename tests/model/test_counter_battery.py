"""M4: batteries that fire are found, answered and lost at a rate that can be computed."""

from __future__ import annotations

import pytest
from composing import parameters
from samples import thinned
from stage import NO_LOSSES, NO_REPLACEMENTS, STEADY, Z_LIMIT, Play, is_poisson, plays, z_of_share

from sim.model.counter_battery.batteries import replace_batteries
from sim.model.counter_battery.detections import answers_per_battery
from sim.model.counter_battery.mechanism import response_first
from sim.model.processes.counter_battery_rates import red_hazard_and_rounds, struck_band, struck_with
from sim.model.processes.reach import set_reach
from sim.model.sides import BANDS, BLUE, DEEP, IN_REACH, LONG_RANGE, NEAR_BORDER, RED, ROCKET, Targets

DUEL = (
    *STEADY, "counter_battery.missions=6 / (bty d)", "counter_battery.response=5 min",
    "counter_battery.displacement=3 min", "counter_battery.red_kill=0.2", "scenario.artillery.share_behind_border=1",
)  # fmt: skip
"""Loss hazard of a battery in reach: 6 x .3 x 3/8 x .2 = .135 a day."""


def test_the_earlier_of_two_exponential_clocks_wins() -> None:
    assert response_first(parameters(*DUEL).counter_battery) == 0.375


@pytest.mark.parametrize(
    ("sanctuary", "survives"), thinned([(0.0, 0.017422), (0.5, 0.131994), (0.9, 0.666977)], (0.5, 0.131994))
)
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


@pytest.mark.parametrize(
    ("supply", "share"), thinned([(0.0, 0.0), (0.06, 0.2), (0.15, 0.5), (1.0, 1.0)], (0.0, 0.0), (0.15, 0.5))
)
def test_guns_that_fire_nothing_are_not_found(supply: float, share: float) -> None:
    """Unrationed and with an empty stock, Blue fires what comes: so much of the .3 kr/d that he wants."""
    one = parameters(
        *DUEL, *NO_LOSSES[:4], *NO_REPLACEMENTS, "fires=unrationed", "aid=no_sponsor_aid", "scenario.stocks.tube=0 kr",
        f"scenario.stocks.tube_supply={supply!r} kr/d", "scenario.artillery.blue_batteries=1e6 bty",
        "counter_battery.blue_kill=1e-6", "restrictions=full_ban",
    )  # fmt: skip
    found = plays(60, one, "phases", "flows", "counter_battery.blue", until=30)
    if share == 0.0:
        assert not any(play.world.batteries.lost_bty[BLUE] for play in found)
    else:
        assert found[0].world.fires.ration == pytest.approx(share, rel=1e-4)  # some guns are lost
        assert is_poisson([play.world.batteries.lost_bty[BLUE] for play in found], 6 * 0.3 * 0.375 * 30 * share)


LONG_RANGE_ALONE = (
    *DUEL, *MANY, "sanctuary.own_weapons_reach=0.2", "sanctuary.sector_coverage=0.5",
    "sanctuary.attacked_border_coverage=0.5", "sanctuary.any_military_coverage=0", "restrictions=full_ban",
)  # fmt: skip
"""Near the border own weapons reach .2, and a permission for any class opens half of the rest."""


def with_long_range_alone(*overrides: str, replication: int = 0) -> Play:
    """Counter-fire is banned, long-range strikes are allowed in all bands."""
    play = Play(parameters(*LONG_RANGE_ALONE, *overrides), "phases", "counter_battery.red", replication=replication)
    for band in range(BANDS):
        play.world.policy.in_effect[BANDS * LONG_RANGE + band] = Targets.FIRING
    set_reach(play.world, play.parameters)
    return play


@pytest.mark.parametrize(
    ("stocks", "reached"), [((1, 1), 0.2 + 0.4), ((1, 0), 0.2), ((0, 1), 0.4), ((1, 0.05), 0.2 + 0.4 / 2)]
)
def test_what_long_range_strikes_alone_may_reach_is_answered_with_their_missiles(
    stocks: tuple[float, float], reached: float
) -> None:
    """Without missiles a permission for them opens nothing; .1 kr answer every detection."""
    rounds = (f"scenario.stocks.rocket={stocks[0]!r} kr", f"scenario.stocks.long_range={stocks[1]!r} kr")
    lost = []
    for replication in range(300):
        play = with_long_range_alone(*rounds, replication=replication)
        lost.append(play.until(30).batteries.lost_bty[RED])
        assert play.world.batteries.red_bty[DEEP] == 0.0
    assert is_poisson(lost, 6 * 0.3 * 0.375 * 30 * reached)


def test_missiles_are_used_where_they_alone_may_strike() -> None:
    """Rounds a day go with what each class may strike, .2 and .4 of a million batteries; both stocks are as large."""
    stocks = ("scenario.stocks.rocket=1e9 kr", "scenario.stocks.long_range=1e9 kr")
    play = with_long_range_alone(*stocks, "counter_battery.rounds_per_kill=1 kr")
    world = play.until(0.5)
    used_before = list(world.stock.used_kr)
    answers = answers_per_battery(world, play.parameters.counter_battery)
    red_hazard_and_rounds(play.clock, world, play.parameters, answers, 1.0)
    used = [after - before for after, before in zip(world.stock.used_kr, used_before, strict=True)]
    one_in_reach = 6 * 0.3 * 0.375 * 1e-6
    assert used[ROCKET] == pytest.approx(one_in_reach * 0.2e6, rel=1e-4)
    assert used[LONG_RANGE] == pytest.approx(one_in_reach * 0.4e6, rel=1e-4)


@pytest.mark.parametrize(("share", "weapon"), [(0.0, ROCKET), (0.33, ROCKET), (0.34, LONG_RANGE), (0.999, LONG_RANGE)])
def test_a_loss_falls_to_the_class_in_whose_part_of_the_hazard_it_lies(share: float, weapon: int) -> None:
    """Rockets may strike .2 of the batteries, all of them near the border, and missiles another .4: a third of it."""
    stocks = ("scenario.stocks.rocket=1e9 kr", "scenario.stocks.long_range=1e9 kr")
    play = with_long_range_alone(*stocks)
    play.until(0.5)
    assert struck_with(play.world, play.parameters, share) == weapon
    assert struck_band(play.world, play.parameters, share) == NEAR_BORDER


def test_replacements_stand_as_batteries_did_at_the_start() -> None:
    """Half a battery a day over two days, .75 of it near the border; none goes to the deep, where others have moved."""
    one = parameters(
        "scenario.artillery.red_battery_replacements=0.5 bty/d", "scenario.artillery.share_behind_border=0.75"
    )
    play = Play(one)
    red = play.world.batteries.red_bty
    red[:] = [2.0, 3.0, 20.0]
    replace_batteries(play.world, play.parameters.scenario.artillery, 2.0)
    assert red == pytest.approx([2.25, 3.75, 20.0])
