"""The intervals hold as often as they say; measured at length in docs/coverage.md."""

from __future__ import annotations

import re

import pytest
from coverage_cases import FAMILIES, cases, null, null_cases, small_cases
from coverage_study import PAGE, at_once, page, paired, signs, unpaired
from coverage_texts import AFTER, BANDS, BOUNDS, HEAD, MANY, UNPAIRED

SETS, SEED = 400, 2
NUMBER = re.compile(r"\d[\d,]*\.?\d*")
CHANCE = 4 * (0.95 * 0.05 / SETS) ** 0.5

DENSE = [case for case in cases() if case.share >= 0.5]
SPARSE = [case for case in cases() if case.share <= 0.01]
CERTAIN = list(small_cases())[:3]


@pytest.mark.parametrize("case", DENSE, ids=lambda case: case.name)
def test_an_interval_that_is_given_holds(case) -> None:
    found = paired(case, 500, SETS, SEED)
    assert found.holds > 0.95 - CHANCE
    assert found.given > 0.9 or "log-normal" in case.name or "noise" in case.name


@pytest.mark.parametrize("pairs", [20, 40])
@pytest.mark.parametrize("case", CERTAIN, ids=lambda case: case.name)
def test_small_samples_in_which_all_differ_have_an_interval_that_holds(case, pairs: int) -> None:
    found = paired(case, pairs, SETS, SEED)
    assert found.given > 0.6
    assert found.holds > 0.95 - CHANCE


@pytest.mark.parametrize("case", SPARSE, ids=lambda case: case.name)
def test_where_few_pairs_differ_the_bound_holds_and_an_interval_is_seldom_given(case) -> None:
    found = paired(case, 500, SETS, SEED)
    assert found.given < 0.4
    assert found.bound > 0.95 - CHANCE


@pytest.mark.parametrize(("case", "median"), list(null_cases()), ids=lambda value: getattr(value, "name", ""))
def test_no_sign_is_wrong_more_often_than_the_level_says(case, median: float) -> None:
    found = signs(case, median, 40, SETS)
    assert found.wrong <= 0.002 + 4 * (0.002 / SETS) ** 0.5
    assert found.median > 0.95 - CHANCE


def test_certain_differences_have_a_sign() -> None:
    for name, pairs, least in (("all one higher", 20, 1.0), ("normal, mean 3", 20, 1.0), ("8 % one", 500, 0.99)):
        (case,) = [(case, median) for case, median in null_cases() if case.name == name]
        assert signs(*case, pairs, SETS).right >= least


def test_welch_holds() -> None:
    for case in DENSE[:2]:
        assert unpaired(case, 500, SETS, SEED).holds > 0.95 - CHANCE


def test_a_family_is_judged_right_at_once() -> None:
    simultaneous, plain, right = at_once(FAMILIES["5 kinds of 5 variants"], 200, 100, SEED)
    assert simultaneous > 0.87
    assert right > 0.87
    assert plain < 0.7
    assert at_once(null, 40, 200, SEED)[2] > 0.89


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_the_page_is_what_is_measured() -> None:
    """But for what linear algebra rounds otherwise on another machine."""
    written, measured = PAGE.read_text(encoding="utf-8"), page()
    assert NUMBER.sub("#", written) == NUMBER.sub("#", measured)
    assert numbers(written) == pytest.approx(numbers(measured), abs=0.3)


@pytest.mark.parametrize("text", [HEAD, AFTER, BOUNDS, UNPAIRED, MANY, BANDS])
def test_the_prose_of_the_page_is_that_which_is_written(text: str) -> None:
    """So that measuring anew changes numbers only."""
    assert text in PAGE.read_text(encoding="utf-8")


def numbers(text: str) -> list[float]:
    return [float(number.replace(",", "")) for number in NUMBER.findall(text)]
