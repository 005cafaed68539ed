"""The report of one run, of made-up numbers."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from compared_made_up import COUNT, run_of, waiting_days
from page_reading import Reading

from sim.config.problems import Problem
from sim.report.page.blocks import BulletList
from sim.report.page.limits import NO_SKILL, limits
from sim.report.page.render import render
from sim.report.page.run import run_report
from sim.study.run.store import StoredRun


def run(**table: np.ndarray) -> StoredRun:
    made = run_of(0, "full_ban", replays_record=True)
    made.values.update(table)  # type: ignore[attr-defined]
    return made


@pytest.fixture(scope="module")
def reading() -> Reading:
    return Reading(run_report(run()))


def test_headings_figures_and_links(reading: Reading) -> None:
    levels = [level for level, _ in reading.headings]
    assert reading.headings[0] == (1, "What happens under Full ban?")
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert len(reading.figures) == 2
    assert all(len(re.findall(r"\d", label)) >= 3 for label in reading.figures)
    assert {place[1:] for place in reading.places if place != "#"} <= set(reading.names)


@pytest.mark.parametrize("record", ["counter_fire", ""])
def test_a_scenario_with_a_record_says_that_the_model_has_no_skill_beyond_its_last_reading(record: str) -> None:
    section = limits({"scenario": {"record_restrictions": record}})
    told = [item for block in section.blocks if isinstance(block, BulletList) for item in block.words]
    assert (NO_SKILL in told) is bool(record)


def test_a_mean_has_its_interval_and_the_replications_their_range() -> None:
    values = np.linspace(10, 30, COUNT)
    first = run_report(run(red_batteries_lost_bty=values)).findings[0].sentence
    half = 1.972 * values.std(ddof=1) / np.sqrt(COUNT)
    assert f"Red batteries lost: 20 [{20 - half:.3g} to {20 + half:.3g}] on average, and 11 to 29 in 9 of 10" in first


@pytest.mark.thorough
def test_the_day_of_relaxation_is_told_where_it_is_settled_and_where_it_varies() -> None:
    settled = run_report(run()).findings[1].sentence
    assert settled == "on day 4 in every replication."
    days = waiting_days(0.2)
    varying = run_report(run(relaxation_day=days)).findings[1].sentence
    assert varying.startswith(f"in {np.sum(~np.isnan(days))} of {COUNT} replications, then on average on day ")
    never = run_report(run(relaxation_day=np.full(COUNT, np.nan))).findings[1].sentence
    assert never == f"in none of the {COUNT} replications before the horizon."


def test_commands_run_another_policy_and_the_reasons_to_stall(reading: Reading) -> None:
    assert "escsim run -m restrictions=full_ban,counter_fire" in reading.text
    assert "escsim run -m stall=mixed,line,reserves,culmination" in reading.text


def test_the_same_run_gives_the_same_bytes(reading: Reading) -> None:
    assert render(run_report(run())) == reading.text


def test_a_run_that_did_not_finish_has_no_report() -> None:
    made = run()
    made.manifest.update(status="interrupted", replications_asked=1000)
    with pytest.raises(Problem, match=f"is unfinished: it was interrupted after {COUNT} of 1,000 replications"):
        run_report(StoredRun(Path("runs/cut"), made.manifest))
