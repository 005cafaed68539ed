"""The schema files beside the shipped configs, and the line by which each config names its own."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from omegaconf import OmegaConf
from schema_checks import accepts

from sim.config.library import PRIMARY, open_library
from sim.config.paths import config_root
from sim.study.design.variant import CLASSES
from sim.study.schema_files import FOLDER, schema_texts, write_schemas

ROOT = config_root()
CONFIGS = sorted(ROOT.rglob("*.yaml"))
MARK = "# yaml-language-server: $schema="  # begins the line by which a config names its schema
WHOLE = "# @package _global_"  # marks a file of a group that holds keys of the whole config
STALE = "the schema files are stale; write them anew with: python -m sim.study.schema_files"


def schema_of(group: str) -> Any:
    return json.loads((ROOT / FOLDER / f"{group}.json").read_text(encoding="utf-8"))


def content(file: Path) -> Any:
    return OmegaConf.to_container(OmegaConf.load(file))


def test_the_files_are_what_the_code_generates() -> None:
    committed = {file.name: file.read_text(encoding="utf-8") for file in (ROOT / FOLDER).iterdir()}
    assert committed == schema_texts(CLASSES, ROOT), STALE


def test_they_are_written_beside_the_configs(tmp_path: Path) -> None:
    (tmp_path / "attrition").mkdir()
    names = ["config.json", "attrition.json"]
    assert write_schemas(CLASSES, tmp_path) == [tmp_path / FOLDER / name for name in names]
    assert [(tmp_path / FOLDER / name).read_bytes() for name in names] == [
        (ROOT / FOLDER / name).read_bytes() for name in names
    ]


def expected_line(file: Path) -> str:
    """The line by which a config names its schema, relative to itself."""
    *groups, _ = file.relative_to(ROOT).parts
    whole = not groups or WHOLE in file.read_text(encoding="utf-8").splitlines()
    return f"{MARK}{'../' * len(groups) or './'}{FOLDER}/{PRIMARY if whole else groups[0]}.json"


@pytest.mark.parametrize("file", CONFIGS, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_config_names_its_schema_and_keeps_to_it(file: Path) -> None:
    lines = file.read_text(encoding="utf-8").splitlines()
    (line,) = [line for line in lines if line.startswith(MARK)]
    assert line == expected_line(file)
    assert lines.index(line) == lines.count(WHOLE)  # Hydra reads its own header only at the very top
    assert accepts(whole_schema((file.parent / line.removeprefix(MARK)).resolve()), content(file))


@cache
def whole_schema(file: Path) -> Any:
    schema = json.loads(file.read_text(encoding="utf-8"))
    return resolved(schema, schema)


def resolved(part: Any, schema: dict[str, Any]) -> Any:
    """A schema with its definitions put where they are referred to."""
    if isinstance(part, list):
        return [resolved(item, schema) for item in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        return resolved(schema["definitions"][part["$ref"].rpartition("/")[2]], schema)
    return {key: resolved(value, schema) for key, value in part.items() if key != "definitions"}


@pytest.mark.parametrize(
    ("group", "keys", "accepted"),
    [
        ("config", {"horizon": "20 days"}, True),
        ("config", {"horizon": "0.5 d", "attrition": {"red_loss": "0.003 / day"}}, True),
        ("config", {"horizon": 20}, False),
        ("config", {"horizont": "20 days"}, False),
        ("config", {"replications": 0}, False),
        ("config", {"workers": None, "save": {"paths": 3}}, True),
        ("attrition", {"kind": "square"}, True),
        ("attrition", {"kind": "cube"}, False),
        ("attrition", {"exponent": 0.6}, True),
        ("attrition", {"exponent": 2}, False),
        ("attrition", {"exponent": "0.6 km"}, False),
        ("scenario", {"front": {"hold_depth": "7.2 km"}}, True),
        ("scenario", {"front": {"hold_depht": "7.2 km"}}, False),
        ("restrictions", {"events": {"permission": {"day": "2024-05-30", "bands": "border_sector"}}}, True),
        ("restrictions", {"events": {"any_name": {"day": 20}}}, True),
        ("restrictions", {"events": {"permission": {"day": "20 days"}}}, False),
        ("restrictions", {"events": {"permission": {"bands": "sector"}}}, False),
        ("aid", {"packages": [{"day": "2024-05-24", "amount": "275 USD m", "kind": "drawdown"}]}, True),
        ("aid", {"packages": [{"day": "2024-05-24", "amount": 275}]}, False),
    ],
)
def test_what_an_editor_underlines(group: str, keys: dict[str, Any], accepted: bool) -> None:
    assert accepts(schema_of(group), keys) is accepted


def test_the_folder_is_no_group() -> None:
    library = open_library(CLASSES, root=ROOT)
    assert not library.is_group(FOLDER)
    assert library.options(FOLDER) == []
