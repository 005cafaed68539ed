"""Every parameter has a row in the register of assumptions, with a unit, a range and a source mark."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import pytest
from judgement_gaps import file_for, gaps

from sim.config.settings import Settings
from sim.model.measures import MEASURES
from sim.model.quantity import ANY, DAY, NOT_NEGATIVE, SETTING, Choice, Quantity
from sim.report.document.judgement import FAVOURED, LABEL, Judgement
from sim.report.document.judgements import JUDGEMENTS, TABLES
from sim.study.design.variant import CLASSES

NAMES = [measure.name for measure in MEASURES]


def test_every_parameter_has_a_row_a_unit_a_range_and_a_source() -> None:
    found = gaps(CLASSES, JUDGEMENTS, NAMES)
    assert not found, "\n".join(found)


def test_no_key_is_judged_twice() -> None:
    assert len(JUDGEMENTS) == sum(map(len, TABLES.values()))


def test_measures_that_favour_somebody_exist() -> None:
    assert set(FAVOURED) <= set(NAMES)


def test_only_labels_are_without_a_range_to_try() -> None:
    """What a number moves is tried at two values: without a plausible range, its judgement names them."""
    from sim.config.fields import walk

    untried = [
        key
        for key, field in walk(CLASSES[:1])
        if isinstance(field.about, Quantity) and not field.is_list and "[]" not in key
        if field.about.plausible is None and JUDGEMENTS[key].span is None and JUDGEMENTS[key].moves != LABEL
    ]
    assert untried == []


ROW = Judgement("So it is.", "+ground_lost_km2")


@dataclass(frozen=True)
class Complete:
    depth_km: Annotated[float, Quantity("km", NOT_NEGATIVE, "a depth")]
    weight: Annotated[float, Quantity("1", ANY, "a weight", plausible=(0, 1))]
    other: Annotated[float, Quantity("1", ANY, "another one, tried in its judgement")]
    starts_day: Annotated[float, Quantity(DAY, ANY, "a day")]
    title: Annotated[str, Choice("a title", SETTING)]


ROWS = dict.fromkeys(("depth", "weight", "starts_day", "title"), ROW) | {
    "other": Judgement("So it is.", "+ground_lost_km2", span=(0, 1))
}


def test_nothing_is_missing_where_all_is_there() -> None:
    assert gaps((Complete,), ROWS, NAMES) == []


@dataclass(frozen=True)
class WithoutUnit:
    depth: Annotated[float, Quantity("", NOT_NEGATIVE, "a depth")]


@dataclass(frozen=True)
class WithoutRange:
    depth_km: Annotated[float, Quantity("km", ANY, "a depth")]


@dataclass(frozen=True)
class WithoutSource:
    depth_km: Annotated[float, Quantity("km", NOT_NEGATIVE, "a depth", "")]


@dataclass(frozen=True)
class ChoiceWithoutSource:
    depth: Annotated[str, Choice("a depth", "")]


@pytest.mark.parametrize(
    ("cls", "message"),
    [
        (WithoutUnit, "depth: has no unit"),
        (WithoutRange, "depth: has no range; give its Quantity plausible=(low, high)"),
        (WithoutSource, "depth: has no source mark"),
        (ChoiceWithoutSource, "depth: has no source mark"),
    ],
)
def test_what_the_schema_lacks_is_told(cls: type, message: str) -> None:
    (line,) = gaps((cls,), {"depth": ROW}, NAMES)
    assert line.startswith(message)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (
            {},
            "depth: has no row in the register of assumptions; add to sim/report/document/judgements/settings.yaml:",
        ),
        (
            {"depth": ROW, "dept": ROW},
            "dept: is judged in sim/report/document/judgements/settings.yaml and is no parameter",
        ),
        ({"depth": Judgement("no sentence", "")}, "depth: its statement must be a sentence"),
        ({"depth": Judgement("So it is.", "ground_lost_km2")}, "depth: 'ground_lost_km2' is no measure with a sign"),
        ({"depth": Judgement("So it is.", "+ground_lost")}, "depth: '+ground_lost' is no measure with a sign"),
        ({"depth": Judgement("So it is.", "", gain="~ground_lost_km2")}, "depth: what a permission does is widened"),
    ],
)
def test_what_the_judgements_lack_is_told(rows: dict[str, Judgement], message: str) -> None:
    @dataclass(frozen=True)
    class One:
        depth_km: Annotated[float, Quantity("km", NOT_NEGATIVE, "a depth")]

    One.__annotations__["depth_km"] = Annotated[float, Quantity("km", NOT_NEGATIVE, "a depth")]
    assert any(line.startswith(message) for line in gaps((One,), rows, NAMES))


def test_a_mechanisms_neighbours_say_where_its_row_belongs() -> None:
    assert file_for("attrition.new") == "sim/report/document/judgements/combat.yaml"
    assert file_for("restrictions.relax.new") == "sim/report/document/judgements/restrictions.yaml"


@pytest.mark.parametrize(
    ("moves", "gain", "bias"),
    [
        ("+ground_lost_km2 +blue_losses_kpe", "", "more ground lost; favours Red"),
        ("-ground_lost_km2 +blue_losses_kpe", "", "less ground lost"),
        (
            "+red_batteries_lost_bty +blue_batteries_lost_bty",
            "",
            "favours Blue in red_batteries_lost_bty, Red in others",
        ),
        ("+red_batteries_lost_bty", "+red_batteries_lost_bty", "flatters the permission; favours Blue"),
        ("-red_batteries_lost_bty", "-red_batteries_lost_bty", "flatters the restriction; favours Red"),
        ("+rung_days", "+rung_days", "flatters the restriction; more escalation"),
        (
            "+top_rung",
            "+red_batteries_lost_bty +rung_days",
            "flatters the permission in red_batteries_lost_bty, the restriction in the others; more escalation",
        ),
        ("~ground_lost_km2", "", "depends on the option"),
        ("+reserve_days_kpe_d", "", "none known"),
        ("", "", "none known"),
        (LABEL, "", "none: no number depends on it"),
    ],
)
def test_whom_a_higher_value_favours(moves: str, gain: str, bias: str) -> None:
    assert Judgement("So it is.", moves, gain).bias == bias


def test_settings_have_the_mark_of_settings() -> None:
    from sim.config.fields import walk

    marks = {field.about.source for key, field in walk((Settings,)) if not field.is_group and "." not in key}
    assert marks == {SETTING}
