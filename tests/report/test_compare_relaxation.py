from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from compared_made_up import COUNT, waiting_days
from figure_audit import cut_off, overlapping
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.comparison import RunComparison
from sim.analysis.survival import kaplan_meier
from sim.report.figures.comparison.relaxation import MOST_STEPS, is_endogenous, relaxation_curves
from sim.report.figures.comparison.variants import DrawnVariant, variants_of


def deciding(variant: DrawnVariant, rate: float, label: str = "deciding") -> DrawnVariant:
    return replace(variant, label=label, table={**variant.table, "relaxation_day": waiting_days(rate)})


@pytest.fixture(scope="module")
def variants(three: RunComparison) -> tuple[DrawnVariant, ...]:
    first, second, third = variants_of(three)
    return first, second, deciding(third, 0.2)


@pytest.fixture(scope="module")
def usual(variants: Sequence[DrawnVariant]) -> Figure:
    figure = relaxation_curves(variants)
    assert figure is not None
    return figure


def names(axes: Axes) -> list[str]:
    return [text.get_text() for text in axes.texts]


def test_there_is_no_figure_where_the_calendar_decides(three: RunComparison) -> None:
    assert relaxation_curves(variants_of(three)) is None


def test_a_policy_is_decided_in_the_model_by_its_choice_or_if_its_day_varies(variants: Sequence[DrawnVariant]) -> None:
    first = variants[0]
    assert [is_endogenous(one) for one in variants] == [False, False, True]
    chosen = replace(first, manifest={**first.manifest, "choices": {"restrictions": "endogenous"}})
    assert is_endogenous(chosen)
    never = replace(first, table={"relaxation_day": np.full(COUNT, np.nan)})
    assert not is_endogenous(never)
    sometimes = replace(first, table={"relaxation_day": np.where(np.arange(COUNT) < 9, 4.0, np.nan)})
    assert is_endogenous(sometimes)


def test_the_curve_is_that_of_kaplan_and_meier_in_per_cent(usual: Figure) -> None:
    curve = kaplan_meier(waiting_days(0.2), 10.0)
    (drawn,) = (line for line in usual.axes[0].lines if line.get_label() == "deciding")
    assert drawn.get_drawstyle() == "steps-post"
    assert drawn.get_ydata()[:-1].tolist() == pytest.approx((100 * curve.survival).tolist())
    assert drawn.get_xdata()[-1] == 10
    assert usual.axes[0].get_ylabel() == "No relaxation yet (%)"
    band = usual.axes[0].collections[-1].get_paths()[0].get_extents()
    assert band.y0 == pytest.approx(100 * np.nanmin(curve.low))


def test_the_days_that_the_calendar_sets_are_marked(usual: Figure) -> None:
    (lines,) = (lines for lines in usual.axes[0].collections if hasattr(lines, "get_segments"))
    assert [segment[:, 0].tolist() for segment in lines.get_segments()] == [[4, 4]]
    assert "set for day 4: Full ban, Counter-fire from day 20 (record)" in names(usual.axes[0])


def test_the_table_counts_who_still_waits(usual: Figure) -> None:
    days = np.where(np.isnan(waiting_days(0.2)), 10, waiting_days(0.2))
    counts = [str(np.sum(days >= day)) for day in usual.axes[0].get_xticks()]
    texts = names(usual.axes[0])
    row = texts[texts.index("deciding") + 1 :]
    assert row[: len(counts)] == counts
    curve = kaplan_meier(waiting_days(0.2), 10.0)
    assert row[len(counts)] == str(curve.n_events)
    assert row[len(counts) + 1].startswith(f"{curve.restricted_mean:.3g} ± ")


def test_a_curve_of_very_many_steps_is_thinned(variants: Sequence[DrawnVariant]) -> None:
    days = np.random.default_rng(1).uniform(0, 20, 5000)
    many = replace(variants[0], label="many", table={"relaxation_day": np.where(days < 10, days, np.nan)})
    figure = relaxation_curves([many])
    assert figure is not None
    (drawn,) = figure.axes[0].lines
    assert len(drawn.get_xdata()) == MOST_STEPS
    assert drawn.get_ydata()[MOST_STEPS // 2] == pytest.approx(75, abs=2)


@pytest.mark.parametrize("count", [1, 7])
def test_nothing_overlaps_or_is_cut_off(variants: Sequence[DrawnVariant], count: int) -> None:
    several = [deciding(variants[2], 0.05 + 0.03 * place, f"variant {place}") for place in range(count)]
    figure = relaxation_curves([*variants[:2], *several], "note")
    assert figure is not None
    assert cut_off(figure) == []
    assert overlapping(figure) == []
    curves = [line for axes in figure.axes for line in axes.lines]
    assert len({line.get_label() for line in curves}) == len(curves) == count
