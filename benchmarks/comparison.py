"""How long a comparison of six runs of 2,000 replications takes, figures and all, as a user waits for it.

The runs are those of `make demo`, made first and not counted. Their saved paths are 500 of each.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

POLICIES = "counter_fire,full_ban,on_request,border_wide,long_range,endogenous"
ALLOWED_SECONDS = 5.0
REPEATS = 3


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replications", type=int, default=2000)
    parser.add_argument("--runs", type=Path, help="folder of a multirun to compare, in place of new runs")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        runs = arguments.runs.absolute() if arguments.runs else _make_runs(Path(scratch), arguments.replications)
        for words in ([], ["--no-figures"]):
            seconds = [_compare(runs, Path(scratch) / f"{len(words)}-{number}", words) for number in range(REPEATS)]
            told = ", ".join(f"{one:.1f}" for one in sorted(seconds))
            print(f"compare {' '.join(words) or 'with figures'}: {told} s (allowed: {ALLOWED_SECONDS:g} s)", flush=True)
            if not words and min(seconds) > ALLOWED_SECONDS:
                print("too slow", file=sys.stderr)
                return 1
    return 0


def _make_runs(root: Path, replications: int) -> Path:
    _escsim("run", "-m", f"restrictions={POLICIES}", f"replications={replications}", f"runs_dir={root}", "name=bench")
    return root / "bench"


def _compare(runs: Path, out: Path, words: list[str]) -> float:
    started = time.perf_counter()
    _escsim("compare", str(runs), "--out", str(out), *words)
    return time.perf_counter() - started


def _escsim(*words: str) -> None:
    command = [sys.executable, "-m", "sim.cli.main", *words]
    folder = Path(__file__).resolve().parents[1]
    environment = os.environ | {"PYTHONPATH": str(folder)}
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)


if __name__ == "__main__":
    sys.exit(main())
