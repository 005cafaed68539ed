"""Student's interval of a mean, by scipy."""

from __future__ import annotations

import numpy as np
from scipy import stats


def student_t(values: np.ndarray) -> tuple[float, float]:
    found = stats.ttest_1samp(values, 0.0).confidence_interval(0.95)
    return float(found.low), float(found.high)
