"""Folders of every kind, small, and what is read of each: for the tests that damage stored files."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import fake_engine
import numpy as np
from made_up_runs import write_run
from test_store import PLAN

from sim.analysis.comparison import compare
from sim.report.comparison.text import comparison_json
from sim.report.folders.comparison import open_comparison, write_comparison
from sim.report.folders.record import write_all
from sim.study.execution import execute
from sim.study.execution.pool import Pool
from sim.study.files import manifest as manifests
from sim.study.files import parquet
from sim.study.files.manifest import checked_by_folder
from sim.study.run.opening import open_run
from sim.study.run.recorder import record
from sim.study.sweep import writer
from sim.study.sweep.drive import run_study
from sim.study.sweep.folder import open_study
from sim.study.sweep.merge import merge
from sim.study.sweep.plan import SweepOutcome
from sim.study.sweep.query import run_query
from sim.study.sweep.recipe import ROWS, TREES, Recipe
from sim.study.sweep.shard import Shard
from sim.validation.backtest import fitted_until

sys.path.append(str(Path(__file__).parent / "sweep"))
from sweep_works import FakeWork, contents, fake_sweep, sharded

RECIPE = Recipe({"trees": [1, 2, 3]}, {"x": np.arange(12.0)})
SWEEP = replace(fake_sweep(), recipe=RECIPE)
INFORMATION = {"holder.json", "progress.json", "lock"}
"""Files that say who works on a folder and how far it is, and from which nothing is computed."""


class Kind(NamedTuple):
    """A kind of folder.

    Attributes:
        make: writes one into a folder that is to be made.
        read: everything that is computed from it, as bytes or texts by name.
    """

    make: Callable[[Path], None]
    read: Callable[[Path], Mapping[str, Any]]


def make_run(folder: Path) -> None:
    """A finished run."""
    recorder = record(PLAN, folder.parent, folder.name)
    recorder.finish(recorder.run(fake_engine.work(), Pool(1)), lambda _: {"summary.csv": "a"})


def read_run(folder: Path) -> Mapping[str, Any]:
    """Manifest and tables of a run."""
    run = open_run(folder)
    tables = {"replications": run.replications(), "daily": run.daily(), "trace": run.trace()}
    columns = {f"{name} {key}": _bits(each) for name, table in tables.items() for key, each in table.items()}
    return {**columns, "manifest": run.manifest, "summary": run.file("summary.csv").read_text()}


def begin_run(folder: Path) -> None:
    """A run that was interrupted after some replications, which it keeps in parts."""
    do_run(folder, fake_engine.interrupting(after=25))


def do_run(folder: Path, engine: Any = fake_engine.simulate) -> SweepOutcome:
    """Begin or continue a run."""
    recorder = record(PLAN, folder.parent, folder.name)
    outcome = recorder.run(fake_engine.work(engine), Pool(1))
    recorder.finish(outcome)
    return outcome


def continue_run(folder: Path) -> Mapping[str, Any]:
    """The tables of a run that is continued to its end."""
    assert do_run(folder).status == "finished"
    return {name: (folder / name).read_bytes() for name in manifests.SEALED_TABLES}


def make_study(folder: Path) -> None:
    """A finished study, with what its points are made of."""
    run_study(SWEEP, folder, Pool(1))


def read_study(folder: Path) -> Mapping[str, Any]:
    """Points, recipe and rows of a study."""
    study = open_study(folder)
    rows = run_query(study, "select * from runs order by point, replication")
    points = {key: _bits(each) for key, each in parquet.read(study.points).items()}
    kept = {name: study.file(name).read_bytes() for name in (ROWS, TREES)}
    return {**points, **kept, "rows": repr(rows), "seed": study.manifest["seed"], "units": study.manifest["measures"]}


def begin_study(folder: Path) -> None:
    """A study that was interrupted after some runs, which it keeps in parts."""
    folder.mkdir(parents=True)
    work = FakeWork(mark=folder.parent / f"{folder.name} mark", interrupt=6)
    run_study(replace(fake_sweep(work), recipe=RECIPE), folder, Pool(1))


def continue_study(folder: Path) -> Mapping[str, Any]:
    """The tables of a study that is continued to its end."""
    assert run_study(SWEEP, folder, Pool(1)).status == "finished"
    return contents(folder)


def make_shards(folder: Path) -> None:
    """A folder with the two shards of a study."""
    for number in (1, 2):
        run_study(sharded(SWEEP, Shard(number, 2)), folder / f"S-{number}", Pool(1))


def merge_shards(folder: Path) -> Mapping[str, Any]:
    """The tables of the study that the shards make."""
    return contents(merge([folder / "S-1", folder / "S-2"], folder / "whole"))


def make_comparison(folder: Path) -> None:
    """A comparison, with the two runs that it is of."""
    random = np.random.default_rng(2)
    ground = {"A": random.normal(100, 10, 30), "B": random.normal(90, 10, 30)}
    runs = [
        write_run(folder / name, {"ground_lost_km2": values}, seed=7, choices={"restrictions": name})
        for name, values in ground.items()
    ]
    write_comparison(compare(runs), folder / "C", figures=False, report=False)


def read_comparison(folder: Path) -> Mapping[str, Any]:
    """What a comparison says."""
    return {"json": comparison_json(open_comparison(folder / "C")), "csv": _sound(folder / "C" / "comparison.csv")}


def make_calibration(folder: Path) -> None:
    """A calibration's folder."""
    folder.mkdir(parents=True)
    made = {"format": manifests.FORMAT, "warning": manifests.WARNING, "fitted_days": [1.0, 7.0]}
    write_all(folder, {"posterior.csv": "a,b\n1,2\n3,4\n", "calibration.json": made})


def read_calibration(folder: Path) -> Mapping[str, Any]:
    """What a backtest and a run read of a calibration."""
    return {"until": fitted_until(folder / "posterior.csv"), "posterior": _sound(folder / "posterior.csv")}


KINDS: Mapping[str, Kind] = {
    "run": Kind(make_run, read_run),
    "interrupted run": Kind(begin_run, continue_run),
    "study": Kind(make_study, read_study),
    "study that is continued": Kind(make_study, continue_study),
    "interrupted study": Kind(begin_study, continue_study),
    "shards": Kind(make_shards, merge_shards),
    "comparison": Kind(make_comparison, read_comparison),
    "calibration": Kind(make_calibration, read_calibration),
}


def with_small_parts(patch: Any) -> None:
    """Write many parts, however fast the work is."""
    patch.setattr(execute, "CHUNK_SECONDS", 1e-6)
    patch.setattr(writer, "PART_SECONDS", 1e-3)


def files_of(folder: Path) -> list[Path]:
    """The files of a folder whose damage must show, by their path in it."""
    found = (path for path in folder.rglob("*") if path.is_file() and path.name not in INFORMATION)
    return sorted(path.relative_to(folder) for path in found)


def copied(folder: Path, to: Path) -> Path:
    """A copy that may be damaged."""
    shutil.rmtree(to, ignore_errors=True)
    return Path(shutil.copytree(folder, to))


def _sound(path: Path) -> str:
    return checked_by_folder(path).read_text()


def _bits(column: Any) -> Any:
    return column.tolist() if column.dtype == object else column.tobytes()
