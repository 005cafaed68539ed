"""Rungs in the explorer: shares of replications at or above each, in place of quantiles that jump."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import numpy as np
import pytest

from sim.app.fans import difference_picture
from sim.app.rung_shares import distinguishing_rung, reached_shares, shares_of_paths, shares_picture

DAYS = np.arange(3.0)
PATHS = np.array([[0, 0, 0, 0], [0, 1, 1, 3], [1, 2, 3, 3]], dtype=float)  # days, replications


def chart_of(svg: str) -> dict[str, Any]:
    match = re.search(r'data-chart="([^"]*)"', svg)
    assert match is not None
    found: dict[str, Any] = json.loads(unescape(match[1]))
    return found


def test_shares_count_replications_at_or_above_each_rung() -> None:
    shares = shares_of_paths(PATHS)
    assert shares[:4].tolist() == [[0, 0.75, 1], [0, 0.25, 0.75], [0, 0.25, 0.5], [0, 0, 0]]
    assert reached_shares(shares) == "≥ 1: 100 %, ≥ 2: 75 %, ≥ 3: 50 %"


def test_a_panel_has_an_area_for_each_rung_that_is_reached() -> None:
    shares = shares_of_paths(PATHS)
    svg = shares_picture(DAYS, shares, "a")
    assert svg.count('class="rung a"') == 3
    assert chart_of(svg)["shares"] == [[0, 75, 100], [0, 25, 75], [0, 25, 50]]
    assert chart_of(svg)["ends"] == [0, 100]


def test_the_reference_is_dashed_at_the_rung_that_differs_most() -> None:
    calm, shares = shares_of_paths(np.where(PATHS > 2, 2, PATHS)), shares_of_paths(PATHS)
    assert distinguishing_rung(calm, shares) == 3
    assert chart_of(shares_picture(DAYS, shares, "b", calm))["dashed"] == [[0, 0, 0]]
    assert chart_of(shares_picture(DAYS, calm, "b", shares))["dashed"] == [[0, 25, 50]]


def test_where_no_rung_is_reached_that_is_said() -> None:
    shares = shares_of_paths(np.zeros((3, 4)))
    assert reached_shares(shares) == "≥ 1: 0 %"
    assert chart_of(shares_picture(DAYS, shares, "a"))["shares"] == []


@pytest.mark.parametrize("edges", [None, (np.array([-1.0, 0, 1]), np.array([np.nan, 1, 2]))])
def test_a_difference_of_rungs_has_its_mean_and_no_quantiles(edges: Any) -> None:
    svg = difference_picture(DAYS, None, np.array([0.0, 0.5, 1.5]), "Rung", edges)
    assert "outer d" not in svg
    assert chart_of(svg)["band"] == []
    assert chart_of(svg)["line"] == [0, 0.5, 1.5]
