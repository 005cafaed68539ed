"""The budget of variance: a simulator whose components are known in closed form, and what must not change them."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.analysis.decision.budget import budget

Numbers = NDArray[np.float64]

SHARES = (0.3713163, 0.2357564, 0.3850688, 0.0078585)
VARIANCES = (2.625, 1.6666667, 2.7222222, 0.0555556)


def simulator(seed: int, futures: int = 400, replications: int = 10) -> Numbers:
    """c_s + b.x + g_s x_1 + (1 + h_s) e, with e of a future shared by its three structures."""
    generator = np.random.default_rng(seed)
    x = generator.random((futures, 3))
    chance = generator.normal(0, 1.5, (futures, replications))
    mean = x @ np.array([2.0, 4.0, 0.0])
    return np.stack(
        [
            (start + mean + slope * x[:, 0])[:, None] + (1 + more) * chance
            for start, slope, more in ((0.0, -1.0, -0.5), (1.0, 0.0, 0.0), (3.0, 1.0, 0.5))
        ]
    )


def test_the_shares_of_a_known_simulator() -> None:
    found = budget(simulator(20240510), None, 1)
    assert [part.share for part in found.parts] == pytest.approx(SHARES, abs=0.03)
    assert sum(part.share for part in found.parts) == pytest.approx(1)
    assert found.floor == pytest.approx((2.625 / 10) ** 0.5, rel=0.1)


@pytest.mark.thorough
def test_the_components_are_unbiased_over_200_seeds() -> None:
    found = [[part.variance for part in budget(simulator(seed, 400, 10), None, 1).parts] for seed in range(200)]
    error = np.std(found, axis=0, ddof=1) / np.sqrt(200)
    assert np.all(np.abs(np.mean(found, axis=0) - VARIANCES) < 4 * error + 1e-9)
    assert np.mean(found, axis=0) == pytest.approx(VARIANCES, abs=0.02)


def test_the_intervals_hold_the_shares_in_most_studies() -> None:
    held = np.zeros(4)
    for seed in range(40):
        parts = budget(simulator(seed, 120), None, seed).parts
        held += [part.low <= share <= part.high for part, share in zip(parts, SHARES, strict=True)]
    assert (held >= 33).all(), held


def test_a_single_structure_has_no_share_of_structure() -> None:
    found = budget(simulator(3)[1:2], None, 1)
    assert [part.share for part in found.parts][2:] == [0.0, 0.0]
    assert found.parts[1].variance == pytest.approx(20 / 12, rel=0.15)


def test_a_negative_component_counts_as_none() -> None:
    found = [budget(np.random.default_rng(seed).normal(size=(1, 40, 3)), None, 1).parts for seed in range(20)]
    below = [parts for parts in found if parts[1].variance < 0]
    assert below
    assert all((parts[1].share, parts[1].low, parts[0].share) == (0.0, 0.0, 1.0) for parts in below)


def test_what_does_not_vary_has_no_shares() -> None:
    assert [part.share for part in budget(np.ones((2, 30, 4)), None, 1).parts] == [0.0] * 4


def test_the_hidden_line_is_the_part_of_chance_that_goes_with_its_crossing() -> None:
    generator = np.random.default_rng(5)
    crossed = (generator.random((1, 400, 10)) < 0.3).astype(float)
    values = generator.normal(size=(1, 400, 1)) + 3 * crossed + generator.normal(0, 1, crossed.shape)
    found = budget(values, crossed, 1)
    assert found.hidden_line is not None
    expected = 9 * 0.21  # the variance that the crossing brings, beside 1 of other chance
    assert found.hidden_line.variance == pytest.approx(expected, rel=0.15)
    assert found.hidden_line.low < expected / (expected + 2) < found.hidden_line.high
    rest = found.other_chance
    assert rest is not None
    assert rest.share + found.hidden_line.share == pytest.approx(found.parts[0].share)
    assert rest.low < 1 / (expected + 2) < rest.high
    assert [part.name for part in found.sources] == [
        "hidden line", "other chance", "parameters", "structure", "interaction"
    ]  # fmt: skip


def test_a_line_that_has_no_effect_has_no_share_of_chance() -> None:
    generator = np.random.default_rng(6)
    crossed = (generator.random((2, 300, 5)) < 0.5).astype(float)
    found = budget(generator.normal(size=crossed.shape), crossed, 1)
    assert found.hidden_line is not None
    assert found.hidden_line.share < 0.03


def test_a_unit_changes_variances_and_no_share() -> None:
    values = simulator(7)
    ours, theirs = budget(values, None, 1), budget(1000 * values + 5, None, 1)
    assert [part.share for part in theirs.parts] == pytest.approx([part.share for part in ours.parts], rel=1e-9)
    assert theirs.parts[0].variance == pytest.approx(1e6 * ours.parts[0].variance)


def test_neither_the_order_of_the_futures_nor_that_of_the_structures_matters() -> None:
    values = simulator(8)
    mixed = values[::-1, np.random.default_rng(1).permutation(400)]
    ours, theirs = budget(values, None, 1), budget(mixed, None, 1)
    assert [part.variance for part in theirs.parts] == pytest.approx([part.variance for part in ours.parts])
