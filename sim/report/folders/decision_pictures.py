"""The figures of a decision as files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sim.analysis.decision.decide import StudyDecision
from sim.analysis.study_table import StudyTable
from sim.config.atomic import writing
from sim.config.counting import number_of
from sim.report.drawing import style
from sim.report.figures.drawing import draw_all, write_figure
from sim.report.figures.registry import drawn_figure, figure_named
from sim.study.files.manifest import WARNING


@dataclass(frozen=True, eq=False)
class DecisionBasis:
    """Provenance of the figures of a decision; its lines go under each."""

    table: StudyTable
    decision: StudyDecision

    def lines(self) -> list[str]:
        """Scenario, study, its key, seed, futures, structures and replications."""
        manifest, cube = self.table.manifest, self.decision.cube
        structures, replications = len(cube.structures), self.decision.objective.saves.shape[-1]
        parts = [
            str(manifest.get("choices", {}).get("scenario", "")),
            f"study {manifest['study']} {str(manifest.get('key', ''))[:12]}".strip(),
            f"seed {cube.seed}",
            f"{len(cube.futures):,} futures under {number_of(structures, 'structure')}",
            number_of(replications, "replication"),
        ]
        return [*style.wrapped(" · ".join(part for part in parts if part)), *style.wrapped(WARNING)]


def draw(table: StudyTable, decision: StudyDecision, name: str, folder: Path) -> list[Path]:
    """Write a figure into a folder, which is made if necessary, as SVG and PNG with its data as CSV.

    Raises:
        Problem: no such figure, there is nothing to draw, or it cannot be written.
    """
    drawn = drawn_figure("decision", name, decision)
    with writing(folder):
        return write_figure(figure_named("decision", name), drawn, decision, DecisionBasis(table, decision), folder)


def draw_every(table: StudyTable, decision: StudyDecision, folder: Path) -> list[Path]:
    """Write every figure that there is into a folder; raise OSError."""
    return draw_all("decision", decision, lambda _: DecisionBasis(table, decision), folder)
