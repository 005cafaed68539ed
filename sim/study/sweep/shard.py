"""Shards: a study divided among folders, each executed independently of the others."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.config.problems import Problem

GROUPS_A_SHARD = 10  # so many, dealt out one by one, that shards differ little in size


@dataclass(frozen=True)
class Shard:
    """Shard `number`, from 1, of `of`."""

    number: int
    of: int

    def __post_init__(self) -> None:
        """Raise Problem if there is no such shard."""
        if not 1 <= self.number <= self.of:
            raise Problem(f"shard: must be K/N with K from 1 to N (got {self.number}/{self.of})")

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"

    def folder(self, name: str) -> str:
        """The name of its folder: `NAME-shard-003-of-040`."""
        digits = max(3, len(str(self.of)))
        return f"{name}-shard-{self.number:0{digits}d}-of-{self.of:0{digits}d}"


def read_shard(text: str) -> Shard:
    """The shard that `3/40` names; raise Problem for another text."""
    found = re.fullmatch(r"(\d+)/(\d+)", text)
    if found is None:
        raise Problem(f"shard: must be K/N, such as 3/40 (got {text!r})")
    return Shard(int(found[1]), int(found[2]))


def groups_of_shard(
    shard: Shard | None, groups: int, replications: int, by_groups: bool
) -> tuple[NDArray[np.bool_], int, int]:
    """Mask of the groups of a shard, with its first replication and its last (exclusive).

    Groups are dealt out whole where they are many, or where replications are added by what a group has come to.
    Elsewhere each shard has a stretch of the replications of every point. Either way the policies of one structure and
    future stay together, replication by replication.
    """
    whole = 2**62
    if shard is None:
        return np.ones(groups, dtype=np.bool_), 0, whole
    place = shard.number - 1
    if by_groups or replications < shard.of or groups >= GROUPS_A_SHARD * shard.of:
        return np.arange(groups) % shard.of == place, 0, whole
    first, last = place * replications // shard.of, (place + 1) * replications // shard.of
    return np.ones(groups, dtype=np.bool_), first, last


def whole_name(folder: str) -> str:
    """The name of the study that a shard's folder belongs to."""
    return re.sub(r"-shard-\d+-of-\d+$", "", folder)
