"""Writes the schema files for editors, beside the shipped configs: `python -m sim.study.schema_files`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.config.atomic import write_text
from sim.config.editor_schema import json_schema
from sim.config.fields import fields_of
from sim.config.library import PRIMARY
from sim.config.paths import config_root
from sim.config.study_schema import STUDY, study_schema
from sim.study.design.designs import DESIGNS

FOLDER = ".schema"


def schema_texts(classes: Sequence[type], root: Path) -> dict[str, str]:
    """The text of every schema file by its name: of a primary config, and of each group with a folder in `root`."""
    groups = [field.key for field in fields_of(*classes) if (root / field.key).is_dir()]
    schemas = {group or PRIMARY: json_schema(classes, group) for group in (None, *groups)}
    if (root / STUDY).is_dir():
        schemas[STUDY] = study_schema(classes, design_schemas())
    return {f"{name}.json": _text(schema) for name, schema in schemas.items()}


def design_schemas() -> dict[str, dict[str, Any]]:
    """The schema of each key of each design, as its class says."""
    return {name: form.model_json_schema()["properties"] for name, form in DESIGNS.items()}


def write_schemas(classes: Sequence[type], root: Path) -> list[Path]:
    """Write the schema files of the configs in `root`; return their paths.

    Raises:
        OSError: the folder cannot be written.
    """
    folder = root / FOLDER
    folder.mkdir(exist_ok=True)
    texts = schema_texts(classes, root)
    for name, text in texts.items():
        write_text(folder / name, text)
    return [folder / name for name in texts]


def _text(schema: Mapping[str, Any]) -> str:
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    from sim.study.design.variant import CLASSES

    for path in write_schemas(CLASSES, config_root()):
        print(f"wrote {path}")
