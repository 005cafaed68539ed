"""M11, no line: no permission step is punished."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class NoLine:
    """No step crosses a line."""
