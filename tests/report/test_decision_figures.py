"""The figures of a decision: each is drawn, signed with the warning, and no text is cut off or lies on another."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from decisions_made_up import made_up_decision
from figure_audit import cut_off, overlapping
from matplotlib.figure import Figure

from sim.analysis.decision.decide import StudyDecision
from sim.config.problems import Problem
from sim.report.figures.decision.frame import price_ticks
from sim.report.figures.registry import drawn_figure, fitting, registered

FIGURES = {figure.name: figure for figure in registered("decision")}


@pytest.fixture(scope="module")
def decided() -> StudyDecision:
    return made_up_decision()


def drawn(decided: StudyDecision, name: str) -> Figure:
    return drawn_figure("decision", name, decided)


@pytest.mark.parametrize("name", list(FIGURES))
def test_no_text_is_cut_off_or_lies_on_another(decided: StudyDecision, name: str) -> None:
    figure = drawn(decided, name)
    assert cut_off(figure) == []
    assert overlapping(figure) == []


@pytest.mark.parametrize("name", ["price", "map", "box", "robust", "worth", "front"])
def test_long_names_of_policies_and_parameters_stay_inside(decided: StudyDecision, name: str) -> None:
    long = tuple(f"restrictions=on_request restrictions.request.threshold={place}.12345" for place in range(4))
    cube = replace(
        decided.cube, policies=long, factors=tuple(f"{key}_of_every_battery" for key in decided.cube.factors)
    )
    assert cut_off(drawn(replace(decided, cube=cube), name)) == []


def test_an_unknown_figure_names_the_nearest(decided: StudyDecision) -> None:
    with pytest.raises(Problem, match=re.escape("no figure 'prices' of a decision")):
        drawn_figure("decision", "prices", decided)


def test_what_is_not_known_is_not_drawn(decided: StudyDecision) -> None:
    flips = replace(decided.choice.flips, map=None)
    few = replace(decided, choice=replace(decided.choice, flips=flips, region=None, worth=None, front=None))
    assert FIGURES.keys() - {figure.name for figure in fitting("decision", few)} == {"map", "box", "worth", "front"}
    with pytest.raises(Problem, match="front: no figure, because two policies form no front"):
        drawn_figure("decision", "front", few)
    assert len(drawn(few, "price").axes) == 1  # without the worth below


def test_the_price_at_which_leading_policies_tie_is_marked(decided: StudyDecision) -> None:
    top = drawn(decided, "price").axes[0]
    across = [np.asarray(line.get_xdata(), dtype=float) for line in top.lines]
    marked = sorted(float(values[0]) for values in across if np.ptp(values) == 0)
    ties = sorted(tie.price for tie in decided.choice.flips.ties if tie.leads and tie.structure == 0)
    assert marked == pytest.approx(ties)


def test_shares_fill_the_plot_to_one_hundred_percent(decided: StudyDecision) -> None:
    top = drawn(decided, "price").axes[0]
    up = [np.asarray(line.get_ydata(), dtype=float) for line in top.lines]
    highest = np.max([values for values in up if len(values) > 2], axis=0)
    assert highest == pytest.approx(1.0)
    assert top.get_ylim() == (0, 1)


def test_ticks_of_prices_are_round_and_keep_clear() -> None:
    assert price_ticks(0.03, 8, 400) == pytest.approx([0.05, 0.1, 0.2, 0.5, 1, 2, 5])
    assert price_ticks(0.001, 1000, 150) == pytest.approx([0.001, 0.01, 0.1, 1, 10, 100, 1000])


def test_beaten_policies_are_hollow(decided: StudyDecision) -> None:
    axes = drawn(decided, "front").axes[0]
    faces = [line.get_markerfacecolor() for line in axes.lines if line.get_marker() not in ("None", "")]
    found = decided.choice.front
    assert found is not None
    assert [face == "white" for face in faces] == (~found.on_front).tolist()


def test_the_same_decision_gives_the_same_bytes(decided: StudyDecision, tmp_path: Path) -> None:
    from sim.report.drawing import style

    for place in ("a", "b"):
        (tmp_path / place).mkdir()
    first, second = (style.save(drawn(decided, "map"), tmp_path / place, "map")[0] for place in ("a", "b"))
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("name", list(FIGURES))
def test_the_data_of_each_figure_is_a_table_with_words(decided: StudyDecision, name: str) -> None:
    numbers = FIGURES[name].numbers(decided)
    assert numbers.rows
    assert all(len(row) == len(numbers.header) for row in numbers.rows)
    assert FIGURES[name].words(decided)


def test_the_map_s_numbers_are_its_cells(decided: StudyDecision) -> None:
    found = decided.choice.flips.map
    assert found is not None
    numbers = FIGURES["map"].numbers(decided)
    assert len(numbers.rows) == found.best.size
    assert numbers.header[0] == decided.cube.factors[found.factor]
    assert [row[3] for row in numbers.rows] == found.contested.ravel().tolist()
