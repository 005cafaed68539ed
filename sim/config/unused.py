"""Settings that a verb does not read: refused by name, with the remedy, rather than accepted in silence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sim.config.problems import Problem

CALIBRATION = {"calibration": "leave it out; `escsim calibrate` reads it"}
"""Settings that a run does not read, and what stands in their place."""

OF_A_STUDY = CALIBRATION | {"save": "leave it out, as a study keeps a row a run, and neither days nor events"}
"""The same of a study."""


def refuse_unused(verb: str, words: Iterable[str], unused: Mapping[str, str]) -> None:
    """Refuse settings that a verb does not read.

    Args:
        verb: that was given.
        words: its settings, as `key=value`.
        unused: keys, or groups of them, and what is to be done instead.

    Raises:
        Problem: with a line for each of them.
    """
    lines = []
    for key in (word.lstrip("+").partition("=")[0].strip() for word in words):
        for name, instead in unused.items():
            if key == name or key.startswith(f"{name}."):
                lines.append(f"{key}: has no effect on `escsim {verb}`; {instead}")
    if lines:
        raise Problem(*lines)
