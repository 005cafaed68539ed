"""The ladder of escalation: shares of replications at or above each rung."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from compared_made_up import DAYS, PATHS, daily_of, paths_of
from figure_audit import cut_off, overlapping

from sim.analysis.comparison import RunComparison
from sim.report.figures.comparison.rungs import RUNGS, rung_numbers, rung_shares, separating, shares_of
from sim.report.figures.comparison.variants import DrawnVariant, variants_of


@pytest.fixture(scope="module")
def climbing(three: RunComparison) -> list[DrawnVariant]:
    """The reference stays at rung 2; the next climbs a rung a day up to 6 in a quarter of the paths, the last never."""
    still = np.full((PATHS, len(DAYS)), 2.0)
    up = np.where(np.arange(PATHS)[:, None] < PATHS / 4, np.minimum(2 + DAYS, 6.0), 2.0)
    quiet = paths_of(0, np.zeros((PATHS, 1)))
    return [
        replace(one, daily=daily_of({**quiet, "rung": rungs}))
        for one, rungs in zip(variants_of(three), (still, up, 0 * still), strict=True)
    ]


def test_shares_are_counted_over_the_saved_paths(climbing: list[DrawnVariant]) -> None:
    found = shares_of(climbing[1])
    assert found.shape == (len(RUNGS), len(DAYS))
    assert found[:, -1].tolist() == [1, 1, 0.25, 0.25, 0.25, 0.25, 0, 0]
    assert found[:, 1].tolist() == [1, 1, 0.25, 0, 0, 0, 0, 0]
    assert shares_of(climbing[2]).max() == 0


def test_a_panel_shows_its_shares_and_that_of_the_reference(climbing: list[DrawnVariant]) -> None:
    figure = rung_shares(climbing)
    assert figure is not None
    assert len(figure.axes) == 3
    assert all(axes.get_ylim() == (0, 100) for axes in figure.axes)
    lines = {line.get_label(): line.get_ydata() for line in figure.axes[1].lines}
    assert lines["at or above 3"][-1] == pytest.approx(25)
    assert lines["reference"].tolist() == [100] * len(DAYS)
    assert not any(str(line.get_label()).startswith("at or above") for line in figure.axes[2].lines)
    assert "Dashed: share at or above rung 1 under" in " ".join(figure.texts[1].get_text().split())
    keys = [text.get_text() for text in figure.legends[0].get_texts()]
    assert keys == ["≥ 1", "≥ 2", "≥ 3", "≥ 4", "≥ 5", "≥ 6", "reference: ≥ 1"]


def test_the_rungs_that_tell_most_apart_stand_above_the_panels(climbing: list[DrawnVariant]) -> None:
    assert separating([shares_of(one) for one in climbing]) == [1, 2, 3]
    assert "≥ 1: 100 %, ≥ 2: 100 %, ≥ 3: 25 %" in rung_numbers(climbing)


def test_every_variant_has_a_panel(twenty: RunComparison) -> None:
    figure = rung_shares(variants_of(twenty))
    assert figure is not None
    assert len(figure.axes) == 20


def test_nothing_overlaps_or_is_cut_off(eight: RunComparison) -> None:
    figure = rung_shares(variants_of(eight)[:5], "note")
    assert figure is not None
    assert cut_off(figure) == []
    assert overlapping(figure) == []


def test_there_is_no_figure_without_saved_paths(three: RunComparison) -> None:
    bare = [replace(one, daily=daily_of({})) for one in variants_of(three)]
    assert rung_shares(bare) is None
