"""What the shipped configs say of their options."""

from __future__ import annotations

from sim.config.library import comment
from sim.config.paths import config_root


def meaning_of(group: str, option: str) -> str:
    """The first comment of a shipped option; empty for an option of a user's own."""
    file = config_root() / group / f"{option}.yaml"
    return comment(file) if file.is_file() else ""
