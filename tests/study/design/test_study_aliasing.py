"""Designs in which two uncertain parameters cannot be told apart are found, and those in which they can are not."""

from __future__ import annotations

import numpy as np
import pytest

from sim.study.design.aliasing import aliased_pairs, aliases_of, lines
from sim.study.design.sampling import unit_sample
from sim.study.design.spec import LatinHypercube, Sampled, SobolSequence

SEEDS = range(10)
Columns = dict[str, np.ndarray]


def drawn(design: type[Sampled], size: int, factors: int, seed: int) -> Columns:
    sample = unit_sample(design(size=size, factors={"any": 0}), factors, (seed,))
    return {f"x{number}": column for number, column in enumerate(sample.T)}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_scrambled_sobol_sequence_of_many_factors_is_flagged(seed: int) -> None:
    assert aliased_pairs(drawn(SobolSequence, 256, 21, seed))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("size", "factors"), [(256, 21), (512, 21), (128, 8)])
def test_a_latin_hypercube_passes(size: int, factors: int, seed: int) -> None:
    assert aliased_pairs(drawn(LatinHypercube, size, factors, seed)) == []


def test_a_curve_without_correlation_is_found_either_way_round() -> None:
    x = np.linspace(-1, 1, 200)
    noise = np.random.default_rng(1).permutation(x)
    (found,) = aliased_pairs({"bent": x**2, "straight": x, "other": noise})
    assert (found.first, found.second, found.rows) == ("bent", "straight", 200)
    assert found.share > 0.9
    assert lines([found])[0].startswith("aliased: in these 200 rows")
    assert "bent and straight (" in lines([found])[0]


def test_ranks_are_compared_so_that_units_and_never_do_not_matter() -> None:
    x = np.random.default_rng(2).random(300)
    (found,) = aliased_pairs({"a": np.exp(9 * x), "b": np.where(x > 0.9, np.inf, x)})
    assert found.share > 0.95


def test_few_levels_and_what_does_not_vary_are_no_obstacle() -> None:
    chance = np.random.default_rng(3)
    columns = {"two": chance.integers(0, 2, 400) * 1.0, "three": chance.integers(0, 3, 400) * 1.0, "one": np.ones(400)}
    assert aliased_pairs(columns) == []
    (found,) = aliased_pairs(columns | {"twin": columns["two"] * 5})
    assert {found.first, found.second} == {"two", "twin"}


def test_factors_of_different_designs_are_compared_within_their_own() -> None:
    first, second = drawn(SobolSequence, 256, 21, 0), drawn(LatinHypercube, 256, 4, 0)
    gap = np.full(256, np.nan)
    columns = {f"a{key}": np.append(values, gap) for key, values in first.items()}
    columns |= {f"b{key}": np.append(gap, values) for key, values in second.items()}
    found = aliased_pairs(columns)
    assert {one.rows for one in found} == {256}
    assert all(one.first.startswith("a") and one.second.startswith("a") for one in found)


def test_each_future_counts_once_and_balanced_designs_are_left_alone() -> None:
    columns = drawn(SobolSequence, 256, 21, 0)
    points = {key: np.repeat(values, 3) for key, values in columns.items()}
    points["uncertainty"] = np.repeat(np.arange(256), 3)
    (first, *_) = aliases_of(points, list(columns), {"design": "sobol_sequence"})
    assert first.rows == 256
    assert aliases_of(points, list(columns), [{"design": "morris"}, {"design": "list"}])
    assert aliases_of(points, list(columns), {"design": "saltelli"}) == []
    assert aliases_of(points, list(columns), None) == []
    assert lines([]) == []
