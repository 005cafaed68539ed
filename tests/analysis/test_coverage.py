"""The intervals hold as often as they say; measured at length in docs/coverage.md."""

from __future__ import annotations

import re

import pytest
from coverage_study import PAGE, at_once, cases, mixed, page, paired, unpaired

SETS, SEED = 400, 2
NUMBER = re.compile(r"\d[\d,]*\.?\d*")
CHANCE = 4 * (0.95 * 0.05 / SETS) ** 0.5


DENSE = [case for case in cases() if case.share >= 0.5]
SPARSE = [case for case in cases() if case.share <= 0.05]


@pytest.mark.parametrize("case", DENSE, ids=lambda case: case.name)
def test_an_interval_that_is_given_holds(case) -> None:
    found = paired(case, 500, SETS, SEED)
    assert found.due > 0.9
    assert found.holds == pytest.approx(0.95, abs=CHANCE)


@pytest.mark.parametrize("case", SPARSE, ids=lambda case: case.name)
def test_where_few_pairs_differ_the_bound_holds_and_no_interval_is_given(case) -> None:
    found = paired(case, 500, SETS, SEED)
    assert found.due == 0
    assert found.bound > 0.95 - CHANCE


def test_welch_holds() -> None:
    for case in DENSE[:2]:
        assert unpaired(case, 500, SETS, SEED).holds == pytest.approx(0.95, abs=CHANCE)


def test_simultaneous_intervals_hold_all_at_once() -> None:
    simultaneous, bonferroni, plain = at_once(mixed, 200, 60, SEED)
    assert simultaneous > 0.85
    assert bonferroni > 0.85
    assert plain < 0.7


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_the_page_is_what_is_measured() -> None:
    """But for what linear algebra rounds otherwise on another machine."""
    written, measured = PAGE.read_text(encoding="utf-8"), page()
    assert NUMBER.sub("#", written) == NUMBER.sub("#", measured)
    assert numbers(written) == pytest.approx(numbers(measured), abs=0.3)


def numbers(text: str) -> list[float]:
    return [float(number.replace(",", "")) for number in NUMBER.findall(text)]
