"""How fast the two schedulers are, beside others, with the targets that they were built for.

Everything is measured in one run, and those that are compared take turns, so that a busy machine slows them alike.
Run it with `make bench`, or `python benchmarks/engines.py [ROUNDS]`; it writes `docs/speed.md`, in about ten minutes.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import engine_costs
from engine_contests import CIMBA, CONTESTS, check_equality
from engine_page import page
from engine_targets import Results, Starts
from engine_timing import Race, Seconds, Turn, race

REPLICATIONS_MEMORY = 200_000
ROUNDS = 3  # in one process
PAGE = Path(__file__).resolve().parents[1] / "docs" / "speed.md"


def starts(rounds: int) -> Starts:
    """Each in processes of its own, with caches that are empty at first."""
    with tempfile.TemporaryDirectory() as folder:
        caches = [Path(folder) / str(number) for number in range(max(1, rounds // 5))]
        cold = [engine_costs.cold_compile(cache) for cache in caches]
        engine_costs.command(caches[0])
        without = engine_costs.WITHOUT_FIGURES
        warm = [
            (engine_costs.command(caches[0]), engine_costs.command(caches[0], *without))
            for _ in range(max(1, rounds // 3))
        ]
        profiles = zip(
            engine_costs.command_profile(caches[0]), engine_costs.command_profile(caches[0], *without), strict=True
        )
        return Starts(
            cold=cold,
            with_figures=[pair[0] for pair in warm],
            without_figures=[pair[1] for pair in warm],
            profile=[(part, seconds, fewer) for (part, seconds), (_, fewer) in profiles],
            imports=engine_costs.import_seconds(caches[0]),
            bytes_a_replication=engine_costs.bytes_a_replication(caches[0], REPLICATIONS_MEMORY),
        )


def contest(name: str) -> Race:
    """A contest in a process of its own, as where code comes to lie in memory changes what it takes."""
    ran = subprocess.run([sys.executable, __file__, name], stdout=subprocess.PIPE, text=True, check=True)
    return {
        name: [Turn(units, result, Seconds(*took)) for units, result, took in turns]
        for name, turns in json.loads(ran.stdout).items()
    }


def measure(rounds: int) -> Results:
    """Everything, each contest in some processes."""
    before = os.getloadavg()[0]
    races: dict[str, Race] = {name: {} for name in CONTESTS}
    for _ in range(math.ceil(rounds / ROUNDS)):
        for name, found in races.items():
            for contestant, turns in contest(name).items():
                found.setdefault(contestant, []).extend(turns)
    begun = starts(rounds)
    done = len(races["ping"]["SimPy"])
    return Results(**races, starts=begun, rounds=done, each=ROUNDS, load=(before, os.getloadavg()[0]))


def main() -> None:
    """Measure, write the page, and print it; or, given the name of a contest, have that and print what it took."""
    word = sys.argv[1] if len(sys.argv) > 1 else "15"
    if word in CONTESTS:
        print(json.dumps(race(CONTESTS[word](), ROUNDS)))
        return
    check_equality()
    if CIMBA is None:
        print("cimba is not installed, and left out; `make bench` installs it", file=sys.stderr)
    text = page(measure(int(word)))
    PAGE.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
