"""The samples of a study: strata, structure, quantiles, and the rows that stay when a sample grows."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from own_studies import SHIPPED
from scipy import stats

from sim.config.problems import Problem
from sim.study.design.designs.latin_hypercube import LatinHypercube
from sim.study.design.designs.morris import Morris
from sim.study.design.designs.random import Random
from sim.study.design.designs.saltelli import Saltelli
from sim.study.design.designs.sobol_sequence import SobolSequence
from sim.study.design.distributions import read_distribution
from sim.study.design.rows import DesignRows, Source
from sim.study.design.sampling import future_numbers, unit_sample
from sim.study.design.sections import find_factor, section_rows
from sim.study.design.spec import read_designs

ANY = {"x": "plausible"}


def rows(design: Any, seed: int = 1, folder: Path = Path()) -> DesignRows:
    source = Source(lambda where, key: find_factor(SHIPPED, where, key, None), folder, seed)
    return section_rows(source, 1, read_designs("uncertainties", design))


def wrong(design: Any, folder: Path = Path()) -> str:
    with pytest.raises(Problem) as caught:
        rows(design, folder=folder)
    return str(caught.value)


def test_a_latin_hypercube_has_one_row_in_every_stratum() -> None:
    cube = unit_sample(LatinHypercube(size=40, factors=ANY), 7, (1, 2, 3))
    for column in cube.T:
        assert sorted(np.floor(column * 40)) == list(range(40))


@pytest.mark.parametrize("kind", [Random, SobolSequence])
def test_a_larger_size_keeps_the_first_rows(kind: type) -> None:
    small, large = (unit_sample(kind(size=size, factors=ANY), 3, (5,)) for size in (16, 50))
    assert (large[:16] == small).all()


def test_a_sobol_sequence_is_balanced() -> None:
    cube = unit_sample(SobolSequence(size=64, factors=ANY), 5, (5,))
    for column in cube.T:
        assert sorted(np.floor(column * 64)) == list(range(64))


@pytest.mark.parametrize("second_order", [False, True])
def test_saltelli_has_rows_a_ab_and_b_of_one_future(second_order: bool) -> None:
    design = Saltelli(size=4, factors=ANY, second_order=second_order)
    cube, future = unit_sample(design, 3, (1,)), future_numbers(design, 3)
    each = 8 if second_order else 5
    assert cube.shape == (4 * each, 3)
    assert future.tolist() == [row // each for row in range(4 * each)]
    for block in cube.reshape(4, each, 3):
        a, b = block[0], block[-1]
        for factor in range(3):
            assert (block[1 + factor] == np.where(np.arange(3) == factor, b, a)).all()
            if second_order:
                assert (block[4 + factor] == np.where(np.arange(3) == factor, a, b)).all()


def test_morris_moves_every_factor_once_along_a_trajectory() -> None:
    design = Morris(size=6, factors=ANY, levels=4)
    cube, future = unit_sample(design, 5, (9,)), future_numbers(design, 5)
    assert set(np.round(cube.ravel() * 3).astype(int)) <= {0, 1, 2, 3}
    assert future.tolist() == [row // 6 for row in range(36)]
    for trajectory in cube.reshape(6, 6, 5):
        moved = [np.flatnonzero(step).tolist() for step in np.diff(trajectory, axis=0)]
        assert sorted(factor for (factor,) in moved) == [0, 1, 2, 3, 4]
        assert np.allclose(np.abs(np.diff(trajectory, axis=0)).max(axis=1), 2 / 3)


def test_designs_differ_in_their_draws_and_repeat_with_their_seed() -> None:
    design = {"design": "random", "size": 5, "factors": {"fires.suppression": {"uniform": [0, 1]}}}
    values = rows([design, design], seed=3).columns["fires.suppression"].values
    assert len(set(values)) == 10
    assert (rows([design, design], seed=3).columns["fires.suppression"].values == values).all()
    assert not (rows([design, design], seed=4).columns["fires.suppression"].values == values).any()
    own_seed = {**design, "seed": 3}
    assert (rows(own_seed, seed=1).columns["fires.suppression"].values == values[:5]).all()
    assert values[0] == np.random.default_rng(np.random.SeedSequence((3, 1, 0))).random()


def test_futures_of_several_designs_follow_each_other() -> None:
    morris = {"design": "morris", "size": 2, "factors": {"fires.suppression": "plausible"}}
    drawn = {"design": "random", "size": 3, "factors": {"fires.suppression": "plausible"}}
    assert rows([morris, drawn]).future.tolist() == [0, 0, 1, 1, 2, 3, 4]


DISTRIBUTIONS: list[tuple[str, Any, Any]] = [
    ("fires.suppression", "plausible", stats.uniform(0, 0.3)),
    ("aid.delay", {"uniform": ["5 days", "720 h"]}, stats.uniform(5, 25)),
    ("escalation.severity_memory", {"log_uniform": ["5 days", "90 days"]}, stats.loguniform(5, 90)),
    ("aid.delay", {"triangular": ["5 days", "10 days", "25 days"]}, stats.triang(0.25, 5, 20)),
    ("restrictions.events.permission.day", {"normal": {"mean": 20, "sd": "5 days"}}, stats.norm(20, 5)),
    (
        "fires.suppression",
        {"normal": {"mean": 0.1, "sd": 0.2, "high": 0.3}},
        stats.truncnorm(-0.5, 1, 0.1, 0.2),
    ),
]


@pytest.mark.parametrize(("key", "given_", "expected"), DISTRIBUTIONS)
def test_distributions_have_the_quantiles_of_scipy(key: str, given_: Any, expected: Any) -> None:
    found = read_distribution(find_factor(SHIPPED, "here", key, None), "here", given_)
    u = np.linspace(0.001, 0.999, 41)
    assert np.allclose(found.column(u).values, expected.ppf(u), rtol=1e-12, atol=1e-12)


@given(st.floats(0, 1), st.floats(0.001, 5), st.floats(0.001, 5))
def test_no_draw_leaves_its_range(u: float, low: float, width: float) -> None:
    factor = find_factor(SHIPPED, "here", "attrition.blue_loss_by_fires", None)
    high = low + width
    texts = [f"{low!r} kpe/kr", f"{high!r} kpe/kr"]
    for kind in ({"uniform": texts}, {"log_uniform": texts}, {"triangular": [texts[0], texts[0], texts[1]]}):
        value = read_distribution(factor, "here", kind).column(np.array([u])).values[0]
        assert low <= value <= high


def test_a_choice_takes_all_kinds_of_values() -> None:
    u = np.array([0.0, 0.3, 0.34, 0.999, 1.0])
    for key, values in [
        ("attrition.kind", ["square", "linear", "helmbold"]),
        ("restrictions", ["full_ban", "counter_fire", "long_range"]),
        ("restrictions.events.permission.bands", ["deep", "all", "near_border"]),
    ]:
        column = read_distribution(find_factor(SHIPPED, "here", key, None), "here", {"choice": values}).column(u)
        assert column.values.tolist() == [values[0], values[0], values[1], values[2], values[2]]


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("fires.suppression", "plausibel", "x: must be plausible, or one of uniform, log_uniform"),
        ("fires.suppression", {"uniforn": [0, 1]}, "x: no distribution 'uniforn'; did you mean 'uniform'?"),
        ("fires.suppression", {"uniform": [0, 2]}, "x.uniform: must be between 0 and 1 (got 2)"),
        ("fires.suppression", {"uniform": [0.5, 0.5]}, "x.uniform: low, high must rise"),
        ("fires.suppression", {"uniform": [0.1]}, "x.uniform: must be a list of low, high"),
        ("fires.suppression", {"log_uniform": [0, 1]}, "x.log_uniform: low must be greater than 0"),
        ("aid.delay", {"uniform": [1, 2]}, "x.uniform: needs a unit, e.g. '1 d' (got 1)"),
        ("aid.delay", "plausible", "x: aid.delay declares no plausible range"),
        ("aid.delay", {"normal": {"mean": "5 d", "sd": 3}}, "x.normal.sd: must be a number with its unit"),
        ("aid.delay", {"normal": {"mean": "5 d", "sd": "0 d"}}, "x.normal.sd: must be greater than 0"),
        ("aid.delay", {"normal": {"mean": "5 d", "sd": "1 d", "max": 3}}, "x.normal.max: no such key"),
        ("attrition.kind", {"uniform": [0, 1]}, "x: attrition.kind is not a number; use {choice: [...]}"),
        ("attrition", {"choice": ["cube"]}, "x.choice: attrition: no option 'cube'; known: deitchman, general"),
        ("restrictions.events.permission.day", {"uniform": [0, None]}, "x.uniform: must be a finite number (got null)"),
    ],
)
def test_wrong_distributions(key: str, value: Any, message: str) -> None:
    with pytest.raises(Problem) as caught:
        read_distribution(find_factor(SHIPPED, "here", key, None), "x", value)
    assert str(caught.value).startswith(message)
    assert len(caught.value.lines) == 1


def test_morris_needs_ends() -> None:
    normal = {"normal": {"mean": 20, "sd": "5 days"}}
    text = wrong({"design": "morris", "size": 2, "factors": {"restrictions.events.permission.day": normal}})
    assert text.endswith("morris samples the ends of the range; give low and high")


# Rows that are written.


def test_a_product_runs_through_the_last_factor_first() -> None:
    factors = {"restrictions.events.permission.day": [0, None], "fires.suppression": {"evenly": [0, 0.2, 3]}}
    found = rows({"design": "product", "factors": factors})
    assert found.columns["fires.suppression"].values.tolist() == [0, 0.1, 0.2, 0, 0.1, 0.2]
    assert found.columns["restrictions.events.permission.day"].state.tolist() == [1, 1, 1, 2, 2, 2]


def test_a_zip_needs_equal_lengths() -> None:
    factors = {"fires.suppression": [0.1, 0.2], "attrition.exponent": [0.5, 0.6]}
    found = rows({"design": "zip", "factors": factors})
    assert found.columns["attrition.exponent"].values.tolist() == [0.5, 0.6]
    factors["attrition.exponent"].append(0.7)
    assert wrong({"design": "zip", "factors": factors}) == (
        "study.uncertainties: a zip needs as many values of each factor; "
        "fires.suppression has 2, attrition.exponent has 3"
    )


def test_rows_of_a_list_may_name_different_factors() -> None:
    found = rows({"design": "list", "points": [{"restrictions": "full_ban"}, {"aid.packages[3].day": 5}, {}]})
    assert found.columns["restrictions"].state.tolist() == [1, 0, 0]
    assert found.columns["aid.packages[3].day"].state.tolist() == [0, 1, 0]


def test_a_csv_file_has_numbers_in_the_units_of_the_parameters(tmp_path: Path) -> None:
    lines = ["aid.delay,fires.suppression,restrictions,counter_battery.response", "5,0.1,full_ban,10 min"]
    (tmp_path / "points.csv").write_text("\n".join([*lines, "base,base,counter_fire,0.2 h\n"]))
    found = rows({"design": "list", "file": "points.csv"}, folder=tmp_path).columns
    assert found["aid.delay"].values[0] == 5
    assert math.isnan(found["aid.delay"].values[1])
    assert found["aid.delay"].state.tolist() == [1, 0]
    assert found["restrictions"].values.tolist() == ["full_ban", "counter_fire"]
    assert found["counter_battery.response"].values.tolist() == [10, 12]
    chosen = rows({"design": "list", "file": "points.csv", "factors": ["aid.delay"]}, folder=tmp_path)
    assert list(chosen.columns) == ["aid.delay"]


def test_a_posterior_sample_is_drawn_with_its_columns_together(tmp_path: Path) -> None:
    import duckdb

    duckdb.sql(
        f'copy (select i::int as "restrictions.events.briefing.day", i / 1000.0 as "fires.suppression", 1.5 as weight'
        f" from range(-5, 95) t(i)) to '{tmp_path / 'posterior.parquet'}' (format parquet)"
    )
    names = ["restrictions.events.briefing.day", "fires.suppression"]
    everything = {"design": "list", "file": "posterior.parquet", "factors": names[:1]}
    assert rows(everything, folder=tmp_path).columns[names[0]].values.tolist() == list(range(-5, 95))
    assert "weight: no such setting" in wrong({"design": "sample", "file": "posterior.parquet"}, tmp_path)
    text = wrong({"design": "sample", "file": "posterior.parquet", "factors": names}, tmp_path)
    assert text == (
        "study.uncertainties.file: fires.suppression: must be between 0 and 1; 5 of 100 rows are not, "
        "the first is row 1 (got -0.005)"
    )


@pytest.mark.parametrize(
    ("gap", "words"),
    [
        ("", "study.uncertainties.file: 2 of 3 rows lack a value of fires.suppression, the first is line 3;"),
        ("nan", "study.uncertainties.file, line 3: fires.suppression: must be a finite number (got 'nan')"),
    ],
)
@pytest.mark.parametrize("size", [None, 12])
def test_a_sample_without_a_value_is_refused(tmp_path: Path, gap: str, words: str, size: int | None) -> None:
    (tmp_path / "posterior.csv").write_text(f"fires.suppression,phases.renewal_ratio\n0.1,0.5\n{gap},0.5\n{gap},0.6\n")
    text = wrong({"design": "sample", "file": "posterior.csv", "size": size}, tmp_path)
    assert text.startswith(words)


def test_a_sample_of_a_size_keeps_its_first_rows(tmp_path: Path) -> None:
    lines = [f"{number / 100},{number / 200}" for number in range(60)]
    (tmp_path / "posterior.csv").write_text("\n".join(["fires.suppression,phases.renewal_ratio", *lines]))
    design = {"design": "sample", "file": "posterior.csv", "size": 20}
    small, large = (rows({**design, "size": size}, folder=tmp_path).columns for size in (20, 300))
    assert (large["fires.suppression"].values[:20] == small["fires.suppression"].values).all()
    assert np.allclose(large["fires.suppression"].values, 2 * large["phases.renewal_ratio"].values)


@pytest.mark.parametrize(
    ("design", "message"),
    [
        (5, "study.uncertainties: must be a design: a mapping with design and its settings (got 5)"),
        ([], "study.uncertainties: is an empty list; leave it out, or give a design"),
        ({"factors": {}}, "study.uncertainties.design: is missing; one of product, zip, list, random"),
        ({"design": "latin"}, "study.uncertainties.design: no design 'latin'; did you mean 'latin_hypercube'?"),
        ({"design": "produkt"}, "study.uncertainties.design: no design 'produkt'; did you mean 'product'?"),
        ([{"design": "random", "siz": 3, "factors": ANY}], "study.uncertainties[0].size: is missing\n"),
        ({"design": "random", "size": 0, "factors": ANY}, "study.uncertainties.size: must be at least 1 (got 0)"),
        ({"design": "random", "size": "3", "factors": ANY},
         "study.uncertainties.size: must be a whole number (got '3')"),
        ({"design": "saltelli", "size": 100, "factors": ANY},
         "study.uncertainties.size: must be a power of 2, such as 64 or 128 (got 100)"),
        ({"design": "morris", "size": 3, "levels": 5, "factors": ANY},
         "study.uncertainties.levels: must be a multiple of 2 (got 5)"),
        ({"design": "list"}, "study.uncertainties: a list needs points, either here or in a file"),
        ({"design": "list", "points": [{"fires.suppression": 0.1}], "file": "x.csv"},
         "study.uncertainties: a list takes points here or in a file, not both"),
        ({"design": "product", "factors": {"fires.supression": [1]}},
         "study.uncertainties.factors: fires.supression: no such setting; did you mean 'fires.suppression'?"),
        ({"design": "product", "factors": {"restriction": ["full_ban"]}},
         "study.uncertainties.factors: restriction: no such setting; did you mean 'restrictions'?"),
        ({"design": "product", "factors": {"restrictions.events.permission": [1]}},
         "study.uncertainties.factors: restrictions.events.permission is a mapping of settings; name one of them"),
        ({"design": "product", "factors": {"restrictions": ["ful_ban"]}},
         "study.uncertainties.factors: restrictions: no option 'ful_ban'; did you mean 'full_ban'?"),
        ({"design": "product", "factors": {"fires.suppression": 0.1}},
         "study.uncertainties.factors.fires.suppression: must be a list of values"),
        ({"design": "product", "factors": {"fires.suppression": [2]}},
         "study.uncertainties.factors: fires.suppression: must be between 0 and 1 (got 2)"),
        ({"design": "product", "factors": {"seed": [1, 2]}},
         "study.uncertainties.factors: seed controls how the study runs, not what it simulates"),
        ({"design": "product", "factors": {"horizon": ["60 days"]}},
         "study.uncertainties.factors: horizon is the same for a whole study"),
        ({"design": "product", "factors": {"study": ["mine"]}},
         "study.uncertainties.factors: a study cannot vary studies"),
        ({"design": "list", "file": "none.csv"}, "study.uncertainties.file: cannot read "),
        ({"design": "list", "file": "none.txt"},
         "study.uncertainties.file: must be a file ending in .csv, .xlsx, .ods, .xls, .parquet (got 'none.txt')"),
        ({"design": "product", "factors": {"restrictions.events.permission.day": ["2024-05-20"]}},
         "study.uncertainties.factors: restrictions.events.permission.day: is a date, but the scenario has no "
         "day_zero"),
    ],
)  # fmt: skip
def test_wrong_designs(design: Any, message: str, tmp_path: Path) -> None:
    assert wrong(design, tmp_path).startswith(message)
