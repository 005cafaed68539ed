"""What a scenario is called."""

from __future__ import annotations

from sim.study.manifest import Manifest


def scenario_of(manifest: Manifest) -> str:
    """The name of a run's scenario, with its title if it has one."""
    title = manifest["config"].get("scenario", {}).get("title")
    return f"{manifest['scenario']}: {title}" if title else str(manifest["scenario"])
