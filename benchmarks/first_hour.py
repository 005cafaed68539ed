"""The first hour: from a bare machine to a number, here and at another checkout, in one run.

    python benchmarks/first_hour.py [--against CHECKOUT] [--steps A,B]

Nothing is cached when it begins: HOME, the caches of uv, pip and the simulator, and the environments are in an empty
folder, once for each checkout. Each step of one checkout is followed by the same step of the other, so that a machine
that others use slows down both. Wall time counts where somebody waits, processor time where a command starts.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parents[1]
POLICIES = "restrictions=counter_fire,full_ban,on_request,border_wide,long_range,endogenous"


class Took(NamedTuple):
    """What a step took: seconds on the clock, of processors, and the longest without a word."""

    wall: float
    processor: float
    silent: float
    first_number: float


@dataclass
class Place:
    """A checkout with a home of its own."""

    name: str
    checkout: Path
    home: Path
    took: dict[str, Took] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """The variables of a user who has nothing yet."""
        caches = {name: str(self.home / name.lower()) for name in ("ESCSIM_CACHE", "XDG_CACHE_HOME", "UV_CACHE_DIR")}
        own = {"HOME": str(self.home), "PIP_NO_CACHE_DIR": "1", "ESCSIM_RUNS": str(self.home / "runs")}
        left_out = ("VIRTUAL_ENV", "ESCSIM_CONFIGS", "PYTHON")  # Python's own settings forbid caches, or buffers
        kept = {key: value for key, value in os.environ.items() if not key.startswith(left_out)}
        return kept | caches | own

    def words(self, step: str) -> list[str]:
        """The command of a step."""
        escsim = [str(self.home / "venv" / "bin" / "escsim")]
        make = ["make", f"VENV={self.home / 'venv'}"]
        stamp = ".set-up-to-run" if "set-up-to-run" in (self.checkout / "Makefile").read_text() else ".set-up"
        return {
            SETUP_PIP: [*make, "UV=", f"{self.home / 'venv' / stamp}"],
            COLD: [*escsim, "run", "-m", POLICIES],
            WARM: [*escsim, "run", "-m", POLICIES],
            HELP: [*escsim, "--help"],
            SMALL: [*escsim, "run", "replications=20"],
            THOUSAND: [*escsim, "run", "replications=1000"],
        }[step]


SETUP_PIP, COLD, WARM = "set-up with pip alone", "cold run -m", "warm run -m"
HELP, SMALL, THOUSAND = "escsim --help", "run replications=20", "run replications=1000 (warm)"
STEPS = (SETUP_PIP, COLD, WARM, HELP, SMALL, THOUSAND)


def main() -> None:
    """Do every step of every checkout, and print what each took, with the ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--against", type=Path, help="another checkout, such as one of commit 8b45381")
    parser.add_argument("--steps", default=",".join(STEPS), help="only these, divided by commas")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="first-hour-") as root:
        places = [_place("here", HERE, Path(root))]
        if arguments.against is not None:
            places.append(_place("there", arguments.against.resolve(), Path(root)))
        for step in arguments.steps.split(","):
            for place in places:
                place.took[step] = timed(place, step)
            print(row(step, places), flush=True)


def _place(name: str, checkout: Path, root: Path) -> Place:
    (root / name).mkdir()
    return Place(name, checkout, root / name)


def timed(place: Place, step: str) -> Took:
    """Run a step, its output through a pipe."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = heard = time.monotonic()
    silent, first = 0.0, float("nan")
    with subprocess.Popen(
        place.words(step), cwd=place.checkout, env=place.environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        lines = []
        for line in process.stdout or ():
            now = time.monotonic()
            lines.append(line)
            silent, heard = max(silent, now - heard), now
            if first != first and ("first result" in line or "batteries" in line):
                first = now - begun
    if process.returncode:
        sys.exit(f"{place.name}: {step}: exit code {process.returncode}\n{''.join(lines[-20:])}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Took(time.monotonic() - begun, used, max(silent, time.monotonic() - heard), first)


def row(step: str, places: list[Place]) -> str:
    """A line of the table: what each checkout took, and the ratio of the first to the second."""
    took = [place.took[step] for place in places]
    texts = [
        f"{place.name} {one.wall:6.1f} s ({one.processor:6.1f} s of processors, silent {one.silent:4.1f} s"
        + (f", first number after {one.first_number:.1f} s)" if one.first_number == one.first_number else ")")
        for place, one in zip(places, took, strict=True)
    ]
    ratio = f"; ratio {took[0].wall / took[1].wall:.2f}, of processors {took[0].processor / took[1].processor:.2f}"
    return f"{step:28}{'; '.join(texts)}{ratio if len(took) > 1 else ''}"


if __name__ == "__main__":
    main()
