"""Settings of the execution of a run, beside the groups of the model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated

from sim.config.labels import LONGEST, is_label
from sim.config.observations import NOTHING, Observations
from sim.model.quantity import PURE, SETTING, Choice, Group, Quantity


@dataclass(frozen=True)
class Calibration:
    """A calibration by approximate Bayesian computation; see `sim.validation.calibration`."""

    fitted: Annotated[
        tuple[str, ...], Choice("keys of the parameters that are fitted, within their plausible ranges", SETTING)
    ]
    population: Annotated[int, Quantity(PURE, (20, 100_000), "accepted draws in each generation", SETTING)]
    quantile: Annotated[
        float,
        Quantity(PURE, (0.05, 0.95), "quantile of a generation's distances that is the tolerance of the next", SETTING),
    ]
    simulations: Annotated[int, Quantity(PURE, (100, 1_000_000_000), "largest number of replications", SETTING)]

    def rules(self) -> Iterator[tuple[str, str]]:
        if twice := sorted({key for key in self.fitted if self.fitted.count(key) > 1}):
            yield "fitted", f"{twice[0]} is given twice"


NO_CALIBRATION = Calibration((), 1000, 0.5, 1_000_000)


FORBIDDEN = frozenset('/\\:*?"<>|')  # in the names of folders, on one system or another
NAME_LENGTH = 100  # characters of a run's name; file systems take 255 bytes


class Engine(IntEnum):
    """Scheduler that runs a batch; the results are the same to the last bit."""

    AUTO = 0
    SIMPY = 1
    COMPILED = 2


@dataclass(frozen=True)
class Save:
    """Numbers of replications that keep more than their row."""

    paths: Annotated[int, Quantity(PURE, (0, 1_000_000), "replications whose daily paths are stored", SETTING)]
    traces: Annotated[int, Quantity(PURE, (0, 1_000_000), "replications whose events are stored", SETTING)]


@dataclass(frozen=True)
class Limits:
    """Limits of a replication."""

    replication_seconds: Annotated[
        float | None,
        Quantity(
            PURE,
            (0.1, 1e7),
            "time limit of a replication in seconds; null: 300 with custom mechanisms or measures, else none",
            SETTING,
        ),
    ] = None


@dataclass(frozen=True)
class Settings:
    """Name, size, place and speed of a run."""

    name: Annotated[str | None, Choice("name of the run's folder; null: made from the time and the variant", SETTING)]
    seed: Annotated[int, Quantity(PURE, (0, 2**63 - 1), "seed of all random numbers", SETTING)]
    replications: Annotated[int, Quantity(PURE, (1, 10_000_000), "number of replications of the scenario", SETTING)]
    workers: Annotated[int | None, Quantity(PURE, (1, 4096), "worker processes; null: one per core", SETTING)]
    engine: Annotated[
        Engine,
        Choice("scheduler; auto: starts with SimPy and changes to the compiled one when that is faster", SETTING),
    ]
    mechanisms: Annotated[tuple[str, ...], Choice("custom mechanisms, each file.py:function", SETTING)]
    measures: Annotated[tuple[str, ...], Choice("custom measures, each file.py:function", SETTING)]
    runs_dir: Annotated[str | None, Choice("folder of all runs; null: ESCSIM_RUNS, else runs", SETTING)]
    save: Annotated[Save, Group("amount of detail to store")]
    parameters: Annotated[
        str | None,
        Choice(
            "posterior:PATH, a sample whose rows the replications use in turn; null: values from the config", SETTING
        ),
    ] = None
    observations: Annotated[Observations, Group("observations to score a scenario against")] = NOTHING
    limits: Annotated[Limits, Group("limits of a replication")] = Limits()
    calibration: Annotated[Calibration, Group("how parameters are fitted to the observations")] = NO_CALIBRATION
    label: Annotated[
        str | None, Choice("name of the run in tables and figures; null: its options and settings", SETTING)
    ] = None

    def rules(self) -> Iterator[tuple[str, str]]:
        if self.name is not None and not is_path_component(self.name):
            yield (
                "name",
                (
                    f"must be the name of one folder: at most {NAME_LENGTH} printable characters, none of "
                    f"{' '.join(sorted(FORBIDDEN))}, no dot or dash in front, no space at an end (got {self.name!r})"
                ),
            )
        if self.label is not None and not is_label(self.label):
            yield "label", f"must be a printable text of 1 to {LONGEST} characters, or null (got {self.label!r})"
        if self.runs_dir is not None and not (self.runs_dir.strip() and self.runs_dir.isprintable()):
            yield "runs_dir", f"must be a path, or null (got {self.runs_dir!r})"


def is_path_component(name: str) -> bool:
    """True if a text can name a folder inside another one, on any system and on a command line."""
    fits = 0 < len(name) <= NAME_LENGTH and len(name.encode(errors="replace")) <= 255
    return fits and name.isprintable() and name == name.strip() and name[0] not in ".-" and not set(name) & FORBIDDEN
