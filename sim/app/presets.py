"""Policies that the page sets with one choice; the names say what the shipped options of `restrictions` are."""

from __future__ import annotations

from collections.abc import Mapping

_RECORD = {
    "decided": "on_days",
    "counter_fire": "true",
    "counter_fire.day": "20",
    "counter_fire.width": "sector_then_border",
    "counter_fire.widened_after": "18",
    "long_range.banned": "true",
}

PRESETS: Mapping[str, Mapping[str, str]] = {
    "the record": _RECORD,
    "full ban": {"decided": "on_days", "counter_fire": "false", "long_range.banned": "true"},
    "allowed when recommended, day 5": _RECORD | {"counter_fire.day": "5"},
    "any attacked border at once": _RECORD | {"counter_fire.width": "attacked_border"},
    "long range too": _RECORD | {"long_range.banned": "false", "long_range.day": "20"},
    "no restriction from day 0": _RECORD
    | {
        "counter_fire.day": "0",
        "counter_fire.width": "any_military",
        "long_range.banned": "false",
        "long_range.day": "0",
    },
    "decided in the model, by hazards": _RECORD | {"decided": "by_hazard"},
}
"""By what they are called: texts by the name of a control of one policy."""
