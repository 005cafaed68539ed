"""The pages of `escsim document`: complete, of this config, and readable as they are."""

from __future__ import annotations

import csv
import io
import re
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest
from composing import parameters

from sim.config.fields import fields_of, walk
from sim.config.library import open_library
from sim.config.paths import config_root
from sim.config.problems import Problem
from sim.engine import reference
from sim.model.cast import CAST
from sim.model.contract import MECHANISMS
from sim.model.daily import TRACKED
from sim.model.events import EVENTS
from sim.model.measures import MEASURES
from sim.model.parameters import Parameters
from sim.model.world import World
from sim.report.document.mechanisms import shared_parts, submodels
from sim.report.document.pages import CSV, MARK, PAGES, pages
from sim.report.document.state import entities
from sim.report.document.subject import scenario_named
from sim.report.document.wiring import actors, steps_of_flows
from sim.study.design.variant import CLASSES
from sim.study.files.manifest import WARNING

LIBRARY = open_library(CLASSES, root=config_root())
ITEMS = (
    *("1.1 Purpose", "1.2 Model outputs", "1.3 Experimentation", "2.1 Base model overview", "2.2 Base model logic"),
    *(
        "2.3 Scenario logic",
        "2.4 Algorithms",
        "2.5 Components",
        "2.5.1 Entities",
        "2.5.2 Activities",
        "2.5.3 Resources",
    ),
    *("2.5.4 Queues", "2.5.5 Entry", "3.1 Data sources", "3.2 Pre-processing", "3.3 Input", "3.4 Assumptions"),
    *("4.1 Initialisation", "4.2 Run length", "4.3 Estimation", "5.1 Software", "5.2 Random", "5.3 Model execution"),
    *("5.4 System", "6.1 Computer model sharing"),
)
ODD = ("1 Purpose", "2 Entities", "3 Process", "4 Design", "5 Initialization", "6 Input", "7 Submodels")
CONCEPTS = (
    *("Basic principles", "Emergence", "Adaptation", "Objectives", "Learning", "Prediction", "Sensing", "Interaction"),
    *("Stochasticity", "Collectives", "Observation"),
)


@cache
def written(*overrides: str, scenario: str = "kharkiv_2024") -> dict[str, str]:
    return pages(scenario_named(LIBRARY, scenario, overrides), LIBRARY, "escsim document")


def headings(text: str) -> list[str]:
    return re.findall(r"^#+ (.*)$", re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL), re.MULTILINE)


def register(*overrides: str) -> dict[str, dict[str, str]]:
    return {row["key"]: row for row in csv.DictReader(io.StringIO(written(*overrides)[CSV]))}


def test_all_items_of_both_checklists_are_there_in_order_and_filled() -> None:
    for name, items, level in (("stress_des.md", ITEMS, "#{3,4}"), ("odd.md", ODD, "##")):
        text = written()[name]
        parts = re.split(rf"^{level} (?=\d)", text, flags=re.MULTILINE)[1:]
        assert [part.startswith(item) for part, item in zip(parts, items, strict=True)] == [True] * len(items)
        for part in parts:
            body = part.partition("\n")[2].strip()
            assert len(re.sub(r"^#.*$", "", body, flags=re.MULTILINE)) > 20 or part.startswith("2.5 "), part
    assert re.findall(r"^\*\*([\w ]+)\.\*\*", written()["odd.md"], re.MULTILINE) == list(CONCEPTS)


def test_everything_of_the_model_is_told() -> None:
    odd = written()["odd.md"]
    for role in CAST:
        assert f"\n| `{role.name}`<br>" in odd
    for thing in (*MEASURES, *TRACKED, *EVENTS):
        assert f"| `{thing.name}` | " in odd
        assert thing.meaning in odd
    for field in fields_of(Parameters):
        if field.is_group:
            assert f"`{field.key}=" in written()["stress_des.md"]


def test_every_file_with_a_mechanism_is_told_once() -> None:
    told = [part.module for model in submodels() for part in model.parts] + [part.module for part in shared_parts()]
    modules = {function.__module__ for function in MECHANISMS}  # other tests have mechanisms of their own
    files = {name.removeprefix("sim.model.") for name in modules if name.startswith("sim.model.")}
    files = {name for name in files if not name.startswith("measures.")}  # told as the table of measures
    assert len(told) == len(set(told))
    assert sorted(files - set(told)) == []
    for model in submodels():
        for part in model.parts:
            assert part.text in written()["odd.md"]
            assert part.terms in written()["odd.md"]


