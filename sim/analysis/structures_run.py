"""Structures that were run, of those over which a difference in ground must be quoted."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.config.labels import option_in, structure_label, within_sentence
from sim.study.design.points import REPLACEMENTS
from sim.study.run.store import StoredRun

STALL = "stall"
REASONS_TO_STALL = ("mixed", "line", "reserves", "culmination")
"""The options of `stall=`, over all of which a difference in ground has its range."""
PACES = ("0.01 kpe/d", "0 kpe/d", "0.05 kpe/d")
"""Blue's replacements over which it has its range: as shipped, none, and more than Blue loses."""
STRUCTURAL_WORDS = {STALL: ",".join(REASONS_TO_STALL), REPLACEMENTS: ",".join(PACES)}
"""The settings that run all of them, as they are given on the command line."""


@dataclass(frozen=True)
class StructuresRun:
    """The structures of runs or of a study.

    Attributes:
        reasons: the options of `stall=`, each once.
        rates: of Blue's replacements, each once; any two of them show what making losses good changes.
    """

    reasons: Collection[str]
    rates: Collection[str]

    @property
    def missing(self) -> list[str]:
        """Structures that the range of a difference in ground leaves out, in words; empty if it is whole."""
        reasons = [structure_label(f"{STALL}={reason}") for reason in REASONS_TO_STALL if reason not in self.reasons]
        return [*reasons, *(["other rates of Blue's replacements"] if len(self.rates) <= 1 else [])]


def structures_of(runs: Sequence[StoredRun]) -> StructuresRun:
    """The structures under which these runs were made."""
    reasons = dict.fromkeys(run.manifest["choices"].get(STALL, "") for run in runs)
    rates = dict.fromkeys(_rate(run) for run in runs)
    return StructuresRun(tuple(reasons), tuple(filter(None, rates)))


def _rate(run: StoredRun) -> str:
    """Blue's replacements, as the config of a run states them; empty if it does not."""
    value = run.manifest["config"]
    for part in REPLACEMENTS.split("."):
        value = value.get(part, {})
    return str(value or "")


def words_of_the_range() -> str:
    """Words to add to `escsim run -m` for the range of a difference in ground, quoted for a shell."""
    return shlex.join(f"{key}={value}" for key, value in STRUCTURAL_WORDS.items())


def every_structure() -> str:
    """Structures over which a difference in ground has its range, in words."""
    return "all reasons to stall and rates of Blue's replacements"


def reason_run(manifest: Mapping[str, Any]) -> str:
    """Reason to stall under which a run, or a study of one structure, was made, in words."""
    choice = manifest.get("choices", {}).get(STALL)
    if choice is None:
        return "unknown"
    return within_sentence(option_in(manifest, STALL, choice))
