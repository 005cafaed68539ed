"""How often the interval holds with which a rule stops adding replications, on made-up pairs whose mean is known.

`python tests/study/sweep/stopping_study.py` measures it anew and writes docs/stopping.md.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy import stats

from sim.study.differences.stopping import PrecisionTarget, StoppingRule
from sim.study.differences.verdict import judge_differences

PAGE = Path(__file__).resolve().parents[3] / "docs" / "stopping.md"
SETS, SEED, CAP, LEAST = 2000, 1, 6400, 30

HEAD = f"""\
# When replications stop being added

A study with `until` adds replications to a group of points (one structure, one future, all policies) until the
95 % interval of every policy's difference from the first one is narrower than a target, in every measure named.
Differences are often 0 in all but a few pairs. Their standard deviation is then 0 until the first pair differs, so a
rule that checks after each replication stops exactly where the interval is wrong. The rule checks at 200, 400, 800 ...
replications and at the cap, and stops when every difference has an interval, by the rule of [comparisons](coverage.md),
with a half-width at or below the target. If no pair differs there is no interval: the group continues to the cap.

Measured on {SETS:,} synthetic data sets per row (`python tests/study/sweep/stopping_study.py`), whose true mean is
known: a share of the pairs differs, by a normal number with mean 1 and standard deviation 1; the cap is {CAP:,}.
*Holds*: share of the data sets whose interval holds the mean where the rule stopped; *pairs*: how many it took, in the
mean; *cap*: share that went on to the cap. *First narrow* looks after every pair from the {LEAST}th.

| pairs that differ | target | rule holds % | pairs | cap % | first narrow holds % | pairs |
| --: | --: | --: | --: | --: | --: | --: |
"""


class Found(NamedTuple):
    """Of all data sets: the share whose interval holds, the pairs it took, and the share that went to the cap."""

    holds: float
    pairs: float
    cap: float


def cases() -> Iterator[tuple[float, float]]:
    """Share of pairs that differ, and the target: a tenth and a quarter of the mean."""
    for share in (1.0, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01):
        for relative in (0.1, 0.25):
            yield share, round(relative * share, 6)


def pairs(share: float, target: float, sets: int, seed: int = SEED) -> Iterator[np.ndarray]:
    """Differences of CAP pairs, a data set after the other; their mean is `share`."""
    random = np.random.default_rng([seed, zlib.crc32(f"{share} {target}".encode())])
    for _ in range(sets):
        yield (random.random(CAP) < share) * random.normal(1.0, 1.0, CAP)


def by_rule(share: float, target: float, sets: int) -> Found:
    until = StoppingRule((PrecisionTarget("any", target),), CAP)
    found = []
    for differences in pairs(share, target, sets):
        for size in until.looks():
            (seen,) = judge_differences(differences[:size, None])
            if until.targets[0].is_reached(seen):
                break
        found.append((bool(seen.no_interval) or seen.low <= share <= seen.high, size, size == CAP))
    return Found(*np.mean(found, axis=0))


def at_first_narrow(share: float, target: float, sets: int) -> Found:
    sizes = np.arange(1, CAP + 1)
    quantiles = stats.t.ppf(0.975, np.maximum(sizes - 1, 1))
    found = []
    for differences in pairs(share, target, sets):
        means = np.cumsum(differences) / sizes
        squares = np.cumsum(differences**2) - sizes * means**2
        widths = quantiles * np.sqrt(np.maximum(squares, 0) / np.maximum(sizes - 1, 1) / sizes)
        narrow = np.nonzero(widths[LEAST - 1 :] <= target)[0]
        at = LEAST - 1 + int(narrow[0]) if len(narrow) else CAP - 1
        found.append((abs(means[at] - share) <= widths[at], at + 1, at + 1 == CAP))
    return Found(*np.mean(found, axis=0))


def page(sets: int = SETS) -> str:
    rows = []
    for share, target in cases():
        rule, naive = by_rule(share, target, sets), at_first_narrow(share, target, sets)
        rows.append(
            f"| {100 * share:g} % | {target:g} | {100 * rule.holds:.1f} | {rule.pairs:,.0f} | {100 * rule.cap:.1f} "
            f"| {100 * naive.holds:.1f} | {naive.pairs:,.0f} |\n"
        )
    return HEAD + "".join(rows)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(PAGE.read_text(encoding="utf-8"))
