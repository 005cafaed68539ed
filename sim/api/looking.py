"""`sim.list` and `sim.parameters`: the stored runs, and the parameters."""

from __future__ import annotations

from pathlib import Path

from sim.api.overrides import Setting, overrides_of
from sim.api.table import Table
from sim.config.compose import compose
from sim.config.library import PRIMARY, open_library
from sim.config.parameter_table import rows
from sim.config.paths import runs_root
from sim.study.design.variant import CLASSES
from sim.study.listing import list_runs

RUN_COLUMNS = (
    "name", "status", "started", "scenario", "restrictions", "aid", "seed", "replications", "overrides", "folder",
)  # fmt: skip
PARAMETER_COLUMNS = ("key", "unit", "default", "allowed", "plausible", "source", "meaning", "used_by")


def runs(runs_dir: str | Path | None = None, **filters: object) -> Table:
    """One row per run, the newest first, as `escsim list` shows them.

        sim.list(restrictions="full_ban", seed=7)

    Args:
        runs_dir: the folder of runs; by default ESCSIM_RUNS, else ./runs.
        filters: only runs where it is so: an option of a config group, `status`, `name`, `scenario`, `seed`; a dotted
            key is given as `**{"fires.suppression": 0.1}`.

    Raises:
        Problem: a key that no run has, or the folder cannot be read.
    """
    wanted = {key: str(value) for key, value in filters.items()}
    found = []
    for entry in list_runs(runs_root(None if runs_dir is None else str(runs_dir)), wanted):
        if entry.unreadable:
            continue
        manifest, choices = entry.manifest, entry.manifest["choices"]
        named = (entry.name, manifest["status"], manifest["started"], manifest["scenario"])
        chosen = (choices.get("restrictions", ""), choices.get("aid", ""))
        counts = (manifest["seed"], manifest["replications"])
        found.append((*named, *chosen, *counts, " ".join(manifest["overrides"]), str(entry.folder)))
    return Table.of_rows(RUN_COLUMNS, found)


def parameters(
    group: str | None = None, *settings: Setting, config_dir: str | Path | None = None, config_name: str = PRIMARY
) -> Table:
    """One row per parameter: unit, default, allowed and plausible range, source, meaning, as `escsim parameters` shows.

        sim.parameters("attrition")
        sim.parameters("suppression")

    Args:
        group: a config group, a key, or a part of a key; None for all.
        settings: words as on the command line, or values by key, such as an option whose defaults are shown.
        config_dir: folder of your own configs; by default ESCSIM_CONFIGS, else ./configs.
        config_name: config to start from, in place of the shipped one.

    Raises:
        Problem: no such group or parameter.
    """
    library = open_library(CLASSES, config_dir, config_name)
    container = compose(library, overrides_of(settings, {})).container
    found = rows(CLASSES, container, group)
    cells = [tuple(getattr(row, name) for name in PARAMETER_COLUMNS) for row in found]
    return Table.of_rows(PARAMETER_COLUMNS, cells, first=("key", "unit", "default", "plausible"))
