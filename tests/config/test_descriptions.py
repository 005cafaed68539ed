"""What is made from the annotations: the table of parameters and the schema for editors."""

from __future__ import annotations

import math
from typing import Any

import pytest
from schema_checks import accepts
from small_tree import CLASSES, container

from sim.config.editor_schema import json_schema
from sim.config.fields import find, unknown_key, walk
from sim.config.parameter_table import ParameterRow, rows
from sim.config.problems import Problem
from sim.config.values import allowed_text
from sim.model.quantity import Quantity


def table(group: str | None = None) -> dict[str, ParameterRow]:
    return {row.key: row for row in rows(CLASSES, container(), group)}


def test_a_row_for_every_value() -> None:
    assert list(table()) == [key for key, field in walk(CLASSES) if not field.is_group]
    assert table()["scenario.front.sector_width"] == ParameterRow(
        key="scenario.front.sector_width", unit="km", allowed="between 1 km and 1000 km", plausible="25 km to 35 km",
        default="30 km", meaning="width of the sector", source="maps", used_by="",
    )  # fmt: skip


def test_one_group() -> None:
    assert list(table("attrition")) == [
        f"attrition.{key}"
        for key in (
            "kind",
            "loss",
            "detail.weight",
            "lag",
            "exponent",
            "extra.weight",
            "starts_day",
        )
    ]
    with pytest.raises(Problem, match="no group or parameter called 'atrition'; did you mean 'attrition'"):
        table("atrition")


@pytest.mark.parametrize(
    ("key", "column", "text"),
    [
        ("name", "allowed", "text, or null"),
        ("name", "default", "null"),
        ("workers", "allowed", "between 1 and 64, or null"),
        ("horizon", "allowed", "greater than 0 d"),
        ("horizon", "unit", "d"),
        ("attrition.kind", "allowed", "square, linear, helmbold"),
        ("attrition.kind", "unit", ""),
        ("attrition.kind", "source", "assumed"),
        ("attrition.exponent", "used_by", "helmbold"),
        ("attrition.exponent", "unit", ""),
        ("attrition.starts_day", "unit", "day"),
        ("attrition.starts_day", "default", ""),
        ("attrition.lag", "used_by", "linear, helmbold"),
        ("attrition.extra.weight", "used_by", "helmbold"),
        ("attrition.detail.weight", "used_by", ""),
        ("aid.packages[].day", "used_by", "dated_list"),
        ("aid.ends_day", "allowed", "at least day 0, or null"),
        ("aid.packages[].day", "default", "-16, 2024-05-24"),
        ("aid.packages[].bands", "default", "[border_sector, deep], []"),
        ("aid.packages[].bands", "allowed", "border_sector, deep"),
        ("aid.packages[].new", "allowed", "true or false"),
        ("aid.packages[].new", "default", "true, false"),
        ("aid.shares", "default", "0.5, 0.5"),
        ("scenario.title", "default", "a place"),
    ],
)
def test_columns(key: str, column: str, text: str) -> None:
    assert getattr(table()[key], column) == text


def test_a_long_list_is_cut() -> None:
    config = container()
    config["aid"]["shares"] = [0.1] * 9
    found = {row.key: row for row in rows(CLASSES, config)}
    assert found["aid.shares"].default == "0.1, 0.1, 0.1, 0.1, 0.1, 0.1, ... (9)"


def test_the_schema_of_a_primary_config() -> None:
    schema = json_schema(CLASSES)
    assert schema["$schema"].startswith("http://json-schema.org/")
    assert accepts(schema, container())
    assert accepts(schema, {"defaults": ["config", {"override /scenario": "mine"}, "_self_"], "seed": 3})
    assert accepts(schema, {})
    assert not accepts(schema, {"sed": 3})


def test_the_schema_of_a_group() -> None:
    for group in ("scenario", "attrition", "aid", "save"):
        schema = json_schema(CLASSES, group)
        assert accepts(schema, container()[group])
        assert accepts(schema, {"defaults": ["other"]})
        assert "required" not in str(schema)
    with pytest.raises(Problem, match="no group called 'aide'; did you mean 'aid'"):
        json_schema(CLASSES, "aide")
    with pytest.raises(Problem, match="no group called 'seed'"):
        json_schema(CLASSES, "seed")


