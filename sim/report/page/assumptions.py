"""The assumptions on which the numbers rest: parameters without a source, with their plausible ranges."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sim.config.fields import walk
from sim.config.parameter_table import ParameterRow, rows
from sim.config.units import parse
from sim.model.parameters import Parameters
from sim.model.quantity import ASSUMED, CALIBRATED, Quantity
from sim.report.page.blocks import Block, Section, TableBlock, Text

WITHOUT = (ASSUMED, CALIBRATED)  # how the marks begin of what has no source
TITLE = "Assumptions that matter most"
MOST = 20  # parameters that are shown
HEADINGS = ("parameter", "meaning", "value", "plausible range", "source")


def assumptions(
    config: Mapping[str, Any],
    varied: Collection[str],
    ranks: Mapping[str, float] | None = None,
    drawn: Mapping[str, str] | None = None,
) -> Section:
    """The section.

    Args:
        config: the validated config, as a manifest has it.
        varied: keys of settings that are compared, which are no assumptions here.
        ranks: of a sensitivity study, association of each parameter with the answer, by its key; NaN for one that
            drives nothing.
        drawn: of a study, which values it drew of each uncertain parameter, in words, by its key.
    """
    drawn = drawn or {}
    in_play = [row for row in rows((Parameters,), config) if row.default and not _is_varied(row.key, varied)]
    open_ones = [row for row in in_play if row.source.startswith(WITHOUT)]
    calibrated = sum(row.source.startswith(CALIBRATED) for row in open_ones)
    ranged = [row for row in open_ones if row.plausible]
    ordered = sorted(ranged, key=lambda row: -_rank(row.key, ranks)) if ranks else sorted(ranged, key=_narrowness)
    shown = ordered[:MOST]
    by = (
        "ranked by the strength of their association with a headline measure in this study"
        if ranks
        else "the widest range relative to its value first; ranking by effect needs a sensitivity study"
    )
    told: list[Block] = [
        Text(
            f"{len(open_ones)} of the {len(in_play)} parameters in play{_but(varied)} have no source: "
            f"{len(open_ones) - calibrated} are assumed, {calibrated} calibrated to the record. For "
            f"{len(ranged)} of them a plausible range is given. {_held_for([row.key for row in ranged], drawn)}"
        ),
        TableBlock(
            f"Parameters without a source, {by}: {len(shown)} of {len(ranged)}",
            [*HEADINGS, *(["rank correlation"] if ranks else [])],
            [_cells(row, ranks, drawn) for row in shown],
            right_from=len(HEADINGS) if ranks else 99,
            small=True,
        ),
        Text("`escsim parameters` lists every parameter with its range and its source.", quiet=True),
    ]
    return Section("assumptions", TITLE, told)


def _but(varied: Collection[str]) -> str:
    return ", those that are compared left out," if varied else ""


def _held_for(keys: Collection[str], drawn: Mapping[str, str]) -> str:
    """Sentence on the parameter values for which the numbers hold."""
    count = sum(key in drawn for key in keys)
    if not count:
        return "The numbers above apply to the values used, not to these ranges."
    rest = " For the others they apply to the values used, not to these ranges." if count < len(keys) else ""
    return f"The study sampled {count}, and the numbers above average over these samples.{rest}"


def _cells(row: ParameterRow, ranks: Mapping[str, float] | None, drawn: Mapping[str, str]) -> Sequence[str]:
    cells = [row.key, row.meaning, drawn.get(row.key, row.default), row.plausible, row.source]
    if ranks is None:
        return cells
    rank = _rank(row.key, ranks)
    return [*cells, f"{rank:.2f}" if rank > 0 else "drives nothing" if row.key in ranks else "not varied"]


def _rank(key: str, ranks: Mapping[str, float]) -> float:
    """Rank correlation of a parameter with the answer; 0 if it drives nothing, -1 if it was not varied."""
    rank = ranks.get(key, -1.0)
    return 0.0 if math.isnan(rank) else rank


def _is_varied(key: str, varied: Collection[str]) -> bool:
    return any(key == one or key.startswith(f"{one}.") for one in varied)


def _narrowness(row: ParameterRow) -> float:
    """Less for a range that is wider, for its value; most where no number is in force."""
    about = FIELDS[row.key].about
    assert isinstance(about, Quantity)
    assert about.plausible is not None
    if row.default == NULL:
        return 0.0
    low, high = about.plausible
    if row.default == "null":  # without a value, no range is narrow for it
        return -math.inf
    value = float(row.default) if not row.unit else parse(row.default, about.unit)
    return -math.inf if not value else -(high - low) / abs(value)


NULL = "null"
FIELDS = dict(walk((Parameters,)))
