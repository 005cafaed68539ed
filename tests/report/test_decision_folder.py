"""The folder of a decision: the same bytes for the same rows, tables that can be read, and a second decision."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from decided_studies import COSTS, SAVES, make_decided, shuffle_rows

from sim.analysis.decision.decide import StudyDecision, decide
from sim.analysis.decision.request import decision_request
from sim.analysis.study_table import StudyTable, open_table
from sim.config.problems import Problem
from sim.report.decision import folder as decision_folder
from sim.report.decision.folder import decided, sentences, sheets, stored_wanted, write_decision
from sim.study.files import manifest as manifests
from sim.study.files.integrity import faults_of
from sim.study.files.manifest import list_written

BETWEEN = ("counter_fire", "full_ban")


def made(folder: Path) -> tuple[StudyTable, StudyDecision]:
    table = open_table(make_decided(folder, count=40))
    return table, decide(table, decision_request(table, between=BETWEEN, saves=SAVES, costs=COSTS))


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> tuple[StudyTable, StudyDecision]:
    return made(tmp_path_factory.mktemp("study") / "s")


@pytest.mark.thorough
def test_rows_that_were_left_in_another_order_give_the_same_bytes(
    study: tuple[StudyTable, StudyDecision], tmp_path: Path
) -> None:
    table, decision = study
    ours = write_decision(table, decision)
    folder = make_decided(tmp_path / "s", count=40)
    shuffle_rows(folder)
    again = open_table(folder)
    theirs = write_decision(again, decide(again, decision_request(again, between=BETWEEN, saves=SAVES, costs=COSTS)))
    names = sorted(path.relative_to(ours) for path in ours.rglob("*") if path.is_file())
    assert names == sorted(path.relative_to(theirs) for path in theirs.rglob("*") if path.is_file())
    for name in names:
        assert (ours / name).read_bytes() == (theirs / name).read_bytes(), name


def test_every_table_is_there_as_csv_and_as_markdown(study: tuple[StudyTable, StudyDecision]) -> None:
    table, decision = study
    folder = write_decision(table, decision)
    for sheet in sheets(decision):
        rows = list(csv.reader((folder / f"{sheet.name}.csv").read_text().splitlines()))
        assert tuple(rows[0]) == sheet.keyed()[0]
        assert len(rows) == len(sheet.rows) + 1
        assert (folder / f"{sheet.name}.md").read_text().startswith(sheet.title)
    assert {sheet.name for sheet in sheets(decision)} >= {
        "budget",
        "drivers",
        "enough",
        "ties",
        "rules",
        "worth",
        "front",
    }


def test_policies_have_their_labels_and_their_keys_in_every_file(study: tuple[StudyTable, StudyDecision]) -> None:
    table, decision = study
    folder = write_decision(table, decision)
    content = json.loads((folder / "decision.json").read_text())
    assert {"key": "restrictions=full_ban", "label": "Full ban"} in content["policies"]
    for name, columns in (("front", ["policy"]), ("ties", ["better_above"]), ("budget", ["policy", "less"])):
        rows = list(csv.DictReader((folder / f"{name}.csv").read_text().splitlines()))
        pairs = {(row[column], row[f"{column}_key"]) for row in rows for column in columns}
        assert ("Full ban", "restrictions=full_ban") in pairs
        assert all(bool(label) == bool(key) for label, key in pairs)
    for name in ("rules", "shares_by_price"):
        assert "Full ban [restrictions=full_ban]" in (folder / f"{name}.csv").read_text().splitlines()[0]
    rules = list(csv.DictReader((folder / "rules.csv").read_text().splitlines()))
    assert ("Mean of the worst tenth", "mean_of_worst_tenth") in {(row["rule"], row["rule_key"]) for row in rules}
    assert all(row["prefers_key"].startswith("restrictions=") for row in rules)


def test_tables_label_structures_measures_and_parameters(
    study: tuple[StudyTable, StudyDecision],
) -> None:
    table, decision = study
    folder = write_decision(table, decision)
    stalls = {"stall: line, reserves and culmination", "stall: held line alone"}
    found = {one: (folder / f"{one}.md").read_text() for one in ("ties", "structures", "drivers", "budget", "front")}
    assert all(stall in found["structures"] for stall in stalls)
    assert not any("stall=" in text for text in found.values())
    assert "the reason to stall" in found["structures"]
    assert "| Rung-days | Full ban" in found["drivers"]
    assert "| Red fires (thousand rounds) | Red fires (thousand rounds) standard error |" in found["front"]
    rows = list(csv.DictReader((folder / "structures.csv").read_text().splitlines()))
    assert {(row["structure"], row["structure_key"]) for row in rows} <= {
        (stall, key) for stall, key in zip(sorted(stalls), ("stall=line", "stall=mixed"), strict=True)
    }
    drivers = list(csv.DictReader((folder / "drivers.csv").read_text().splitlines()))
    assert all(row["parameter"] and row["parameter_key"] in decision.cube.factors for row in drivers)
    assert {row["outcome_key"] for row in drivers} >= {SAVES, COSTS}


def test_a_second_decision_without_figures_leaves_the_study_sound(study: tuple[StudyTable, StudyDecision]) -> None:
    table, decision = study
    folder = write_decision(table, decision)
    (folder / "figures").mkdir()
    drawn = [folder / "figures" / "price.svg", folder / "figures" / "price.csv"]
    for path in drawn:
        path.write_text("drawn")
    list_written(drawn)
    listed = {path.relative_to(table.folder).as_posix() for path in drawn}
    assert listed <= set(manifests.read(table.folder, manifests.STUDY_NAME)["files"])
    write_decision(table, decision)
    files = manifests.read(table.folder, manifests.STUDY_NAME)["files"]
    assert not listed & set(files)
    assert faults_of(table.folder, files) == []


def test_the_numbers_are_json_with_what_they_come_from(study: tuple[StudyTable, StudyDecision]) -> None:
    table, decision = study
    content = json.loads((write_decision(table, decision) / "decision.json").read_text())
    assert (content["study"], content["seed"], content["futures"], content["replications"]) == ("s", 3, 40, 6)
    assert content["wanted"]["saves"] == SAVES
    assert content["sentences"] == sentences(decision)
    assert content["choice"]["price"] == pytest.approx(decision.choice.price, rel=1e-8)
    assert [one["kind"] for one in content["outcomes"]] == [one.kind for one in decision.outcomes]
    assert "version" in content["decided_with"]


def test_the_runs_are_laid_out_for_the_ema_workbench(study: tuple[StudyTable, StudyDecision]) -> None:
    table, decision = study
    folder = write_decision(table, decision) / "ema"
    experiments = list(csv.DictReader((folder / "experiments.csv").read_text().splitlines()))
    outcomes = list(csv.DictReader((folder / "outcomes.csv").read_text().splitlines()))
    assert len(experiments) == len(outcomes) == 3 * 2 * 40
    last = experiments[-1]
    assert (last["policy"], last["model"], last["scenario"]) == ("restrictions=long_range", "stall=line", "39")
    assert set(last) == {*decision.cube.factors, "policy", "model", "scenario"}
    assert float(outcomes[-1][SAVES]) == pytest.approx(decision.cube.measures[SAVES][2, 1, 39].mean())


def test_every_part_says_something(study: tuple[StudyTable, StudyDecision]) -> None:
    told = sentences(study[1])
    assert list(told) == list(decision_folder.ORDER)
    assert all(text.endswith(".") and text[0].isupper() for texts in told.values() for text in texts)
    assert all(texts for texts in told.values())


def test_the_sentences_of_the_sources_word_by_word(study: tuple[StudyTable, StudyDecision]) -> None:
    told = sentences(study[1])
    assert told["budget"][1].startswith(
        "Of the variance of the difference in rung-days between Counter-fire from day 20 (record) and Full ban "
        "over replications, futures and structures, "
    )
    assert " comes from uncertain parameters (95 % interval " in told["budget"][1]
    assert told["drivers"][-1].startswith(
        "Of the variance that uncertain parameters bring to the difference in rung-days between "
        "Counter-fire from day 20 (record) "
        "and Full ban on average over all structures, pressure half life explains "
    )
    assert " for a rung-day, over all structures, equally weighted, chance leaves " in told["enough"][0]
    repeated = " of the futures undecided; the sweep command, repeated with replications=12, would leave about "
    assert repeated in told["enough"][0]


def test_a_second_decision_takes_the_place_of_the_first(study: tuple[StudyTable, StudyDecision]) -> None:
    table, decision = study
    folder = write_decision(table, decision)
    (folder / "stale.csv").write_text("left")
    write_decision(table, decision)
    assert not (folder / "stale.csv").exists()
    assert [path.name for path in table.folder.glob("decision*")] == ["decision"]


@pytest.mark.thorough
def test_what_was_decided_is_decided_again_in_the_same_way(
    study: tuple[StudyTable, StudyDecision], monkeypatch: pytest.MonkeyPatch
) -> None:
    table, decision = study
    write_decision(table, decision)
    assert decided(table) is decision  # just written
    monkeypatch.setattr(decision_folder, "_latest", {})
    assert stored_wanted(table.folder) == decision.wanted
    again = decided(table)
    assert again is not None
    assert sentences(again) == sentences(decision)


def test_a_study_that_was_not_decided_has_no_decision(tmp_path: Path) -> None:
    assert decided(open_table(make_decided(tmp_path / "s", count=30, replications=2))) is None


def test_a_damaged_decision_is_named(tmp_path: Path) -> None:
    table = open_table(make_decided(tmp_path / "s", count=30, replications=2))
    (table.folder / "decision").mkdir()
    (table.folder / "decision" / "decision.json").write_text("{}")
    with pytest.raises(Problem, match=r"decision\.json is damaged; repeat `escsim decide` to rewrite it"):
        decided(table)
