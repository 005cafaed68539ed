"""Designs in which two factors cannot be told apart are found, and those in which they can are not."""

from __future__ import annotations

import numpy as np
import pytest

from sim.study.design.aliasing import aliased_pairs, aliases_of, groups_beyond, lines
from sim.study.design.designs.latin_hypercube import LatinHypercube
from sim.study.design.designs.sobol_sequence import SobolSequence
from sim.study.design.inseparable import inseparable_keys
from sim.study.design.points import SECTION_OF
from sim.study.design.sampling import SampledRows, unit_sample

SEEDS = range(10)
Columns = dict[str, np.ndarray]


def drawn(design: type[SampledRows], size: int, factors: int, seed: int) -> Columns:
    sample = unit_sample(design(size=size, factors={"any": 0}), factors, (seed,))
    return {f"x{number}": column for number, column in enumerate(sample.T)}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_scrambled_sobol_sequence_of_many_factors_is_flagged(seed: int) -> None:
    assert aliased_pairs(drawn(SobolSequence, 256, 21, seed))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("size", "factors"), [(256, 21), (512, 21), (128, 8)])
def test_a_latin_hypercube_passes(size: int, factors: int, seed: int) -> None:
    assert aliased_pairs(drawn(LatinHypercube, size, factors, seed)) == []


def test_a_curve_without_correlation_is_found_either_way_round() -> None:
    x = np.linspace(-1, 1, 200)
    noise = np.random.default_rng(1).permutation(x)
    (found,) = aliased_pairs({"bent": x**2, "straight": x, "other": noise})
    assert (found.first, found.second, found.rows) == ("bent", "straight", 200)
    assert found.share > 0.9
    assert lines([found])[0].startswith("aliased: in these 200 rows")
    assert "bent and straight (" in lines([found])[0]


def test_ranks_are_compared_so_that_units_and_never_do_not_matter() -> None:
    x = np.random.default_rng(2).random(300)
    (found,) = aliased_pairs({"a": np.exp(9 * x), "b": np.where(x > 0.9, np.inf, x)})
    assert found.share > 0.95


def test_few_levels_and_what_does_not_vary_are_no_obstacle() -> None:
    chance = np.random.default_rng(3)
    columns = {"two": chance.integers(0, 2, 400) * 1.0, "three": chance.integers(0, 3, 400) * 1.0, "one": np.ones(400)}
    assert aliased_pairs(columns) == []
    (found,) = aliased_pairs(columns | {"twin": columns["two"] * 5})
    assert {found.first, found.second} == {"two", "twin"}


def test_factors_of_different_designs_are_compared_within_their_own() -> None:
    first, second = drawn(SobolSequence, 256, 21, 0), drawn(LatinHypercube, 256, 4, 0)
    gap = np.full(256, np.nan)
    columns = {f"a{key}": np.append(values, gap) for key, values in first.items()}
    columns |= {f"b{key}": np.append(gap, values) for key, values in second.items()}
    found = aliased_pairs(columns)
    assert {one.rows for one in found} == {256}
    assert all(one.first.startswith("a") and one.second.startswith("a") for one in found)


def crossed(columns: Columns, section: str, times: int = 3) -> Columns:
    """Points that cross rows of a section with as many of the others."""
    rows = len(next(iter(columns.values())))
    points = {key: np.repeat(values, times) for key, values in columns.items()}
    others = {name: np.tile(np.arange(times), rows) for name in SECTION_OF}
    return points | others | {section: np.repeat(np.arange(rows), times)}


@pytest.mark.parametrize(("section", "key"), SECTION_OF.items())
def test_each_row_of_a_section_counts_once_and_balanced_designs_are_left_alone(section: str, key: str) -> None:
    columns = drawn(SobolSequence, 256, 21, 0)
    points, sections = crossed(columns, section), dict.fromkeys(columns, section)
    (first, *_) = aliases_of(points, sections, {key: {"design": "sobol_sequence"}})
    assert (first.rows, first.section) == (256, section)
    assert f"in these 256 rows of the {key} some factors" in lines([first])[0]
    assert aliases_of(points, sections, {key: [{"design": "morris"}, {"design": "list"}]})
    assert aliases_of(points, sections, {key: {"design": "saltelli"}}) == []
    assert aliases_of(points, sections, {key: [{"design": "list"}, {"design": "nsga2"}]}) == []
    assert aliases_of(points, sections, {}) == []
    assert lines([]) == []


def test_factors_of_different_sections_are_crossed_and_not_compared() -> None:
    tied = np.arange(64.0)
    points = {"a": tied, "b": tied, "lever": np.arange(64), "uncertainty": np.arange(64), "structure": np.zeros(64)}
    both = {"levers": {"design": "list"}, "uncertainties": {"design": "list"}}
    assert aliases_of(points, {"a": "lever", "b": "uncertainty"}, both) == []
    assert aliases_of(points, {"a": "lever", "b": "lever"}, both)


