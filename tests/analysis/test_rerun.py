"""A replication run again is compared to the bit with its row."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.analysis import rerun
from sim.model.measures import MEASURES

ROW = np.arange(float(len(MEASURES)))
STORED = {
    "replication": np.array([4]),
    **{measure.name: ROW[place : place + 1] for place, measure in enumerate(MEASURES)},
}


def differing(**changes: float) -> tuple[str, ...]:
    again = ROW.copy()
    for name, value in changes.items():
        again[[measure.name for measure in MEASURES].index(name)] = value
    return rerun.differing(STORED, 0, again, {})


def test_the_same_row() -> None:
    assert differing() == ()


@pytest.mark.parametrize("change", [math.nextafter(ROW[3], 9), math.nan, -ROW[3]])
def test_one_bit_is_a_difference(change: float) -> None:
    assert differing(**{MEASURES[3].name: change}) == (MEASURES[3].name,)


def test_undefined_equals_undefined() -> None:
    stored = {**STORED, MEASURES[3].name: np.array([math.nan])}
    again = ROW.copy()
    again[3] = -math.nan
    assert rerun.differing(stored, 0, again, {}) == ()


def test_a_measure_that_one_side_lacks_is_a_difference() -> None:
    first, *rest = STORED
    assert rerun.differing({name: STORED[name] for name in [first, *rest[1:]]}, 0, ROW, {}) == (MEASURES[0].name,)
    assert rerun.differing({**STORED, "former": np.array([1.0])}, 0, ROW, {}) == ("former",)
