"""The references and the pages of the mechanisms are made from the code, the configs, and the page about the model."""

from __future__ import annotations

import pytest
from executing.pages import DOCS
from generation import code_map, commands, config, engine, mechanisms, python, results
from generation.filling import filled

import sim
from sim.cli.verbs import VERBS
from sim.config.fields import fields_of, walk
from sim.config.library import Library, comment
from sim.config.paths import config_root
from sim.model.daily import TRACKED
from sim.model.events import EVENTS
from sim.model.measures import MEASURES
from sim.model.parameters import Parameters
from sim.study.design.variant import CLASSES

ROOT = config_root()
LIBRARY = Library(CLASSES, ROOT)
MODEL = (DOCS / "model.md").read_text(encoding="utf-8")


def test_the_first_comment_describes_an_option() -> None:
    says = comment(ROOT / "restrictions" / "pre_emptive.yaml")
    assert says.startswith("Permitted 14 days before the offensive")
    assert comment(ROOT / "restrictions" / "full_ban.yaml").startswith("Requested and recommended")
    for file in ROOT.rglob("*.yaml"):
        assert "$schema" not in comment(file)


def test_a_group_has_its_options_and_keys_with_their_values() -> None:
    fields = dict(walk(CLASSES))
    found = config.options(LIBRARY, "attrition", "helmbold")
    assert found[0].name == "helmbold"
    assert [option.name for option in found[1:]] == [x for x in LIBRARY.options("attrition") if x != "helmbold"]
    text = config.group_section(fields["attrition"], found, fields)
    assert "| `helmbold` (default) |" in text
    assert "| `exponent` | `0.38` | between 0 and 1<br>*plausible:* 0.13 to 0.6 |" in text
    assert "`helmbold` helmbold<br>`deitchman` deitchman" in text
    assert "*read by:* helmbold<br>*source:* regression on the battles of CDB90" in text
    for key, field in fields.items():
        if key.startswith("attrition.") and not field.is_group:
            assert f"| `{field.key}` |" in text


def test_events_measures_and_tracked_quantities_are_all_there() -> None:
    for text, things in ((results.events(), EVENTS), (results.measures(), (*MEASURES, *TRACKED))):
        for thing in things:
            assert f"| `{thing.name}` | {thing.unit} |" in text
            assert thing.meaning in text


def test_every_command_has_its_help() -> None:
    text = commands.commands()
    for verb in VERBS:
        assert f"\n### {verb}\n" in text
        assert f"usage: escsim {verb} " in text


def test_everything_that_sim_offers_is_described() -> None:
    text = python.reference()
    for name in sim.__all__:
        assert f"\n### {name}\n" in text
    assert "- `settings`: words as on the command line" in text
    assert "#### difference\n" in text
    assert "- `estimates`: One row per measure" in text


def test_a_docstring_becomes_markdown() -> None:
    args = "Args:\n    one, two: what\n        they are.\n    three: it."
    text = f"First.\n\n    call(1)\n\n{args}\n\nRaises:\n    Error: why."
    assert python.text("Returns:\n    The folder.") == "*returns*\n\nThe folder.\n"
    given = "*given*\n\n- `one`, `two`: what they are.\n- `three`: it.\n"
    call = "```{code-block} python\ncall(1)\n```\n"
    assert python.text(text) == f"First.\n\n{call}\n{given}\n*raises*\n\n- `Error`: why.\n"


def test_every_mechanism_has_a_page_with_what_is_written_about_it() -> None:
    sections = {section.group: section for section in mechanisms.sections(MODEL)}
    groups = list(config.groups(LIBRARY, only=("attrition", "restrictions")))
    assert sorted(sections) == sorted({field.key for field in fields_of(Parameters) if field.is_group} - {"scenario"})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mechanisms, "sections", lambda page: [sections["attrition"], sections["restrictions"]])
        pages = mechanisms.pages(MODEL, groups, {"attrition": "Two curves"})
    assert pages["attrition"].startswith("# M1 Attrition\n")
    for wanted in (
        "$$",
        "Degenerate case:",
        "![Two curves](",
        "| `exponent` |",
        "## Options",
    ):
        assert wanted in pages["attrition"]
    assert "](../reference/config.md#restrictions)" in pages["restrictions"]
    assert "picture" not in pages["restrictions"]


def test_the_model_page_only_names_them_on_the_site() -> None:
    short = mechanisms.overview(MODEL)
    assert "- [M1 Attrition](model/attrition.md)\n" in short
    assert "### M1 Attrition" not in short
    for kept in ("## Causal loop", "## Events and measures", "### Read every ground difference", "## Guardrails"):
        assert kept in short


def test_every_mechanism_has_a_picture() -> None:
    from generation.gallery import PICTURES

    assert sorted(PICTURES) == sorted(section.group for section in mechanisms.sections(MODEL))


def test_a_picture_of_every_option_is_drawn_from_real_runs() -> None:
    from generation.gallery import fires

    picture = fires()
    stock, ration = picture.figure.axes
    assert len(stock.lines) == len(LIBRARY.options("fires"))
    down = stock.lines[0].get_ydata()
    assert down[0] == pytest.approx(4.0)
    assert (down[1:] <= down[:-1] + 1e-12).all()
    assert ration.get_xlabel() == "Stock (thousand rounds)"
    assert picture.says


def test_the_lines_of_both_schedulers_are_counted() -> None:
    text = engine.engine_lines()
    files = engine.lines_of(engine.ENGINE)
    assert [name for name in files if text.count(f"`{name}`") != 1] == []
    counted = [int(row.rsplit("|", 2)[1].replace(",", "")) for row in text.splitlines()[2:] if row]
    assert sum(counted[:3]) == sum(files.values())
    assert counted[3] == sum(engine.lines_of(engine.MODEL).values())


def test_a_part_of_a_page_is_what_the_code_says() -> None:
    source = "sim/model/reserves/mechanism.py"
    page = f"<!-- from {source} -->\nold\n<!-- end -->\n\n<!-- values of stall -->\n<!-- end -->\nAfter.\n"
    text = filled(page, {"stall": "| a table |\n"}.__getitem__, engine.engine_lines)
    said = (DOCS.parent / source).read_text(encoding="utf-8").split('"""')[1].strip()
    assert text == page.replace("old", said).replace("stall -->\n", "stall -->\n| a table |\n")
    assert filled(text, {"stall": "| a table |\n"}.__getitem__, engine.engine_lines) == text
    with pytest.raises(FileNotFoundError):
        filled(page.replace("reserves", "nothing"), str, str)


@pytest.mark.thorough
def test_the_code_map_names_every_room_and_file() -> None:
    text = code_map.code_map()
    package = DOCS.parent / "sim"
    for room in (path.parent for path in package.glob("*/__init__.py")):
        assert f"\n## sim/{room.name}\n" in text
    for file in (package / "model").glob("[a-z]*.py"):
        assert f"| `{file.name}` | " in text
