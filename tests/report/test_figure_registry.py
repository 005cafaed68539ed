"""The registry of figures: what a module registers appears in the folder, the report, the command and Python."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from matplotlib.figure import Figure as Drawn

from sim.analysis.comparison import RunComparison
from sim.api.comparing import Comparison as Compared
from sim.cli.completing_names import figures as completed
from sim.cli.main import main
from sim.config.problems import Problem
from sim.report.figures import comparison as package
from sim.report.figures import drawing
from sim.report.figures.comparison.subject import Subject
from sim.report.figures.comparison.trade_difference import paired_means
from sim.report.figures.drawing import pictures
from sim.report.figures.figure import COMPARISON, Figure, Numbers
from sim.report.figures.registry import KINDS, Kind, figure_named, fitting, registered
from sim.report.page.comparison import comparison_report
from sim.report.page.render import render


@pytest.mark.parametrize("kind", KINDS)
def test_every_figure_answers_a_question_and_has_a_place_of_its_own(kind: Kind) -> None:
    found = registered(kind)
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
    three: RunComparison, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def draw(subject: Subject) -> Drawn:
        drawn = Drawn()
        drawn.add_subplot().plot([len(subject.variants), 0])
        return drawn

    module = ModuleType(f"{package.__name__}.mine")
    module.FIGURES = (  # type: ignore[attr-defined]
        Figure(
            name="mine",
            question="Is it mine?",
            section=COMPARISON,
            order=99,
            draw=draw,
            words=lambda _: "It is mine.",
            numbers=lambda _: Numbers(("mine", "yes"), [(1, math.nan)]),
        ),
    )
    monkeypatch.setitem(sys.modules, module.__name__, module)
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "mine.py").write_text("")
    monkeypatch.setattr(package, "__path__", [*package.__path__, str(tmp_path / "package")])
    only = tuple(one for one in registered("comparison") if one.name == "mine")
    monkeypatch.setattr(drawing, "fitting", lambda kind, subject: only)
    drawn = pictures(three, tmp_path / "figures")
    assert (tmp_path / "figures" / "mine.png").is_file()
    assert (tmp_path / "figures" / "mine.csv").read_text() == "mine,yes\n1,\n"
    page = render(comparison_report(three, drawn))
    assert "It is mine." in page
    assert '<a href="figures/mine.csv" download>' in page
    assert "mine" in [one.word for one in completed()]
    assert main(["plot", "--list"]) == 0
    assert "Is it mine?" in capsys.readouterr().out
    assert "mine" in Compared(three).figures["name"]
    assert isinstance(Compared(three).figure("mine"), Drawn)
    assert Compared(three).numbers("mine")["mine"].tolist() == [1]


def test_every_figure_of_a_comparison_has_its_numbers_as_a_table(three: RunComparison) -> None:
    subject = Subject(three)
    for figure in fitting("comparison", subject):
        found = figure.numbers(subject)
        assert all(len(row) == len(found.header) for row in found.rows)
        assert bool(found.rows) == (figure.name != "relaxation")


def test_the_numbers_of_a_figure_are_what_it_draws(three: RunComparison) -> None:
    subject = Subject(three)
    rows = figure_named("comparison", "differences").numbers(subject).rows
    first = three.difference(three.variants[0], str(rows[0][0]))
    assert rows[0][3:6] == (first.mean, first.low, first.high)
    last = [row for row in figure_named("comparison", "ground_lost").numbers(subject).rows if row[0] == three.names[1]]
    assert last[-1][4] == pytest.approx(subject.variants[0].quantiles("ground_lost_km2")["q50"][-1])


def test_an_unknown_figure_is_refused_with_the_nearest() -> None:
    with pytest.raises(Problem, match="no figure 'timeline' of a comparison; it is one of a run"):
        figure_named("comparison", "timeline")
    with pytest.raises(Problem, match="no figure 'tradeoff' of a comparison; did you mean 'trade_off'"):
        figure_named("comparison", "tradeoff")


def test_the_trade_of_differences_shows_the_mean_of_the_pairs_and_its_region(three: RunComparison) -> None:
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


def test_the_trade_of_differences_holds_zero_and_says_which_corner_is_better(three: RunComparison) -> None:
    figure = figure_named("comparison", "trade_difference")
    subject = Subject(three)
    assert figure in fitting("comparison", subject)
    drawn = figure.draw(subject)
    assert drawn is not None
    (axes,) = drawn.axes
    assert axes.get_xlim()[0] < 0 < axes.get_xlim()[1]
    assert axes.get_xlabel() == "Difference in Red fires (thousand rounds)"
    assert "Towards the lower left: better for Blue in both." in " ".join(drawn.texts[1].get_text().split())
    assert "mean paired differences" in figure.words(subject)


def test_a_figure_of_python_can_be_restyled_and_asked_for_other_measures(three: RunComparison, tmp_path: Path) -> None:
    found = Compared(three).figure("trade_difference", traded=("ground_lost_km2", "rung_days"))
    found.axes[0].set_xlabel("Mine")
    found.savefig(tmp_path / "mine.svg")
    assert "Mine" in (tmp_path / "mine.svg").read_text() or (tmp_path / "mine.svg").stat().st_size > 1000
    assert found._repr_png_().startswith(b"\x89PNG")  # type: ignore[attr-defined]
    numbers = Compared(three).numbers("trade_difference", traded=("ground_lost_km2", "rung_days"))
    assert numbers["variant"].tolist() == [three.names[place] for place in three.variants]
    with pytest.raises(Problem, match="no measure 'ground' here; did you mean 'ground_lost_km2'"):
        Compared(three).figure("trade_off", traded=("ground", "rung_days"))
