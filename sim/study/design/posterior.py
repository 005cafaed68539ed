"""Posterior samples: rows of parameter values that the replications of a run use in turn."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.config import units
from sim.config.problems import Problem, join, show
from sim.config.table_files import FACTOR, read_table
from sim.engine.batch import Batch
from sim.model.parameters import Parameters
from sim.model.quantity import DAY, PURE
from sim.study.design.columns import table_column
from sim.study.design.factors import GIVEN, Factor, path_of
from sim.study.design.uncertain_numbers import UncertainNumbers, sample_numbers
from sim.study.execution.execute import Simulate, joined
from sim.study.files.manifest import checked_by_folder
from sim.study.files.places import POSTERIOR

PREFIX = "posterior:"
SETTING = "parameters"


@dataclass(frozen=True)
class Posterior:
    """Rows of values that stand in for those of a config: replication k takes row k modulo their number.

    Attributes:
        uncertain: the parameters, and what builds a tree from a row.
        values: float64[rows, parameters], in stored units.
        factor: float64[rows], the observation's factor that belongs to each row; None if the file has none. It is
            read when results are compared with observations, and by no simulation.
        source: where it was read from.
    """

    uncertain: UncertainNumbers
    values: NDArray[np.float64]
    factor: NDArray[np.float64] | None
    source: str

    def __len__(self) -> int:
        return len(self.values)

    def parameters(self, replication: int) -> Parameters:
        """Parameters of a replication."""
        return self.uncertain.build(self.values[replication % len(self)].tolist())

    def text(self) -> str:
        """The file again, from which the very same numbers are read."""
        return posterior_csv(self.uncertain.keys, self.uncertain.units, self.values, self.factor)

    def described(self) -> dict[str, Any]:
        """Manifest entries of the posterior."""
        return {"source": self.source, "rows": len(self), "keys": list(self.uncertain.keys)}

    def stored(self) -> tuple[tuple[str | float, ...], ...]:
        """Parts of the hash of a run's config, beside the config."""
        return (self.uncertain.keys, *map(tuple, self.values.tolist()))


@dataclass(frozen=True)
class PosteriorSimulation:
    """A scheduler whose replications take their parameters from a posterior, each its row; can be pickled."""

    simulate: Simulate
    posterior: Posterior

    def __call__(
        self, parameters: Parameters, seed: int, replications: Sequence[int], paths: int, traces: int, future: int = 0
    ) -> Batch:
        """The given replications; `parameters` are those that the rows change, and are in the posterior already."""
        one = (
            self.simulate(self.posterior.parameters(number), seed, [number], paths, traces, future)
            for number in replications
        )
        return joined(list(one))


def posterior_csv(
    keys: Sequence[str], units_of: Sequence[str], values: NDArray[np.float64], factor: NDArray[np.float64] | None
) -> str:
    """A posterior file: one column per parameter, its unit in brackets behind its key, and the observation's factor."""
    names = [key if unit in (PURE, DAY) else f"{key} ({unit})" for key, unit in zip(keys, units_of, strict=True)]
    columns = [*values.T, *([] if factor is None else [factor])]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*names, *([] if factor is None else [FACTOR])])
    writer.writerows([units.number_text(float(value)) for value in row] for row in zip(*columns, strict=True))
    return text.getvalue()


def read_setting(setting: str, parameters: Parameters, overrides: Iterable[str], without: str = "") -> Posterior:
    """The posterior that `parameters=posterior:PATH` names.

    Args:
        setting: the value; PATH is a file, or the folder of a calibration.
        parameters: of the config.
        overrides: of the command line, none of which may set what the posterior sets.
        without: a config group whose parameters are left as the config has them; empty for none.

    Raises:
        Problem: it is of another form, the file cannot be read, or its rows do not suit the config.
    """
    if not setting.startswith(PREFIX) or not setting.removeprefix(PREFIX).strip():
        raise Problem(f"{SETTING}: must be {PREFIX}PATH, or null (got {show(setting)})")
    path = Path(setting.removeprefix(PREFIX).strip()).expanduser()
    if not path.exists():
        raise Problem(f"{SETTING}: no calibration folder or posterior file {path} (got {show(setting)})")
    if path.is_dir() and not (path / POSTERIOR).exists():
        raise Problem(f"{SETTING}: {path} is not a calibration folder: it has no {POSTERIOR}")
    found = read_posterior(path / POSTERIOR if path.is_dir() else path, parameters, without)
    given = {_plain(override.lstrip("+").partition("=")[0]) for override in overrides}
    if doubled := [key for key in found.uncertain.keys if _plain(key) in given]:
        raise Problem(
            *(f"{key}: has no effect, because {SETTING}={setting} sets it; leave out one of them" for key in doubled)
        )
    return found


def read_posterior(path: Path, parameters: Parameters, without: str = "") -> Posterior:
    """The posterior in a file, without the parameters of a config group if one is named.

    Raises:
        Damaged: a run or a calibration keeps it, and it is not what was written.
        Problem: it cannot be read, or the model does not accept one of its rows.
    """
    table = read_table(SETTING, Path(), str(checked_by_folder(path)), None, skip_empty=False)
    factor = table.columns.pop(FACTOR, None)
    where = f"{SETTING}: {path}"
    left_out = f"{without}."
    names = {_plain(name): name for name in table.columns if not (without and _plain(name).startswith(left_out))}
    found = sample_numbers(parameters, names, where)
    columns = [
        _numbers(each, where, table.columns[names[each.key]], table.units.get(names[each.key]), table.places)
        for each in found.factors
    ]
    values = np.column_stack(columns) if columns else np.zeros((0, 0))
    _check(where, found, values, factor, table.places)
    return Posterior(found, values, factor, str(path))


def _numbers(
    factor: Factor, where: str, values: NDArray[Any], unit: str | None, places: Sequence[str]
) -> NDArray[np.float64]:
    column = table_column(factor, where, values, unit, places)
    if not (column.state == GIVEN).all():
        raise Problem(f"{where}: {factor.key}: must be a number in every row")
    return np.asarray(column.values, dtype=np.float64)


def _check(
    where: str, found: UncertainNumbers, values: NDArray[np.float64], factor: NDArray[Any] | None, places: Sequence[str]
) -> None:
    if not found.factors:
        raise Problem(f"{where} names no parameter; its columns are keys of the config")
    if factor is not None and (factor.dtype == object or not (factor > 0.0).all()):
        raise Problem(f"{where}: {FACTOR}: must be greater than 0 in every row")
    broken = [(row, line) for row, each in enumerate(values.tolist()) for line in found.broken(each)]
    if broken:
        rows = len({row for row, _ in broken})
        raise Problem(f"{where}: {rows} of {len(values)} rows are refused; {places[broken[0][0]]}: {broken[0][1]}")


def _plain(key: str) -> str:
    return join(path_of(key))
