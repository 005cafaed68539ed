"""Summaries: known numbers, censored measures, and the CSV."""

from __future__ import annotations

import csv
import math

import numpy as np
import pytest

from sim.analysis.summary import HEADER, Estimate, summarize, summary_csv
from sim.model.measures import Measure

AREA = Measure("ground_lost_km2", "km2", "area lost")
DAY = Measure("relaxation_day", "day", "day of the first relaxation")
MANIFEST = {"scenario": "border_generic", "config_hash": "0123456789ab", "seed": 7}


def one(values: list[float]) -> Estimate:
    (estimate,) = summarize({"ground_lost_km2": np.array(values)}, [AREA])
    return estimate


def test_known_numbers() -> None:
    estimate = one([float(number) for number in range(101)])
    assert (estimate.mean, estimate.q05, estimate.q50, estimate.q95) == (50, 5, 50, 95)
    assert estimate.error == pytest.approx(math.sqrt(101 * 102 / 12) / math.sqrt(101))
    assert (estimate.defined, estimate.replications) == (101, 101)


def test_the_error_is_what_the_mean_varies_by() -> None:
    draws = np.random.default_rng(5).gamma(2.0, 3.0, (2000, 50))
    errors = [one(list(row)).error for row in draws[:200]]
    assert np.mean(errors) == pytest.approx(draws.mean(axis=1).std(), rel=0.05)


def test_replications_without_the_measure_are_left_out_and_counted() -> None:
    estimate = one([1.0, math.nan, 3.0, math.nan])
    assert (estimate.mean, estimate.q50, estimate.defined, estimate.replications) == (2, 2, 2, 4)
    assert estimate.error == pytest.approx(1.0)


def test_a_measure_that_no_replication_defines_is_undefined() -> None:
    estimate = one([math.nan, math.nan])
    assert (estimate.defined, estimate.replications) == (0, 2)
    assert all(math.isnan(value) for value in (estimate.mean, estimate.q05, estimate.q50, estimate.q95, estimate.error))


def test_one_replication_has_no_error() -> None:
    estimate = one([4.0])
    assert (estimate.mean, estimate.q05, estimate.q95) == (4, 4, 4)
    assert math.isnan(estimate.error)


def test_csv_names_units_and_what_it_is_made_from() -> None:
    columns = {"ground_lost_km2": np.array([1.0, 0.1, 0.2]), "relaxation_day": np.full(3, math.nan)}
    text = summary_csv(summarize(columns, [AREA, DAY]), MANIFEST)
    head, area, day = csv.reader(text.splitlines())
    assert tuple(head) == HEADER
    row = dict(zip(head, area, strict=True))
    assert (row["measure"], row["unit"], row["scenario"], row["seed"]) == (
        "ground_lost_km2",
        "km2",
        "border_generic",
        "7",
    )
    assert float(row["mean"]) == np.mean([1.0, 0.1, 0.2])
    assert (row["config_hash"], row["defined"], row["replications"]) == ("0123456789ab", "3", "3")
    assert day[:10] == ["relaxation_day", "day", "effect", "", "", "", "", "", "0", "3"]
