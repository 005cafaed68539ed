"""The recipe stored in a study folder, with which any run can be repeated from the folder alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sim.config.atomic import write_text
from sim.study.execution.own_measures import OwnMeasure, entries_of
from sim.study.execution.own_mechanisms import OwnMechanism
from sim.study.files import parquet
from sim.study.files.parquet import Columns

TREES, ROWS, LOOKED = "recipe.json", "rows.parquet", "search.parquet"


@dataclass(frozen=True)
class Recipe:
    """Recipe of the parameters of every point.

    Attributes:
        trees: the shapes of the parameters, as plain data.
        rows: what each point puts into them, a row each.
        own: custom mechanisms; `own_measures`: custom measures.
        posteriors: the text of each posterior whose rows replications take, by the name of its file.
        looked: which policies a search evaluated when; empty for a study without a search.
    """

    trees: Mapping[str, Any]
    rows: Columns
    own: tuple[OwnMechanism, ...] = ()
    posteriors: Mapping[str, str] = field(default_factory=dict)
    looked: Columns = field(default_factory=dict)
    own_measures: tuple[OwnMeasure, ...] = ()

    @property
    def mechanisms(self) -> list[dict[str, str]]:
        """The file in the folder and the function of each custom mechanism, as the manifest lists them."""
        return [
            {"file": f"mechanism-{number}-{own.path.name}", "function": own.function}
            for number, own in enumerate(self.own)
        ]

    @property
    def measures(self) -> list[dict[str, str]]:
        """The file in the folder and the function of each custom measure, and its description, in the same way."""
        return entries_of(self.own_measures)

    def keep(self, folder: Path) -> list[str]:
        """Write it into the folder, and return the names of the files; raise OSError."""
        write_text(folder / TREES, json.dumps(self.trees, ensure_ascii=False) + "\n")
        parquet.write(folder / ROWS, self.rows, {})
        entries = zip((*self.mechanisms, *self.measures), (*self.own, *self.own_measures), strict=True)
        texts = {kept["file"]: own.source for kept, own in entries}
        texts |= self.posteriors
        for name, text in texts.items():
            write_text(folder / name, text)
        if self.looked:
            parquet.write(folder / LOOKED, self.looked, {})
        return [TREES, ROWS, *([LOOKED] if self.looked else []), *texts]


def files(manifest: Mapping[str, Any]) -> list[str]:
    """The names of the files in a folder with this manifest that are its recipe; none if none was kept."""
    own = manifest.get("mechanisms")
    posteriors = [each["posterior"]["file"] for each in manifest.get("variants", ()) if each["posterior"]]
    if own is None:
        return []
    return [TREES, ROWS, *(one["file"] for one in (*own, *manifest.get("own_measures", ()))), *posteriors]