def test_choices_that_go_with_a_number_are_found() -> None:
    option = np.array(["full_ban", "counter_fire", "unrestricted", "long_range"], dtype=object)[np.arange(80) % 4]
    points = {"restrictions": option, "delay": np.arange(80) % 4 * 2.0, "lever": np.arange(80)}
    (found,) = aliases_of(points, dict.fromkeys(("restrictions", "delay"), "lever"), {"levers": {"design": "random"}})
    assert (found.rows, round(found.share, 3)) == (80, 1.0)


def test_what_one_design_of_several_leaves_at_the_base_ties_nothing() -> None:
    first, second = drawn(LatinHypercube, 128, 2, 0), drawn(LatinHypercube, 128, 2, 1)
    points = {f"a{key}": np.append(values, np.zeros(128)) for key, values in first.items()}
    points |= {f"b{key}": np.append(np.zeros(128), values) for key, values in second.items()}
    sections = dict.fromkeys(points, "lever")
    points["lever"] = np.arange(256)
    designs = {"levers": [{"design": "latin_hypercube"}] * 2}
    assert aliases_of(points, sections, designs) == []
    points["bx1"] = points["bx0"] ** 2
    (found,) = aliases_of(points, sections, designs)
    assert (found.first, found.second, found.rows) == ("bx0", "bx1", 128)


@pytest.mark.parametrize("design", ["latin_hypercube", "random", "sobol_sequence", "list"])
@pytest.mark.parametrize("rows", [2, 5, 8, 12, 21])
def test_a_design_with_no_more_rows_than_factors_is_flagged_whole(design: str, rows: int) -> None:
    columns = drawn(LatinHypercube, rows, 21, 0)
    sections = dict.fromkeys(columns, "uncertainty")
    points = columns | {"uncertainty": np.arange(rows)}
    (found,) = aliases_of(points, sections, {"uncertainties": {"design": design}})
    assert (found.keys, found.rows) == (tuple(columns), rows)
    (line, remedy) = lines([found])
    where = f"in these {rows} rows of the uncertainties"
    assert line == f"aliased: {where} each of 21 factors is a weighted sum of others: x0, x1, x2 and 18 more"
    assert "more rows than factors" in remedy


def test_one_row_more_than_factors_is_enough_for_linear_effects() -> None:
    columns = drawn(LatinHypercube, 22, 21, 0) | {"uncertainty": np.arange(22)}
    assert (
        aliases_of(columns, {f"x{key}": "uncertainty" for key in range(21)}, {"uncertainties": {"design": "list"}})
        == []
    )


def test_a_factor_that_is_the_rest_of_others_is_flagged_with_them_and_no_other() -> None:
    chance = np.random.default_rng(4)
    a, b, other = (chance.permutation(60) * 1.0 for _ in range(3))
    columns = {"a": a, "b": b, "rest": 200 - a - b, "other": other, "fixed": np.ones(60)}
    assert aliased_pairs({key: columns[key] for key in ("a", "b", "other")}) == []
    assert inseparable_keys(columns) == ("a", "b", "rest")
    first, remedy = lines(groups_beyond([], columns))
    assert first.endswith("each of 3 factors is a weighted sum of others: a, b, rest")
    assert "cannot be separated" in remedy
    assert inseparable_keys({"a": a, "cube": a**3, "other": other}) == ("a", "cube")  # the same in rank


def test_a_factor_that_some_rows_do_not_read_counts_where_it_is_read() -> None:
    chance = np.random.default_rng(5)
    half = np.where(np.arange(60) < 30, chance.random(60), np.nan)
    assert inseparable_keys({"everywhere": chance.random(60), "in_half": half}) == ()
    assert inseparable_keys({"never": np.where(chance.random(60) > 0.5, np.inf, 1.0), "x": chance.random(60)}) == ()
    assert inseparable_keys({"x": np.array([0.0, 1.0]), "y": np.array([3.0, 9.0])}) == ("x", "y")
    assert inseparable_keys({"x": np.array([0.0, 1.0]), "y": np.array([3.0, 3.0])}) == ()


def test_policies_given_whole_are_not_taken_for_a_design_of_their_parts() -> None:
    points = drawn(LatinHypercube, 4, 6, 0) | {"lever": np.arange(4)}
    sections = {f"x{key}": "lever" for key in range(6)}
    assert aliases_of(points, sections, {"levers": {"design": "list"}}) == []
    assert aliases_of(points, sections, {"levers": {"design": "zip"}}) == []
    assert aliases_of(points, sections, {"levers": {"design": "random"}})


@pytest.mark.parametrize("section", SECTION_OF)
def test_a_product_is_flagged_only_if_a_rule_dropped_what_separates_its_factors(section: str) -> None:
    x, y = (axis.ravel() * 1.0 for axis in np.indices((6, 6)))
    sections, spec = dict.fromkeys("xy", section), {SECTION_OF[section]: {"design": "product"}}
    points = {"x": x, "y": y, section: np.arange(36)}
    assert aliases_of(points, sections, spec) == []
    kept = {key: values[x == y] for key, values in points.items()}
    (found,) = aliases_of(kept, sections, spec)
    assert (found.keys, found.rows) == (("x", "y"), 6)
