"""The section of a decision in a study's report: a question, its sentence and its figure, part by part."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from decisions_made_up import SAVED, SPENT, made_up_decision
from made_up_studies import NEVER, Row, make_study, policy

from sim.analysis.decision.decide import StudyDecision, decide
from sim.analysis.decision.request import DecisionRequest
from sim.analysis.study_table import open_table
from sim.report.decision.folder import sentences, sheets, write_decision
from sim.report.page.blocks import Commands, FigureBlock, Heading, Section, TableBlock, Text
from sim.report.page.decision import decision_section
from sim.report.page.study import study_report

MEMORY = "escalation.severity_memory"


@pytest.fixture(scope="module")
def decided() -> StudyDecision:
    return made_up_decision()


@pytest.fixture(scope="module")
def section(decided: StudyDecision) -> Section:
    return decision_section(decided, "mine")


@pytest.mark.thorough
def test_every_part_has_its_question_and_its_sentences(section: Section, decided: StudyDecision) -> None:
    questions = [block.words for block in section.blocks if isinstance(block, Heading)]
    assert questions == [
        "Which policy is best at which price?",
        "What must be believed for a policy to be best?",
        "Is it chance, parameters or structure?",
        "What drives the difference, compared with the level?",
        "Where does one policy beat the other?",
        "Does the rule of choice change the winner?",
        "What would better information be worth?",
        "Which policies need no consideration?",
        "Are there enough runs?",
    ]
    told = [block.words for block in section.blocks if isinstance(block, Text)]
    assert {text for part in sentences(decided).values() for text in part} <= set(told)


def test_eight_figures_stand_in_it_each_with_a_name_of_its_own(section: Section) -> None:
    names = [block.figure.name for block in section.blocks if isinstance(block, FigureBlock)]
    assert len(set(names)) == len(names) == 8


def test_the_tables_that_captions_name_are_written(section: Section, decided: StudyDecision) -> None:
    captions = " ".join(block.caption for block in section.blocks if isinstance(block, FigureBlock))
    named = set(re.findall(r"`decision/(\w+)\.md`", captions))
    assert "ties" in named
    assert named <= {sheet.name for sheet in sheets(decided)}


def test_the_page_has_the_rules_that_recommend_and_no_shapes(section: Section) -> None:
    table = next(block for block in section.blocks if isinstance(block, TableBlock) and block.headings[0] == "rule")
    rules = [row[0] for row in table.rows]
    assert rules == ["Mean", "Mean of the worst tenth", "90 % regret", "Worst case", "Largest regret"]


def test_the_price_is_called_a_value_judgement_and_weights_a_prior(section: Section) -> None:
    first = section.blocks[0]
    assert isinstance(first, Text)
    assert "a price is a value judgement between model units" in first.words
    assert "parameter ranges are plausible, not probable" in first.words


def test_it_ends_with_the_command_for_another_price(section: Section) -> None:
    last = section.blocks[-1]
    assert isinstance(last, Commands)
    assert last.lines[0].startswith("escsim decide mine --price ")


def fires(row: Row, noise: np.ndarray) -> np.ndarray:
    """A later permission saves less."""
    return 100.0 + noise + min(row["restrictions.events.permission.day"], 60.0) / 2


def rung_days(row: Row, noise: np.ndarray) -> np.ndarray:
    """It costs less too, the less the shorter the memory for severity."""
    return 60.0 + noise - min(row["restrictions.events.permission.day"], 60.0) * row[MEMORY] / 40


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    values = np.random.default_rng(3).uniform(5, 60, 40)
    return make_study(
        tmp_path_factory.mktemp("studies") / "mine",
        [NEVER, policy(5.0), policy(30.0)],
        [{MEMORY: float(value)} for value in values],
        replications=6,
        others={SAVED.name: fires, SPENT.name: rung_days},
    )


@pytest.mark.thorough
def test_a_study_that_was_not_decided_has_no_such_section(study: Path) -> None:
    assert "decision" not in [section.anchor for section in study_report(study).sections]


@pytest.mark.thorough
def test_the_report_of_a_decided_study_shows_the_decision(study: Path) -> None:
    table = open_table(study)
    write_decision(table, decide(table, DecisionRequest(SAVED, SPENT)))
    page = study_report(study)
    assert [section.anchor for section in page.sections][:2] == ["policies", "decision"]
    figures = [figure.name for figure in page.figures]
    assert "decision-price" in figures
    assert len(set(figures)) == len(figures)
