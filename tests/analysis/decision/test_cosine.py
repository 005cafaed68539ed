"""Curves of cosines: known first-order indices, and a floor that pure noise rarely passes."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import qmc

from sim.analysis.decision import cosine


def ishigami(points: np.ndarray) -> np.ndarray:
    x, y, z = (np.pi * (2 * points - 1)).T
    return np.sin(x) + 7 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x)


def test_first_order_indices_of_the_ishigami_function() -> None:
    ranks = qmc.LatinHypercube(3, rng=np.random.default_rng(20240510)).random(1000)
    found = cosine.explained(ranks, ishigami(ranks)[:, None], harmonics=6)[:, 0]
    assert found == pytest.approx([0.31390519, 0.44241114, 0.0], abs=0.05)


def test_pure_noise_passes_the_floor_of_the_family_in_about_one_of_twenty_studies() -> None:
    above = 0
    for seed in range(60):
        generator = np.random.default_rng(seed)
        ranks, output = generator.random((80, 10)), generator.normal(size=80)
        above += cosine.explained(ranks, output[:, None]).max() > cosine.floor(ranks, output, seed)
    assert above <= 8


def test_a_parameter_of_two_levels_has_one_cosine() -> None:
    ranks = np.repeat([0.25, 0.75], 20)
    assert cosine.bases(ranks[:, None])[0].shape == (40, 1)


def test_an_absent_parameter_explains_nothing_where_it_is_absent() -> None:
    generator = np.random.default_rng(1)
    ranks = np.where(np.arange(200) < 100, generator.random(200), np.nan)
    found = cosine.cosines(ranks)
    assert (found[100:] == 0).all()
    assert np.isfinite(found).all()


def test_an_output_that_does_not_vary_is_explained_by_nothing() -> None:
    assert cosine.explained(np.random.default_rng(0).random((30, 2)), np.ones((30, 1))).tolist() == [[0.0], [0.0]]


def test_the_curve_of_a_straight_line_crosses_where_the_line_does() -> None:
    ranks = (np.arange(400) + 0.5) / 400
    places = np.array([0.2, 0.5, 0.8])
    fitted = cosine.curve(ranks, (ranks - 0.5)[:, None], places)[:, 0]
    assert fitted == pytest.approx([-0.3, 0.0, 0.3], abs=0.02)


def test_resampled_curves_are_fits_to_the_repeated_futures() -> None:
    generator = np.random.default_rng(3)
    ranks, output = generator.random(50), generator.normal(size=50)
    chosen = generator.integers(0, 50, 50)
    counts = np.bincount(chosen, minlength=50)[None].astype(float)
    places = np.linspace(0.1, 0.9, 5)
    columns = np.cos(np.pi * np.arange(5) * ranks[chosen][:, None])
    expected = np.cos(np.pi * np.arange(5) * places[:, None]) @ np.linalg.lstsq(columns, output[chosen])[0]
    assert cosine.resampled_curves(ranks, output, counts, places)[0] == pytest.approx(expected, abs=1e-8)
