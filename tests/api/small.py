"""Settings of a run from Python that takes a moment."""

from __future__ import annotations

SMALL = {"horizon": "25 days", "replications": 6, "workers": 1, "engine": "simpy", "seed": 7}
