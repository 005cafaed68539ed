"""What is paid once, each measured in processes of their own: compiling, a whole command, memory."""

from __future__ import annotations

import json
import os
import pstats
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from engine_timing import Seconds

CHUNK = 2_000  # replications at once; a study takes them in chunks, too
COMMAND = ("-m", "sim.cli.main", "run", "replications=1000", "engine=compiled")
WITHOUT_FIGURES = ("save.paths=0", "save.traces=0")  # there is nothing left to draw
IMPORTED = re.compile(r"^import time: +(\d+) \| +\d+ \| +(\w+)", re.MULTILINE)
PARTS = {
    "importing modules": ("<frozen importlib._bootstrap>", "_find_and_load"),
    "composing and checking the config": ("sim/config/compose.py", "read"),
    "loading the compiled program": ("sim/engine/program.py", "program"),
    "the replications and their files": ("sim/study/sweep/drive.py", "go"),
    "figures": ("sim/cli/run.py", "_draw"),
    "printing the table": ("sim/cli/run.py", "_print_run"),
}


def cold_compile(cache: Path) -> Seconds:
    """Compiling the model into an empty cache, without what is imported before."""
    return Seconds(*json.loads(_run(cache, __file__, "compile").stdout))


def command(cache: Path, *words: str) -> Seconds:
    """The whole command `escsim run replications=1000 engine=compiled`, from its start to its end."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    _run(cache, *COMMAND, *words)
    wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    return Seconds(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def command_profile(cache: Path, *words: str) -> list[tuple[str, float]]:
    """Seconds in the parts of the command, as Python's profiler counts them, which takes time itself."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "profile"
        _run(cache, "-m", "cProfile", "-o", str(file), *COMMAND, *words)
        stats = pstats.Stats(str(file)).stats  # type: ignore[attr-defined]
    return [(part, _seconds(stats, place)) for part, place in PARTS.items()]


def import_seconds(cache: Path, *words: str) -> list[tuple[str, float]]:
    """Seconds that the command spends in the modules of each package while they are imported, the largest first."""
    spent: Counter[str] = Counter()
    for micros, package in IMPORTED.findall(_run(cache, "-X", "importtime", *COMMAND, *words).stderr):
        spent[package] += int(micros) / 1e6
    return spent.most_common(8)


def _seconds(stats: dict[tuple[str, int, str], tuple[float, ...]], place: tuple[str, str]) -> float:
    file, function = place
    return max((row[3] for key, row in stats.items() if key[0].endswith(file) and key[2] == function), default=0.0)


def bytes_a_replication(cache: Path, replications: int) -> float:
    """How much the resident set grows a replication, compiled, after the first chunks."""
    return float(json.loads(_run(cache, __file__, "memory", str(replications)).stdout))


def _run(cache: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run Python with these words, in an empty folder."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "ESCSIM_CACHE": str(cache), "ESCSIM_RUNS": str(Path(folder) / "runs")}
        command = [sys.executable, *words]
        return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)


def _print_compile() -> None:
    from sim.engine.model import MODEL
    from sim.engine.program import program
    from sim.model.parameters import Parameters

    wall, processor = time.perf_counter(), time.process_time()
    program(MODEL, Parameters)
    print(json.dumps([time.perf_counter() - wall, time.process_time() - processor]))


def _print_growth(replications: int) -> None:
    from simpy_cost import default_parameters

    from sim.engine.compiled import simulate

    parameters = default_parameters()

    def play(first: int, last: int) -> None:
        for start in range(first, last, CHUNK):
            simulate(parameters, 1, range(start, start + CHUNK))

    play(0, 3 * CHUNK)
    before = _resident()
    play(3 * CHUNK, replications + 3 * CHUNK)
    print(json.dumps((_resident() - before) / replications))


def _resident() -> int:
    """Bytes of this process in memory at their most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    ACTIONS: dict[str, Callable[..., None]] = {"compile": _print_compile, "memory": _print_growth}
    ACTIONS[sys.argv[1]](*map(int, sys.argv[2:]))
