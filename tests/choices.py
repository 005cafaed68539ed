"""Choices of options such that every two options meet in one of them."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any

Row = dict[str, Any]


def pairwise(
    groups: Mapping[str, Sequence[Any]], allowed: Callable[[Row], bool] = lambda row: True, tries: int = 80
) -> list[Row]:
    """Rows with an option of each group: every two options of different groups that go together meet in one."""
    chance = random.Random(1)
    missing = {
        ((one, a), (other, b))
        for one, other in itertools.combinations(groups, 2) for a in groups[one] for b in groups[other]
        if allowed({one: a, other: b})
    }  # fmt: skip
    rows = []
    while missing:
        wanted = dict(min(missing))
        drawn = [{group: wanted.get(group, chance.choice(groups[group])) for group in groups} for _ in range(tries)]
        met = [(missing & set(itertools.combinations(row.items(), 2)), row) for row in drawn if allowed(row)]
        pairs, row = max(met, key=lambda candidate: len(candidate[0]))
        missing -= pairs
        rows.append(row)
    return rows