def test_every_formula_has_its_symbols_and_every_mechanism_a_source() -> None:
    told = {part.module: part for part in (*(p for model in submodels() for p in model.parts), *shared_parts())}
    folder = Path(str(files("sim.report.document") / "terms"))
    terms = {file.relative_to(folder).as_posix().removesuffix(".md").replace("/", ".") for file in folder.rglob("*.md")}
    assert {name for name, part in told.items() if part.terms} == terms
    assert sorted(name for name, part in told.items() if "$" in part.text and not part.terms) == []
    keys = {key.rpartition(".")[2] for key, _ in walk(CLASSES)}
    for name, part in told.items():
        for key in re.findall(r"`([\w.]+)`", part.terms):
            assert key.rpartition(".")[2] in keys, (name, key)
    for model in submodels():
        text = " ".join(part.text + part.terms for part in model.parts)
        assert re.search(r"Source: |\b(18|19)\d\d\b", text) or model.group.key == "scenario", model.group.key


def test_every_state_variable_has_a_row() -> None:
    told = {entity.name: [variable.name for variable in entity.variables] for entity in entities()}
    parts = {name: kind for name, kind in World.__annotations__.items() if name not in ("daily", "measures")}
    assert list(told) == list(parts)
    units = {variable.name: variable for entity in entities() for variable in entity.variables}
    assert units["penetration_km"].unit == "km"
    assert units["reserve_days_kpe_d"].unit == "kpe d"
    assert units["engaged_kpe"].count == 2
    assert [f"{entity.name}.{one.name}" for entity in entities() for one in entity.variables if not one.comment] == []
    assert units["ration"].comment == "share of the demand for tube rounds that Blue fired in the last step"


def test_who_wakes_whom_is_read_from_the_source() -> None:
    by_name = {actor.name: actor for actor in actors()}
    assert by_name["aid.arrivals"].waits == ("package_announced",)
    assert by_name["aid.arrivals"].wakes == ("jump",)
    assert by_name["aid.arrivals"].records == ("aid_arrived",)
    assert by_name["city.launchers"].draws
    assert not by_name["flows"].draws
    recorded = {event for actor in actors() for event in actor.records}
    assert recorded == {event.name for event in EVENTS} - {"horizon"}  # the scheduler records that one
    assert [actor.name for actor in actors() if "retaliated" in actor.records] == ["escalation.red_answers"]
    assert by_name["escalation.fading"].records == ("rung_changed",)
    assert by_name["policy.request"].records == ("requested", "recommended")
    assert by_name["policy.reversal"].records == ("policy_reversed",)
    steps = [name for name, _ in steps_of_flows()]
    assert steps[0] == "move_batteries"
    assert steps.index("exchange_fires") < steps.index("move_front")


@pytest.mark.parametrize(
    "overrides",
    [
        ("restrictions=endogenous", "restrictions.highest_step=2", "aid=funding_gap"),
        ("restrictions=threshold", "escalation=rungs", "counter_battery=capacity_limited", "phases=threshold"),
        ("restrictions=unrestricted", "red_line=convex", "aid=pressure_dependent", "fires=unrationed"),
        ("restrictions=pre_emptive", "escalation=richardson", "attrition=salvo"),
    ],
)
def test_a_process_records_nothing_that_its_row_leaves_out(overrides: tuple[str, ...]) -> None:
    trace = reference.simulate(parameters(*overrides), 1, range(3), traces=3).trace
    by_name = {actor.name: actor.records for actor in actors()}
    recorded = {(who, event) for who, event in zip(trace.mechanism, trace.event, strict=True) if event != "horizon"}
    assert len(recorded) > 15
    assert [(who, event) for who, event in sorted(recorded) if event not in by_name[who]] == []


def test_every_parameter_has_a_row_with_its_value() -> None:
    rows = register()
    assert list(rows) == [key for key, field in walk(CLASSES) if not field.is_group]
    row = rows["sanctuary.sector_coverage"]
    assert (row["value"], row["plausible"], row["source"]) == ("0.8", "0.4 to 0.95", "assumed")
    assert row["higher"].startswith("flatters the permission")
    assert "red_batteries_lost_bty up" in row["moves"]
    assert rows["attrition.kind"]["alternatives"].startswith("other kinds: square, linear, logarithmic")
    assert rows["attrition.enemy_exponent"]["value"] == "not read here"
    assert rows["scenario.stocks.tube"]["tried"] == "2 kr to 8 kr"
    for key, one in rows.items():
        empty = {column for column, text in one.items() if not text}
        assert empty <= {"unit", "plausible", "tried", "gain", "under"}, key
        assert one["warning"] == WARNING
        name = key.partition(".")[2] or key
        told = written()["assumptions.md"]
        assert f"\n| `{name}`<br>" in told or f"\n| `{key}`<br>" in told


