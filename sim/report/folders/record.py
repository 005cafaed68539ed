"""Common parts of the folders of backtests and calibrations."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.config.atomic import write_text, writing
from sim.config.canonical import to_config
from sim.report.drawing.footer import FigureProvenance
from sim.report.figures.drawing import draw_all
from sim.report.figures.registry import Kind
from sim.study.design.variant import Variant
from sim.study.files import integrity
from sim.study.files import manifest as manifests
from sim.study.files.lock import now
from sim.study.files.manifest import WARNING, files_in
from sim.study.files.new_folder import OTHER_FOLDER
from sim.study.files.places import FIGURES
from sim.study.files.provenance import provenance

FORMAT = manifests.FORMAT


def basis_of(variant: Variant, replications: int, asked: int | None = None) -> dict[str, Any]:
    """Provenance of a backtest or calibration, in the words of a run's manifest.

    `asked`: how many were asked for, where the rules of the model may have refused some; None for as many.
    """
    return {
        "format": FORMAT,
        "warning": WARNING,
        "scenario": variant.choices["scenario"],
        "choices": dict(variant.choices),
        "overrides": list(variant.overrides),
        "seed": variant.settings.seed,
        "replications": replications,
        "replications_asked": replications if asked is None else asked,
        "labels": variant.called,
        "config": to_config(variant.parameters),
        "config_hash": variant.config_hash,
        "observations": to_config(variant.observed),
        "posterior": {} if variant.posterior is None else variant.posterior.described(),
        "made_with": provenance().as_dict(),
        "ended": now(),
    }


def write_all(folder: Path, files: Mapping[str, str | Mapping[str, Any]]) -> None:
    """Write files of a folder, the last of which is its manifest, a mapping; the others are texts.

    Raises:
        Problem: the folder cannot be written.
    """
    with writing(folder, OTHER_FOLDER):
        for name, content in files.items():
            if isinstance(content, str):
                write_text(folder / name, content)
            else:
                manifests.write(folder / name, {**content, "files": integrity.entries_of(folder, files_in(folder))})


def draw_figures(kind: Kind, subject: Any, folder: Path) -> None:
    """Draw all figures of a subject, which has a manifest, into the folder of figures of a new folder.

    Raises:
        Problem: the folder cannot be written.
    """
    with writing(folder, OTHER_FOLDER):
        (folder / FIGURES).mkdir()
        draw_all(kind, subject, lambda _: FigureProvenance.of(subject.manifest), folder / FIGURES)
