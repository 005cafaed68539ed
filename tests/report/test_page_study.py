"""The report of a study, of made-up rows."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from composing import parameters
from made_up_runs import rewrite
from made_up_studies import DAY, GROUND, HALF_LIFE, NEVER, Row, make_study, policy, write_rows
from numpy.typing import NDArray
from page_reading import Reading, plain

from sim.analysis.structures_run import PACES, REPLACEMENTS
from sim.analysis.study_table import open_table
from sim.config.canonical import to_config
from sim.config.parameter_table import rows
from sim.config.problems import Problem
from sim.model.measures import MEASURES
from sim.model.parameters import Parameters
from sim.report.folders.reports import write_report
from sim.report.page.assumptions import assumptions
from sim.report.page.blocks import TableBlock, Text
from sim.report.page.render import render
from sim.report.page.study import study_report
from sim.report.page.study_commands import policy_words
from sim.report.page.study_tables import driver_table, ranks, sampled_values, structures
from sim.report.page.study_view import StudyView
from sim.study.design.inseparable import Inseparable
from sim.study.files import parquet
from sim.study.files.manifest import read

FIRST, LAST = "Counter-fire, permitted on day 0", "Counter-fire, permitted on day 20"
FIRES = "red_fires_kr"
DAYS = (0.0, 10.0, 20.0)
EXTRA = {"points": 4, "done": 400, "overrides": ["replications=100"], "question": "When is it worth most?"}


def study(folder: Path, levers: Any = None, **more: Any) -> Path:
    """A study whose policies differ in ground and alike in the fires from sanctuary, with what a sweep adds."""
    made = make_study(folder, levers or [NEVER, *(policy(day) for day in DAYS)], **more)
    rows = dict(parquet.read(made / "results.parquet"))
    rows[FIRES] = rows[GROUND].copy()
    write_rows(made / "results.parquet", rows)
    rewrite(made, "study.json", **EXTRA)
    return made


@pytest.fixture(scope="module")
def timing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return study(tmp_path_factory.mktemp("studies") / "timing")


@pytest.fixture(scope="module")
def reading(timing: Path) -> Reading:
    return Reading(study_report(timing))


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reports without figures, for tests that do not look at them."""
    monkeypatch.setattr("sim.report.page.study.pictures", lambda *_: [])


def sentences(folder: Path) -> list[str]:
    return [finding.sentence for finding in study_report(folder).findings]


@pytest.mark.thorough
def test_it_is_a_page_with_the_question_of_the_study(reading: Reading) -> None:
    levels = [level for level, _ in reading.headings]
    assert reading.headings[0] == (1, "When is it worth most?")
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert all(place.startswith("#") for place in reading.places)
    assert len(set(reading.names)) == len(reading.names)
    assert len(reading.text.encode()) < 2_000_000


def test_figures_say_the_numbers_of_the_tables(reading: Reading, timing: Path) -> None:
    view = StudyView(open_table(timing))
    (measure,) = [one for one in MEASURES if one.name == FIRES]
    shown = view.shown(view.policies[0], measure)
    low, high = shown.interval
    text = f"{FIRST} {shown.found.mean:.3g} [{low:.3g} to {high:.3g}]"
    (label,) = [label for label in reading.figures if label.startswith("Red fires: difference from Full ban")]
    assert text in plain(label)
    tables = [table for table in reading.tables if table[0].startswith("Difference from Full ban [95 % interval]")]
    cell = tables[0][2][1][2]
    assert plain(cell) == f"\N{BLACK DOWN-POINTING TRIANGLE} {shown.found.mean:.3g}[{low:.3g} to {high:.3g}]"


@pytest.mark.usefixtures("undrawn")
def test_the_answer_goes_from_the_policy_that_differs_most_to_the_one_that_differs_least(timing: Path) -> None:
    first, second, third = sentences(timing)
    assert first.startswith("compared with Full ban, Red fires ")
    assert re.search(rf"thousand fewer rounds \(95 % interval [\d.]+ to [\d.]+\) under {FIRST}, down to ", first)
    assert f"under {LAST}." in first
    assert second.startswith("nothing; all ")
    assert "identical in every pair, so unaffected: Red batteries lost under every policy" in second
    assert "was not: [the command](#structures)." in third


