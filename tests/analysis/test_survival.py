"""Kaplan and Meier's curve and the restricted mean, against a published table."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from sim.analysis.survival import kaplan_meier

# Weeks of remission under 6-mercaptopurine: E. J. Freireich et al., Blood 21 (1963) 699. Curve,
# restricted mean to 35 weeks and its variance: J. P. Klein and M. L. Moeschberger, Survival Analysis, 2nd ed. 2003,
# examples 4.1 and 4.2. Interval at 6 weeks: D. G. Kleinbaum and M. Klein, Survival Analysis, Stata appendix.
CAME = (6, 6, 6, 7, 10, 13, 16, 22, 23)
CENSORED = (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)
CURVE = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
MEAN, VARIANCE = 23.287, 7.993
AT_SIX = (0.620, 0.952)  # log(-log)


def remissions() -> tuple[np.ndarray, np.ndarray]:
    """The weeks, NaN where censored, and the week up to which each was seen."""
    return np.array([*CAME, *[np.nan] * len(CENSORED)]), np.array([*CAME, *CENSORED], dtype=float)


def test_the_curve_of_a_published_table() -> None:
    found = kaplan_meier(*remissions())
    shares = dict(zip(found.days, found.survival, strict=True))
    assert {week: shares[week] for week in CURVE} == pytest.approx(CURVE, abs=5e-4)
    assert (found.days[0], found.survival[0]) == (0, 1)
    assert (found.n, found.n_events) == (21, 9)
    place = list(found.days).index(6)
    assert (found.low[place], found.high[place]) == pytest.approx(AT_SIX, abs=5e-4)


def test_the_restricted_mean_of_a_published_table() -> None:
    found = kaplan_meier(*remissions())
    assert found.last_day == 35
    assert found.restricted_mean == pytest.approx(MEAN, abs=5e-4)
    assert found.restricted_mean_standard_error**2 == pytest.approx(VARIANCE, abs=2e-3)


def test_censored_at_the_horizon_alone_it_is_the_mean_of_what_came_before_it() -> None:
    days = np.random.default_rng(5).exponential(40.0, 500)
    found = kaplan_meier(np.where(days < 60, days, np.nan), 60.0)
    cut = np.minimum(days, 60.0)
    assert found.restricted_mean == pytest.approx(cut.mean())
    assert found.restricted_mean_standard_error == pytest.approx(cut.std() / np.sqrt(500))
    assert found.survival[-1] == pytest.approx(np.mean(days >= 60))


def test_the_curve_and_its_interval_are_those_of_scipy() -> None:
    random = np.random.default_rng(6)
    days, seen = np.round(random.exponential(40.0, 300)), np.round(random.exponential(60.0, 300))
    came = days <= seen
    found = kaplan_meier(np.where(came, days, np.nan), seen)
    wanted = stats.ecdf(stats.CensoredData.right_censored(np.minimum(days, seen), ~came)).sf
    assert found.survival[1:] == pytest.approx(wanted.evaluate(found.days[1:]))
    interval = wanted.confidence_interval(0.95, method="log-log")
    inner = (found.survival > 0) & (found.survival < 1)
    assert found.low[inner] == pytest.approx(interval.low.evaluate(found.days[inner]))
    assert found.high[inner] == pytest.approx(interval.high.evaluate(found.days[inner]))


def test_no_event_at_all() -> None:
    found = kaplan_meier(np.full(30, np.nan), 180.0)
    assert (found.restricted_mean, found.restricted_mean_standard_error, found.n_events) == (180, 0, 0)
    assert np.all(found.survival == 1)


def test_all_on_one_day() -> None:
    found = kaplan_meier(np.full(30, 20.0), 180.0)
    assert (found.restricted_mean, found.restricted_mean_standard_error, found.n_events) == (20, 0, 30)
    assert found.survival[-1] == 0


def test_days_before_day_zero() -> None:
    found = kaplan_meier(np.array([-4.0, 2.0]), 10.0)
    assert found.days[0] == -4
    assert found.restricted_mean == pytest.approx(-1)
