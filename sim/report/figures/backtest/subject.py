"""Quantiles and words that the figures of backtests share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

LEVELS = {"q05": 0.05, "q25": 0.25, "q50": 0.5, "q75": 0.75, "q95": 0.95}
"""The quantiles of a fan, by name."""


def drawn_from(keys: Sequence[str], manifest: Mapping[str, Any]) -> str:
    """Source of the parameters of the draws, in words."""
    if manifest["posterior"]:
        return f"parameters from a posterior of {manifest['posterior']['rows']:,} rows"
    return f"{len(keys)} parameters from their plausible ranges"
