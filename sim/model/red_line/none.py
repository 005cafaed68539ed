"""M11, no line: no permission step is punished."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class NoLine:
    """A line that no step crosses."""