def test_factors_options_and_the_scenario_have_their_labels_and_their_keys(tmp_path: Path) -> None:
    folder = study(tmp_path / "s", structures=[{"stall": "line"}, {"stall": "reserves"}], values=by_stall)
    page = study_report(folder)
    assert page.title == "Study s in the scenario North of Kharkiv, May 2024 (kharkiv_2024)"
    headings, rows = Reading(render(page)).table("What varies")
    assert (headings[0], headings[-1]) == ("factor", "key")
    (row,) = [row for row in rows if row[-1] == "stall"]
    assert (row[0], row[3]) == ("Stall", "Held line alone; Reserves alone")


def test_what_is_not_the_answer_is_folded_and_links_lead_inside_it(reading: Reading) -> None:
    folded = re.findall(
        r"<details>\n<summary><h2 id=\"([\w-]+)-title\">.*?<div id=\"([\w-]+)\"", reading.text, re.DOTALL
    )
    assert all(title == inside for title, inside in folded)
    assert {title for title, _ in folded} >= {"trajectories", "drivers", "assumptions", "provenance"}
    assert not {title for title, _ in folded} & {"policies", "comparison"}
    assert {f"#{inside}" for _, inside in folded} <= set(reading.places)


def test_a_report_in_the_study_links_to_the_data_of_its_figures_and_one_elsewhere_does_not(tmp_path: Path) -> None:
    folder = study(tmp_path / "linked")
    assert not any(
        place.endswith(".csv") for place in Reading(write_report(folder, tmp_path / "o.html").read_text()).places
    )
    links = [place for place in Reading(write_report(folder).read_text()).places if place.endswith(".csv")]
    assert f"figures/curve-{FIRES}-{DAY}.csv" in links
    assert all((folder / link).read_text().count("\n") > 1 for link in links)
    assert set(links) <= set(read(folder, "study.json")["files"])


@pytest.mark.usefixtures("undrawn")
def test_the_answer_names_first_what_the_study_decides_by(tmp_path: Path) -> None:
    folder = study(tmp_path / "decided")
    rewrite(folder, "study.json", **EXTRA, spec={"decision": {"saves": GROUND, "costs": "rung_days"}})
    assert sentences(folder)[0].startswith("compared with Full ban, Blue loses ")


@pytest.mark.usefixtures("undrawn")
def test_policies_are_called_by_the_labels_of_own_options_that_the_study_keeps(tmp_path: Path) -> None:
    folder = study(tmp_path / "own", [NEVER, {**policy(10.0), "restrictions": "mine"}])
    assert sentences(folder)[0].startswith("Mine, permitted on day 10 instead of Full ban: ")
    rewrite(folder, "study.json", **EXTRA, option_labels={"restrictions": {"mine": "My ban"}})
    assert sentences(folder)[0].startswith("My ban, permitted on day 10 instead of Full ban: ")


@pytest.mark.thorough
def test_the_same_study_gives_the_same_bytes(timing: Path) -> None:
    assert render(study_report(timing)) == render(study_report(timing))


def test_a_policy_is_given_as_words_for_a_run(timing: Path) -> None:
    view = StudyView(open_table(timing))
    words = ["replications=100", "restrictions=counter_fire", f"{DAY}=10"]
    assert policy_words(view, view.policies[1]) == words
    assert policy_words(view, view.reference) == ["replications=100", "restrictions=full_ban", f"{DAY}=null"]


@pytest.mark.thorough
def test_many_policies_are_shown_as_a_figure_first(tmp_path: Path) -> None:
    page = study_report(study(tmp_path / "many", [NEVER, *(policy(float(day)) for day in range(10))]))
    assert [block.kind for block in page.glance] == ["picture", "text"]


@pytest.fixture(scope="module")
def futures(tmp_path_factory: pytest.TempPathFactory) -> StudyView:
    """Twenty futures, in which the effect grows with the half-life, and another parameter does nothing."""
    random = np.random.default_rng(1)
    some = [{HALF_LIFE: float(5 + place), "fires.suppression": float(random.random())} for place in range(20)]
    return StudyView(open_table(study(tmp_path_factory.mktemp("studies") / "futures", uncertainties=some)))


def test_what_drives_the_difference_comes_first(futures: StudyView) -> None:
    (measure,) = [one for one in MEASURES if one.name == FIRES]
    table = driver_table(futures, measure)
    assert table is not None
    assert [row[0] for row in table.rows] == [HALF_LIFE, "fires.suppression"]
    assert float(table.rows[0][2]) < -0.9
    assert table.rows[1][2].startswith("(")
    assert "Brackets: may be chance; the largest of all 2 parameters reaches 0." in table.caption


