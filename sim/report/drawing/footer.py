"""The line under every figure: the run, and the warning about its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from matplotlib.figure import Figure

from sim.config.counting import number_of
from sim.report.drawing import style
from sim.study.files.manifest import WARNING


class Basis(Protocol):
    """Provenance of a figure."""

    def lines(self) -> list[str]:
        """The lines of the footer."""


@dataclass(frozen=True)
class FigureProvenance:
    """The run that a figure was made from.

    Attributes:
        replication: the one that is shown, where a figure shows one only.
    """

    scenario: str
    config_hash: str
    seed: int
    replications: int
    replication: int | None = None

    @classmethod
    def of(cls, manifest: Mapping[str, Any], replication: int | None = None) -> FigureProvenance:
        """Read it from a run's manifest."""
        keys = ("scenario", "config_hash", "seed", "replications")
        return cls(**{key: manifest[key] for key in keys}, replication=replication)

    def lines(self) -> list[str]:
        """The lines of the footer."""
        count = number_of(self.replications, "replication")
        if self.replication is not None:
            count = f"replication {self.replication} of {self.replications:,}"
        parts = (self.scenario, f"config {self.config_hash}", f"seed {self.seed}", count)
        return [*style.wrapped(" · ".join(parts)), *style.wrapped(WARNING)]


def publish(figure: Figure, basis: Basis, folder: Path, name: str) -> list[Path]:
    """Sign a figure with what it was made from and write it as SVG and PNG: the only way from a figure to a file."""
    with style.look():
        style.add_footer(figure, basis.lines())
    return style.save(figure, folder, name)
