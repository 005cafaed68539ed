"""What a config costs: put together by Hydra each time, and from options that are parsed once.

Run it with `make bench`, or `python benchmarks/composing.py [ROUNDS]`; it prints processor time, and writes nothing.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from statistics import median

from sim.config.compose import read
from sim.config.config_files import NeedsHydra
from sim.config.library import open_library
from sim.study.design.variant import CLASSES

WORDS = [["restrictions=long_range"], ["scenario=border_generic", "aid=renewal", "fires.suppression=0.1", "seed=3"]]


def milliseconds(function: Callable[[], object], rounds: int) -> float:
    """The median processor time of a call, after a first that is not counted."""
    function()
    times = []
    for _ in range(rounds):
        started = time.process_time()
        function()
        times.append(1e3 * (time.process_time() - started))
    return median(times)


def main() -> None:
    import sim.config.compose as composing

    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    library, assemble = open_library(CLASSES), composing.assemble

    def by_hydra(*_: object) -> None:
        raise NeedsHydra

    for words in WORDS:
        found = []
        for one in (by_hydra, assemble):
            composing.assemble = one
            found.append(milliseconds(lambda words=words: read(library, words), rounds))
        hydra, ours = found
        print(" ".join(words))
        print(f"  {hydra:.0f} ms by Hydra, {ours:.1f} ms from options, both validated: {hydra / ours:.0f} times")


if __name__ == "__main__":
    main()
