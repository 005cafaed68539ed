"""What `engine=auto` costs beside the better of the two engines: whole commands, compiling included.

    python benchmarks/automatic.py [--sizes 10,100,...] [--rounds N]

It writes docs/automatic.md. Commands of one size take turns, so that a machine that others use slows all of them alike.
"cold" begins with an empty cache of compiled programs, "warm" with the program in it. SimPy alone is left out where ten
times its time for the size before would be `HOPELESS` times what the compiled program takes.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from engine_page import machine, table

PAGE = Path(__file__).resolve().parents[1] / "docs" / "automatic.md"
SIZES = (10, 100, 1_000, 10_000, 100_000)
WANTED = 1.15
HOPELESS = 3.0
COLD, WARM = "cold", "warm"
AUTO, SIMPY, COMPILED = "auto", "simpy", "compiled"

Times = dict[tuple[str, int, str], float]  # by cache, size and engine


def main() -> None:
    """Run every command, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="replications, divided by commas")
    parser.add_argument("--rounds", type=int, default=1, help="of which the median counts")
    arguments = parser.parse_args()
    sizes = [int(size) for size in arguments.sizes.split(",")]
    found: Times = {}
    before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="automatic-") as root:
        warm = Path(root) / "warm"
        command(Path(root), warm, COMPILED, 1)  # which fills it
        for size in sizes:
            measure(Path(root), warm, size, arguments.rounds, found)
    PAGE.write_text(page(found, sizes, (before, os.getloadavg()[0])), encoding="utf-8")


def measure(root: Path, warm: Path, size: int, rounds: int, found: Times) -> None:
    """The times of a size, cold and warm."""
    for cache in (WARM, COLD):
        engines = [AUTO, COMPILED, *([SIMPY] if cache == WARM and not is_hopeless(found, size) else [])]
        turns: dict[str, list[float]] = {engine: [] for engine in engines}
        for number in range(rounds):
            for engine in engines:
                place = warm if cache == WARM else root / f"{engine}-{size}-{number}"
                turns[engine].append(command(root, place, engine, size))
        for engine, seconds in turns.items():
            found[cache, size, engine] = statistics.median(seconds)
            print(f"{cache}, {size:,} replications, {engine}: {found[cache, size, engine]:.1f} s", flush=True)
    if (WARM, size, SIMPY) in found:  # for which the cache is nothing
        found[COLD, size, SIMPY] = found[WARM, size, SIMPY]


def is_hopeless(found: Times, size: int) -> bool:
    """Whether SimPy alone would take far longer than the other, by how long it took for fewer replications."""
    done = [(count, seconds) for (cache, count, engine), seconds in found.items() if (cache, engine) == (COLD, SIMPY)]
    if not done:
        return any(engine == AUTO for _, _, engine in found)
    count, seconds = max(done)
    return seconds / count * size > HOPELESS * found[COLD, count, COMPILED]


def command(root: Path, cache: Path, engine: str, size: int) -> float:
    """Seconds that a command takes."""
    words = [sys.executable, "-m", "sim.cli.main", "run", f"replications={size}", f"engine={engine}"]
    environment = os.environ | {"ESCSIM_CACHE": str(cache), "ESCSIM_RUNS": str(root / "runs")}
    started = time.perf_counter()
    subprocess.run(words, env=environment, check=True, capture_output=True)
    return time.perf_counter() - started


def page(found: Times, sizes: list[int], load: tuple[float, float]) -> str:
    """All of it, as Markdown."""
    rows = [row(found, cache, size) for cache in (WARM, COLD) for size in sizes]
    headings = ("program", "replications", "auto, s", "SimPy, s", "compiled, s", "auto, relative to the better", "")
    return f"""\
# The automatic engine

Written by `python benchmarks/automatic.py`, from one run of it, on {machine()}.

`engine=auto` is to take at most {WANTED:g} times as long as the better of the two engines, which is known only once
both were tried. Times are those of whole commands, `escsim run replications=N`, with figures. *Cold* commands begin
with an empty cache of compiled programs, and compiling is part of their time; *warm* ones find the program there. SimPy
alone was not run where it would take several times as long. The load of the machine was {load[0]:.1f} and {load[1]:.1f}
before and after; more than {os.cpu_count()} means that commands waited for other work. {{doc}}`two_schedulers` explains
how the engine is chosen.

{table(headings, rows)}"""


def row(found: Times, cache: str, size: int) -> list[str]:
    """A line of the table."""
    times = {engine: found.get((cache, size, engine)) for engine in (AUTO, SIMPY, COMPILED)}
    better = min(seconds for engine, seconds in times.items() if engine != AUTO and seconds is not None)
    ratio = found[cache, size, AUTO] / better
    texts = ["" if seconds is None else f"{seconds:.1f}" for seconds in times.values()]
    return [cache, f"{size:,}", *texts, f"{ratio:.2f}", "" if ratio <= WANTED else "**more**"]


if __name__ == "__main__":
    main()
