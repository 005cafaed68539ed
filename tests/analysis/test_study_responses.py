from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_up_runs import rewrite
from made_up_studies import DAY, GROUND, HALF_LIFE, NEVER, make_study, policy, write_rows

from sim.analysis.paired import paired_differences
from sim.analysis.responses import responses
from sim.analysis.study_averages import QUANTILES, average_over_futures, structural_range
from sim.analysis.study_interactions import lever_crossings, study_interactions
from sim.analysis.study_table import open_table
from sim.config.problems import Problem
from sim.model.measures import MEASURES
from sim.study.differences.verdict import HIGHER, IS_REFERENCE, LOWER, NOWHERE, SAME, UNCLEAR
from sim.study.files import parquet

MEASURE = next(each for each in MEASURES if each.name == GROUND)
LEVERS = [NEVER, policy(0.0), policy(30.0), policy(60.0)]
FUTURES = [{HALF_LIFE: 5.0}, {HALF_LIFE: 10.0}, {HALF_LIFE: 20.0}]


def stored(folder: Path, point: int) -> np.ndarray:
    rows = parquet.read(folder / "results.parquet")
    return np.asarray(rows[GROUND][rows["point"] == point], dtype=np.float64)


def test_a_difference_is_that_of_the_house_from_the_reference_of_the_same_future(tmp_path: Path) -> None:
    folder = make_study(tmp_path / "s", LEVERS, FUTURES)
    found = responses(open_table(folder), MEASURE)
    for point in (1, 5, 10):
        values, reference = stored(folder, point), stored(folder, point - point % 4)
        (wanted,) = paired_differences({(0, MEASURE): (values, reference)}, policies=3)
        made = [getattr(found, name)[point] for name in ("mean", "low", "high", "wide_low", "wide_high")]
        simultaneous = (wanted.simultaneous_low, wanted.simultaneous_high)
        assert made == pytest.approx([wanted.mean, wanted.low, wanted.high, *simultaneous], rel=1e-9)
        assert (found.verdict[point], found.no_interval[point]) == (wanted.verdict, wanted.no_interval)
        assert found.level[point] == pytest.approx(values.mean())
        assert found.error[point] == pytest.approx((values - reference).std(ddof=1) / 10)
        assert (found.n[point], found.verdict[point]) == (100, LOWER)
    assert found.mean[9] == pytest.approx(4 * found.mean[1], rel=0.3)


def test_the_reference_differs_by_nothing_and_where_no_pair_differs_no_interval_is_given(tmp_path: Path) -> None:
    found = responses(open_table(make_study(tmp_path / "s", LEVERS)), MEASURE)
    assert (found.mean[0], found.low[0], found.high[0], found.verdict[0]) == (0, 0, 0, IS_REFERENCE)
    assert found.mean[3] == 0
    assert np.isnan([found.low[3], found.high[3]]).all()
    assert (found.verdict[3], found.no_interval[3]) == (SAME, SAME)


def test_failed_rows_are_left_out_and_counted_on_both_sides_of_a_pair(tmp_path: Path) -> None:
    folder = make_study(tmp_path / "s", LEVERS, failed=[(0, 1), (1, 1), (1, 5), (2, 7)])
    found = responses(open_table(folder), MEASURE)
    assert found.failed.tolist() == [1, 2, 1, 0]
    assert found.n.tolist() == [99, 98, 98, 99]
    kept = np.setdiff1d(np.arange(100), [1, 5])
    assert found.mean[1] == pytest.approx((stored(folder, 1) - stored(folder, 0))[kept].mean())


