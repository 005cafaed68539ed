"""A comparison as CSV and JSON."""

from __future__ import annotations

import json
import math
from dataclasses import fields
from typing import Any

import numpy as np

from sim.analysis.comparison import Comparison, Difference, Level
from sim.analysis.relaxation import relaxations
from sim.analysis.survival import Survival
from sim.config.csv_text import csv_text
from sim.study.manifest import FORMAT, WARNING

LEVELS = tuple(field.name for field in fields(Level))[2:]
DIFFERENCES = tuple(field.name for field in fields(Difference))[2:]

HEADER = (
    "variant", "reference", "measure", "unit", "headline", "nature", "better_for_blue", "paired",
    *(f"variant_{name}" for name in LEVELS), *(f"reference_{name}" for name in LEVELS),
    *(f"difference_{name}" if name in ("mean", "median") else name for name in DIFFERENCES),
    "scenario", "config_hash", "reference_config_hash", "seed", "reference_seed", "replications",
    "reference_replications", "warning",
)  # fmt: skip


def comparison_csv(comparison: Comparison) -> str:
    """One row a variant and measure: both levels, the difference, and what they rest on; undefined is empty."""
    rows = (["" if cell is None else cell for cell in row] for row in difference_rows(comparison))
    return csv_text([HEADER, *rows])


def difference_rows(comparison: Comparison) -> list[list[Any]]:
    """The cells under HEADER, one row a variant and measure; None where a number is not defined."""
    return [_row(comparison, difference) for difference in comparison.differences]


def comparison_json(comparison: Comparison) -> str:
    """Everything but the replications and the paths; undefined is null."""
    return json.dumps(comparison_content(comparison), indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _row(comparison: Comparison, difference: Difference) -> list[Any]:
    places = (difference.variant, comparison.references[difference.variant])
    measure = difference.measure
    manifests = [comparison.runs[place].manifest for place in places]
    levels = [comparison.level(place, measure.name) for place in places]
    return [
        *(comparison.labels[place] for place in places),
        measure.name,
        measure.unit,
        measure.headline,
        measure.nature,
        measure.better or "neither",
        comparison.paired[difference.variant],
        *(_plain(getattr(level, name)) for level in levels for name in LEVELS),
        *(_plain(getattr(difference, name)) for name in DIFFERENCES),
        manifests[0]["scenario"],
        *(manifest["config_hash"] for manifest in manifests),
        *(manifest["seed"] for manifest in manifests),
        *(comparison.replications[place] for place in places),
        WARNING,
    ]


def comparison_content(comparison: Comparison) -> dict[str, Any]:
    """What `comparison_json` tells."""
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
        "measures": [measure._asdict() for measure in comparison.measures],
        "levels": [_entry(labels, level) for level in comparison.levels],
        "differences": [
            {**_entry(labels, one), "reference": labels[comparison.references[one.variant]]}
            for one in comparison.differences
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


def _run(comparison: Comparison, place: int) -> dict[str, Any]:
    run = comparison.runs[place]
    copied = ("config_hash", "seed", "replications", "choices", "overrides", "engine", "made_with")
    return {
        "label": comparison.labels[place],
        "folder": str(run.folder),
        "paired": comparison.paired[place],
        "replications_used": comparison.replications[place],
        **{key: run.manifest[key] for key in copied},
    }


def _entry(labels: tuple[str, ...], found: Level | Difference) -> dict[str, Any]:
    names = LEVELS if isinstance(found, Level) else DIFFERENCES
    numbers = {name: _plain(getattr(found, name)) for name in names}
    return {"variant": labels[found.variant], "measure": found.measure.name, "unit": found.measure.unit, **numbers}


def _survival(found: Survival) -> dict[str, Any]:
    return {name: _plain(value) for name, value in vars(found).items()}


def _plain(value: Any) -> Any:
    """Numbers and lists of them as JSON has them: None where undefined."""
    if isinstance(value, np.ndarray):
        return [_plain(item) for item in value.tolist()]
    return None if isinstance(value, float) and not math.isfinite(value) else value
