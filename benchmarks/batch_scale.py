"""Large studies: what they take of time, disk and memory, each measured in a process of its own.

`python batch_scale.py noise RUNS` does a study of rows as wide as the model's, whose values cannot be made smaller.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import NamedTuple

STUDY = "policy_ranking"  # of four policies
SHAPES = {"20 replications a point": 20, "1 replication a point": 1}


class Took(NamedTuple):
    """What a process took.

    Attributes:
        seconds: by the clock; `processor`: of all its threads.
        memory: bytes in memory at the most.
        results: bytes of the table of results; `folder`: of the study's folder when it was finished; `most`: while it
            was done.
        ended: seconds from the last run to the end, which the table of results takes.
    """

    seconds: float
    processor: float
    memory: float
    results: float
    folder: float
    most: float
    ended: float


def command(runs: int, replications: int, workers: int) -> Took:
    """`escsim sweep` of the default scenario's futures, compiled."""
    words = [
        *("-m", "sim.cli.main", "sweep", f"study={STUDY}", f"study.uncertainties.size={runs // replications // 4}"),
        *(f"replications={replications}", "engine=compiled", f"workers={workers}", "name=S"),
    ]
    return _watched(words, Path("runs") / "S")


def noise(runs: int) -> Took:
    """A study of so many rows."""
    return _watched([__file__, "noise", str(runs)], Path("S"))


def _watched(words: list[str], study: Path) -> Took:
    with tempfile.TemporaryDirectory() as name:
        folder, sizes, over = Path(name), [0.0], threading.Event()
        watcher = threading.Thread(target=_watch, args=(folder, sizes, over))
        watcher.start()
        started, last = time.perf_counter(), 0.0
        environment = {**os.environ, "ESCSIM_RUNS": str(folder / "runs")}
        process = subprocess.Popen(
            [sys.executable, *words], cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        assert process.stderr is not None
        error = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        took = time.perf_counter() - started
        over.set()
        watcher.join()
        if process.returncode:
            raise RuntimeError(error.decode())
        place = folder / study
        ended = (place / "results.parquet").stat().st_mtime
        last = (place / "progress.json").stat().st_mtime
        return Took(
            seconds=took,
            processor=usage.ru_utime + usage.ru_stime,
            memory=usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024),
            results=(place / "results.parquet").stat().st_size,
            folder=_size(place),
            most=max(sizes),
            ended=ended - last,
        )


def _watch(folder: Path, sizes: list[float], over: threading.Event) -> None:
    while not over.wait(0.1):
        sizes.append(_size(folder))


def _size(folder: Path) -> float:
    total = 0
    for root, _, names in os.walk(folder):
        for name in names:
            try:
                total += (Path(root) / name).stat().st_size
            except FileNotFoundError:  # it has just been taken away
                continue
    return float(total)


def main() -> None:
    from batch_ours import noise as run

    if sys.argv[1] == "noise":
        run(int(sys.argv[2]))
    else:
        print(json.dumps(command(*map(int, sys.argv[2:]))._asdict()))


if __name__ == "__main__":
    main()
