"""The run folders that a user names."""

from __future__ import annotations

from sim.config.paths import place_of

__all__ = ["place_of"]
