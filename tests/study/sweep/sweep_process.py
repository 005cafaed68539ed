"""A sweep in a process of its own, which tests kill: `python sweep_process.py FOLDER WORKERS PAUSE`."""

from __future__ import annotations

import sys
from pathlib import Path

from sweep_works import FakeWork, fake_sweep

from sim.config.problems import Problem
from sim.study.execution.pool import Pool
from sim.study.sweep import writer
from sim.study.sweep.drive import run_study


def main() -> int:
    folder, workers, pause = Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    writer.PART_SECONDS = 0.05
    try:
        with Pool(workers) as crew:
            outcome = run_study(fake_sweep(FakeWork(pause=pause)), folder, crew, tell=print)
    except Problem as problem:
        print(problem)
        return 2
    print(outcome.status, outcome.done)
    return 0


if __name__ == "__main__":
    sys.exit(main())
