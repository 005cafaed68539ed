"""The page on which a study is decided: what a move changes, what it opens, how fast, and what is refused."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from asking import get, post
from decided_studies import make_decided
from made_up_studies import DAY, NEVER, Row, make_study, policy

from sim.analysis.decision.decide import decide
from sim.analysis.decision.request import DecisionRequest
from sim.analysis.study_table import open_table
from sim.app.decision_at_point import decision_at
from sim.app.explorer import Explorer
from sim.app.prepared_decision import prepared_decision
from sim.model.measures import MEASURES
from sim.report.decision.folder import write_decision

MEMORY, DETECTION = "escalation.severity_memory", "counter_battery.detection"
SAVED, SPENT = (next(one for one in MEASURES if one.name == name) for name in ("red_fires_kr", "rung_days"))
UNCERTAIN = [
    {MEMORY: float(memory), DETECTION: float(detection)}
    for memory, detection in np.random.default_rng(3).uniform((5, 0.1), (60, 0.5), (120, 2))
]


def fires(row: Row, noise: np.ndarray) -> np.ndarray:
    """A later permission saves less."""
    return np.asarray(100.0 + noise + min(row[DAY], 60.0) / 2)


def rung_days(row: Row, noise: np.ndarray) -> np.ndarray:
    """It costs less too, the more the longer severity is remembered."""
    return np.asarray(60.0 - min(row[DAY], 60.0) * row[MEMORY] / 40 * (1 + noise * row[DETECTION]))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of runs with a study that was decided."""
    root = tmp_path_factory.mktemp("runs")
    folder = make_study(
        root / "mine", [NEVER, policy(5.0), policy(30.0)], UNCERTAIN, replications=8,
        others={SAVED.name: fires, SPENT.name: rung_days},
    )  # fmt: skip
    table = open_table(folder)
    write_decision(table, decide(table, DecisionRequest(SAVED, SPENT)))
    make_study(root / "undecided", [NEVER, policy(5.0)], UNCERTAIN[:40], replications=4)
    return root


@pytest.fixture
def decider(explorer: Explorer, made: Path) -> Explorer:
    return Explorer(made, explorer.live)


def moved(explorer: Explorer, **body: Any) -> tuple[int, dict[str, Any]]:
    asked = {"study": "mine", "belief": MEMORY, "structure": "0", "price": 0.5, "rank": 0.5, **body}
    return post(explorer, "/api/decide", **asked)


def best(found: dict[str, Any]) -> str:
    match = re.search(r"<strong>(.*?)</strong> has the smallest mean loss", found["answer"])
    assert match is not None
    return match[1]


def test_structures_are_chosen_by_the_labels_of_their_options(explorer: Explorer, tmp_path: Path) -> None:
    folder = make_decided(tmp_path / "two", count=40)
    table = open_table(folder)
    write_decision(table, decide(table, DecisionRequest(SAVED, SPENT)))
    status, page = get(Explorer(tmp_path, explorer.live), "/decision", ("name", "two"))
    assert status == 200
    assert "stall: held line alone</option>" in page
    assert "stall=" not in page


@pytest.mark.thorough
def test_the_page_of_a_decided_study_leads_to_the_page_of_its_decision(decider: Explorer) -> None:
    assert 'href="/decision?name=mine"' in get(decider, "/study", ("name", "mine"))[1]
    assert "/decision?name=" not in get(decider, "/study", ("name", "undecided"), ("measure", "ground_lost_km2"))[1]
    status, html = get(decider, "/decision", ("name", "mine"))
    assert status == 200
    assert "A price is a value judgement between model units." in html
    assert f'value="{MEMORY}" selected' in html  # the belief that matters most comes first


def test_a_cheap_rung_day_speaks_for_permission_and_a_dear_one_for_the_ban(decider: Explorer) -> None:
    study = prepared_decision(decider.root / "mine")
    ends = float(study.prices[0]), float(study.prices[-1])
    cheap, dear = (moved(decider, price=price)[1] for price in ends)
    assert best(cheap) == study.labels.policies[1]
    assert best(dear) == study.labels.policies[0]
    assert cheap["map"] != dear["map"]  # the cross moves


def test_a_longer_memory_speaks_for_the_ban_at_the_same_price(decider: Explorer) -> None:
    study = prepared_decision(decider.root / "mine")
    short, long = (moved(decider, price=study.price, rank=rank)[1] for rank in (0.05, 0.95))
    assert best(short) == study.labels.policies[1]
    assert best(long) == study.labels.policies[0]


def test_the_share_of_undecided_futures_follows_the_price(made: Path) -> None:
    study = prepared_decision(made / "mine")
    place = study.cube.factors.index(MEMORY)
    at_tie = decision_at(study, 0, place, study.price, 0.5)
    far = decision_at(study, 0, place, float(study.prices[0]), 0.5)
    assert at_tie.undecided_all > far.undecided_all
    assert at_tie.shares_near.sum() == pytest.approx(1)


def test_the_futures_behind_a_place_are_those_nearest_in_the_belief(made: Path) -> None:
    study = prepared_decision(made / "mine")
    place = study.cube.factors.index(MEMORY)
    found = decision_at(study, 0, place, study.price, 0.3)
    values = study.cube.values[:, place]
    nearest = sorted(np.sort(np.abs(study.cube.ranks[:, place] - 0.3))[: len(found.futures)].tolist())
    shown = [study.cube.ranks[list(study.cube.futures).index(one.future), place] for one in found.futures]
    assert sorted(np.abs(np.array(shown) - 0.3).tolist()) == pytest.approx(nearest)
    assert [one.value for one in found.futures] == sorted(one.value for one in found.futures)
    assert all(float(values[list(study.cube.futures).index(one.future)]) == one.value for one in found.futures)


def test_a_future_opens_the_point_of_its_best_policy(made: Path) -> None:
    study = prepared_decision(made / "mine")
    table = open_table(made / "mine")
    for one in decision_at(study, 0, study.cube.factors.index(MEMORY), study.price, 0.5).futures:
        assert table.points["uncertainty"][one.point] == one.future
        assert table.points["lever"][one.point] == one.shown != 0


def test_the_cells_of_the_map_cover_it(decider: Explorer) -> None:
    found = moved(decider)[1]["map"]
    areas = re.findall(r'<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)" class="area', found)
    covered = sum(float(width) * float(height) for _, _, width, height in areas)
    assert covered == pytest.approx((560 - 56 - 12) * (330 - 22 - 36), rel=0.01)


def test_a_move_takes_less_than_a_third_of_a_second_of_the_processor(decider: Explorer) -> None:
    moved(decider)
    before = time.process_time()
    moved(decider, price=0.6, rank=0.4)
    assert time.process_time() - before < 0.3


@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        ({"study": 5}, 400, "must be texts"),
        ({"study": "../x"}, 404, "not found in the runs folder"),
        ({"price": True}, 400, "price: must be a number"),
        ({"price": 1e9}, 400, "price: must be from"),
        ({"price": float("nan")}, 400, "price: must be a number"),
        ({"rank": 2.0}, 400, "rank: must be from 0.01 to 0.99"),
        ({"belief": "escalation.severity_memry"}, 422, "did you mean 'escalation.severity_memory'?"),
        ({"structure": "7"}, 422, "structure: must be a whole number from 0 to 0 (got 7)"),
        ({"study": "undecided"}, 422, "name a measure that the policies"),
    ],
)
def test_a_move_of_another_shape_is_refused(decider: Explorer, body: dict[str, Any], status: int, message: str) -> None:
    found = moved(decider, **body)
    assert found[0] == status
    assert message in found[1]["problem"]
