"""Patterns are found in made-up paths that have them, and missed in those that have not."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.engine.batch import Batch
from sim.engine.reference import as_trace
from sim.validation.face_validity import PLACES, Pattern, RunHistories, patterns

DAYS = np.arange(181.0)
LEVELS = {"red_batteries_bty": 40.0, "red_fires_kr_per_day": 1.5, "red_engaged_kpe": 20.0, "blue_engaged_kpe": 5.0}


def batch(lines: list[tuple[int, float, str, str, float]] | None = None, **paths: np.ndarray) -> Batch:
    daily = np.zeros((2, len(DAYS), len(PLACES)))
    for name, level in LEVELS.items():
        daily[:, :, PLACES[name]] = level
    for name, path in paths.items():
        daily[:, :, PLACES[name]] = path
    numbers = np.arange(2)
    return Batch(numbers, np.zeros((2, 0)), DAYS, numbers, daily, as_trace(lines or []))


def advance(memory: float) -> dict[str, np.ndarray]:
    depth = 7.0 * -np.expm1(-DAYS / memory)
    return {"penetration_km": depth, "ground_lost_km2": 30.0 * depth}


def seen(variant: Batch, banned: Batch | None = None, gap: Batch | None = None) -> list[Pattern]:
    return list(patterns(RunHistories(variant, banned or batch(**advance(4.0)), gap or batch())))


def test_the_restated_pattern_says_how_its_first_wording_comes_out() -> None:

    def fewer_from(day: int, level: float) -> np.ndarray:
        return np.where(day <= DAYS, 0.8, 1.0) * level

    for batteries, fires, first in ((30, 23, "fails"), (23, 30, "passes")):
        mine = batch(
            red_batteries_bty=fewer_from(batteries, 40.0),
            red_fires_kr_per_day=fewer_from(fires, 1.5),
            **advance(4.0),
        )
        (found,) = (each for each in seen(mine) if "before ground" in each.name)
        assert found.note.endswith(f"restated: at first, batteries no later than fires, which {first}")
        assert f"batteries day {batteries}, fires day {fires}" in found.note


@pytest.mark.parametrize(
    ("memory", "passed"), [(10.0, [True, True, True]), (0.5, [False, False, False]), (60.0, [False, False, False])]
)
def test_an_advance_is_front_loaded_and_decays(memory: float, passed: list[bool]) -> None:
    assert [each.passes for each in seen(batch(**advance(memory)))[:3]] == passed


def test_mean_advance_and_losses() -> None:
    losses = {"red_losses_kpe": 0.2 * DAYS, "blue_losses_kpe": 0.001 * DAYS}
    found = seen(batch(**advance(4.0), **losses))
    assert found[3].value == pytest.approx(7000 / 180)
    assert found[4].value == pytest.approx(1.0)
    assert found[5].value == pytest.approx(0.02)
    assert [each.passes for each in found[3:6]] == [True, True, False]


def after(day: float, level: float, share: float) -> np.ndarray:
    return np.where(day <= DAYS, (1 - share) * level, level)


@pytest.mark.parametrize(
    ("fires_day", "ground_day", "value"), [(30, 90, 1.0), (90, 30, 0.0), (30, 30, 0.0), (30, 999, 1.0)]
)
def test_a_permission_is_seen_in_guns_before_ground(fires_day: float, ground_day: float, value: float) -> None:
    ground = advance(4.0)["ground_lost_km2"]
    variant = batch(
        red_batteries_bty=after(25, 40.0, 0.5),
        red_fires_kr_per_day=after(fires_day, 1.5, 0.3),
        ground_lost_km2=np.where(ground_day <= DAYS, 0.9 * ground, ground),
    )
    assert seen(variant)[6].value == value


def test_what_is_not_seen_at_all_cannot_be_told() -> None:
    assert math.isnan(seen(batch(**advance(4.0)))[6].value)
    assert math.isnan(seen(batch())[7].value)


def test_adaptation_takes_as_long_as_it_takes() -> None:
    moved = np.where(DAYS < 23, 0.0, 10.0 * -np.expm1(-(DAYS - 22) / 20.0))
    assert seen(batch(deep_batteries_bty=moved))[7].value == pytest.approx(20 * math.log(10), abs=2)


def test_packages_are_counted_before_and_after_the_gate_opens() -> None:
    lines = [(number, 100.0, "gate", "gate_opened", 0.0) for number in (0, 1)]
    lines += [(0, day, "aid", "aid_announced", 1.0) for day in (60.0, 95.0, 100.0, 110.0, 129.0, 131.0)]
    found = seen(batch(), gap=batch(lines))
    assert [each.value for each in found[8:]] == [1.5, 0.5]
