"""Writes what the site takes from the code: the references, a page for each mechanism, and tables that pages include.

    python docs/generate.py

The pictures of the mechanisms are drawn anew only where the model, the configs or the drawing have changed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path

from generation import code_map, commands, config, engine, mechanisms, python, results
from generation.filling import filled

import sim
from sim.config.compose import compose
from sim.config.library import Library
from sim.config.paths import config_root
from sim.report.document.folder import write_document
from sim.report.document.pages import pages as document_pages
from sim.report.document.subject import scenario_named
from sim.study.design.variant import CLASSES

DOCS = Path(__file__).resolve().parent
DOCUMENT = DOCS / "generated"  # the pages of `escsim document` for the default scenario
PACKAGE = Path(sim.__file__).resolve().parent
FILLED = ("model.md", "two_schedulers.md")  # hand-written pages with parts from the code
DRAWN_FROM = (PACKAGE / "model", PACKAGE / "engine", config_root(), DOCS / "generation")


def write() -> None:
    """Write all of it."""
    library = Library(CLASSES, config_root())
    for name, text in pages(library, pictures()).items():
        path = DOCS / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_file() or path.read_text(encoding="utf-8") != text:  # Sphinx reads again what is newer
            path.write_text(text, encoding="utf-8")
    document(library)


def pages(library: Library, says: Mapping[str, str]) -> dict[str, str]:
    """The text of each page that is made, or partly made, from the code.

    Args:
        library: the shipped configs.
        says: describes the picture of each mechanism.
    """
    groups = list(config.groups(library))
    tables = {each.field.key: config.compact(each.options[0], each.field.key) for each in groups}
    made = {
        "reference/config.md": config.reference(library, groups),
        "reference/measures.md": results.measures(),
        "reference/events.md": results.events(),
        "reference/commands.md": commands.commands(),
        "reference/python.md": python.reference(),
        "reference/code_map.md": code_map.code_map(),
    }
    for name in FILLED:
        made[name] = filled((DOCS / name).read_text(encoding="utf-8"), tables.__getitem__, engine.engine_lines)
    about = mechanisms.pages(made["model.md"], groups, says)
    return made | {f"model/{group}.md": text for group, text in about.items()}


def document(library: Library) -> None:
    """Write the account that the model gives of itself, for the default scenario."""
    scenario = compose(library).choices["scenario"]
    assert scenario is not None
    about = scenario_named(library, scenario, ())
    write_document(document_pages(about, library, f"escsim document {scenario}"), DOCUMENT)


def pictures() -> dict[str, str]:
    """Draw the pictures of the mechanisms, where need be; returns what each says."""
    stamp, now = mechanisms.PICTURES / "pictures.json", _hash()
    if stamp.is_file() and (known := json.loads(stamp.read_text(encoding="utf-8")))["drawn_from"] == now:
        return dict(known["says"])
    from generation.gallery import write_pictures

    says = write_pictures(mechanisms.PICTURES)
    stamp.write_text(json.dumps({"drawn_from": now, "says": says}), encoding="utf-8")
    return says


def _hash() -> str:
    """Digest of all that the pictures are made from."""
    found = blake2b(digest_size=16)
    for root in DRAWN_FROM:
        for path in sorted(root.rglob("*.*")) if root.is_dir() else [root]:
            if path.suffix in (".py", ".yaml"):
                found.update(path.read_bytes())
    return found.hexdigest()


if __name__ == "__main__":
    write()
