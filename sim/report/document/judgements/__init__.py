"""Judgements on all parameters, by key, from the files beside this one.

A new parameter needs one entry, in the file of its mechanism: what is assumed by it, the measures that a higher value
moves, whether it changes what a permission does, and a span where the schema proposes no range. A document prints
them; a slow test runs the model at both ends of each range and compares.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

from sim.config.plain_yaml import read_plain
from sim.report.document.judgement import Judgement


def _judgement(
    statement: str, moves: str, gain: str = "", under: Sequence[str] = (), span: Sequence[float] | None = None
) -> Judgement:
    """The judgement in an entry of a file."""
    return Judgement(statement, moves, gain, tuple(under), (span[0], span[1]) if span else None)


TABLES: dict[str, dict[str, Judgement]] = {
    file.name.removesuffix(".yaml"): {
        key: _judgement(**entry) for key, entry in read_plain(file.read_text(encoding="utf-8")).items()
    }
    for file in sorted(files(__name__).iterdir(), key=lambda file: file.name)
    if file.name.endswith(".yaml")
}
"""By the name of the file that holds them."""

JUDGEMENTS: dict[str, Judgement] = {key: entry for table in TABLES.values() for key, entry in table.items()}
"""By the dotted key of the parameter."""
