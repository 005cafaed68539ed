"""The share of an output explained by one uncertain parameter, from a few cosines of its rank.

First-order indices from given data: Plischke (2010, 2012). R2 is adjusted for the number of cosines, and the floor is
that of the whole family of parameters, so that in pure noise one in twenty studies names a driver, regardless of the
number of parameters.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.analysis.chance_floor import family_floor

Numbers = NDArray[np.float64]

HARMONICS = 4
SMALLEST = 1e-9  # of the largest singular value: a parameter of few levels has fewer cosines


def cosines(ranks: Numbers, harmonics: int = HARMONICS) -> Numbers:
    """Cosines of ranks in (0, 1), centred; 0 for a future without the parameter (NaN).

    Args:
        ranks: of one parameter, shape (n,).
        harmonics: how many.

    Returns:
        Shape (n, harmonics).
    """
    waves = np.cos(np.pi * np.arange(1, harmonics + 1) * ranks[:, None])
    known = ~np.isnan(ranks)
    waves[known] -= waves[known].mean(axis=0) if known.any() else 0.0
    waves[~known] = 0.0
    return waves


def orthonormal(columns: Numbers) -> Numbers:
    """An orthonormal basis of the span of some columns, without directions of zero length."""
    directions, sizes, _ = np.linalg.svd(columns, full_matrices=False)
    kept = sizes > SMALLEST * max(sizes[0], np.finfo(np.float64).tiny)
    basis: Numbers = directions[:, kept]
    return basis


def bases(ranks: Numbers, harmonics: int = HARMONICS) -> list[Numbers]:
    """The orthonormal basis of each parameter; `ranks` has shape (n, d)."""
    return [orthonormal(cosines(column, harmonics)) for column in ranks.T]


def explained(ranks: Numbers, outputs: Numbers, harmonics: int = HARMONICS) -> Numbers:
    """Adjusted R2 of outputs on the cosines of each parameter.

    Args:
        ranks: shape (n, d).
        outputs: shape (n, m).
        harmonics: how many cosines.

    Returns:
        Shape (d, m); 0 for an output that does not vary.
    """
    return adjusted(bases(ranks, harmonics), outputs)


def adjusted(found: list[Numbers], outputs: Numbers) -> Numbers:
    """Adjusted R2 of outputs (n, m) on each of some orthonormal bases; shape (d, m)."""
    centred = outputs - outputs.mean(axis=0)
    size = (centred**2).sum(axis=0)
    varied = size > 0
    shares = np.zeros((len(found), outputs.shape[1]))
    for place, basis in enumerate(found):
        inside = ((basis.T @ centred) ** 2).sum(axis=0)
        share = np.divide(inside, size, out=np.zeros_like(size), where=varied)
        shares[place] = adjust(share, len(outputs), basis.shape[1])
    shares[:, ~varied] = 0.0
    return shares


def floor(ranks: Numbers, output: Numbers, seed: int, harmonics: int = HARMONICS) -> float:
    """The adjusted R2 that the largest of all parameters reaches by chance in 5 % of the cases.

    Args:
        ranks: shape (n, d).
        output: shape (n,).
        seed: of the permutations.
        harmonics: how many cosines.
    """
    found = bases(ranks, harmonics)
    return family_floor(lambda shuffled: adjusted(found, shuffled), output, seed)


def curve(ranks: Numbers, outputs: Numbers, places: Numbers, harmonics: int = HARMONICS) -> Numbers:
    """The mean of outputs (n, m) along a parameter, at ranks `places` (g,); shape (g, m)."""
    counts = np.ones((1, len(ranks)))
    return np.stack([resampled_curves(ranks, column, counts, places, harmonics)[0] for column in outputs.T], axis=1)


def resampled_curves(
    ranks: Numbers, output: Numbers, counts: Numbers, places: Numbers, harmonics: int = HARMONICS
) -> Numbers:
    """The curve of an output (n,) refitted to samples of the futures.

    Args:
        ranks: of one parameter, shape (n,).
        output: shape (n,).
        counts: how often each future is in each sample, shape (samples, n).
        places: ranks at which the curves are read, shape (g,).
        harmonics: how many cosines.

    Returns:
        Shape (samples, g).
    """
    known = ~np.isnan(ranks)
    columns = _design(ranks[known], harmonics)
    kept = counts[:, known]
    coefficients = refitted(columns, output[known][:, None], kept)[:, :, 0]
    fitted: Numbers = coefficients @ _design(places, harmonics).T
    return fitted


def refitted(columns: Numbers, outputs: Numbers, counts: Numbers) -> Numbers:
    """The coefficients of least squares in samples of the futures.

    Args:
        columns: shape (n, k).
        outputs: shape (n, m).
        counts: how often each future is in each sample, shape (samples, n).

    Returns:
        Shape (samples, k, m).
    """
    rows, width = columns.shape
    gram = counts @ (columns[:, :, None] * columns[:, None, :]).reshape(rows, -1)
    right = counts @ (columns[:, :, None] * outputs[:, None, :]).reshape(rows, -1)
    inverse = np.linalg.pinv(gram.reshape(-1, width, width), rcond=SMALLEST, hermitian=True)
    found: Numbers = inverse @ right.reshape(len(counts), width, -1)
    return found


def _design(ranks: Numbers, harmonics: int) -> Numbers:
    return np.cos(np.pi * np.arange(harmonics + 1) * ranks[:, None])


def adjust(share: Numbers, rows: int, columns: int) -> Numbers:
    """R2 adjusted for the columns of a fit."""
    return 1.0 - (1.0 - share) * (rows - 1) / max(rows - columns - 1, 1)
