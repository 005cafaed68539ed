"""Variants as the figures of a comparison draw them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.comparison import RunComparison
from sim.analysis.pairing import Table
from sim.report.drawing import style
from sim.report.drawing.fan import NAMES, Quantiles
from sim.study.files.manifest import WARNING, Manifest

MOST_HASHES = 4  # under a figure


@dataclass(frozen=True)
class DrawnVariant:
    """One run of a comparison.

    Attributes:
        place: its index in the comparison.
        table: its measures, an array each, shape (replications,).
        reference: the index of the run that it is compared with; its own where it is compared with no run.
        against: what all variants are compared with, in words.
    """

    place: int
    label: str
    manifest: Manifest
    table: Table
    daily: Table
    reference: int
    against: str

    @cached_property
    def _rows(self) -> Mapping[str, NDArray[np.intp]]:
        """The rows of each quantile in the daily table, in the order of days; the quantities share them."""
        statistics = np.flatnonzero(self.daily["replication"] < 0)
        names, days = self.daily["statistic"][statistics], self.daily["day"][statistics]
        statistics, names = statistics[np.argsort(days, kind="stable")], names[np.argsort(days, kind="stable")]
        return {name: statistics[names == name] for name in NAMES}

    @property
    def is_reference(self) -> bool:
        """True if it is compared with no run."""
        return self.place == self.reference

    @property
    def days(self) -> NDArray[Any]:
        """The days of the quantiles, rising; none if no paths were saved."""
        return self.daily["day"][self._rows["q50"]]

    def quantiles(self, quantity: str) -> Quantiles:
        """The quantiles of a tracked quantity, day by day, as `sim.report.drawing.fan.draw_fan` takes them."""
        return {name: np.asarray(self.daily[quantity][rows], dtype=np.float64) for name, rows in self._rows.items()}


def variants_of(comparison: RunComparison) -> tuple[DrawnVariant, ...]:
    """The reference and then the others in their order, all of them."""
    return _variants(comparison, _reference_first(comparison))


def held_of(comparison: RunComparison) -> tuple[DrawnVariant, ...]:
    """Variants that are compared with a reference, in their order."""
    return _variants(comparison, comparison.variants)


def variant_at(comparison: RunComparison, place: int) -> DrawnVariant:
    """The run of an index."""
    return _variants(comparison, [place])[0]


def _reference_first(comparison: RunComparison) -> list[int]:
    return sorted(range(len(comparison.runs)), key=lambda place: place != comparison.reference)


def _variants(comparison: RunComparison, places: Sequence[int]) -> tuple[DrawnVariant, ...]:
    return tuple(
        DrawnVariant(
            place,
            comparison.names[place],
            comparison.runs[place].manifest,
            comparison.tables[place],
            comparison.daily[place],
            comparison.references[place],
            comparison.against,
        )
        for place in places
    )


@dataclass(frozen=True)
class Compared:
    """Provenance of a figure of a comparison; its lines go under the figure."""

    comparison: RunComparison

    def lines(self) -> list[str]:
        """Scenario, seed, replications, and the hash of each config, the reference's first."""
        places = _reference_first(self.comparison)
        manifests = [self.comparison.runs[place].manifest for place in places]
        counts = [f"{self.comparison.replications[place]:,}" for place in places]
        parts = [
            _each("", [manifest["scenario"] for manifest in manifests]),
            _each("seed", [str(manifest["seed"]) for manifest in manifests]),
            _each("", counts) + " replications a variant",
            _few("config", [manifest["config_hash"] for manifest in manifests]),
        ]
        return [*style.wrapped(" · ".join(parts)), *style.wrapped(WARNING)]


def _few(name: str, texts: list[str]) -> str:
    """Texts as `_each` joins them; of many only the first, the reference's, and the number of others."""
    if len(set(texts)) <= MOST_HASHES:
        return _each(name, texts)
    return f"{name}s {texts[0]} and {len(texts) - 1} more, in comparison.json"


def _each(name: str, texts: list[str]) -> str:
    """Name and text where all texts are equal, else name and all texts."""
    if len(set(texts)) == 1:
        return f"{name} {texts[0]}".strip()
    return f"{name}s {', '.join(texts)}" if name else ", ".join(texts)
