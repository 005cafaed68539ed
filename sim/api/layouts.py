"""Results in the layouts of other libraries: xarray with named dimensions, EMA Workbench, ArviZ.

xarray is an extra: `pip install escalation-sim[xarray]`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas
    import xarray

    from sim.api.table import Table

Numbers = NDArray[np.float64]
DIMENSIONS = ("policy", "structure", "future", "replication")
"""Of the measures of a study, in this order."""
CHAIN, DRAW = "chain", "draw"
"""Of a sample, as ArviZ has them."""


def check_xarray() -> None:
    """Raises ImportError, which says how xarray is installed, where it is not."""
    try:
        import xarray  # noqa: F401
    except ImportError as error:
        raise ImportError("xarray is not installed; pip install 'escalation-sim[xarray]'") from error


def run_dataset(measures: Table, daily: Table) -> xarray.Dataset:
    """A run: its measures by replication, and its saved paths by path and day.

    Args:
        measures: one row per replication.
        daily: the days of the run; statistics are left out.
    """
    check_xarray()
    import xarray

    names = [name for name in measures.columns if name != "replication"]
    found: dict[str, Any] = {name: ("replication", measures[name], _unit(measures, name)) for name in names}
    paths = daily.where(statistic="path")
    days, which = np.unique(paths["day"]), np.unique(paths["replication"])
    if len(days):
        shape = (len(which), len(days))
        for name in (one for one in daily.columns if one not in ("statistic", "replication", "day")):
            values = np.reshape(paths[name], shape)
            found[f"{name}_by_day"] = (("path", "day"), values, _unit(daily, name))
    coordinates = {"replication": measures["replication"], **({"path": which, "day": days} if len(days) else {})}
    return xarray.Dataset(found, coordinates)


def study_dataset(points: Table, rows: Table, measures: Sequence[str]) -> xarray.Dataset:
    """A study: its measures by policy, structure, future and replication; NaN if a run is not there.

    Args:
        points: one row per point, with its place in the design.
        rows: one row per run, with its point and replication.
        measures: their names.
    """
    check_xarray()
    import xarray

    places = {"policy": "lever", "structure": "structure", "future": "uncertainty"}
    levels = {name: np.unique(points[column]) for name, column in places.items()}
    levels["replication"] = np.unique(rows["replication"])
    order = np.argsort(points["point"], kind="stable")
    of_run = order[np.searchsorted(points["point"][order], rows["point"])]
    index = tuple(np.searchsorted(levels[name], points[column][of_run]) for name, column in places.items())
    index = (*index, np.searchsorted(levels["replication"], rows["replication"]))
    shape = tuple(len(levels[name]) for name in DIMENSIONS)
    found = {}
    for name in measures:
        values = np.full(shape, np.nan)
        values[index] = rows[name]
        found[name] = (DIMENSIONS, values, _unit(rows, name))
    labels = [str(points["label"][points["lever"] == lever][0]) for lever in levels["policy"]]
    return xarray.Dataset(found, {**levels, "policy": labels})


def ema_layout(
    points: Table, rows: Table, measures: Sequence[str], factors: Sequence[str]
) -> tuple[pandas.DataFrame, dict[str, Numbers]]:
    """A study as EMA Workbench has results: an experiment a point, and outcomes of shape (experiments, replications).

    Args:
        points: one row per point, with its factors.
        rows: one row per run, with its point and replication.
        measures: the outcomes.
        factors: columns of `points` that are levers and uncertainties.

    Returns:
        The experiments, with the columns `scenario`, `policy` and `model` that its analyses expect, and the outcomes.
    """
    import pandas

    point_numbers, replications = points["point"], np.unique(rows["replication"])
    order = np.argsort(point_numbers, kind="stable")
    index = (order[np.searchsorted(point_numbers[order], rows["point"])],
             np.searchsorted(replications, rows["replication"]))  # fmt: skip
    outcomes = {}
    for name in measures:
        outcomes[name] = np.full((len(point_numbers), len(replications)), np.nan)
        outcomes[name][index] = rows[name]
    columns = {name: points[name] for name in factors}
    named = {"scenario": points["uncertainty"], "policy": points["label"], "model": points["structure"]}
    return pandas.DataFrame({**columns, **named}), outcomes


def sample_dataset(columns: Mapping[str, NDArray[Any]]) -> xarray.Dataset:
    """A sample as ArviZ converts it: one chain, a draw a row; texts are left out."""
    check_xarray()
    import xarray

    numbers = {name: values for name, values in columns.items() if values.dtype.kind in "iuf"}
    found = {name: ((CHAIN, DRAW), values[None, :]) for name, values in numbers.items()}
    count = len(next(iter(numbers.values()))) if numbers else 0
    return xarray.Dataset(found, {CHAIN: [0], DRAW: np.arange(count)})


def _unit(table: Table, name: str) -> dict[str, str]:
    return {"units": table.units[name]} if name in table.units else {}
