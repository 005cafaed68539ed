"""Replications are added until the differences are known well enough, and not before."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path

import numpy as np
import pytest
from stopping_study import PAGE, at_first_narrow, by_rule, page
from sweep_works import FakeWork, contents, fake_sweep, outcome

from sim.config.problems import Problem
from sim.study.differences.stopping import PrecisionTarget, StoppingRule, is_reached
from sim.study.differences.verdict import judge_differences
from sim.study.execution import execute
from sim.study.execution.pool import Pool
from sim.study.files import parquet
from sim.study.sweep import groups, writer
from sim.study.sweep.drive import run_study
from sim.study.sweep.progress import SweepProgress

NUMBER = re.compile(r"\d[\d,]*\.?\d*")
UNTIL = StoppingRule((PrecisionTarget("loss", 0.0207),), 1600, 100)


def loss(half_width: float, cap: int, first: int = 200) -> StoppingRule:
    return StoppingRule((PrecisionTarget("loss", half_width),), cap, first)


def test_the_looks_double_and_end_at_the_cap() -> None:
    assert list(loss(1, 6400).looks()) == [200, 400, 800, 1600, 3200, 6400]
    assert list(loss(1, 500).looks()) == [200, 400, 500]
    assert list(loss(1, 200).looks()) == [200]


@pytest.mark.parametrize(
    ("width", "cap", "key"), [(0, 400, r"measures\.loss"), (math.nan, 400, r"measures\.loss"), (1, 199, "cap")]
)
def test_a_rule_that_is_none(width: float, cap: int, key: str) -> None:
    with pytest.raises(Problem, match=rf"until\.{key}"):
        loss(width, cap)


def test_a_rule_is_kept_as_it_is() -> None:
    rule = StoppingRule((PrecisionTarget("loss", 2.0), PrecisionTarget("fires", 0.05, relative=True)), 800, 300)
    assert StoppingRule.from_dict(json.loads(json.dumps(rule.as_dict()))) == rule


def test_no_difference_at_all_is_never_enough() -> None:
    (seen,) = judge_differences(np.zeros((200, 1)))
    assert not PrecisionTarget("loss", 1e9).is_reached(seen)


def test_few_pairs_that_differ_are_not_enough_however_narrow_the_interval() -> None:
    sparse, dense, zeros = np.zeros(1000), np.zeros(1000), np.zeros(1000)
    sparse[:4], dense[:20] = 1.0, 1.0
    assert not is_reached(PrecisionTarget("loss", 1.0), zeros, [sparse])
    assert is_reached(PrecisionTarget("loss", 1.0), zeros, [dense])
    assert not is_reached(PrecisionTarget("loss", 1e-3), zeros, [dense])


def test_a_relative_target_is_a_share_of_the_mean_difference() -> None:
    random = np.random.default_rng(2)
    near, far = random.normal(1.0, 1.0, 400), random.normal(10.0, 1.0, 400)
    zeros, target = np.zeros(400), PrecisionTarget("loss", 0.05, relative=True)
    assert is_reached(target, zeros, [far])
    assert not is_reached(target, zeros, [near])
    assert not is_reached(target, zeros, [near, far])


def test_every_policy_must_be_known() -> None:
    random = np.random.default_rng(1)
    reference, near, far = np.zeros(200), random.normal(0, 1, 200), random.normal(0, 10, 200)
    assert is_reached(PrecisionTarget("loss", 0.2), reference, [near, near])
    assert not is_reached(PrecisionTarget("loss", 0.2), reference, [near, far])
    assert is_reached(PrecisionTarget("loss", 0.2), reference, [])


def test_every_measure_must_be_known(tmp_path: Path) -> None:
    """A second measure that is never known takes every group to the cap."""
    wide, both = (
        loss(1e9, 400, 100),
        StoppingRule((PrecisionTarget("loss", 1e9), PrecisionTarget("delay", 1e-9)), 400, 100),
    )
    for name, until, most in (("wide", wide, 100), ("both", both, 400)):
        run_study(fake_sweep(levers=2, futures=2, until=until), tmp_path / name, Pool(1))
        rows = parquet.read(tmp_path / name / "results.parquet")
        assert np.bincount(rows["point"].astype(int)).tolist() == [most] * 4


def stopped_at(sweep_levers: int, future: int) -> int:
    """Where the group is to stop, from the definition."""
    for size in UNTIL.looks():
        values = np.array([[outcome(future, lever, k)[0] for k in range(size)] for lever in range(sweep_levers)])
        if is_reached(UNTIL.targets[0], values[0], list(values[1:])):
            return size
    return UNTIL.cap


@pytest.mark.thorough
def test_groups_stop_each_at_its_look_and_resuming_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sweep = fake_sweep(levers=2, futures=8, until=UNTIL)
    run_study(sweep, tmp_path / "S", Pool(1))
    rows = parquet.read(tmp_path / "S" / "results.parquet")
    sizes = np.bincount(rows["point"].astype(int))
    expected = [stopped_at(2, point // 2) for point in range(16)]
    assert sizes.tolist() == expected
    assert len(set(expected)) > 1
    monkeypatch.setattr(execute, "CHUNK_SECONDS", 1e-4)
    monkeypatch.setattr(writer, "PART_SECONDS", 1e-3)
    monkeypatch.setattr(groups, "ROWS", 2000)
    for number, point in enumerate((3, 9, 15)):
        work = FakeWork(mark=tmp_path / f"mark{number}", interrupt=point)
        broken_off = fake_sweep(work, levers=2, futures=8, until=UNTIL)
        assert run_study(broken_off, tmp_path / "T", Pool(1)).status == "interrupted"
    told: list[SweepProgress] = []
    run_study(sweep, tmp_path / "T", Pool(1), told.append)
    assert told[0].done > 0
    assert contents(tmp_path / "T") == contents(tmp_path / "S")


@pytest.mark.thorough
def test_a_higher_cap_goes_on(tmp_path: Path) -> None:
    low, high = loss(0.001, 100, 50), loss(0.001, 400, 50)
    run_study(fake_sweep(until=low), tmp_path / "S", Pool(1))
    run_study(fake_sweep(until=high), tmp_path / "S", Pool(1))
    run_study(fake_sweep(until=high), tmp_path / "T", Pool(1))
    assert contents(tmp_path / "S") == contents(tmp_path / "T")
    with pytest.raises(Problem, match="can grow but not shrink"):
        run_study(fake_sweep(until=low), tmp_path / "S", Pool(1))


def test_the_interval_holds_where_the_rule_stops() -> None:
    rule, naive = by_rule(0.05, 0.0125, 150), at_first_narrow(0.05, 0.0125, 150)
    assert rule.holds > 0.95 - 3 * math.sqrt(0.95 * 0.05 / 150)
    assert naive.holds < 0.8


@pytest.mark.slow
def test_the_page_of_stopping_is_what_is_measured() -> None:
    written, measured = PAGE.read_text(encoding="utf-8"), page()
    assert NUMBER.sub("#", written) == NUMBER.sub("#", measured)
    one, other = ([float(n.replace(",", "").rstrip(".")) for n in NUMBER.findall(text)] for text in (written, measured))
    assert one == pytest.approx(other, abs=0.3)
