"""JSON Schema of study files, with which an editor completes config paths and underlines mistakes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sim.config.editor_schema import DRAFT
from sim.config.fields import ParameterField, walk
from sim.config.objectives import objective_measures
from sim.model.measures import MEASURES

STUDY = "study"
DISTRIBUTIONS = ("uniform", "log_uniform", "triangular", "normal", "choice", "evenly")
NAME = r"\.\w+"
NUMBER: dict[str, Any] = {"anyOf": [{"type": "number"}, {"type": "string"}]}  # with its unit, or bare
ROW = r"\[\d+\]"


def study_schema(classes: Sequence[type], designs: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The schema of the files of the group `study`.

    Args:
        classes: whose config paths a study may vary.
        designs: by name, the schema of each of their keys.
    """
    definitions = {
        "design": _design(designs),
        "designs": {"anyOf": [_ref("design"), {"type": "array", "items": _ref("design")}]},
        "factors": _paths(classes, _ref("values")),
        "settings": _paths(classes, _ref("value")),
        "values": {"anyOf": [{"type": "array"}, {"enum": ["plausible"]}, _ref("distribution")]},
        "distribution": _object({kind: {"anyOf": [{"type": "array"}, _normal()]} for kind in DISTRIBUTIONS}),
        "value": {"anyOf": [{"type": kind} for kind in ("string", "number", "boolean", "null", "array", "object")]},
    }
    properties = {
        "defaults": {"type": "array", "description": "the configs that this file starts from"},
        "question": {"type": "string", "description": "question that the study answers"},
        "base": {**_ref("settings"), "description": "settings of all points, as on the command line"},
        "levers": {**_ref("designs"), "description": "the policies; the first row is the reference"},
        "uncertainties": {**_ref("designs"), "description": "the futures, one per row"},
        "structures": {**_ref("designs"), "description": "other theories of the mechanisms"},
        "rules": {"type": "array", "items": _rule(), "description": "never: refuses points; drop: leaves them out"},
        "until": _until(),
        "decision": _decision(),
    }
    return {"$schema": DRAFT, "title": STUDY, "definitions": definitions, **_object(properties)}


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/definitions/{name}"}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _paths(classes: Sequence[type], value: dict[str, Any]) -> dict[str, Any]:
    """A mapping from config paths; an entry of a list is named by its number, which a pattern stands for."""
    every = list(walk(classes))
    named = {key: {**value, "description": _description(field)} for key, field in every if "[]" not in key}
    tables = [f"{key}[]" for key, field in every if field.is_named]
    rows = {_pattern(key, tables): value for key, _ in every if "[]" in key}
    lists = {_pattern(f"{key}[]", tables): value for key, field in every if field.is_list}
    return {**_object(named), "patternProperties": {**rows, **lists}}


def _pattern(key: str, named: Sequence[str] = ()) -> str:
    for table in named:
        if key.startswith(table):
            return _pattern(table.removesuffix("[]")).removesuffix("$") + NAME + _pattern(key[len(table) :])[1:]
    return "^" + key.replace(".", r"\.").replace("[]", ROW) + "$"


def _description(field: ParameterField) -> str:
    return f"a group, varied by its options: {field.about.meaning}" if field.is_group else field.about.meaning


def _design(designs: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    names = {"type": "array", "items": {"type": "string"}}
    own = {key: schema for keys in designs.values() for key, schema in keys.items()}
    common = {
        "design": {"enum": list(designs)},
        "factors": {"anyOf": [_ref("factors"), names]},
        "points": {"type": "array", "items": _ref("settings")},
        "unread": {
            "enum": ["refuse", "leave_out"],
            "description": "for uncertainties: what to do with a factor that the alternatives of a point do not read",
        },
    }
    return _object(own | common)


def _normal() -> dict[str, Any]:
    return _object(dict.fromkeys(("mean", "sd", "low", "high"), NUMBER))


def _rule() -> dict[str, Any]:
    return _object({"never": {"type": "string"}, "drop": {"type": "string"}})


def _decision() -> dict[str, Any]:
    names = [measure.name for measure in objective_measures()]
    prices = _object({"from": NUMBER, "to": NUMBER})
    return _object(
        {
            "saves": {
                "enum": names,
                "description": "measure to improve, in its better direction",
            },
            "costs": {"enum": names, "description": "measure to keep low"},
            "prices": {
                **prices,
                "description": "prices of one unit of costs, in units of saves (default: around the ties)",
            },
            "at_least": {**NUMBER, "description": "smallest difference that matters, in the unit of saves"},
            "good_enough": {**_object(dict.fromkeys(names, NUMBER)), "description": "satisfactory limits of measures"},
        }
    ) | {"required": ["saves", "costs"], "description": "measures that `escsim decide` trades off"}


def _until() -> dict[str, Any]:
    return _object(
        {
            "measures": _object({measure.name: NUMBER for measure in MEASURES}),
            "cap": {"type": "integer", "minimum": 1},
        }
    )
