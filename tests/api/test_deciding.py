"""`Study.decide`: tables of every part, sentences, pictures, and mistakes as the command tells them."""

from __future__ import annotations

from pathlib import Path

import pytest
from decided_studies import COSTS, SAVES, make_decided

import sim
from sim.api.deciding import Decision


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_decided(tmp_path_factory.mktemp("study") / "s", count=40)


@pytest.fixture(scope="module")
def decision(study: Path) -> Decision:
    found = sim.load(study)
    assert isinstance(found, sim.Study)
    return found.decide(saves=SAVES, costs=COSTS)


@pytest.mark.parametrize("part", ["budget", "drivers", "flips", "boxes", "robustness", "worth", "front", "enough"])
def test_every_part_is_a_table(decision: Decision, part: str) -> None:
    table = getattr(decision, part)
    assert len(table) > 0
    assert len(table.to_pandas()) == len(table)


def test_shares_of_the_budget_sum_to_one(decision: Decision) -> None:
    rows = decision.budget.to_pandas()
    sums = rows[rows.source != "hidden line"].groupby(["outcome", "policy", "less"]).share.sum()
    assert sums.to_numpy() == pytest.approx(1.0)


def test_every_table_has_a_name(decision: Decision) -> None:
    assert {"beliefs", "structures", "shares_by_price"} <= set(decision.tables)
    with pytest.raises(sim.Problem, match="no table 'belief'; did you mean 'beliefs'"):
        decision.table("belief")


def test_it_shows_its_sentences(decision: Decision) -> None:
    assert "a price is a value judgement between model units" in repr(decision)
    assert decision.sentences["enough"][0] in repr(decision)


def test_it_is_written_into_the_folder_of_the_study(decision: Decision, study: Path) -> None:
    assert decision.folder == study / "decision"
    assert (decision.folder / "decision.json").exists()


def test_a_figure_is_drawn_into_the_folder(decision: Decision) -> None:
    picture = decision.plot("budget")
    assert picture.png.read_bytes().startswith(b"\x89PNG")
    assert picture.png.parent == decision.folder / "figures"
    with pytest.raises(sim.Problem, match="no figure 'budgets' of a decision; did you mean 'budget'"):
        decision.plot("budgets")


def test_a_part_that_is_left_out_says_why(tmp_path: Path) -> None:
    found = sim.load(make_decided(tmp_path / "s", count=30, replications=2))
    assert isinstance(found, sim.Study)
    decision = found.decide(saves=SAVES, costs=COSTS, between="full_ban,long_range")
    with pytest.raises(
        sim.Problem, match="worth: 2 replications are too few to judge a single future; use replications=10"
    ):
        _ = decision.worth


def test_mistakes_are_named(study: Path) -> None:
    found = sim.load(study)
    assert isinstance(found, sim.Study)
    with pytest.raises(sim.Problem, match="between: name two policies"):
        found.decide(saves=SAVES, costs=COSTS, between=["full_ban"])
