"""Groups of factors whose effects cannot be separated, as in a design with fewer rows than factors.

In n rows at most n - 1 effects can be estimated beside the mean. A factor that is a weighted sum of others, in value or
in rank, is hidden behind them even where no pair of factors is related.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.study.design.points import SECTION_OF, Section

Floats = NDArray[np.float64]

ROUNDING = 1e-9  # of the largest singular value, below which one counts as 0
SHOWN = 3  # factors that a message names


@dataclass(frozen=True)
class Inseparable:
    """Factors each of which is a weighted sum of others.

    Attributes:
        keys: of the factors, in the order of the study.
        rows: of the design.
        section: to which all belong.
    """

    keys: tuple[str, ...]
    rows: int
    section: Section = "uncertainty"

    def line(self) -> str:
        """The warning about them."""
        named = ", ".join(self.keys[:SHOWN])
        more = f" and {len(self.keys) - SHOWN} more" if len(self.keys) > SHOWN else ""
        where = f"in these {self.rows:,} rows of the {SECTION_OF[self.section]}"
        return f"aliased: {where} each of {len(self.keys)} factors is a weighted sum of others: {named}{more}"


def inseparable_keys(columns: Mapping[str, Floats]) -> tuple[str, ...]:
    """The factors that vary and are a weighted sum of the others, in values or in ranks.

    Args:
        columns: a value for each row by factor; NaN in rows that do not read it, where it has no effect.
    """
    varied = {key: values for key, values in columns.items() if len(np.unique(values[~np.isnan(values)])) > 1}
    if len(varied) < 2:
        return ()
    ranked = {key: _ranks(values) for key, values in varied.items()}
    plain = {key: ranked[key] if np.isinf(values).any() else values for key, values in varied.items()}
    hidden = _dependent(list(ranked.values())) | _dependent(list(plain.values()))
    return tuple(key for key, is_hidden in zip(varied, hidden, strict=True) if is_hidden)


def _dependent(columns: Sequence[Floats]) -> NDArray[np.bool_]:
    """True for each column that is a weighted sum of the others and a constant."""
    rows = np.column_stack([_standardized(column) for column in columns])
    _, sizes, basis = np.linalg.svd(rows, full_matrices=len(rows) < len(columns))
    rank = int((sizes > ROUNDING * sizes[0]).sum())
    found: NDArray[np.bool_] = (np.abs(basis[rank:]) > 1e-6).any(axis=0)
    return found


def _standardized(values: Floats) -> Floats:
    """Values around their mean, of length 1; 0 where there is none."""
    known = ~np.isnan(values)
    found = np.zeros(len(values))
    largest = np.abs(values[known]).max()
    found[known] = values[known] / largest - (values[known] / largest).mean()
    return found / np.linalg.norm(found)


def _ranks(values: Floats) -> Floats:
    from scipy.stats import rankdata

    known, found = ~np.isnan(values), np.full(len(values), np.nan)
    found[known] = rankdata(values[known])
    return found
