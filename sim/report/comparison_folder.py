"""The folder of a comparison: its numbers, its page and its figures."""

from __future__ import annotations

from pathlib import Path

from sim.analysis.comparison import Comparison
from sim.report.comparison_page import comparison_page
from sim.report.comparison_text import comparison_csv, comparison_json
from sim.study.atomic import write_text
from sim.study.manifest import COMPARISON_NAME
from sim.study.recorder import FIGURES

CSV, PAGE = "comparison.csv", "comparison.md"


def write_comparison(comparison: Comparison, folder: Path, figures: bool = True) -> None:
    """Write comparison.json, comparison.csv, the figures and comparison.md into a folder that exists and is empty.

    Raises:
        OSError: the folder cannot be written.
    """
    write_text(folder / COMPARISON_NAME, comparison_json(comparison))
    write_text(folder / CSV, comparison_csv(comparison))
    drawn = _drawn(comparison, folder) if figures else []
    write_text(folder / PAGE, comparison_page(comparison, drawn))


def _drawn(comparison: Comparison, folder: Path) -> list[str]:
    """Draw the figures; returns the pictures among them, as the page names them."""
    from sim.report.compare_figures import draw

    pictures = [path for path in draw(comparison, folder / FIGURES) if path.suffix == ".png"]
    return [path.relative_to(folder).as_posix() for path in pictures]
