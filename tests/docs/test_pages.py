"""The pages name what there is: options, keys, events, and the packages of the record."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from omegaconf import OmegaConf

from sim.config.fields import fields_of, find, walk
from sim.config.library import Library
from sim.config.paths import config_root
from sim.model.events import EVENTS
from sim.model.parameters import Parameters
from sim.study.design.variant import CLASSES

DOCS = Path(__file__).resolve().parents[2] / "docs"
MODEL = (DOCS / "model.md").read_text(encoding="utf-8")
SOURCES = (DOCS / "sources.md").read_text(encoding="utf-8")
LIBRARY = Library(CLASSES, config_root())
GROUPS = [field.key for field in fields_of(Parameters) if field.is_group]
KEYS = {key for key, _ in walk(CLASSES)}
CODE = re.compile(r"`([^`\n]+)`")


def sections() -> list[tuple[str, str]]:
    """The sections of the model page about a mechanism, each with the config group of its table of values."""
    parts = re.split(r"^### ", MODEL, flags=re.MULTILINE)
    found = [(re.search(r"<!-- values of (\w+) -->", part), part) for part in parts]
    return [(match[1], part) for match, part in found if match]


def known(group: str, name: str) -> bool:
    """Whether a name stands for a key: the whole of it, from its group on, or its end within the group."""
    return name in KEYS or any(key.startswith(f"{group}.") and f".{key}".endswith(f".{name}") for key in KEYS)


def test_every_mechanism_has_a_section() -> None:
    assert sorted(group for group, _ in sections()) == sorted(set(GROUPS) - {"scenario"})


@pytest.mark.parametrize(("group", "text"), sections(), ids=[group for group, _ in sections()])
def test_a_section_names_the_options_there_are_and_no_other(group: str, text: str) -> None:
    (listed,) = re.findall(r"^Options: .*?(?=\n\n)", text, flags=re.MULTILINE | re.DOTALL)
    named = [option for option in CODE.findall(listed) if option.startswith(f"{group}=")]
    assert sorted(named) == sorted(f"{group}={option}" for option in LIBRARY.options(group))


@pytest.mark.parametrize(("group", "text"), sections(), ids=[group for group, _ in sections()])
def test_the_symbols_of_a_section_are_keys(group: str, text: str) -> None:
    for listed in re.findall(r"Symbols: .*?(?=\n\n|\n<!-- end -->)", text, flags=re.DOTALL):
        named = [name for name in CODE.findall(listed) if "=" not in name]  # options have a test of their own
        assert [name for name in named if not known(group, name)] == []


def test_every_option_that_a_page_names_exists() -> None:
    named = re.findall(r"(?<![\w.])(\w+)=(\w+)", " ".join(CODE.findall(MODEL)))
    assert [f"{group}={name}" for group, name in named if name not in LIBRARY.options(group)] == []


def test_every_key_that_a_page_names_exists() -> None:
    dotted = re.findall(rf"`((?:{'|'.join(GROUPS)})\.[\w.]+)", MODEL + SOURCES)
    keys = [key for key in dotted if not key.endswith(".py")]  # files of the model are called like the groups
    assert [key for key in keys if find(CLASSES, key.split(".")) is None] == []


def test_the_model_page_names_every_event() -> None:
    assert [event.name for event in EVENTS if f"`{event.name}`" not in MODEL] == []


def test_the_packages_of_the_record_are_those_of_the_config() -> None:
    config = OmegaConf.to_container(OmegaConf.load(config_root() / "aid" / "announced_2024.yaml"))
    in_config = [(row["day"], row["amount"].removesuffix(" USD m"), row["kind"]) for row in config["packages"]]
    rows = re.findall(r"^\| (\d{4}-\d\d-\d\d) \| ([\d,]+) \| (drawdown|contract|financing) \|", SOURCES, re.MULTILINE)
    assert [(day, amount.replace(",", ""), kind) for day, amount, kind in rows] == in_config


def test_the_milestones_are_those_of_the_config() -> None:
    config = OmegaConf.to_container(OmegaConf.load(config_root() / "observations" / "kharkiv_2024.yaml"))
    rows = re.findall(r"^\| (\d+) \| 2024-\d\d-\d\d \| (\d+) \| (\d+) \|$", SOURCES, re.MULTILINE)
    in_config = [
        (str(row["day"]), *(row[key].removesuffix(" km2") for key in ("occupied", "with_contested")))
        for row in config["milestones"]
    ]
    assert rows == in_config
