"""Frequency with which the structure of the model changes the best policy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class RankReversal:
    """Frequency with which the best policy changes with a structure.

    Attributes:
        structure, against: the structures compared, by place.
        group: the config group in which they differ; empty for the comparison with the first structure.
        option: of the group, under `structure`.
        also: other groups in which the two differ.
        share: of the futures in which the best policy differs.
    """

    structure: int
    against: int
    group: str
    option: str
    also: tuple[str, ...]
    share: float


def reversals(losses: Numbers, options: Sequence[Mapping[str, str]]) -> tuple[RankReversal, ...]:
    """Share of the futures in which the best policy changes with a structure.

    Each structure is compared with the first one, and, for each config group in which structures differ, with the one
    that has the group's first option and otherwise differs least.

    Args:
        losses: means over the replications, shape (A, S, n).
        options: of each structure, by config group.
    """
    count = losses.shape[1]
    found = [_reversal(losses, options, one, 0, "") for one in range(1, count)]
    for group in _differing(options):
        first = options[0].get(group, "")
        for one in range(count):
            if options[one].get(group, "") != first:
                found.append(_reversal(losses, options, one, _partner(options, one, group, first), group))
    return tuple(found)


def _differing(options: Sequence[Mapping[str, str]]) -> list[str]:
    groups = dict.fromkeys(group for one in options for group in one)
    return [group for group in groups if len({one.get(group, "") for one in options}) > 1]


def _partner(options: Sequence[Mapping[str, str]], one: int, group: str, first: str) -> int:
    """The structure with the group's first option that differs least otherwise."""
    others = [place for place, other in enumerate(options) if other.get(group, "") == first]
    return min(others, key=lambda place: len(_apart(options[one], options[place])))


def _apart(one: Mapping[str, str], other: Mapping[str, str]) -> list[str]:
    return [group for group in dict.fromkeys([*one, *other]) if one.get(group, "") != other.get(group, "")]


def _reversal(
    losses: Numbers, options: Sequence[Mapping[str, str]], one: int, against: int, group: str
) -> RankReversal:
    apart = _apart(options[one], options[against])
    also = tuple(other for other in apart if other != group) if group else ()
    return RankReversal(
        one, against, group, options[one].get(group, ""), also, _changed(losses[:, one], losses[:, against])
    )


def _changed(losses: Numbers, others: Numbers) -> float:
    """The share of the futures in which no policy is best in both; shape (A, n)."""
    best, other = losses == losses.min(axis=0), others == others.min(axis=0)
    return float((~(best & other).any(axis=0)).mean())
