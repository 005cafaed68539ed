"""What a report of a large study costs: processor time and memory, at sizes that grow tenfold, and their ratio.

Run it with `make bench`, or `python benchmarks/large_study.py [POINTS...]`; it prints, and writes nothing that stays.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from sim.config.parameter_table import rows as parameter_rows
from sim.model.measures import MEASURES
from sim.study.files import integrity, parquet, sealed
from sim.study.files import manifest as manifests
from sim.study.sweep import tables
from sim.study.sweep.ranges import NONE, STRIDE, of_numbers
from sim.study.sweep.table_parts import notes_for

SIZES = (20_000, 200_000)
FACTORS, REPLICATIONS = 20, 2
POLICIES = ("full_ban", "counter_fire", "long_range", "border_wide")
KEY = "c0ffee" * 4


def uncertain_keys() -> list[str]:
    """Parameters with a plausible range."""
    from sim.config.canonical import to_config
    from sim.config.compose import read
    from sim.config.library import open_library
    from sim.study.design.variant import CLASSES

    (tree, _), _ = read(open_library(CLASSES))
    found = [row.key for row in parameter_rows(CLASSES[:1], to_config(tree)) if row.plausible and row.default]
    return found[:FACTORS]


def write_study(folder: Path, count: int) -> None:
    """A finished study of so many points, a fifth of whose differences come from its first factor."""
    chance, keys = np.random.default_rng(1), uncertain_keys()
    futures = count // len(POLICIES)
    future, lever = np.divmod(np.arange(futures * len(POLICIES)), len(POLICIES))
    drawn = chance.random((futures, len(keys)))
    points: parquet.Columns = {"point": np.arange(len(future)), "structure": np.zeros(len(future), dtype=np.int64)}
    points |= {"uncertainty": future, "lever": lever, "future": future}
    points["label"] = np.array(POLICIES, dtype=object)[lever]
    points |= {key: drawn[future, number] for number, key in enumerate(keys)}
    points["restrictions"] = points["label"]
    parquet.write(folder / "points.parquet", points, {})
    point = np.repeat(points["point"], REPLICATIONS)
    rows: parquet.Columns = {"point": point, "replication": np.tile(np.arange(REPLICATIONS), len(future))}
    for number, measure in enumerate(MEASURES):
        effect = lever[point] * (1 + drawn[future[point], number % 2])
        rows[measure.name] = np.round(100 + 10 * chance.normal(size=len(point)) + effect, 6)
    rows["error"] = np.full(len(point), "", dtype=object)
    runs = of_numbers(np.asarray(point * STRIDE + rows["replication"], dtype=np.int64))
    for kind, columns in zip(tables.KINDS, (rows, tables.no_days(), tables.no_events()), strict=True):
        path, held = folder / kind.file, runs if kind is tables.RUNS else NONE
        sealed.move_sealed(parquet.write(path, columns, notes_for(KEY, held, 0), by_content=True), path)
    manifest = {
        "format": manifests.FORMAT, "status": "finished", "study": folder.name, "warning": manifests.WARNING,
        "choices": {"scenario": "kharkiv_2024"}, "units": {}, "seed": 3, "replications": REPLICATIONS, "key": KEY,
        "kinds": {**dict.fromkeys(keys, "uncertainty"), "restrictions": "lever"}, "question": "?",
        "measures": {each.name: each.unit for each in MEASURES}, "points": len(future), "done": len(point),
        "quantities": {}, "saved_paths": 0, "saved_traces": 0,
        "failed": 0, "failure": "", "failure_details": "", "continued": "", "until": None, "shard": None,
        "spec": {"uncertainties": {"design": "latin_hypercube"}}, "overrides": [], "identity": {}, "mechanisms": None,
        "made_with": {"version": "0", "commit": "", "dirty": False, "python": "", "packages": {}},
        "history": [], "started": "", "ended": "",
    }  # fmt: skip
    files = integrity.entries_of(folder, manifests.files_in(folder))
    manifests.write(folder / "study.json", {**manifest, "files": files})


def cost(what: str, folder: Path) -> tuple[float, float]:
    """Processor time in seconds and the most memory in MB that one thing takes in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, "--one", what, str(folder)], check=True, capture_output=True, text=True
    )
    seconds, memory = done.stdout.split()[-2:]
    return float(seconds), float(memory)


def one(what: str, folder: Path) -> None:
    """Do one thing, and print what it took."""
    from sim.analysis.study_table import open_table
    from sim.report.folders.reports import write_report
    from sim.report.page.study_view import StudyView

    before = sum(os.times()[:4])
    if what == "report":
        write_report(folder)
    else:
        view = StudyView(open_table(folder))
        view.found(view.headline[0])
    most = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(sum(os.times()[:4]) - before, most / 1024)


def main() -> None:
    if sys.argv[1:2] == ["--one"]:
        one(sys.argv[2], Path(sys.argv[3]))
        return
    sizes = [int(word) for word in sys.argv[1:]] or SIZES
    with tempfile.TemporaryDirectory() as place:
        before: dict[str, float] = {}
        for count in sizes:
            folder = Path(place) / f"points_{count}"
            folder.mkdir()
            write_study(folder, count)
            for what in ("measure", "report"):
                seconds, memory = cost(what, folder)
                ratio = f", {seconds / before[what]:.1f} times the size before" if what in before else ""
                print(f"{what} of {count:,} points: {seconds:.1f} s of processor time{ratio}, {memory:,.0f} MB")
                before[what] = seconds


if __name__ == "__main__":
    main()
