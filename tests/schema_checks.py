"""Whether a JSON Schema for editors accepts a value, with as much of its meaning as is used here."""

from __future__ import annotations

import re
from typing import Any


def accepts(schema: dict[str, Any], value: Any) -> bool:
    if "anyOf" in schema:
        return any(accepts(option, value) for option in schema["anyOf"])
    if "enum" in schema:
        return value in schema["enum"]
    if schema["type"] == "object":
        return isinstance(value, dict) and all(accepts(of_key(schema, key), value[key]) for key in value)
    if schema["type"] == "array":
        return isinstance(value, list) and all(
            accepts(schema.get("items", {"anyOf": [ANYTHING]}), item) for item in value
        )
    return accepts_value(schema, value)


ANYTHING: dict[str, Any] = {"type": "anything"}
NOTHING: dict[str, Any] = {"enum": []}


def of_key(schema: dict[str, Any], key: str) -> dict[str, Any]:
    """The schema of what an object has at a key: its property, that of a pattern, or of any other."""
    patterns = {
        pattern: part for pattern, part in schema.get("patternProperties", {}).items() if re.search(pattern, key)
    }
    others = schema.get("additionalProperties")
    found: dict[str, Any] = schema.get("properties", {}).get(key) or next(iter(patterns.values()), others or NOTHING)
    return found


def accepts_value(schema: dict[str, Any], value: Any) -> bool:
    kinds: dict[str, Any] = {
        "string": str, "number": int | float, "integer": int, "boolean": bool, "null": type(None), "anything": object,
    }  # fmt: skip
    kind = schema["type"]
    if not isinstance(value, kinds[kind]) or (isinstance(value, bool) and kind in ("number", "integer")):
        return False
    if "pattern" in schema and not re.search(schema["pattern"], value):
        return False
    return (
        schema.get("minimum", value) <= value <= schema.get("maximum", value) if kind in ("number", "integer") else True
    )
