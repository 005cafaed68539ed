"""Counts the lines of the schedulers."""

from __future__ import annotations

from pathlib import Path

import sim.engine
import sim.model
from sim.model.cast import CAST
from sim.report.words.markdown import code, markdown_table

ENGINE, MODEL = Path(next(iter(sim.engine.__path__))), Path(next(iter(sim.model.__path__)))
SHARED, SIMPY = ("batch", "model", "state", "streams"), ("clock", "reference")  # what is left is the compiled scheduler


def lines_of(folder: Path) -> dict[str, int]:
    """Lines of the Python files in a folder, with comments and empty ones."""
    paths = sorted(folder.rglob("[!_]*.py"))
    return {path.relative_to(folder).as_posix()[:-3]: len(path.read_text("utf-8").splitlines()) for path in paths}


def engine_lines() -> str:
    """Count the lines of each scheduler, and of what both of them run."""
    files, model = lines_of(ENGINE), lines_of(MODEL)
    compiled = tuple(sorted(set(files) - set(SHARED) - set(SIMPY)))
    lines = [
        (part, ", ".join(map(code, names)), f"{sum(files[name] for name in names):,}")
        for part, names in (("both", SHARED), ("SimPy", SIMPY), ("compiled", compiled))
    ]
    written_once = f"the {len(model)} files of `sim/model`, {len(CAST)} processes"
    lines.append(("what they run", written_once, f"{sum(model.values()):,}"))
    return markdown_table(("used by", "files of `sim/engine`", "lines"), lines) + "\n"
