"""Figures of other widths: as wide as was asked for, with every text whole and in a place of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from compared_made_up import comparison_of
from decisions_made_up import made_up_decision
from figure_audit import cut_off, overlapping
from made_up_studies import DAY, HALF_LIFE, NEVER, make_study, policy
from runs_made_up import LOG, daily_of, manifest_of, trace_of
from samples import thinned

import sim
from sim.analysis.responses import responses
from sim.analysis.study_factors import factor
from sim.analysis.study_table import open_table
from sim.api.comparing import Comparison
from sim.config.problems import Problem
from sim.model.measures import MEASURES
from sim.report.drawing import style
from sim.report.drawing.width import WIDTHS, figures_of, width_mm
from sim.report.figures.calibration.subject import FittedParameters
from sim.report.figures.comparison.subject import Subject
from sim.report.figures.record import RecordSubject
from sim.report.figures.registry import Kind, fitting, registered
from sim.report.figures.run.facts import RunSubject
from sim.report.figures.study.request import FigureRequest, FigureSubject
from sim.validation.calibration.informed import Information
from sim.validation.calibration.ranks import Ranks

OTHERS = [name for name in WIDTHS if name != "normal"]


def run_subject(_: Path) -> Any:
    days = daily_of(60)
    run: Any = SimpleNamespace(manifest=manifest_of(), daily=lambda held: days, trace=lambda: trace_of(LOG))
    return RunSubject(run)


def comparison_subject(_: Path) -> Any:
    return Subject(comparison_of(range(10), reference=1))


def study_subject(folder: Path) -> Any:
    levers, halves = [NEVER, *map(policy, (0.0, 15.0, 60.0))], [{HALF_LIFE: float(value)} for value in range(5, 11)]
    table = open_table(make_study(folder / "study", levers, halves))
    asked = FigureRequest(table, responses(table, MEASURES[0]), np.arange(len(table)))
    return FigureSubject(asked, factor(table, DAY), factor(table, HALF_LIFE))


def decision_subject(_: Path) -> Any:
    return made_up_decision()


def fit_subject(_: Path) -> Any:
    random, keys = np.random.default_rng(2), ("scenario.front.hold_depth", "advance.time_constant_median")
    known = [
        Information(key, unit, place < 3, (6.0, 8.0, 10.0), (6.5, 7.5, 8.5), 0.5, 0.4 - 0.01 * place, 0.3)
        for place, (key, unit) in enumerate(
            [
                *zip(keys, ("km", "d"), strict=True),
                ("observation_factor", "1"),
                *((f"forces.red_{n}", "kpe/d") for n in range(20)),
            ]
        )
    ]
    draws = random.uniform(6, 10, (50, len(known)))
    fitted = FittedParameters(tuple(known), draws, ((6.0, 10.0),) * len(known), (1.0, 51.0))
    return RecordSubject(manifest_of(), fitted)


def ranks_subject(_: Path) -> Any:
    names = ("advance.time_constant_median", "scenario.front.hold_depth", "observation_factor")
    ranks = np.random.default_rng(7).integers(0, 40, (60, len(names)))
    return RecordSubject({**manifest_of(), "errors": "as fitted"}, Ranks(names, ranks, 39, 3, 4_000))


SUBJECTS: dict[str, tuple[Kind, Callable[[Path], Any]]] = {
    "run": ("run", run_subject),
    "comparison": ("comparison", comparison_subject),
    "study": ("study", study_subject),
    "decision": ("decision", decision_subject),
    "fit": ("calibration", fit_subject),
    "ranks": ("calibration", ranks_subject),
}


@pytest.fixture(scope="module", params=list(SUBJECTS))
def asked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Kind, Any]:
    kind, subject = SUBJECTS[request.param]
    return kind, subject(tmp_path_factory.mktemp("widths"))


@pytest.mark.parametrize("width", thinned(OTHERS, "narrow"))
def test_every_figure_is_as_wide_as_asked_for_and_its_texts_are_whole(asked: tuple[Kind, Any], width: str) -> None:
    kind, subject = asked
    for figure in fitting(kind, subject):
        with figures_of(WIDTHS[width]):
            drawn = figure.draw(subject)
        if drawn is None:
            continue
        assert drawn.get_size_inches()[0] == pytest.approx(WIDTHS[width] / 25.4)
        assert (figure.name, cut_off(drawn)) == (figure.name, [])
        slanted = any(text.get_rotation() % 90 for axes in drawn.axes for text in axes.get_xticklabels())
        assert slanted or (figure.name, overlapping(drawn)) == (figure.name, [])


def test_no_name_of_a_parameter_is_shortened_or_a_key(tmp_path: Path) -> None:
    for subject, names in ((fit_subject(tmp_path), ("posterior", "informed")), (ranks_subject(tmp_path), ("ranks",))):
        for figure in registered("calibration"):
            if figure.name in names:
                drawn = figure.draw(subject)
                assert drawn is not None
                texts = " ".join(
                    text.get_text() for axes in drawn.axes for text in [*axes.texts, *axes.get_yticklabels()]
                )
                assert "Front hold depth" in texts
                assert "Advance time constant median" in " ".join(texts.split())
                assert "…" not in texts
                assert "front.hold_depth" not in texts


def test_what_was_fitted_or_held_against_the_record_is_called_by_its_label(tmp_path: Path) -> None:
    for subject, name in ((fit_subject(tmp_path), "posterior"), (ranks_subject(tmp_path), "ranks")):
        drawn = next(figure for figure in registered("calibration") if figure.name == name).draw(subject)
        assert drawn is not None
        assert drawn.texts[1].get_text().startswith("Counter-fire from day 20 (record), aid as announced")


@pytest.mark.parametrize(("text", "millimetres"), [("narrow", 90), ("120mm", 120), ("12 cm", 120), (" 95.5 mm", 95.5)])
def test_a_width_is_a_name_or_a_length(text: str, millimetres: float) -> None:
    assert width_mm(text) == millimetres


@pytest.mark.parametrize("text", ["", "120", "9 parsec", "89mm", "301mm", "nan mm", "-120mm"])
def test_another_width_is_refused_with_what_is_allowed(text: str) -> None:
    with pytest.raises(Problem, match=f"^width {text}: must be narrow, normal, wide, or a length from 90 mm to 300 mm"):
        width_mm(text)


def test_the_width_of_python_is_that_of_one_figure() -> None:
    comparison = Comparison(comparison_of((0, 6)))
    widths = [comparison.figure("differences", width=width).get_size_inches()[0] for width in ("narrow", "normal")]
    assert widths == pytest.approx([90 / 25.4, 160 / 25.4])
    with pytest.raises(sim.Problem, match="width broad: must be"):
        comparison.figure("differences", width="broad")


def test_days_at_an_axis_keep_clear_of_each_other() -> None:
    for width in (40.0, 90.0, 200.0):
        figure = style.open_figure(2.0)
        axes = figure.add_axes((0.0, 0.2, width / style.POINTS_PER_INCH / figure.get_size_inches()[0], 0.5))
        style.day_axis(axes, 0.0, 180.0)
        assert overlapping(figure) == []
