"""The register of assumptions as tables to read, one per mechanism."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sim.config.library import Library
from sim.report.document import facts
from sim.report.document.assumptions import NOT_READ, Assumption
from sim.report.document.subject import DocumentSubject
from sim.report.words.markdown import code

LINE = "<br>"


def register_rows(
    register: Sequence[Assumption], subject: DocumentSubject, library: Library
) -> list[dict[str, Any]]:  # fmt: skip
    """The sections, in the order of the schema: heading, option chosen and the others, rows; settings come last."""
    found = [
        {
            "title": facts.heading(field),
            "group": field.key,
            "chosen": subject.choices[field.key],
            "others": facts.other_options(library, field.key, subject.choices[field.key]),
            "rows": [_cells(row) for row in register if row.group == field.key],
        }
        for field in facts.groups()
    ]
    settings = [_cells(row) for row in register if not row.group]
    return [*found, {"title": "Settings of a run", "chosen": "", "rows": settings}]


def _cells(row: Assumption) -> Sequence[str]:
    key = row.key if not row.group else row.key.removeprefix(f"{row.group}.")
    return LINE.join([code(key), *_value(row)]), LINE.join(_assumption(row)), LINE.join(_higher(row))


def _value(row: Assumption) -> Iterator[str]:
    yield row.value if row.value == NOT_READ or row.value.startswith("from the posterior") else code(row.value)
    if row.plausible:
        yield f"*plausible* {row.plausible}"
    if row.tried:
        yield f"*tried* {row.tried}"
    yield f"*accepted* {row.allowed}"


def _assumption(row: Assumption) -> Iterator[str]:
    yield row.statement
    reads = row.alternatives.rpartition("read by ")
    yield f"*source* {row.source}" + (f"; *read by* {reads[2]}" if reads[1] else "")


def _higher(row: Assumption) -> Iterator[str]:
    yield row.higher
    yield row.moves
    if row.gain:
        yield f"*what a permission does:* {row.gain}"
    if row.under:
        yield f"*under* {', '.join(row.under)}"
