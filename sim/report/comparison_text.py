"""A comparison as CSV and JSON."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from sim.analysis.comparison import Comparison, Difference, Level
from sim.analysis.survival import Survival
from sim.study.manifest import COMPARISON_FORMAT, WARNING

LEVELS = tuple(field.name for field in fields(Level))[2:]
DIFFERENCES = tuple(field.name for field in fields(Difference))[2:]

HEADER = (
    "variant", "reference", "measure", "unit", "headline", "paired",
    *(f"variant_{name}" for name in LEVELS), *(f"reference_{name}" for name in LEVELS),
    *(f"difference_{name}" if name in ("mean", "median") else name for name in DIFFERENCES),
    "scenario", "config_hash", "reference_config_hash", "seed", "reference_seed", "replications",
    "reference_replications", "warning",
)  # fmt: skip


def comparison_csv(comparison: Comparison) -> str:
    """One row a variant and measure: both levels, the difference, and what they rest on; undefined is empty."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    for difference in comparison.differences:
        writer.writerow(["" if cell is None else cell for cell in _row(comparison, difference)])
    return text.getvalue()


def comparison_json(comparison: Comparison) -> str:
    """Everything but the replications and the paths; undefined is null."""
    return json.dumps(_content(comparison), indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _row(comparison: Comparison, difference: Difference) -> list[Any]:
    places = (difference.variant, comparison.reference)
    measure = difference.measure
    manifests = [comparison.runs[place].manifest for place in places]
    levels = [comparison.level(place, measure.name) for place in places]
    return [
        *(comparison.labels[place] for place in places),
        measure.name,
        measure.unit,
        measure.headline,
        comparison.paired[difference.variant],
        *(_plain(getattr(level, name)) for level in levels for name in LEVELS),
        *(_plain(getattr(difference, name)) for name in DIFFERENCES),
        manifests[0]["scenario"],
        *(manifest["config_hash"] for manifest in manifests),
        *(manifest["seed"] for manifest in manifests),
        *(comparison.replications[place] for place in places),
        WARNING,
    ]