@pytest.mark.parametrize(
    ("hidden", "caption"),
    [
        ({HALF_LIFE}, "Red fires: no uncertain parameter that is not aliased drives the difference from Full ban; "),
        (
            {HALF_LIFE, "fires.suppression"},
            "Red fires: what drives the difference from Full ban is unknown, as every uncertain parameter is aliased",
        ),
    ],
)
def test_no_table_says_that_an_aliased_parameter_drives_nothing(
    futures: StudyView, hidden: set[str], caption: str
) -> None:
    (measure,) = [one for one in MEASURES if one.name == FIRES]
    view = StudyView(futures.table)
    view.__dict__["aliases"] = [Inseparable(tuple(hidden), 20)]
    table = driver_table(view, measure)
    assert table is not None
    assert table.caption.startswith(caption)
    assert {row[0]: row[2] == "aliased" for row in table.rows} == {
        key: key in hidden for key in (HALF_LIFE, "fires.suppression")
    }


@pytest.mark.usefixtures("undrawn")
def test_futures_are_told_by_their_range_and_their_number(futures: StudyView) -> None:
    page = study_report(futures.table.folder)
    first = page.findings[0].sentence
    assert re.search(
        r"on average over 20 futures, Red fires [\d.]+ thousand fewer rounds \(5 to 95 % of futures ", first
    )
    assert page.findings[0].sentence.endswith("the sign is the same in every future.")
    means = [futures.shown(futures.policies[0], one) for one in futures.headline if one.name == FIRES]
    assert (means[0].lower, means[0].higher) == (20, 0)
    assert means[0].interval[0] < means[0].found.mean < means[0].interval[1]


def test_ranks_count_futures(futures: StudyView) -> None:
    rows = {row[0]: row[2] for row in ranks(futures).rows}
    assert rows[FIRST] == "20 / 0"
    assert rows["Full ban"] == "0 / 20"


def test_few_futures_drive_nothing_that_can_be_told(timing: Path, reading: Reading) -> None:
    assert "Unknown: this study samples no uncertain parameter in enough futures." in reading.text


def by_stall(row: Row, noise: NDArray[np.float64]) -> NDArray[np.float64]:
    """A later day loses more where reserves hold, and nothing differs at a held line."""
    return 100 + noise + (row["stall"] == "reserves") * min(row[DAY], 60.0) * 0.1 * (1 + noise / 10)


@pytest.mark.usefixtures("undrawn")
def test_structures_have_a_range_and_the_answer_holds_under_the_first(tmp_path: Path) -> None:
    folder = study(tmp_path / "s", structures=[{"stall": "line"}, {"stall": "reserves"}], values=by_stall)
    view = StudyView(open_table(folder))
    (measure,) = [one for one in MEASURES if one.name == GROUND]
    row = structures(view, measure).rows[0]
    assert row[0] == FIRST
    assert [float(row[1]), row[2], row[3], row[4]] == [
        pytest.approx(-6, abs=0.1),
        "stall: reserves alone",
        "0",
        "stall: held line alone",
    ]
    assert row[5] == "0 / 1 / 1"
    page = study_report(folder)
    assert "over 2 structures from \N{MINUS SIGN}6" in page.findings[2].sentence
    assert "use the first of 2 structures (stall: held line alone)" in page.notes[0]


def turned_by_stall(row: Row, noise: NDArray[np.float64]) -> NDArray[np.float64]:
    """A permission loses less where reserves hold, and more at a held line."""
    return 100 + noise * (1 + 0.1 * (row[DAY] < 60)) + (row[DAY] < 60) * (3 if row["stall"] == "line" else -3)


@pytest.mark.usefixtures("undrawn")
def test_a_sign_that_the_structures_turn_is_told(tmp_path: Path) -> None:
    both = [{"stall": "line"}, {"stall": "reserves"}]
    second = sentences(study(tmp_path / "s", [NEVER, policy(10.0)], structures=both, values=turned_by_stall))[1]
    assert second.endswith(f"; structures reverse the sign of Red fires under {FIRST.replace('day 0', 'day 10')}.")


def test_a_study_that_is_not_finished_has_no_report(tmp_path: Path) -> None:
    folder = study(tmp_path / "half", status="interrupted")
    with pytest.raises(Problem, match="is unfinished: interrupted, 400 of at most 400 runs; repeat the sweep command"):
        study_report(folder)


