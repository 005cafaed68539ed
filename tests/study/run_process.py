"""Does a run of an engine that takes its time, in a process that may be killed: python run_process.py FOLDER."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]

import fake_engine  # noqa: E402
from stored_folders import do_run  # noqa: E402

from sim.study.execution import execute  # noqa: E402
from sim.study.sweep import writer  # noqa: E402

if __name__ == "__main__":
    execute.CHUNK_SECONDS, writer.PART_SECONDS = 1e-6, 0.01
    print(do_run(Path(sys.argv[1]), fake_engine.simulate_slowly).status)
