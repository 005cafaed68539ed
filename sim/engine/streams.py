"""Random numbers: one stream per mechanism and replication, so switching one mechanism moves no draw of another.

A stream is a stretch of Philox4x64 (Salmon et al., 2011), `key = (seed, 0)`, `counter = (block, item, hash of the
mechanism's name, future * 2**32 + replication)`. The stretches are disjoint by construction, because the first word
counts blocks; nothing needs to be spawned or jumped, and replication 712 has the same draws whether or not the others
are run.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

import numpy as np

REPLICATIONS = 2**32
"""Number of replications of a future, and of futures, that the counter can distinguish."""

_BLOCK = 32  # draws taken from NumPy at once


def name_hash(name: str) -> int:
    """The third word of the counter: 64 bits of a mechanism's name."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little")


def last_word(future: int, replication: int) -> int:
    """The last word of the counter.

    Raises:
        ValueError: if the future or the replication is not in [0, 2**32).
    """
    if not (0 <= future < REPLICATIONS and 0 <= replication < REPLICATIONS):
        raise ValueError(f"future {future} and replication {replication} must be in [0, 2**32)")
    return future * REPLICATIONS + replication


def refuse_equal_hashes(names: Iterable[str]) -> None:
    """Raise ValueError if two mechanisms would share a stream."""
    seen: dict[int, str] = {}
    for name in names:
        other = seen.setdefault(name_hash(name), name)
        if other is not name:
            raise ValueError(f"the mechanisms {other!r} and {name!r} would draw the same random numbers; rename one")


class RandomStream:
    """The random numbers of one mechanism, in one replication at a time."""

    def __init__(self, seed: int, name: str) -> None:
        """Raise ValueError if the seed is not in [0, 2**64)."""
        if not 0 <= seed < 2**64:
            raise ValueError(f"seed {seed} must be in [0, 2**64)")
        self._bits = np.random.Philox(key=np.array([seed, 0], dtype=np.uint64))
        self._generator = np.random.Generator(self._bits)
        self._counter = np.array([0, 0, name_hash(name), 0], dtype=np.uint64)
        self._state = self._bits.state
        self._draws: list[float] = []

    def seat(self, word: int) -> None:
        """Go to the beginning of a replication; `word` is the last word of the counter, see `last_word`."""
        self._counter[3] = word
        self.item(0)

    def item(self, number: int) -> None:
        """Go to the beginning of the draws of item `number`."""
        self._counter[1] = number
        self._state["state"]["counter"] = self._counter
        self._state["buffer_pos"] = 4
        self._bits.state = self._state
        self._draws = []

    def uniform(self) -> float:
        """The next uniform draw in [0, 1), a multiple of 2**-53."""
        if not self._draws:
            self._draws = self._generator.random(_BLOCK).tolist()
            self._draws.reverse()
        return self._draws.pop()