def test_what_was_fitted_is_told_apart_from_what_is_assumed() -> None:
    rows = register()
    fitted = {key for key, row in rows.items() if row["source"].startswith("calibrated")}
    assert fitted == {"scenario.front.hold_depth", "advance.time_constant_median", "stall.speed_factor"}
    checklist = written()["stress_des.md"]
    assert "3 calibrated" in checklist
    for key in fitted:
        assert f"`{key}`" in checklist.partition("### 3.2")[2].partition("### 3.3")[0]
    assert rows["scenario.front.tube_range_low"]["source"].startswith("assumed")  # from memory
    assert rows["scenario.start_day"]["source"] == "setting"


def test_a_situation_that_is_nowhere_has_no_source() -> None:
    texts = written(scenario="border_generic")
    rows = {row["key"]: row["source"] for row in csv.DictReader(io.StringIO(texts[CSV]))}
    assert {source for key, source in rows.items() if key.startswith("scenario.")} == {"assumed", "setting"}
    assert "The depth here was not" in texts["stress_des.md"]


def test_overrides_are_what_is_documented() -> None:
    texts = written("restrictions=full_ban", "sanctuary.sector_coverage=0.5", "adaptation=none")
    assert (
        register("restrictions=full_ban", "sanctuary.sector_coverage=0.5", "adaptation=none")[
            "sanctuary.sector_coverage"
        ]["value"]
        == "0.5"
    )
    assert "Batteries stay where they are." in texts["odd.md"]
    assert "move out of reach and come back" in written()["odd.md"]
    assert (
        "escsim run scenario=kharkiv_2024 restrictions=full_ban sanctuary.sector_coverage=0.5" in texts["stress_des.md"]
    )
    assert "but with restrictions, aid or settings that are not the record's" in " ".join(
        texts["intended_use.md"].split()
    )
    assert "is that of the record" in written()["intended_use.md"]


def test_alternatives_change_what_is_said() -> None:
    closed = written("restrictions=endogenous", "counter_battery=capacity_limited", "adaptation=anticipation")
    assert "Both loops are closed here" in closed["stress_des.md"]
    assert "first come first served" in closed["stress_des.md"]
    assert "which move on the request" in closed["odd.md"]
    assert "side of both loops is open here" in written()["stress_des.md"]
    assert "no act has excited another, and the severity is 0" in " ".join(written()["stress_des.md"].split())
    assert "starts on the\nrung that is given" in written("escalation=rungs")["stress_des.md"]
    assert "do not queue" in written()["stress_des.md"]


def test_a_scenario_about_no_real_place_has_no_record() -> None:
    texts = written(scenario="border_generic")
    assert "about no real place" in texts["intended_use.md"]
    assert "Limits of the record" not in texts["intended_use.md"]
    assert "Limits of the record" in written()["intended_use.md"]
    assert "Areas observed" not in texts["odd.md"]
    assert "No series is read" in texts["odd.md"]


@pytest.mark.parametrize("name", PAGES)
def test_pages_are_well_formed(name: str) -> None:
    text = written()[name]
    assert text.startswith(f"{MARK}\n# ")
    assert text.count("\n# ") == 1
    assert "config `" in text
    assert WARNING in text or name == "index.md"
    assert not re.search(r"\n{4,}|[ \t]\n|`None`|\| None \||\bUndefined\b", text)
    for before, line in zip(text.splitlines(), text.splitlines()[1:], strict=False):
        if line.startswith("|") and not before.startswith("|"):
            assert before == "", line
        if before.startswith("|") and not line.startswith("|"):
            assert line == "", line
        if line.startswith("#") and not before.startswith(("<!--", "$", "```")):
            assert before == "", line
    for table in re.findall(r"(?:^\|.*\|\n)+", text, re.MULTILINE):
        counts = {len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}
        assert len(counts) == 1, table[:200]
    for link in re.findall(r"\]\((\w+\.md)\)", text):
        assert link in PAGES


def test_the_same_subject_gives_the_same_bytes() -> None:
    subject = scenario_named(LIBRARY, "kharkiv_2024", ())
    assert pages(subject, LIBRARY, "escsim document") == written()


def test_a_setting_that_is_wrong_is_told() -> None:
    with pytest.raises(Problem, match="did you mean 'restrictions'"):
        scenario_named(LIBRARY, "kharkiv_2024", ["restriction=full_ban"])
