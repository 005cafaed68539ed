"""The registry of figures: what a module registers appears in the folder, the report, the command and Python."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from matplotlib.figure import Figure as Drawn

from sim.analysis.comparison import Comparison
from sim.api.comparing import Comparison as Compared
from sim.cli.completing_names import figures as completed
from sim.cli.main import main
from sim.config.problems import Problem
from sim.report import figures
from sim.report.figures.drawing import pictures
from sim.report.figures.registry import figure_named, fitting, registered
from sim.report.figures.subject import COMPARISON, Figure, Subject
from sim.report.figures.trade_difference import paired_means
from sim.report.page.comparison import comparison_report
from sim.report.page.render import render


def test_every_figure_answers_a_question_and_has_a_place_of_its_own() -> None:
    found = registered()
    assert len({figure.name for figure in found}) == len({figure.order for figure in found}) == len(found)
    assert all(figure.question.endswith("?") for figure in found)
    assert [figure.order for figure in found] == sorted(figure.order for figure in found)


@pytest.fixture
def fresh_registry() -> Iterator[None]:
    """Forgets what is registered, also when all patches are undone."""
    registered.cache_clear()
    yield
    registered.cache_clear()


@pytest.mark.thorough
@pytest.mark.usefixtures("fresh_registry")
def test_one_module_adds_a_figure_everywhere(
    three: Comparison, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def draw(subject: Subject) -> Drawn:
        drawn = Drawn()
        drawn.add_subplot().plot([len(subject.variants), 0])
        return drawn

    module = ModuleType("sim.report.figures.mine")
    module.FIGURES = (Figure("mine", "Is it mine?", COMPARISON, 99, draw, lambda _: "It is mine."),)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, module.__name__, module)
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "mine.py").write_text("")
    monkeypatch.setattr(figures, "__path__", [*figures.__path__, str(tmp_path / "package")])
    drawn = pictures(three, tmp_path / "figures")
    assert (tmp_path / "figures" / "mine.png").is_file()
    assert "It is mine." in render(comparison_report(three, drawn))
    assert "mine" in [one.word for one in completed()]
    assert main(["plot", "--list"]) == 0
    assert "Is it mine?" in capsys.readouterr().out
    assert "mine" in Compared(three).figures["name"]
    assert Compared(three).figure("mine").numbers == "It is mine."


def test_an_unknown_figure_is_refused_with_the_nearest() -> None:
    with pytest.raises(Problem, match="no figure 'tradeoff' of a comparison; did you mean 'trade_off'"):
        figure_named("tradeoff")


def test_the_trade_of_differences_shows_the_mean_of_the_pairs_and_its_region(three: Comparison) -> None:
    tables = list(three.tables)
    tables[0] = {**tables[0], "rung_days": tables[0]["rung_days"] + np.random.default_rng(1).normal(size=200)}
    assert three.variants[0] == 0
    subject = Subject(replace(three, tables=tuple(tables)))
    variant = subject.held[0]
    mean, region = paired_means(subject, variant)
    for place, name in enumerate(subject.traded):
        assert mean[place] == pytest.approx((tables[0][name] - tables[variant.reference][name]).mean())
    own, other = tables[0], tables[variant.reference]
    pairs = np.array([own[name] - other[name] for name in subject.traded])
    apart = region - mean[:, None]
    distance = np.einsum("ij,ik,kj->j", apart, np.linalg.inv(np.cov(pairs) / pairs.shape[1]), apart)
    assert distance == pytest.approx(np.full(distance.shape, 5.991), rel=1e-2)


def test_the_trade_of_differences_holds_zero_and_says_which_corner_is_better(three: Comparison) -> None:
    figure = figure_named("trade_difference")
    subject = Subject(three)
    assert figure in fitting(subject)
    drawn = figure.draw(subject)
    assert drawn is not None
    (axes,) = drawn.axes
    assert axes.get_xlim()[0] < 0 < axes.get_xlim()[1]
    assert axes.get_xlabel() == "Difference in Red fires (thousand rounds)"
    assert "Towards the lower left: better for Blue in both." in " ".join(drawn.texts[1].get_text().split())
    assert "mean paired differences" in figure.numbers(subject)


def test_a_figure_of_python_can_be_restyled_and_asked_for_other_measures(three: Comparison, tmp_path: Path) -> None:
    found = Compared(three).figure("trade_difference", traded=("ground_lost_km2", "rung_days"))
    found.drawn.axes[0].set_xlabel("Mine")
    assert found.save(tmp_path / "mine.svg").stat().st_size > 1000
    assert found._repr_png_().startswith(b"\x89PNG")
    with pytest.raises(Problem, match="no measure 'ground' here; did you mean 'ground_lost_km2'"):
        Compared(three).figure("trade_off", traded=("ground", "rung_days"))