def test_an_unfinished_study_is_read_from_its_parts_in_the_order_of_the_runs(tmp_path: Path) -> None:
    folder = make_study(tmp_path / "s", LEVERS, status="running")
    whole = responses(open_table(folder), MEASURE)
    rows = parquet.read(folder / "results.parquet")
    (folder / "results.parquet").unlink()
    (folder / "parts").mkdir()
    for name, kept in (("part-1", rows["point"] == 1), ("part-2", np.isin(rows["point"], (0, 2)))):
        write_rows(folder / "parts" / f"{name}.parquet", {key: column[kept] for key, column in rows.items()})
    found = responses(open_table(folder), MEASURE)
    assert found.done.tolist() == [100, 100, 100, 0]
    assert np.array_equal(found.mean[:3], whole.mean[:3])
    assert (found.low[1], found.verdict[3]) == (pytest.approx(whole.low[1]), NOWHERE)
    shutil.rmtree(folder / "parts")
    with pytest.raises(Problem, match="s has no rows yet"):
        responses(open_table(folder), MEASURE)


def test_a_torn_file_and_a_folder_of_something_else_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="is not a study"):
        open_table(tmp_path)
    folder = make_study(tmp_path / "s", LEVERS)
    (folder / "results.parquet").write_bytes(b"PAR1 torn")
    with pytest.raises(Problem, match=r"results.parquet is damaged: it has 9 bytes"):
        responses(open_table(folder), MEASURE)
    (folder / "points.parquet").write_bytes(b"PAR1 torn")
    with pytest.raises(Problem, match=r"points.parquet is damaged"):
        open_table(folder)


def test_points_whose_reference_is_missing_have_no_difference(tmp_path: Path) -> None:
    folder = make_study(tmp_path / "s", LEVERS, FUTURES)
    rows = parquet.read(folder / "results.parquet")
    kept = rows["point"] != 4
    write_rows(folder / "results.parquet", {key: column[kept] for key, column in rows.items()})
    rewrite(folder, "study.json")
    found = responses(open_table(folder), MEASURE)
    assert np.isnan(found.mean[[4, 5, 6, 7]]).all()
    assert np.isfinite(found.mean[[1, 9]]).all()
    assert found.level[5] == pytest.approx(stored(folder, 5).mean())


def test_an_average_weighs_futures_alike_and_has_their_quantiles(tmp_path: Path) -> None:
    table = open_table(make_study(tmp_path / "s", LEVERS, FUTURES))
    found = responses(table, MEASURE)
    points = np.array([1, 5, 9])
    over = average_over_futures(found, points)
    assert over.mean == pytest.approx(found.mean[points].mean())
    assert over.quantiles == pytest.approx(np.quantile(found.mean[points], QUANTILES))
    assert (over.futures, over.n, over.verdict, over.told) == (3, 300, LOWER, True)
    error = np.sqrt((found.error[points] ** 2).sum()) / 3
    assert (over.high - over.low) / 2 == pytest.approx(1.968 * error, rel=0.01)
    assert np.isnan([over.over_low, over.over_high]).all()
    one = average_over_futures(found, points[:1])
    assert (one.low, one.high) == (found.low[1], found.high[1])
    assert (one.level_low, one.level_high) == (found.level_low[1], found.level_high[1])
    assert average_over_futures(found, np.array([0, 4])).verdict == IS_REFERENCE
    assert not average_over_futures(found, np.array([3, 7])).told


def test_many_futures_have_an_interval_as_a_sample(tmp_path: Path) -> None:
    futures = [{HALF_LIFE: float(value)} for value in np.linspace(8, 12, 80)]
    table = open_table(make_study(tmp_path / "s", [NEVER, policy(0.0)], futures, replications=60))
    found = responses(table, MEASURE)
    points = np.flatnonzero(table.points["lever"] == 1)
    over = average_over_futures(found, points)
    means = found.mean[points]
    assert over.over_low < over.mean < over.over_high
    assert (over.over_high - over.over_low) / 2 == pytest.approx(1.99 * means.std(ddof=1) / np.sqrt(80), rel=0.15)


def test_the_structural_range_spans_the_structures(tmp_path: Path) -> None:
    structures = [{"attrition": "helmbold"}, {"attrition": "square"}]
    table = open_table(
        make_study(
            tmp_path / "s", LEVERS, structures=structures,
            values=lambda row, noise: 100 + noise - (row["attrition"] == "square") * (row[DAY] == 0) * (1 + noise / 9),
        )
    )  # fmt: skip
    found = responses(table, MEASURE)
    low, high = structural_range([average_over_futures(found, np.array([point])) for point in (1, 5)])
    assert (low, high) == (pytest.approx(found.mean[5]), 0.0)
    assert found.verdict[5] == LOWER


