"""HTML of the pages, from the templates beside this file; all content is escaped."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sim.model.quantity import DAY
from sim.report.words.names import unit_of

FOLDER = Path(__file__).parent / "pages"


def render(template: str, /, **values: Any) -> str:
    """A template with its values."""
    return _templates().get_template(template).render(**values)


@cache
def _templates() -> Environment:
    made = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["unit_words"] = lambda unit: unit if unit == DAY else unit_of(unit)
    return made
