"""Do-nothing runs a second through a sweep, checkpoints and the final table included."""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "study" / "sweep"))

from sweep_works import fake_sweep

from sim.study.pool import Pool
from sim.study.sweep.drive import run_study


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=600_000)
    runs = parser.parse_args().runs
    for workers in (1, 2):
        for replications in (1, 100):
            print(measure(runs, workers, replications), flush=True)


def measure(runs: int, workers: int, replications: int) -> str:
    sweep = fake_sweep(levers=5, futures=runs // 5 // replications, replications=replications)
    told: list[float] = []
    with tempfile.TemporaryDirectory() as scratch, Pool(workers) as crew:
        list(crew.run(abs, range(workers)))  # the workers are there
        started = time.perf_counter()
        outcome = run_study(sweep, Path(scratch) / "S", crew, lambda _: told.append(time.perf_counter()))
        whole = time.perf_counter() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return (
        f"{workers} workers, {replications} replications a point: {outcome.done / (told[-1] - started):,.0f} runs/s, "
        f"with the final table {outcome.done / whole:,.0f} ({whole:.1f} s), peak {memory} MB"
    )


if __name__ == "__main__":
    main()
