"""What a sweep costs beside the runs themselves: against other batch runners, a plain loop, and its targets.

Everything is measured in one run, and those that are compared take turns, so that a busy machine slows them alike.
The other runners are installed into an environment of their own, which is taken away; they are no dependencies.
Run it with `make bench`, or `python benchmarks/batch.py [ROUNDS]`; it writes `docs/batch.md`, in about a quarter of an
hour.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

import batch_scale
from batch_page import Contestant, Results, page

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent / "docs" / "batch.md"
PEERS = {"ema_workbench": "ema_workbench", "mesa": "mesa", "simulsi": "simulsi", "simulsi_checkpoint": "simulsi"}
"""The package that each needs."""

BARE = {"nothing": 1_000_000, "thousand": 2_000}
OURS = {"nothing": 400_000, "thousand": 6_000}
THEIRS = {"nothing": 20_000, "thousand": 2_000}
POINTS = 100_000
LARGE = 100_000
OUTSIDE = 20_000
NOISE = (100_000, 1_000_000, 4_000_000)
SECONDS = 300.0  # after which a runner counts as hanging


def contestants() -> list[Contestant]:
    """Every runner, on one process and on two."""
    ours = [("points", model, processes) for model in OURS for processes in (1, 2)]
    ours += [("replications", "nothing", processes) for processes in (1, 2)]
    theirs = [(name, model, processes) for name in PEERS for model in THEIRS for processes in (1, 2)]
    return [Contestant(*each) for each in [*ours, *theirs]]


def installed(folder: Path) -> dict[str, Path | None]:
    """For each of the other packages a Python that has it, or None where it cannot be installed."""
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    found: dict[str, Path | None] = {}
    for package in dict.fromkeys(PEERS.values()):
        words = ["-m", "pip", "install", "--quiet", package, f"simpy=={version('simpy')}"]
        ran = subprocess.run([str(python), *words], capture_output=True, text=True)
        found[package] = None if ran.returncode else python
        if ran.returncode:
            print(f"{package} cannot be installed:\n{ran.stderr}", file=sys.stderr)
    return found


def turn(one: Contestant, pythons: dict[str, Path | None]) -> dict[str, Any] | None:
    """What a runner and the bare loop do in a process of their own; None where there is no such runner."""
    peer = one.runner in PEERS
    python = pythons[PEERS[one.runner]] if peer else Path(sys.executable)
    if python is None:
        return None
    script = HERE / ("batch_peers.py" if peer else "batch_ours.py")
    runs = (THEIRS if peer else OURS)[one.model]
    words = [one.runner, str(one.processes), one.model, str(runs), str(BARE[one.model])]
    try:
        ran = subprocess.run(
            [str(python), str(script), *words], capture_output=True, text=True, check=True, timeout=SECONDS
        )
    except subprocess.SubprocessError as error:
        print(f"{one}: {error}\n{getattr(error, 'stderr', '')}", file=sys.stderr)
        return None
    found: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return found


def measure(rounds: int) -> Results:
    """Everything."""
    before = os.getloadavg()[0]
    turns: dict[Contestant, list[dict[str, Any]]] = defaultdict(list)
    config, outside, large = [], [], defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        pythons = installed(Path(folder))
        for number in range(rounds):
            for one in contestants():
                if (found := turn(one, pythons)) is not None:
                    turns[one].append(found)
            config.append(_printed("batch_config.py", POINTS))
            outside.append(_printed("batch_ours.py", "outside", OUTSIDE))
            if number < (rounds + 1) // 2:
                for name, replications in batch_scale.SHAPES.items():
                    large[name].append(batch_scale.command(LARGE, replications, 2))
            print(f"round {number + 1} of {rounds}", file=sys.stderr)
    noise = {runs: batch_scale.noise(runs) for runs in NOISE}
    return Results(
        turns=dict(turns),
        missing=[name for name in PEERS if not any(one.runner == name for one in turns)],
        config=config,
        large=dict(large),
        runs=LARGE,
        noise=noise,
        load=(before, os.getloadavg()[0]),
        rounds=rounds,
        sizes={"ours": OURS, "theirs": THEIRS},
        outside=outside,
    )


def _printed(script: str, *words: object) -> Any:
    """What one of our scripts prints as JSON."""
    command = [sys.executable, str(HERE / script), *map(str, words)]
    return json.loads(subprocess.run(command, capture_output=True, check=True).stdout)


def main() -> None:
    """Measure, write the page, and print it."""
    text = page(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 5))
    PAGE.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
