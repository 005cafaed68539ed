"""A study decided: what it finds, what must not change it, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from decided_studies import COSTS, COVERAGE, DETECTION, POLICIES, SAVES, futures, make_decided
from made_up_studies import HALF_LIFE

from sim.analysis.decision.decide import StudyDecision, decide
from sim.analysis.decision.request import DecisionRequest, decision_request
from sim.analysis.decision.sources import LOSS
from sim.analysis.study_table import StudyTable, open_table
from sim.config.problems import Problem
from sim.report.decision.folder import plain


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> StudyTable:
    return open_table(make_decided(tmp_path_factory.mktemp("study") / "s"))


@pytest.fixture(scope="module")
def wanted(table: StudyTable) -> DecisionRequest:
    return decision_request(table, saves=SAVES, costs=COSTS)


@pytest.fixture(scope="module")
def decision(table: StudyTable, wanted: DecisionRequest) -> StudyDecision:
    return decide(table, wanted)


@pytest.mark.thorough
def test_every_level_and_every_difference_has_its_sources(decision: StudyDecision) -> None:
    found = [(one.kind, one.policy, one.against) for one in decision.outcomes]
    of_each = [(0, None), (1, 0), (2, 0)]
    first, second = decision.choice.between
    assert 0 not in (first, second) or len(found) == 7
    assert [(policy, against) for kind, policy, against in found if kind == "saves"][:3] == of_each
    assert found[-1][0] == LOSS


def test_the_parameters_that_drive_a_difference_are_found(decision: StudyDecision) -> None:
    by_name = {(one.kind, one.policy, one.against): one for one in decision.outcomes}
    costs, saves = by_name["costs", 1, 0], by_name["saves", 1, 0]
    keys = np.array(decision.cube.factors)
    assert keys[costs.first.told].tolist() == [HALF_LIFE]
    assert keys[saves.first.told].tolist() == [DETECTION]
    assert costs.turns is not None
    assert keys[costs.turns].tolist() == [HALF_LIFE]
    assert COVERAGE not in keys[costs.turns | costs.first.told]


def test_an_emulator_is_fitted_to_what_the_two_policies_of_interest_change(decision: StudyDecision) -> None:
    fitted = [one for one in decision.outcomes if one.emulated is not None]
    assert {(one.policy, one.against) for one in fitted} == {
        (max(decision.choice.between), min(decision.choice.between))
    }
    assert len(fitted) == 3


@pytest.mark.thorough
def test_a_unit_of_saves_changes_units_only(
    table: StudyTable, wanted: DecisionRequest, decision: StudyDecision
) -> None:
    scaled = _decided(table, wanted, lambda measures: {**measures, SAVES: 1000 * measures[SAVES]})
    assert scaled.choice.price == pytest.approx(1000 * decision.choice.price)
    assert scaled.choice.between == decision.choice.between
    assert scaled.enough.undecided == decision.enough.undecided
    for ours, theirs in zip(decision.outcomes, scaled.outcomes, strict=True):
        assert [one.share for one in theirs.budget.parts] == pytest.approx([one.share for one in ours.budget.parts])
        assert theirs.first.shares == pytest.approx(ours.first.shares, nan_ok=True)


@pytest.mark.thorough
def test_the_order_of_the_futures_changes_nothing(
    table: StudyTable, wanted: DecisionRequest, decision: StudyDecision
) -> None:
    order = np.random.default_rng(3).permutation(len(decision.cube.futures))
    found = _decided(table, wanted, lambda measures: {name: one[:, :, order] for name, one in measures.items()}, order)
    assert plain(found.outcomes) == plain(decision.outcomes)
    assert plain(found.enough) == plain(decision.enough)


def _decided(
    table: StudyTable,
    wanted: DecisionRequest,
    change: Callable[[dict[str, Any]], dict[str, Any]],
    order: Any = slice(None),
) -> StudyDecision:
    """The study decided with other numbers, or futures in another order."""
    from sim.analysis.decision import decide as module

    cube = module.cube_of(table, [SAVES, COSTS, "red_line_crossed", "ground_lost_km2"])
    changed = replace(
        cube,
        measures=change(dict(cube.measures)),
        ranks=cube.ranks[order],
        values=cube.values[order],
        futures=cube.futures[order],
        groups=cube.groups[order],
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "cube_of", lambda *_: changed)
        return module.decide(table, wanted)


def test_a_price_is_kept_and_two_policies_are_named(table: StudyTable) -> None:
    found = decide(table, decision_request(table, "350 rounds", ("long_range", "full_ban"), SAVES, COSTS))
    assert found.choice.price == 0.35
    assert found.choice.between == (2, 0)


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (("full_ban", "ban"), "between: names one policy twice"),
        (("full_ban", "counterfire"), "between: no policy 'counterfire'"),
        (("full_ban", "n"), "between: 'n' fits several policies"),
    ],
)
def test_policies_that_cannot_be_told_are_refused(table: StudyTable, names: tuple[str, str], words: str) -> None:
    with pytest.raises(Problem, match=words):
        decide(table, decision_request(table, None, names, SAVES, COSTS))


@pytest.mark.parametrize("price", [0, -1, "nan", "3 km", "much"])
def test_a_price_that_is_none_is_refused(table: StudyTable, price: Any) -> None:
    with pytest.raises(Problem, match="price: "):
        decision_request(table, price, None, SAVES, COSTS)


def test_a_study_that_does_not_say_what_it_saves_is_refused_with_the_words_to_add(table: StudyTable) -> None:
    with pytest.raises(Problem) as refused:
        decision_request(table, costs=COSTS)
    assert str(refused.value) == (
        f"decide: name a measure that the policies of {table.folder} save, with --saves, or in "
        "its study file: decision: {saves: blue_losses_kpe, costs: rung_days}"
    )


def test_the_section_of_the_study_file_is_read_and_words_win_over_it(table: StudyTable) -> None:
    section = {"saves": SAVES, "costs": COSTS, "prices": {"from": "20 rounds", "to": "5 kr"}, "at_least": "2 kr"}
    said = replace(table, manifest={**table.manifest, "spec": {"decision": section}})
    found = decision_request(said)
    assert (found.saves.name, found.prices, found.at_least) == (SAVES, (0.02, 5.0), 2.0)
    other = decision_request(said, saves="blue_losses_kpe")
    assert (other.saves.name, other.costs.name, other.prices, other.at_least) == ("blue_losses_kpe", COSTS, None, 0.0)


def test_one_policy_is_refused(tmp_path: Path) -> None:
    _refused(make_decided(tmp_path / "s", levers=POLICIES[:1]), "the study has one policy; add others to its levers")


def test_ten_futures_are_refused(tmp_path: Path) -> None:
    _refused(
        make_decided(tmp_path / "s", count=10), "the study has 10 complete futures, and needs at least 30; add futures"
    )


def test_one_replication_is_refused(tmp_path: Path) -> None:
    _refused(
        make_decided(tmp_path / "s", count=30, replications=1), "has 1 replication of each point, and needs at least 2"
    )


def test_a_torn_part_is_refused(tmp_path: Path) -> None:
    folder = make_decided(tmp_path / "s", count=30)
    with (folder / "results.parquet").open("r+b") as file:
        file.truncate(1000)
    _refused(folder, "results.parquet is damaged: it has 1,000 bytes, ")


def _refused(folder: Path, words: str) -> None:
    table = open_table(folder)
    with pytest.raises(Problem) as refused:
        decide(table, decision_request(table, saves=SAVES, costs=COSTS))
    assert words in str(refused.value)


def test_an_aliased_pair_has_no_share_and_is_named(tmp_path: Path) -> None:
    rows = [{**row, COVERAGE: 0.4 + (row[DETECTION] - 0.35) ** 2} for row in futures(60)]
    table = open_table(make_decided(tmp_path / "s", uncertainties=rows))
    found = decide(table, decision_request(table, saves=SAVES, costs=COSTS))
    assert [(one.first, one.second) for one in found.aliased] == [(DETECTION, COVERAGE)]
    hidden = [found.cube.factors.index(key) for key in (DETECTION, COVERAGE)]
    assert all(np.isnan(one.first.shares[hidden]).all() for one in found.outcomes)
    assert "aliased: in these 60 rows" in " ".join(found.warnings)