@pytest.mark.thorough
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sets(st.tuples(st.integers(0, 7), st.integers(0, 59)), max_size=60), st.booleans())
def test_pairing_is_that_of_every_pair_by_hand(tmp_path: Path, lost: set[tuple[int, int]], drop: bool) -> None:
    """Whichever runs failed, or are not there, a difference is over the replications that both sides have."""
    folder = make_study(tmp_path / "s", LEVERS, FUTURES[:2], replications=60, failed=[] if drop else sorted(lost))
    rows = parquet.read(folder / "results.parquet")
    if drop:
        kept = np.array([pair not in lost for pair in zip(rows["point"], rows["replication"], strict=True)])
        write_rows(folder / "results.parquet", {key: column[kept] for key, column in rows.items()})
        rewrite(folder, "study.json")
    found = responses(open_table(folder), MEASURE)
    values = dict(zip(zip(rows["point"], rows["replication"], strict=True), rows[GROUND], strict=True))
    for point in (1, 2, 6):
        first = point - point % 4
        both = [r for r in range(60) if (point, r) not in lost and (first, r) not in lost]
        apart = [values[point, r] - values[first, r] for r in both]
        assert found.n[point] == len(both)
        assert found.mean[point] == pytest.approx(np.mean(apart))
        assert found.verdict[point] in (LOWER, UNCLEAR, NOWHERE)


AID = "aid.delay"
CROSSED = [{"restrictions": one, AID: delay} for one in ("counter_fire", "full_ban") for delay in (0.0, 7.0, 14.0)]


def dearer_together(row: Mapping[str, Any], noise: np.ndarray) -> np.ndarray:
    """A week of delay loses 1 km2, under the ban 1.5 as many in a future of half-life 10."""
    ban, weeks = row["restrictions"] == "full_ban", row[AID] / 7
    more = ban * weeks * row.get(HALF_LIFE, 10.0) * (0.05 + 0.001 * noise)
    return 100 + noise + ban * (3 + noise**2) + weeks + more


def test_a_study_says_how_far_the_effect_of_one_lever_depends_on_another(tmp_path: Path) -> None:
    table = open_table(make_study(tmp_path / "s", CROSSED, FUTURES, values=dearer_together))
    crossed = lever_crossings(table)
    assert [one.places for one in crossed] == [(4, 3, 1, 0), (5, 3, 2, 0)]
    assert crossed[1].under == ("restrictions", "full_ban", "counter_fire")
    assert crossed[1].effect == (AID, "14", "0")
    week, fortnight = study_interactions(table, MEASURE)
    mean = np.mean([5, 10, 20]) * 0.05
    assert (week.found.mean, fortnight.found.mean) == pytest.approx((mean, 2 * mean), rel=0.01)
    assert week.found.verdict == HIGHER
    assert week.found.wide_low < week.found.low < mean < week.found.wide_high
    assert week.found.futures == 3


def test_a_difference_of_differences_is_that_of_a_comparison_of_runs(tmp_path: Path) -> None:
    folder = make_study(tmp_path / "s", CROSSED, values=dearer_together)
    (found, _) = study_interactions(open_table(folder), MEASURE)
    terms = tuple(stored(folder, point) for point in (4, 3, 1, 0))
    (wanted,) = paired_differences({(0, MEASURE): terms}, policies=2)
    made = (found.found.mean, found.found.low, found.found.wide_high, found.found.verdict)
    assert made == (wanted.mean, wanted.low, wanted.simultaneous_high, wanted.verdict)


def test_a_study_of_one_lever_has_no_difference_of_differences(tmp_path: Path) -> None:
    assert study_interactions(open_table(make_study(tmp_path / "s", LEVERS)), MEASURE) == []
