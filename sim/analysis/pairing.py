"""Pairing: which runs can be compared, which of them are paired, and why not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.config.problems import Problem
from sim.study.files.manifest import AGAIN
from sim.study.run.store import StoredRun

Table = Mapping[str, NDArray[Any]]
"""The columns of a file, by name."""


@dataclass(frozen=True)
class Pairing:
    """The pairing of the runs; each entry is per run.

    Attributes:
        paired: whether replication k of the run shares its random numbers with replication k of the reference.
        replications: how many are used, the first ones.
        reasons: why a run is not paired; empty if it is.
    """

    paired: tuple[bool, ...]
    replications: tuple[int, ...]
    reasons: tuple[str, ...]


def check(runs: Sequence[StoredRun], reference: int) -> None:
    """Refuse runs that cannot be compared.

    Raises:
        Problem: fewer than two runs; or, for every run at fault, that it is unfinished or of another scenario.
    """
    if len(runs) < 2:
        raise Problem(f"a comparison needs two runs or more; got {f'only {runs[0].folder}' if runs else 'none'}")
    different = {run.folder: run for run in runs}.values()
    if lines := [*unfinished(different), *_strange(different, runs[reference])]:
        raise Problem(*lines)


def pair(runs: Sequence[StoredRun], reference: int) -> Pairing:
    """Pair runs with the reference: those of its seed and horizon, by their common first replications."""
    reasons = tuple(_reason(run, runs[reference]) for run in runs)
    counts = [int(run.manifest["replications"]) for run in runs]
    common = min(count for count, reason in zip(counts, reasons, strict=True) if not reason)
    return Pairing(
        paired=tuple(not reason for reason in reasons),
        replications=tuple(count if reason else common for count, reason in zip(counts, reasons, strict=True)),
        reasons=reasons,
    )


def rows_of(run: StoredRun, count: int) -> Table:
    """The first `count` replications of a run, in their order.

    Raises:
        Problem: the table is missing or torn.
    """
    columns = run.replications()
    numbers = columns["replication"]
    if not np.array_equal(numbers, np.arange(len(numbers))):
        raise Problem(f"{run.folder}: its replications are not numbered 0 to {len(numbers) - 1}; {AGAIN}")
    return columns if len(numbers) == count else {name: column[:count] for name, column in columns.items()}


_ENDS = {"interrupted": "was interrupted", "failed": "failed"}


def unfinished(runs: Iterable[StoredRun]) -> Iterator[str]:
    """A message for every run that did not finish."""
    for run in runs:
        manifest = run.manifest
        if manifest["status"] != "finished":
            ended = _ENDS.get(manifest["status"], f"is {manifest['status']}")
            count = f"{manifest['replications']:,} of {manifest['replications_asked']:,} replications"
            yield f"{run.folder} is unfinished: it {ended} after {count}; rerun it, or leave it out"


def _strange(runs: Iterable[StoredRun], reference: StoredRun) -> Iterator[str]:
    scenario = reference.manifest["scenario"]
    for run in runs:
        if run.manifest["scenario"] != scenario:
            yield f"{run.folder} belongs to the scenario {run.manifest['scenario']}, {reference.folder} to {scenario}"


def _reason(run: StoredRun, reference: StoredRun) -> str:
    """Reason why replications k of two runs share no random numbers; empty if they do."""
    seeds = run.manifest["seed"], reference.manifest["seed"]
    horizons = run.manifest["config"].get("horizon"), reference.manifest["config"].get("horizon")
    futures = run.future, reference.future
    reasons = [
        f"different {name} ({one}, not {other})"
        for name, (one, other) in (("seed", seeds), ("future", futures), ("horizon", horizons))
        if one != other
    ]
    return " and ".join(reasons)
