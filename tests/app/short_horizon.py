"""Settings of an explorer whose moves take SimPy a moment."""

from __future__ import annotations

SHORT = ("horizon=25 days",)
