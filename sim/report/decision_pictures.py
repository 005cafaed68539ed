"""The figures of a decision as files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sim.analysis.decision.decide import StudyDecision
from sim.analysis.study_table import StudyTable
from sim.config.problems import Problem
from sim.report import style
from sim.report.decision_figures import FIGURES, figure_of
from sim.report.footer import publish
from sim.study.manifest import WARNING


@dataclass(frozen=True, eq=False)
class DecisionBasis:
    """What the figures were made from; its lines go under each."""

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
            f"{len(cube.futures):,} futures under {structures:,} structure{'' if structures == 1 else 's'}",
            f"{replications:,} replications",
        ]
        return [*style.wrapped(" · ".join(part for part in parts if part)), WARNING]


def draw(table: StudyTable, decision: StudyDecision, name: str, folder: Path) -> list[Path]:
    """Write a figure into a folder as SVG and PNG; nothing where there is nothing to draw.

    Raises:
        Problem: there is no such figure.
        OSError: it cannot be written.
    """
    figure = figure_of(decision, name)
    if figure is None:
        return []
    folder.mkdir(parents=True, exist_ok=True)
    return publish(figure, DecisionBasis(table, decision), folder, name)


def draw_all(table: StudyTable, decision: StudyDecision, folder: Path) -> list[Path]:
    """Write every figure that there is into a folder; raises OSError."""
    return [path for name in FIGURES for path in draw(table, decision, name, folder)]


def drawn(table: StudyTable, decision: StudyDecision, name: str, folder: Path) -> list[Path]:
    """As `draw`; raises Problem where there is nothing to draw, or it cannot be written."""
    try:
        paths = draw(table, decision, name, folder)
    except OSError as error:
        raise Problem(f"cannot write {error.filename or folder}: {error.strerror}") from error
    if not paths:
        raise Problem(f"{name}: no figure, as {FIGURES[name].why_not}")
    return paths
