"""Figures of policies under several structures: every difference is from the reference policy of its own."""

from __future__ import annotations

from dataclasses import replace

import pytest
from compared_made_up import DAYS, run_of
from matplotlib.figure import Figure
from matplotlib.text import Text

from sim.analysis.comparison import RunComparison, compare
from sim.report.figures.comparison.fans import fans
from sim.report.figures.comparison.forest_plot import forest
from sim.report.figures.comparison.forests import measures_of_forests
from sim.report.figures.comparison.partings import partings
from sim.report.figures.comparison.timelines import shown_side_by_side
from sim.report.figures.comparison.variants import held_of, variants_of

GROUND = "ground_lost_km2"
ROWS = (("record", "mixed", 0.0), ("record", "line", 60.0), ("ban", "mixed", 6.0), ("ban", "line", 61.0))


@pytest.fixture(scope="module")
def made() -> RunComparison:
    runs = []
    for policy, stall, shift in ROWS:
        one = run_of(shift, policy, replays_record=False)
        manifest = one.manifest | {
            "choices": {"restrictions": policy, "stall": stall},
            "config": one.manifest["config"] | {"restrictions": {"kind": policy}, "stall": {"kind": stall}},
        }
        runs.append(replace(one, folder=one.folder / stall, manifest=manifest))
    return compare(runs)


def texts(figure: Figure | None) -> list[str]:
    assert figure is not None
    return [text.get_text() for text in figure.findobj(Text)]


def test_forests_show_the_difference_within_each_structure(made: RunComparison) -> None:
    measures = [measure for measure in measures_of_forests(made)["more_differences"] if measure.name == GROUND]
    figure = forest(made, held_of(made), measures)
    (axes,) = figure.axes
    means = [float(line.get_xdata()[0]) for line in axes.lines if line.get_marker() == "o"]
    assert means == pytest.approx([6, 1], abs=0.1)
    found = texts(figure)
    assert "Difference from Record of the same structure, paired by replication" in found
    assert {"Ban, held line alone"} <= set(found)
    assert len([text for text in found if text.startswith("Ban, line")]) == 1
    assert not [text for text in found if text.startswith("Record,")]


def test_day_by_day_each_variant_is_held_against_its_own_reference(made: RunComparison) -> None:
    figure = partings(made, held_of(made), [GROUND])
    found = texts(figure)
    assert "Difference from Record of the same structure, day by day" in found
    ends = [line.get_ydata()[-1] for axes in figure.axes for line in axes.lines if line.get_label() == "mean"]  # type: ignore[union-attr]
    assert ends == pytest.approx([6, 1])


def test_a_panel_has_the_median_of_its_own_reference(made: RunComparison) -> None:
    figure = fans(variants_of(made), GROUND)
    assert figure is not None
    dashed = [[line for line in axes.lines if line.get_label() == "reference"] for axes in figure.axes]
    assert [len(lines) for lines in dashed] == [0, 0, 1, 1]
    ends = [lines[0].get_ydata()[-1] for lines in dashed[2:]]
    assert ends == pytest.approx([10 * DAYS[-1], 10 * DAYS[-1] + 60], abs=1)


def test_the_timelines_are_of_one_structure(made: RunComparison) -> None:
    assert [one.label for one in shown_side_by_side(made)] == [
        "Record, line, reserves and culmination", "Ban, line, reserves and culmination",
    ]  # fmt: skip
