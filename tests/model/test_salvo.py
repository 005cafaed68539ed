"""M1, exchanges of salvos (Hughes 1995): losses of both sides at once, from 0 to all that there is."""

from __future__ import annotations

import math

import pytest
from composing import parameters
from stage import NO_REPLACEMENTS, NO_RESERVES, STEADY, Play

ROLES = ("phases", "attrition.salvos")
ONLY = (*STEADY, *NO_REPLACEMENTS, *NO_RESERVES, "attrition=salvo", "restrictions=full_ban", "stall=line")

# Strengths; striking power of Red, Blue; staying power; defensive power; what is left after one exchange.
EXCHANGES = [
    ((3, 2), (4, 4), (2, 2), (2, 2), (2, 0)),
    ((2, 3), (3, 3), (1, 1), (2, 2), (0, 3)),
    ((4, 5), (3, 2), (2, 1.5), (1, 1), (1, 1 / 3)),
    ((3, 3), (4, 4), (2, 2), (2, 2), (0, 0)),
    ((3, 3), (1, 1), (2, 2), (2, 2), (3, 3)),
]


def play_of(strengths, striking, staying, defending, *overrides: str) -> Play:
    sides = [
        f"{group}.{key}={value}"
        for key, values in (("striking_power", striking), ("staying_power", staying), ("defensive_power", defending))
        for group, value in zip(("attrition.red_salvo", "attrition.blue_salvo"), values, strict=True)
    ]
    forces = [f"scenario.forces.{side}_engaged={kpe} kpe" for side, kpe in zip(("red", "blue"), strengths, strict=True)]
    return Play(parameters(*ONLY, *forces, *sides, "attrition.salvo_interval=3 days", *overrides), *ROLES)


@pytest.mark.parametrize(("strengths", "striking", "staying", "defending", "expected"), EXCHANGES)
def test_one_exchange(strengths, striking, staying, defending, expected) -> None:
    play = play_of(strengths, striking, staying, defending)
    assert play.until(3.0).forces.engaged_kpe == list(strengths)
    left = play.until(5.9).forces.engaged_kpe
    assert left == pytest.approx(list(expected), abs=1e-12)
    for event, kpe, other in zip(("red_force_spent", "blue_force_spent"), expected, reversed(expected), strict=True):
        assert play.log(event) == ([(3.0, event, pytest.approx(other))] if kpe == 0 else [])


def test_exchanges_go_on_until_one_side_is_gone() -> None:
    """3 against 2.5: Red loses .5 a time and a bit, Blue more."""
    red, blue = 3.0, 2.5
    play = play_of((red, blue), (1.0, 1.0), (2.0, 2.0), (0.1, 0.1))
    for number in range(1, 9):
        red, blue = red - min(red, (blue - 0.1 * red) / 2), blue - min(blue, (red - 0.1 * blue) / 2)
        assert play.until(3.0 * number + 1.0).forces.engaged_kpe == pytest.approx([max(red, 0.0), max(blue, 0.0)])
        if blue <= 0.0:
            break
    assert play.world.forces.engaged_kpe[1] == 0.0


def test_the_tempo_of_the_phase_is_that_of_the_strikes() -> None:
    play = play_of((4.0, 4.0), (2.0, 2.0), (4.0, 4.0), (0.0, 0.0), "phases.tempo.assault=0.5")
    assert play.until(3.5).forces.engaged_kpe == [3.0, 3.0]


@pytest.mark.parametrize("start", [-14.0, -9.5])
def test_exchanges_fall_on_the_same_days_whenever_the_scenario_starts(start: float) -> None:
    play = play_of((1000.0, 1000.0), (0.1, 0.1), (1.0, 1.0), (0.0, 0.0), f"scenario.start_day={start}")
    days = []
    before = 1000.0
    while play.clock.now < 10.0:
        now = play.until(play.clock.now + 0.25).forces.engaged_kpe[0]
        days += [play.clock.now - 0.25] if now < before else []
        before = now
    assert days == [3.0 * number for number in range(math.floor(start / 3) + 1, 4)]
