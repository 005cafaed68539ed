"""Student's quantile for what is printed, against that of the tables."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import betainc

from sim.analysis.student import MANY, incomplete_beta, printed_reach
from sim.study.differences.moments import quantile

FREEDOMS = [1, 2, 3, 7, 19, 99, 199, 499, MANY - 1, MANY, MANY + 1, 9_999, 10**6, 10**9]


@pytest.mark.parametrize("freedom", FREEDOMS)
def test_no_printed_number_differs(freedom: int) -> None:
    assert printed_reach(freedom) == pytest.approx(float(quantile(np.asarray(freedom))), rel=2e-13)


@pytest.mark.parametrize(("a", "b"), [(0.5, 0.5), (2.0, 0.5), (0.5, 7.0), (40.0, 0.5), (3.0, 30.0)])
def test_both_sides_of_the_continued_fraction(a: float, b: float) -> None:
    for x in (0.001, 0.2, 0.5, 0.9, 0.999):
        assert incomplete_beta(a, b, x) == pytest.approx(float(betainc(a, b, x)), rel=1e-12)
