"""A comparison as CSV and JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import numpy as np

from sim.analysis.comparison import Interaction, Level, PairedDifference, RunComparison
from sim.analysis.relaxation import relaxations
from sim.analysis.survival import Survival
from sim.config.csv_text import csv_text
from sim.study.files.manifest import FORMAT, WARNING

LEVELS = tuple(field.name for field in fields(Level))[2:]
DIFFERENCES = tuple(field.name for field in fields(PairedDifference))[2:]

HEADER = (
    "variant", "reference", "kind", "measure", "unit", "headline", "nature", "better_for_blue", "paired",
    *(f"variant_{name}" for name in LEVELS), *(f"reference_{name}" for name in LEVELS),
    *(f"difference_{name}" if name in ("mean", "median") else name for name in DIFFERENCES),
    "scenario", "config_hash", "reference_config_hash", "seed", "reference_seed", "replications",
    "reference_replications", "warning",
)  # fmt: skip


DIFFERENCE, INTERACTION = "difference", "difference of differences"


def comparison_csv(comparison: RunComparison) -> str:
    """One row per variant and measure: both levels, the difference, and what they rest on; undefined is empty."""
    return csv_text([HEADER, *difference_rows(comparison)])


def difference_rows(comparison: RunComparison) -> list[list[Any]]:
    """The cells under HEADER, one row per variant and measure; None if a number is not defined.

    Differences of differences come last: their variant and reference are the effects of one lever with and without the
    other, whose levels are the effects' own.
    """
    plain = [_difference_row(comparison, found) for found in comparison.differences]
    return [*plain, *(_interaction_row(comparison, found) for found in comparison.interactions)]


def comparison_json(comparison: RunComparison) -> str:
    """Everything but the replications and the paths; undefined is null."""
    return json.dumps(comparison_content(comparison), indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _difference_row(comparison: RunComparison, difference: PairedDifference) -> list[Any]:
    places = (difference.variant, comparison.references[difference.variant])
    names = [*(comparison.labels[place] for place in places), DIFFERENCE]
    levels = [comparison.level(place, difference.measure.name) for place in places]
    return _row(comparison, names, difference, levels, places)


def _interaction_row(comparison: RunComparison, found: Interaction) -> list[Any]:
    names = [*_effects(found), INTERACTION]
    places = (found.crossing.both, found.crossing.neither)
    return _row(comparison, names, found.difference, (found.changed, found.unchanged), places)


def _effects(found: Interaction) -> tuple[str, str]:
    """The two effects that are compared, by the keys of their levers."""
    (lever, value, without), (key, changed, unchanged) = found.crossing.under, found.crossing.effect
    effect = f"{key}={changed} minus {key}={unchanged}"
    return f"{effect}, under {lever}={value}", f"{effect}, under {lever}={without}"


def _row(
    comparison: RunComparison,
    names: list[str],
    difference: PairedDifference,
    levels: Sequence[Level],
    places: Sequence[int],
) -> list[Any]:
    measure = difference.measure
    manifests = [comparison.runs[place].manifest for place in places]
    return [
        *names,
        measure.name,
        measure.unit,
        measure.headline,
        measure.nature,
        measure.better or "neither",
        comparison.paired[places[0]],
        *(_plain(getattr(level, name)) for level in levels for name in LEVELS),
        *(_plain(getattr(difference, name)) for name in DIFFERENCES),
        manifests[0]["scenario"],
        *(manifest["config_hash"] for manifest in manifests),
        *(manifest["seed"] for manifest in manifests),
        *(comparison.replications[place] for place in places),
        WARNING,
    ]


def comparison_content(comparison: RunComparison) -> dict[str, Any]:
    """Content of `comparison_json`."""
    labels = comparison.labels
    return {
        "format": FORMAT,
        "warning": WARNING,
        "scenario": comparison.runs[comparison.reference].manifest["scenario"],
        "reference": labels[comparison.reference],
        "notes": comparison.notes,
        "runs": [_run(comparison, place) for place in range(len(comparison.runs))],
        "config_differences": [
            {"key": one.key, "values": dict(zip(labels, one.values, strict=True))}
            for one in comparison.config_differences
        ],
        "measures": [
            {key: _plain(value) for key, value in one._asdict().items() if key != "sentence"}
            for one in comparison.measures
        ],
        "levels": [_entry(labels, level) for level in comparison.levels],
        "differences": [
            {**_entry(labels, one), "reference": labels[comparison.references[one.variant]]}
            for one in comparison.differences
        ],
        "differences_of_differences": [
            {**_entry(labels, one.difference), **_crossing(labels, one)} for one in comparison.interactions
        ],
        "partings": [
            {
                "variant": labels[parting.variant],
                "reference": labels[comparison.references[parting.variant]],
                "quantity": parting.quantity or None,
                "day": _plain(parting.day),
                "median_day": _plain(parting.median),
                "share": parting.share,
                "paths": len(parting.first_days),
            }
            for parting in comparison.partings
        ],
        "relaxation": {labels[place]: _survival(found) for place, found in relaxations(comparison).items()},
    }


def _run(comparison: RunComparison, place: int) -> dict[str, Any]:
    run = comparison.runs[place]
    copied = ("config_hash", "seed", "replications", "choices", "overrides", "engine", "made_with")
    return {
        "label": comparison.labels[place],
        "folder": str(run.folder),
        "paired": comparison.paired[place],
        "replications_used": comparison.replications[place],
        **{key: run.manifest[key] for key in copied},
    }


def _entry(labels: tuple[str, ...], found: Level | PairedDifference) -> dict[str, Any]:
    names = LEVELS if isinstance(found, Level) else DIFFERENCES
    numbers = {name: _plain(getattr(found, name)) for name in names}
    return {"variant": labels[found.variant], "measure": found.measure.name, "unit": found.measure.unit, **numbers}


def _crossing(labels: tuple[str, ...], one: Interaction) -> dict[str, Any]:
    """The policies and the levers of a difference of differences."""
    both, first, second, neither = (labels[place] for place in one.crossing.places)
    levers = {name: dict(zip(("key", "value", "reference"), lever, strict=True)) for name, lever in _levers(one)}
    return {"variant": both, "first": first, "second": second, "reference": neither, **levers}


def _levers(one: Interaction) -> tuple[tuple[str, tuple[str, str, str]], ...]:
    return ("under", one.crossing.under), ("effect", one.crossing.effect)


def _survival(found: Survival) -> dict[str, Any]:
    return {name: _plain(value) for name, value in vars(found).items()}


def _plain(value: Any) -> Any:
    """Numbers and lists of them as JSON has them: None if undefined."""
    if isinstance(value, np.ndarray):
        return [_plain(item) for item in value.tolist()]
    return None if isinstance(value, float) and not math.isfinite(value) else value
