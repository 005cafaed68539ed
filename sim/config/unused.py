"""Settings that a verb does not read: refused by name, with the remedy, rather than accepted in silence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sim.config.problems import Problem

CALIBRATION = {"calibration": "leave it out; `escsim calibrate` reads it"}
"""Settings that neither a run nor a study reads, and what stands in their place."""

OF_SEVERAL = {"label": "leave it out; it names one run, and an option's own file names it: `# label: My ban`"}
"""Settings that runs side by side do not read."""


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
