"""Sensitivity indices of studies designed for them: Saltelli's and Morris's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.decision.cube import Cube, cube_of
from sim.analysis.decision.drivers import FirstOrder, first_order
from sim.analysis.decision.future_design import (
    MORRIS,
    SALTELLI,
    FutureDesign,
    design_of,
    designed_ranks,
    independent_futures,
)
from sim.analysis.decision.indices import Elementary, TotalOrder, elementary_effects, total_order
from sim.analysis.decision.objective import FEWEST_REPLICATIONS
from sim.analysis.study_table import StudyTable
from sim.config.problems import Problem

Numbers = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class SobolShares:
    """Shares of the variance in Saltelli's design: of each parameter alone, and with its interactions."""

    first: FirstOrder
    total: TotalOrder


@dataclass(frozen=True, eq=False)
class Indices:
    """The indices of what each policy changes in one measure, under the first structure.

    Attributes:
        keys: of the parameters, in the order of the design.
        reference: the policy that the others are compared with; empty for a study of one policy, whose level it is.
        shares: by policy, of a design of Saltelli; empty for one of Morris.
        effects: by policy, of a design of Morris; empty for one of Saltelli.
    """

    keys: tuple[str, ...]
    reference: str
    shares: Mapping[str, SobolShares]
    effects: Mapping[str, Elementary]


def is_designed(table: StudyTable) -> bool:
    """True if the uncertainties of a study were drawn by a design that has indices."""
    return _design_name(_uncertainties(table)) in (SALTELLI, MORRIS)


def indices_of(table: StudyTable, measure: str) -> Indices:
    """The indices of a measure.

    Raises:
        Problem: the design has none, the study is unfinished, too many groups of its rows are broken, or its points
            have one replication, which cannot separate parameters from chance.
    """
    uncertainties = _uncertainties(table)
    if not is_designed(table):
        raise Problem("indices: need uncertainties of design: saltelli or morris; this study has another")
    cube = cube_of(table, [measure])
    values = cube.measures[measure][:, :1]
    if values.shape[-1] < FEWEST_REPLICATIONS:
        raise Problem("indices: need 2 replications of each point; repeat the sweep command with replications=10")
    design = design_of(cube, uncertainties)
    keys = tuple((uncertainties[0] if isinstance(uncertainties, list) else uncertainties)["factors"])
    changes = _changes(cube, values)
    shares = {name: _shares(cube, design, one) for name, one in changes.items()} if design.name == SALTELLI else {}
    effects = {name: _effects(cube, design, one) for name, one in changes.items()} if design.name == MORRIS else {}
    return Indices(keys, cube.policies[0] if len(cube.policies) > 1 else "", shares, effects)


def _uncertainties(table: StudyTable) -> Any:
    return (table.manifest.get("spec") or {}).get("uncertainties")


def _design_name(uncertainties: Any) -> str:
    first = uncertainties[0] if isinstance(uncertainties, list) and uncertainties else uncertainties
    return str(first.get("design")) if isinstance(first, Mapping) else ""


def _changes(cube: Cube, values: Numbers) -> dict[str, Numbers]:
    """Changes by each policy, by its label; the level of a lone one. Shape (1, futures, replications) each."""
    reference, *others = cube.policies
    if not others:
        return {reference: values[0]}
    return {name: values[place] - values[0] for place, name in enumerate(others, start=1)}


def _shares(cube: Cube, design: FutureDesign, values: Numbers) -> SobolShares:
    total = total_order(values, design.blocks, len(design.factors), design.broken, cube.seed)
    rows = independent_futures(cube, design)
    kept = np.searchsorted(cube.futures, rows.futures)
    return SobolShares(first_order(designed_ranks(rows, design), values[:, kept], cube.seed), total)


def _effects(cube: Cube, design: FutureDesign, values: Numbers) -> Elementary:
    ranks = designed_ranks(cube, design)
    return elementary_effects(values, ranks, design.blocks, design.levels, design.broken, cube.seed)