@pytest.mark.parametrize(
    ("key", "value", "accepted"),
    [
        ("horizon", "20 days", True),
        ("horizon", "0.5d", True),
        ("horizon", "${save.paths} d", False),
        ("horizon", "${other}", True),
        ("horizon", "???", True),
        ("horizon", 20, False),
        ("horizon", "20", False),
        ("horizon", None, False),
        ("name", None, True),
        ("name", 3, False),
        ("seed", 3, True),
        ("seed", -3, False),
        ("seed", 3.5, False),
        ("save", {"paths": 3}, True),
        ("save", {"pats": 3}, False),
        ("aid", {"ends_day": None}, True),
        ("aid", {"ends_day": 20.5}, True),
        ("aid", {"ends_day": "2024-05-30"}, True),
        ("aid", {"ends_day": "20 days"}, False),
        ("aid", {"yield": "2.2 kr/(USD m)"}, True),
        ("aid", {"yield": "USD 5 m"}, True),
        ("aid", {"packages": [{"amount": "USD 675 m", "bands": ["deep"]}]}, True),
        ("aid", {"packages": [{"amout": "USD 675 m"}]}, False),
        ("aid", {"packages": [{"bands": ["dep"]}]}, False),
        ("aid", {"packages": None}, True),
        ("attrition", {"kind": "square", "exponent": None, "extra": None}, True),
        ("attrition", {"kind": "sqare"}, False),
        ("attrition", {"kind": None}, False),
        ("attrition", {"loss": "0.3/d"}, True),
        ("attrition", {"loss": "0.3 1/d"}, True),
        ("attrition", {"exponent": 0.1}, False),
        ("scenario", {"front": {"share_behind": True}}, False),
    ],
)
def test_what_an_editor_accepts(key: str, value: Any, accepted: bool) -> None:
    assert accepts(json_schema(CLASSES), {key: value}) is accepted


def test_descriptions_for_editors() -> None:
    front = json_schema(CLASSES, "scenario")["properties"]["front"]["anyOf"][0]["properties"]
    assert front["sector_width"]["description"] == (
        "width of the sector; in km, between 1 km and 1000 km; plausible: 25 km to 35 km; source: maps"
    )
    attrition = json_schema(CLASSES, "attrition")["properties"]
    assert attrition["exponent"]["description"] == (
        "exponent; a pure number, between 0.25 and 1; source: a fit; used by helmbold"
    )
    assert attrition["starts_day"]["description"] == "when it starts; a day number or a date; assumed; used by linear"


@pytest.mark.parametrize(
    ("path", "key"),
    [
        (["seed"], "seed"),
        (["aid", "packages"], "packages"),
        (["aid", "packages", "0"], "packages"),
        (["aid", "packages", 0, "day"], "day"),
        (["aid", "packages", 0, "bands", "1"], "bands"),
        (["aid", "shares", "0"], "shares"),
        (["aid", "packages", "day"], None),
        (["aid", "shares", "0", "0"], None),
        (["seed", "0"], None),
        (["aid", "0"], None),
        (["x"], None),
        ([], None),
    ],
)
def test_find(path: list[str | int], key: str | None) -> None:
    field = find(CLASSES, path)
    assert (field.key if field else None) == key


def test_unknown_keys_far_from_all() -> None:
    assert unknown_key(CLASSES, ["zzz", "qqq"]).startswith("zzz.qqq: no such setting; known here: ")


@pytest.mark.parametrize(
    ("unit", "allowed", "text"),
    [
        ("d", (1 / 1440, 1.0), "between 1 min and 1 d"),
        ("km", (1e-12, 5.0), "greater than 0 km, at most 5 km"),
        ("km", (-math.inf, 5.0), "at most 5 km"),
        ("km", (1 / 3, math.inf), "at least 0.3333 km"),
        ("day", (-14.0, 30.0), "between day -14 and day 30"),
        ("1/d", (0.0, 2.0), "between 0/d and 2/d"),
        ("1", (-math.inf, math.inf), ""),
    ],
)
def test_ranges(unit: str, allowed: tuple[float, float], text: str) -> None:
    assert allowed_text(Quantity(unit, allowed, "a number")) == text
