"""Sets of runs do what Python's sets do."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.study.sweep import ranges
from sim.study.sweep.ranges import STRIDE, RunSet
from sim.study.sweep.table_parts import are_disjoint, union

NUMBERS = st.sets(st.builds(ranges.number, st.integers(0, 4), st.one_of(st.integers(0, 12), st.just(STRIDE - 1))))


def made(numbers: set[int]) -> RunSet:
    return ranges.of_numbers(np.array(list(numbers), dtype=np.int64))


def held(runs: RunSet) -> set[int]:
    found = runs.numbers().tolist()
    assert found == sorted(set(found))
    assert len(runs) == len(found)
    assert (runs.firsts < runs.lasts).all()
    assert (runs.lasts[:-1] <= runs.firsts[1:]).all()
    return set(found)


@given(NUMBERS)
def test_a_set_keeps_its_runs(numbers: set[int]) -> None:
    assert held(made(numbers)) == numbers


@given(NUMBERS, NUMBERS)
def test_operations(one: set[int], other: set[int]) -> None:
    a, b = made(one), made(other)
    assert held(a | b) == one | other
    assert held(a - b) == one - other
    assert held(a & b) == one & other
    assert held(union([a, b])) == one | other
    assert are_disjoint([a, b]) == one.isdisjoint(other)


@given(NUMBERS, st.integers(0, 30), st.integers(0, 30))
def test_a_stretch_of_the_runs(numbers: set[int], first: int, size: int) -> None:
    last = min(first + size, len(numbers))
    assert held(made(numbers).between(first, last)) == set(sorted(numbers)[first:last])


@given(NUMBERS)
def test_a_set_survives_as_text(numbers: set[int]) -> None:
    assert held(ranges.read(ranges.text(made(numbers)))) == numbers


@pytest.mark.thorough
@given(NUMBERS)
def test_portions_are_the_ranges_of_points(numbers: set[int]) -> None:
    portions = list(made(numbers).portions())
    assert {ranges.number(point, k) for point, first, last in portions for k in range(first, last)} == numbers


def test_equal_stretches_of_points_are_short_as_text() -> None:
    runs = ranges.of_points(range(100_000), 0, 200)
    assert ranges.text(runs) == "0-100000:0-200"
    assert len(runs) == 20_000_000