@pytest.mark.usefixtures("undrawn")
def test_another_study_file_than_the_shipped_one_is_written_out(tmp_path: Path) -> None:
    folder = study(tmp_path / "permission_timing")
    levers = {"design": "product", "factors": {"restrictions": ["full_ban"]}}
    rewrite(folder, "study.json", spec={"question": "mine", "levers": levers})
    text = render(study_report(folder))
    assert "configs/study/permission_timing_again.yaml" in text
    assert "question: mine" in text
    assert "escsim sweep study=permission_timing_again replications=100 name=permission_timing" in text


@pytest.mark.thorough
def test_a_range_over_some_reasons_to_stall_names_the_others(tmp_path: Path) -> None:
    folder = study(tmp_path / "s", structures=[{"stall": "line"}, {"stall": "reserves"}], values=by_stall)
    page = study_report(folder)
    assert page.findings[2].sentence.endswith(
        " The range leaves out what was not run: stall: line, reserves and culmination; stall: culmination alone; "
        "other rates of Blue's replacements ([the command](#structures))."
    )
    assert "stall: [mixed,line,reserves,culmination]" in render(page)


REASONS = ("line", "reserves", "mixed", "culmination")


@pytest.mark.usefixtures("undrawn")
def test_a_range_over_the_reasons_to_stall_alone_wants_other_rates_of_replacement(tmp_path: Path) -> None:
    page = study_report(study(tmp_path / "s", structures=[{"stall": name} for name in REASONS], values=by_stall))
    left = "leaves out what was not run: other rates of Blue's replacements ([the command](#structures))."
    assert page.findings[2].sentence.endswith(left)
    text = render(page)
    assert "was run in part, without other rates of Blue&#39;s replacements." in text
    assert "scenario.forces.blue_replacements: [0.01 kpe/d,0 kpe/d,0.05 kpe/d]" in text


@pytest.mark.usefixtures("undrawn")
def test_a_range_over_all_structures_is_whole(tmp_path: Path) -> None:
    every = [{"stall": name, REPLACEMENTS: rate} for name in REASONS for rate in PACES]
    page = study_report(study(tmp_path / "s", structures=every, values=by_stall))
    assert "leaves out" not in page.findings[2].sentence
    assert "was not run" not in render(page)
    assert "was run in part" not in render(page)


@pytest.mark.usefixtures("undrawn")
def test_a_command_for_a_file_of_ones_own_says_where_the_file_is_shown(tmp_path: Path) -> None:
    folder = study(tmp_path / "permission_timing")
    rewrite(folder, "study.json", spec={"question": "mine"})
    before, _, _ = render(study_report(folder)).partition("escsim sweep study=permission_timing_again")
    assert "once its file is saved as shown under" in before


def test_values_that_a_study_drew_are_told_as_such(futures: StudyView) -> None:
    words = sampled_values(futures)
    assert words[HALF_LIFE] == "drawn: 5 to 24 days"
    config = to_config(parameters())
    text, table, _ = assumptions(config, ["aid"], {"fires.suppression": 0.5}, words).blocks
    assert isinstance(text, Text)
    assert "and the numbers above average over these samples. For the others" in text.words
    assert isinstance(table, TableBlock)
    assert table.rows[0][0] == "fires.suppression"
    assert table.rows[0][2] == words["fires.suppression"]
    assert all(not row[2].startswith("drawn") for row in table.rows[1:])


def test_what_is_compared_is_no_parameter_in_play() -> None:
    config = to_config(parameters())
    counts = []
    for varied in ([], ["aid"]):
        text = assumptions(config, varied).blocks[0]
        assert isinstance(text, Text)
        counts.append([int(number) for number in re.findall(r"\d+", text.words)])
    aid = [row for row in rows((Parameters,), config) if row.default and row.key.startswith("aid.")]
    assert counts[0][1] - counts[1][1] == len(aid)


def test_a_parameter_that_is_null_has_no_width_and_comes_last_of_those_that_nothing_ranks() -> None:
    config = to_config(parameters("red_line=grievance", "red_line.memory=null"))
    assert config["red_line"]["threshold_quantile"] is None
    table = assumptions(config, []).blocks[1]
    assert isinstance(table, TableBlock)
    assert all(row[2] != "null" for row in table.rows)
