"""Replications are added until the differences are known well enough, and not before."""

from __future__ import annotations

import math
import re
from pathlib import Path

import numpy as np
import pytest
from stopping_study import PAGE, at_first_narrow, by_rule, page
from sweep_works import FakeWork, contents, fake_sweep, outcome

from sim.study import execute, parquet
from sim.study.pool import Pool
from sim.study.problems import Problem
from sim.study.sweep import groups, writer
from sim.study.sweep.drive import run_study
from sim.study.sweep.progress import Progress
from sim.study.sweep.stopping import Until, is_reached, look

NUMBER = re.compile(r"\d[\d,]*\.?\d*")
UNTIL = Until("loss", 0.0207, 1600, 100)


def test_the_looks_double_and_end_at_the_cap() -> None:
    assert list(Until("loss", 1, 6400).looks()) == [200, 400, 800, 1600, 3200, 6400]
    assert list(Until("loss", 1, 500).looks()) == [200, 400, 500]
    assert list(Until("loss", 1, 200).looks()) == [200]


@pytest.mark.parametrize(
    ("width", "cap", "key"), [(0, 400, "half_width"), (math.nan, 400, "half_width"), (1, 199, "cap")]
)
def test_a_rule_that_is_none(width: float, cap: int, key: str) -> None:
    with pytest.raises(Problem, match=rf"until\.{key}"):
        Until("loss", width, cap)


def test_a_look() -> None:
    seen = look(np.array([1.0, 2.0, 3.0, np.nan]))
    assert (seen.pairs, seen.mean) == (3, 2.0)
    assert seen.half_width == pytest.approx(4.302653 * 1 / math.sqrt(3))
    assert seen.carriers == pytest.approx(36 / 14)
    assert look(np.full(60, 2.0)).carriers == pytest.approx(60)
    assert math.isnan(look(np.array([1.0, np.nan])).half_width)
    assert not look(np.array([1.0, np.nan])).suffices(1e9)


def test_no_difference_at_all_is_never_enough() -> None:
    seen = look(np.zeros(200))
    assert (seen.half_width, seen.carriers) == (0.0, 0.0)
    assert not seen.suffices(1.0)


def test_few_pairs_that_differ_are_not_enough_however_narrow_the_interval() -> None:
    sparse, dense = np.zeros(1000), np.zeros(1000)
    sparse[:49], dense[:51] = 1.0, 1.0
    assert not look(sparse).suffices(1.0)
    assert look(dense).suffices(1.0)
    assert not look(dense).suffices(1e-3)


def test_every_policy_must_be_known() -> None:
    random = np.random.default_rng(1)
    reference, near, far = np.zeros(200), random.normal(0, 1, 200), random.normal(0, 10, 200)
    assert is_reached(reference, [near, near], 0.2)
    assert not is_reached(reference, [near, far], 0.2)
    assert is_reached(reference, [], 0.2)


def stopped_at(sweep_levers: int, future: int) -> int:
    """Where the group is to stop, from the definition."""
    for size in UNTIL.looks():
        values = np.array([[outcome(future, lever, k)[0] for k in range(size)] for lever in range(sweep_levers)])
        if is_reached(values[0], list(values[1:]), UNTIL.half_width):
            return size
    return UNTIL.cap


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
    told: list[Progress] = []
    run_study(sweep, tmp_path / "T", Pool(1), told.append)
    assert told[0].done > 0
    assert contents(tmp_path / "T") == contents(tmp_path / "S")


def test_a_higher_cap_goes_on(tmp_path: Path) -> None:
    low, high = Until("loss", 0.001, 100, 50), Until("loss", 0.001, 400, 50)
    run_study(fake_sweep(until=low), tmp_path / "S", Pool(1))
    run_study(fake_sweep(until=high), tmp_path / "S", Pool(1))
    run_study(fake_sweep(until=high), tmp_path / "T", Pool(1))
    assert contents(tmp_path / "S") == contents(tmp_path / "T")
    with pytest.raises(Problem, match="but not fewer"):
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
