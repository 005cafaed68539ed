"""The default scenario keeps to the record, under the record's permission and under a full ban alike."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from stage import path, simulated

from sim.engine.batch import Batch

REPLICATIONS = 200
POLICIES = ("counter_fire", "full_ban")
# Occupied, and 1.1 times occupied or contested (km2), as DeepState map snapshots of May and June 2024 showed them.
RECORD = {5: (135, 232), 10: (174, 264), 20: (174, 273), 51: (185, 272)}
PERMISSION = 20


@cache
def batch(restrictions: str) -> Batch:
    return simulated(
        f"restrictions={restrictions}", "horizon=52 days", replications=range(REPLICATIONS), traces=REPLICATIONS
    )


@pytest.mark.parametrize("restrictions", POLICIES)
@pytest.mark.parametrize("day", RECORD)
def test_the_median_area_lies_within_what_was_observed(restrictions: str, day: int) -> None:
    low, high = RECORD[day]
    assert low <= np.median(path(batch(restrictions), "ground_lost_km2")[:, day]) <= high


@pytest.mark.parametrize("restrictions", POLICIES)
def test_the_offensive_has_stalled_by_the_day_of_the_permission(restrictions: str) -> None:
    area = path(batch(restrictions), "ground_lost_km2")
    assert np.mean(area[:, 51] <= 1.10 * area[:, 20]) >= 0.9


def test_it_is_not_the_permission_that_stops_it() -> None:
    """In the week before it the front hardly moves, and up to its effect a ban is no different."""
    area = {restrictions: path(batch(restrictions), "ground_lost_km2") for restrictions in POLICIES}
    for days in area.values():
        assert np.mean(days[:, PERMISSION] - days[:, PERMISSION - 7]) < 0.02 * np.mean(days[:, PERMISSION])
        assert np.median(days[:, PERMISSION] - days[:, PERMISSION - 3]) < 0.1
    assert np.array_equal(area["counter_fire"][:, : PERMISSION + 3], area["full_ban"][:, : PERMISSION + 3])


@pytest.mark.parametrize("restrictions", POLICIES)
def test_culminations_are_not_bunched_on_the_day_of_the_permission(restrictions: str) -> None:
    trace = batch(restrictions).trace
    days = trace.day[trace.event == "culminated"]
    assert len(days) > 20
    assert np.mean((days >= PERMISSION) & (days < PERMISSION + 4)) < 0.1
