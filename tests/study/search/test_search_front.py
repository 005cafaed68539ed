"""The front of policies and the area that it dominates, against known answers and pymoo."""

from __future__ import annotations

import numpy as np
import pytest

from sim.study.search.front import area, bounds_of, spread, undominated

UNIT = np.array([[0.0, 0.0], [1.0, 1.0]])


def test_the_front_is_what_no_row_beats_and_equal_rows_beat_neither() -> None:
    values = np.array([[1, 4], [2, 2], [4, 1], [3, 3], [2, 2], [np.nan, 0]])
    assert undominated(values).tolist() == [True, True, True, False, True, False]


def test_known_areas() -> None:
    steps = np.array([[1.0, 5.0], [2.0, 3.0], [4.0, 1.0]])
    box = np.array([[0.0, 0.0], [6.0, 6.0]])
    assert area(steps, box) * 36 == pytest.approx(17, abs=1e-9)  # 1 + 4 * 3 less what overlaps, counted by hand
    assert area(np.array([[0.0, 0.0]]), UNIT) == 1
    assert area(np.array([[1.0, 0.0], [np.nan, 0.1], [2.0, -1.0]]), UNIT) == 0


@pytest.mark.parametrize("count", [1, 10, 1000])
def test_the_area_of_the_front_of_zdt1(count: int) -> None:
    """Steps along y = 1 - sqrt(x), seen from (1.1, 1.1); the curve itself dominates 1.21 - 1/3 = 0.87667."""
    steps = np.arange(count + 1) / count
    found = area(np.column_stack([steps**2, 1 - steps]), 1.1 * UNIT) * 1.1**2
    assert found == pytest.approx(0.21 + (count - 1) * (4 * count + 1) / (6 * count**2), abs=1e-9)
    assert found == pytest.approx(0.87667, abs=1 / count)


@pytest.mark.parametrize("seed", range(5))
def test_the_area_is_that_of_pymoo(seed: int) -> None:
    indicators = pytest.importorskip("pymoo.indicators.hv")
    values = np.random.default_rng(seed).random((40, 2))
    assert area(values, UNIT) == pytest.approx(indicators.HV(ref_point=np.ones(2))(values), abs=1e-9)


def test_the_area_does_not_hang_on_the_units_or_the_order() -> None:
    values = np.random.default_rng(1).random((30, 2))
    stretched = values * [1000.0, 0.01] + [5.0, -3.0]
    assert area(stretched[::-1], UNIT * [1000.0, 0.01] + [5.0, -3.0]) == pytest.approx(area(values, UNIT), abs=1e-12)


def test_a_front_that_is_too_long_loses_what_adds_least_and_keeps_its_ends() -> None:
    across = np.array([0.0, 0.1, 0.5, 0.52, 1.0])
    values = np.column_stack([across, (1 - across) ** 2])
    assert spread(values, 5).tolist() == [0, 1, 2, 3, 4]
    kept = spread(values, 4).tolist()
    assert kept[0] == 0
    assert kept[-1] == 4
    assert not {2, 3} <= set(kept)
    assert spread(np.array([[1.0, 1.0], [1.0, 1.0], [0.0, 2.0]]), 5).tolist() == [0, 2]  # the same twice: the first


def test_bounds_pass_over_what_is_not_known() -> None:
    assert bounds_of(np.array([[1.0, 5.0], [np.nan, 0.0], [3.0, 2.0]])).tolist() == [[1, 2], [3, 5]]
