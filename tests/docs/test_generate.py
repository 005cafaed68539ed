"""The config reference is made from the schema and the shipped configs."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from sim.model.daily import TRACKED
from sim.model.events import EVENTS
from sim.model.measures import MEASURES
from sim.study.fields import walk
from sim.study.library import Library
from sim.study.paths import config_root
from sim.study.variant import CLASSES

ROOT = config_root()
SCRIPT = Path(__file__).resolve().parents[2] / "docs" / "generate.py"


@pytest.fixture(scope="module")
def generate() -> Iterator[ModuleType]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(SCRIPT.parent)
        yield importlib.import_module(SCRIPT.stem)


def test_the_first_comment_describes_an_option(generate: ModuleType) -> None:
    says = generate.comment(ROOT / "restrictions" / "pre_emptive.yaml")
    assert says.startswith("In force before the offensive")
    assert generate.comment(ROOT / "restrictions" / "full_ban.yaml").startswith("Asked and recommended")
    for file in ROOT.rglob("*.yaml"):
        assert "$schema" not in generate.comment(file)


def test_a_group_has_its_options_and_keys_with_their_values(generate: ModuleType) -> None:
    fields = dict(walk(CLASSES))
    found = generate.options(Library(CLASSES, ROOT), "attrition", "helmbold")
    assert [option.name for option in found] == [
        "helmbold", "deitchman", "general", "linear", "logarithmic", "salvo", "square",
    ]  # fmt: skip
    text = generate.group_section(fields["attrition"], found, fields)
    assert "| `helmbold` (default) |" in text
    assert "| `exponent` | `0.6` | between 0.25 and 1<br>*plausible:* 0.25 to 1 |" in text
    assert "`helmbold` helmbold<br>`deitchman` deitchman" in text
    assert "*read by:* helmbold<br>*source:* assumed" in text
    for key, field in fields.items():
        if key.startswith("attrition.") and not field.is_group:
            assert f"| `{field.key}` |" in text


def test_events_measures_and_tracked_quantities_are_all_there(generate: ModuleType) -> None:
    text = "".join(generate.results())
    for thing in (*EVENTS, *MEASURES, *TRACKED):
        assert f"| `{thing.name}` | {thing.unit} |" in text
        assert thing.meaning in text


def test_the_lines_of_both_schedulers_are_counted(generate: ModuleType) -> None:
    text = generate.engine_lines()
    files = generate.lines_of(generate.ENGINE)
    assert [name for name in files if text.count(f"`{name}`") != 1] == []
    counted = [int(row.rsplit("|", 2)[1].replace(",", "")) for row in text.splitlines()[2:] if row]
    assert sum(counted[:3]) == sum(files.values())
    assert counted[3] == sum(generate.lines_of(generate.MODEL).values())
