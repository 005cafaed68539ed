"""Studies of Saltelli and Morris end in indices: in numbers, in tables of a report, and in figures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from made_up_runs import rewrite
from made_up_studies import GROUND, Row, make_study
from numpy.typing import NDArray

from sim.analysis.responses import responses
from sim.analysis.study_indices import indices_of, is_designed
from sim.analysis.study_table import StudyTable, open_table
from sim.config.labels import key_label
from sim.config.problems import Problem
from sim.model.measures import MEASURES
from sim.report.figures.study.picture import name_of, picture
from sim.report.figures.study.request import FigureRequest, FigureSubject
from sim.report.page.blocks import TableBlock, Text
from sim.report.page.study_indices import indices as tables
from sim.report.page.study_view import StudyView
from sim.study.design.designs.morris import Morris
from sim.study.design.designs.saltelli import Saltelli
from sim.study.design.sampling import SampledRows, future_numbers, unit_sample
from sim.study.files import parquet

KEYS = ("fires.suppression", "counter_battery.detection", "sanctuary.sector_coverage")
LEVERS = [{"restrictions": "full_ban"}, {"restrictions": "counter_fire"}]
MEASURE = next(measure for measure in MEASURES if measure.name == GROUND)


def changed(row: Row, noise: NDArray[np.float64]) -> NDArray[np.float64]:
    """The second policy brings 4 x1 + 2 x2, and nothing of x3; both share the chance, but for a little."""
    brings = 4 * row[KEYS[0]] + 2 * row[KEYS[1]] if row["restrictions"] == "counter_fire" else 0.0
    return 100 + noise + brings + 0.05 * np.roll(noise, 1) * (row["restrictions"] == "counter_fire")


def designed(folder: Path, design: SampledRows, name: str, replications: int = 6) -> StudyTable:
    cube = unit_sample(design, len(KEYS), (7,))
    rows = [dict(zip(KEYS, row, strict=True)) for row in cube.tolist()]
    made = make_study(folder, LEVERS, rows, values=changed, replications=replications)
    points = dict(parquet.read(made / "points.parquet"))
    points["future"] = future_numbers(design, len(KEYS))[points["uncertainty"]]
    parquet.write(made / "points.parquet", points, {})
    spec = {"uncertainties": {"design": name, "size": design.size, "factors": dict.fromkeys(KEYS, "plausible")}}
    rewrite(made, "study.json", spec=spec)
    return open_table(made)


@pytest.fixture(scope="module")
def saltelli(tmp_path_factory: pytest.TempPathFactory) -> StudyTable:
    design = Saltelli(size=128, factors={"any": 0})
    return designed(tmp_path_factory.mktemp("studies") / "saltelli", design, "saltelli")


@pytest.fixture(scope="module")
def morris(tmp_path_factory: pytest.TempPathFactory) -> StudyTable:
    return designed(tmp_path_factory.mktemp("studies") / "morris", Morris(size=20, factors={"any": 0}), "morris")


@pytest.mark.thorough
def test_a_linear_change_has_the_shares_of_its_slopes(saltelli: StudyTable) -> None:
    """16 and 4 of 20; without interactions, first and total order agree."""
    found = indices_of(saltelli, GROUND)
    (shares,) = found.shares.values()
    assert found.keys == KEYS
    assert shares.total.shares == pytest.approx([0.8, 0.2, 0.0], abs=0.06)
    assert shares.first.shares == pytest.approx([0.8, 0.2, 0.0], abs=0.06)


def test_elementary_effects_of_a_linear_change_are_its_slopes(morris: StudyTable) -> None:
    (effects,) = indices_of(morris, GROUND).effects.values()
    assert effects.mu_star == pytest.approx([4.0, 2.0, 0.0], abs=0.1)
    assert effects.mu_star[2] < 2 * effects.chance[2]
    assert effects.sigma == pytest.approx([0.0, 0.0, 0.0], abs=0.2)


def test_the_report_has_a_table_of_them_with_the_strongest_first(saltelli: StudyTable, morris: StudyTable) -> None:
    text, table = tables(StudyView(saltelli), [MEASURE])
    assert isinstance(text, Text)
    assert text.words.startswith("First order: share of the variance due to a parameter alone.")
    assert isinstance(table, TableBlock)
    assert [row[0] for row in table.rows] == list(KEYS)
    assert table.headings[2:] == ["first order", "total order"]
    assert table.rows[2][3].startswith("(0.00")
    assert "128 base rows" in table.caption
    _, table = tables(StudyView(morris), [MEASURE])
    assert isinstance(table, TableBlock)
    assert table.headings[2:] == ["\u03bc* (km\u00b2)", "\u03c3 (km\u00b2)"]
    assert "20 trajectories" in table.caption


@pytest.mark.parametrize("name", ["saltelli", "morris"])
def test_they_are_drawn(name: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    table = request.getfixturevalue(name)
    asked = FigureRequest(table, responses(table, MEASURE), np.arange(len(table)))
    figure = picture(FigureSubject(asked), "indices")
    assert name_of(FigureSubject(asked), "indices") == "indices-ground_lost_km2"
    shown = [text.get_text() for text in figure.axes[0].texts]
    called = list(map(key_label, KEYS))
    assert [text for text in shown if text in called] == called


def test_one_replication_does_not_tell_parameters_from_chance(tmp_path: Path) -> None:
    table = designed(tmp_path / "one", Morris(size=12, factors={"any": 0}), "morris", replications=1)
    with pytest.raises(
        Problem, match="need 2 replications of each point; repeat the sweep command with replications=10"
    ):
        indices_of(table, GROUND)
    (told,) = tables(StudyView(table), [MEASURE])
    assert isinstance(told, Text)
    assert told.words.startswith("No indices: ")


def test_other_designs_have_none(tmp_path: Path) -> None:
    table = open_table(make_study(tmp_path / "plain", LEVERS, values=lambda row, noise: noise))
    assert not is_designed(table)
    with pytest.raises(Problem, match="need uncertainties of design: saltelli or morris"):
        indices_of(table, GROUND)


def test_they_are_of_the_whole_design(morris: StudyTable) -> None:
    asked = FigureRequest(morris, responses(morris, MEASURE), np.arange(len(morris)), ("restrictions=counter_fire",))
    with pytest.raises(Problem, match="--kind indices: needs the whole design"):
        picture(FigureSubject(asked), "indices")
