"""A study whose policies are searched for: what it finds, that it goes on where it stopped, and what it refuses."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from decided_studies import make_decided
from searching import STUDY, MadeUp, study, sweep

from sim.analysis.responses import responses
from sim.analysis.searched import Searched, searched_of
from sim.analysis.study_table import open_table
from sim.config.problems import Problem
from sim.config.settings import Engine
from sim.engine.batch import Batch
from sim.model.measures import KNOWN
from sim.report.figures.study.picture import picture
from sim.report.figures.study.request import FigureRequest, FigureSubject
from sim.report.page.blocks import TableBlock, Text
from sim.report.page.search import search_section
from sim.report.page.study_view import StudyView
from sim.report.screens.study_plan import searched_words
from sim.study.design.space import FactorScale
from sim.study.files import parquet
from sim.study.study_sweep import sweep_of
from sim.study.sweep.estimate import estimate
from sim.study.sweep.folder import open_study
from sim.study.sweep.shard import Shard

pytest.importorskip("pymoo")

FILES = ("points.parquet", "rows.parquet", "search.parquet", "results.parquet", "recipe.json")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("search")
    assert sweep(study(place / "configs"), place / "one").status == "finished"
    return place


@pytest.fixture(scope="module")
def found(folder: Path) -> Searched:
    return searched_of(open_table(folder / "one"))


def test_the_front_found_is_the_known_one(found: Searched) -> None:
    """Without dwelling and with one step, rounds and rung-days trade along the threshold."""
    settings = [each for each, kept in zip(found.settings, found.on_front, strict=True) if each and kept]
    assert len(settings) >= 4
    assert np.mean([int(each["restrictions.highest_step"]) for each in settings]) <= 1.5
    assert np.mean([float(each["restrictions.dwell"].split()[0]) for each in settings]) < 10
    thresholds = sorted(float(each["restrictions.trigger.relax_above"]) for each in settings)
    assert thresholds[0] < 1
    assert thresholds[-1] > 2


def test_every_generation_dominates_at_least_what_the_one_before_did(found: Searched) -> None:
    assert len(found.progress) == 2
    for one in found.progress:
        assert len(one.areas) == 4
        assert (np.diff(one.areas) >= 0).all()
        assert one.areas[-1] > one.areas[0]
    assert all(one.areas[-1] > found.area_given for one in found.progress)


def test_searches_with_other_seeds_look_at_other_policies(folder: Path) -> None:
    looked = parquet.read(folder / "one" / "search.parquet")
    each = [set(looked["lever"][looked["search"] == search].tolist()) for search in (0, 1)]
    assert each[0] != each[1]


@pytest.mark.thorough
def test_two_workers_leave_the_same_bytes_as_one(folder: Path) -> None:
    assert sweep(study(folder / "configs"), folder / "two", workers=2).status == "finished"
    for name in FILES:
        assert (folder / "one" / name).read_bytes() == (folder / "two" / name).read_bytes(), name


@pytest.mark.thorough
def test_done_again_it_does_nothing(folder: Path) -> None:
    before = (folder / "one" / "points.parquet").read_bytes()
    outcome = sweep(study(folder / "configs"), folder / "one")
    assert (outcome.status, outcome.new) == ("finished", 0)
    assert (folder / "one" / "points.parquet").read_bytes() == before


class Interrupted(MadeUp):
    """Ctrl-C after so many batches."""

    left = 150

    def __call__(self, *arguments: Any, **named: Any) -> Batch:
        Interrupted.left -= 1
        if Interrupted.left == 0:
            raise KeyboardInterrupt
        return super().__call__(*arguments, **named)


@pytest.mark.thorough
def test_it_goes_on_where_it_was_interrupted(folder: Path) -> None:
    asked = study(folder / "configs")
    assert sweep(asked, folder / "broken", simulation=Interrupted(Engine.SIMPY)).status == "interrupted"
    stored = open_study(folder / "broken").manifest
    assert stored["search"]["front"] is None
    assert 0 < stored["done"] < stored["points"] * 2
    outcome = sweep(asked, folder / "broken")
    assert outcome.status == "finished"
    assert outcome.new < outcome.done
    for name in FILES:
        assert (folder / "one" / name).read_bytes() == (folder / "broken" / name).read_bytes(), name


@pytest.mark.thorough
def test_a_search_that_came_upon_others_before_is_not_mixed_with_them(folder: Path) -> None:
    asked = study(folder / "configs")
    sweep(asked, folder / "other")
    points = parquet.read(folder / "other" / "points.parquet")
    points["restrictions.dwell"] = np.asarray(points["restrictions.dwell"]) + 1.0
    parquet.write(folder / "other" / "points.parquet", points, {})
    with pytest.raises(Problem, match="found different policies before"):
        sweep(asked, folder / "other")


def test_the_front_is_done_anew_in_fresh_futures_and_tables_show_it_alone(folder: Path, found: Searched) -> None:
    table, whole = open_table(folder / "one"), open_table(folder / "one", searched=True)
    assert len(np.unique(table.points["lever"])) == len(found.levers) <= 2 + 6
    used = set(whole.points["future"][: table.first].tolist())
    assert not used & set(table.points["future"].tolist())
    drawn = [
        set(one["fires.suppression"].tolist())
        for one in (table.points, {"fires.suppression": whole.points["fires.suppression"][: table.first]})
    ]
    assert len(drawn[0]) == 4
    assert not drawn[0] & drawn[1]
    rows = table.rows("rung_days")
    assert rows.point.min() == 0
    assert rows.point.max() == len(table) - 1
    assert [str(label).startswith("Policy ") for label in dict.fromkeys(table.points["label"])] == [False] * 2 + [
        True
    ] * found.found


@pytest.mark.thorough
def test_a_policy_whose_run_failed_is_not_on_the_front(folder: Path, tmp_path: Path) -> None:
    sweep(study(folder / "configs"), tmp_path / "failing", simulation=MadeUp(Engine.SIMPY, fail_above=2.0))
    some = searched_of(open_table(tmp_path / "failing"))
    kept = [each["restrictions.trigger.relax_above"] for each in some.settings if each]
    assert kept
    assert max(map(float, kept)) <= 2.0


@pytest.mark.thorough
def test_a_policy_that_a_rule_or_the_model_refuses_is_passed_over(tmp_path: Path) -> None:
    rules = 'rules: [{never: "restrictions.highest_step == 3"}]\n'
    refused = STUDY.replace("restrictions.highest_step: [1, 2, 3]", "restrictions.trigger.reverse_below: [0, 1, 2.9]")
    for text in (STUDY + rules, refused):
        asked = study(tmp_path, text)
        assert asked.frame.sections.spaces
        sweep(asked, tmp_path / str(len(text)))
        manifest = json.loads((tmp_path / str(len(text)) / "study.json").read_text())
        assert manifest["search"]["refused"] > 0
        points = parquet.read(tmp_path / str(len(text)) / "points.parquet")
        assert len(points["point"]) == manifest["points"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  - {design: list", "  #", "a search needs policies to compare with"),
        ("decision:", "#", "study.decision: is missing"),
        ("decision:", "until: {measures: {rung_days: 5 %}, cap: 500}\ndecision:", "study.until: a search compares"),
        ("uniform: [0 days, 40 days]", "normal: {mean: 3 days, sd: 1 day}", "a search needs both ends of the range"),
        ("population: 10", "population: 3", "population: must be at least 4 (got 3)"),
        ("population: 10", "popluation: 12", "no such key; did you mean 'population'?"),
        ("{design: latin_hypercube, size: 4,", "{design: nsga2,", "nsga2 looks for policies, which are levers"),
    ],
)
def test_what_a_search_cannot_do_without_is_told(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(Problem) as caught:
        study(tmp_path, STUDY.replace(old, new))
    assert said in str(caught.value)


def test_without_pymoo_it_says_what_to_install(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = study(folder / "configs")
    monkeypatch.setattr("importlib.util.find_spec", lambda name, package=None: None)
    with pytest.raises(Problem, match=r"needs pymoo; install it: pip install 'escalation-sim\[search\]'"):
        sweep_of(asked, MadeUp(Engine.SIMPY))


def test_a_search_has_no_shards(folder: Path) -> None:
    with pytest.raises(Problem, match="shard: a search needs all of its runs in one folder"):
        sweep_of(study(folder / "configs"), MadeUp(Engine.SIMPY), Shard(1, 2))


def test_more_replications_are_another_search(folder: Path) -> None:
    with pytest.raises(Problem, match="replications: 2 in the folder, 3 now"):
        sweep(study(folder / "configs", STUDY, "replications=3"), folder / "one")


def test_reading_a_study_file_takes_no_pymoo(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pymoo", None)
    asked = study(folder / "configs")
    assert estimate(asked).points == 4 * (2 + 2 * 10 * 4) + 4 * (2 + 6)


def test_few_levers_are_told_to_be_a_product_with_its_numbers(folder: Path) -> None:
    (space,) = study(folder / "configs").frame.sections.spaces
    said = searched_words(space)
    assert "searches 3 levers, 2 x 10 policies in 4 generations: at most 80 policies" in said
    assert "design: product does as well and shows every policy: 5 x 3 x 5 = 75 policies" in said


def test_a_listed_range_has_round_numbers_and_rises(folder: Path) -> None:
    (space,) = study(folder / "configs").frame.sections.spaces
    assert [gene.kind for gene in space.genes] == [
        FactorScale.APART,
        FactorScale.RISING,
        FactorScale.RISING,
        FactorScale.ALONG,
    ]
    assert space.genes[1].column(np.array([19.0])).values[0] == 2.4
    first = space.first(0)
    assert set(first[:, 2].tolist()) == {0, 1, 2}
    assert not np.array_equal(first, space.first(1))
    assert sorted(np.floor(first[:, 3] * 10).tolist()) == list(range(10))


def test_the_report_says_what_was_found_and_draws_it(folder: Path, found: Searched) -> None:
    view = StudyView(open_table(folder / "one"))
    section = search_section(view, [])
    texts = [block.words for block in section.blocks if isinstance(block, Text)]
    looked = len(found.searched) - 2
    assert texts[0].startswith(f"The search evaluated {looked} policies besides the 2 given in the study. The ")
    assert "the given policies dominate" in texts[1]
    assert "(2 seeds)" in texts[1]
    (table,) = (block for block in section.blocks if isinstance(block, TableBlock))
    assert len(table.rows) == len(found.levers)
    assert any("trigger relax above" in row[1] for row in table.rows)
    asked = FigureRequest(view.table, responses(view.table, KNOWN["rung_days"]), np.arange(len(view.table)))
    figure = picture(FigureSubject(asked), "search")
    drawn = {text.get_text() for axes in figure.axes for text in axes.texts}
    assert {"Full ban", "Generation", "Rung-days"} <= drawn
    assert sum(text.startswith("Policy ") for text in drawn) == found.found


def test_a_study_that_does_not_search_has_no_such_figure(tmp_path: Path) -> None:
    table = open_table(make_decided(tmp_path, count=3, replications=2))
    asked = FigureRequest(table, responses(table, KNOWN["rung_days"]), np.arange(len(table)))
    with pytest.raises(Problem, match="no design nsga2 among its levers"):
        picture(FigureSubject(asked), "search")
