"""The report of a comparison, of made-up runs."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from compared_made_up import COUNT, MadeUpRun, comparison_of, paths_of, run_of
from page_reading import Reading, plain

from sim.analysis.comparison import RunComparison, compare
from sim.config.problems import Problem
from sim.report.figures.drawing import pictures
from sim.report.page.comparison import comparison_report
from sim.report.page.comparison_view import answered_differences, measures_named
from sim.report.page.render import render, write
from sim.report.words.names import nature_of
from sim.report.words.verdicts import change, interval_of
from sim.study.differences.verdict import has_clear_sign
from sim.study.files.manifest import WARNING

SECTIONS = [
    *("What is compared", "The comparison", "Trajectories", "Timeline", "Escalation", "What drives it"),
    *(
        "Structural range",
        "Assumptions that matter most",
        "What the model and the data cannot show",
        "Every measure",
        "Provenance",
    ),
]
NOISE = np.random.default_rng(5).normal(size=COUNT)
NOISE -= NOISE.mean()


@pytest.fixture(scope="module")
def reading(three: RunComparison) -> Reading:
    return Reading(comparison_report(three, pictures(three)))


@pytest.fixture(scope="session")
def three() -> RunComparison:
    return comparison_of((0, 6, 12), reference=1)


def made_up(name: str, stall: str = "mixed", **table: Any) -> MadeUpRun:
    """A run that differs from others in its policy and its reason to stall, and in some measures."""
    run = run_of(0, name, replays_record=False)
    assert isinstance(run, MadeUpRun)
    choices = {"restrictions": name, "stall": stall}
    config = {**run.manifest["config"], "restrictions": {"kind": name}, "stall": {"kind": stall}}
    manifest = {**run.manifest, "choices": choices, "config": config, "config_hash": f"{name[:6]}-{stall}"}
    manifest["overrides"] = [f"restrictions={name}", f"stall={stall}"]
    values = {key: np.asarray(value, dtype=float) for key, value in table.items()}
    return replace(run, folder=Path("runs") / f"{name}-{stall}", manifest=manifest, values={**run.values, **values})


def sentences(comparison: RunComparison) -> list[str]:
    return [finding.sentence for finding in comparison_report(comparison, []).findings]


@pytest.mark.thorough
def test_headings_begin_with_one_question_and_leave_no_level_out(reading: Reading) -> None:
    levels = [level for level, _ in reading.headings]
    others = "Counter-fire from day 20 (record) or Permitted on request (day 5)"
    assert reading.headings[0] == (1, f"What would differ under {others} rather than Full ban?")
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert [text for level, text in reading.headings if level == 2] == ["The answer", *SECTIONS]


def test_every_figure_says_what_it_shows_in_numbers(reading: Reading, three: RunComparison) -> None:
    assert len(reading.figures) == 10
    assert all(len(re.findall(r"\d", label)) >= 3 for label in reading.figures)
    assert len(set(reading.figures)) == len(reading.figures)
    assert len(reading.captions) == len(reading.figures)
    (ground,) = [label for label in reading.figures if label.startswith("Ground lost under each variant. ")]
    daily = three.daily[three.reference]
    last = {name: daily["ground_lost_km2"][daily["statistic"] == name][-1] for name in ("q50", "q05", "q95")}
    numbers = "{q50:.3g} [{q05:.3g} to {q95:.3g}]".format(**last)
    assert f"on day 10, median [5 % to 95 %]: Full ban {numbers}; Counter-fire from day 20 (record) " in ground


def test_nothing_is_loaded_and_every_link_leads_to_a_name(reading: Reading) -> None:
    assert all(place.startswith("#") for place in reading.places)
    assert {place[1:] for place in reading.places if place != "#"} <= set(reading.names)
    assert len(set(reading.names)) == len(reading.names)
    assert not re.search(r"https?://|@import|url\((?!#)", reading.text)
    assert len(reading.text.encode()) < 2_000_000


def test_only_the_script_for_sorting_may_run(reading: Reading) -> None:
    (script,) = reading.scripts
    body = reading.text.partition("<script>")[2].partition("</script>")[0]
    digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-{digest}'" in reading.text
    assert "aria-sort" in script


def test_the_numbers_are_those_of_the_tables(reading: Reading, three: RunComparison) -> None:
    for place in three.variants:
        headings, rows = reading.table(f"{three.names[place]} minus Full ban")
        assert [row[0].rstrip("*\N{DAGGER}") for row in rows] == [
            f"{measure.name}{nature_of(measure)}" for measure in three.measures
        ]
        column = headings.index("difference")
        for row, measure in zip(rows, three.measures, strict=True):
            found = three.difference(place, measure.name)
            assert [plain(text) for text in row[column:]] == [change(found.mean), interval_of(found)]


def test_the_table_below_the_answer_has_the_headline_measures(reading: Reading, three: RunComparison) -> None:
    headings, rows = reading.table("Difference from Full ban [95 % interval], and the mean")
    headline = [measure for measure in three.measures if measure.headline]
    assert len(headings) == 1 + len(headline)
    assert [row[0] for row in rows] == [
        "Full ban (mean)",
        "Counter-fire from day 20 (record)",
        "Permitted on request (day 5)",
    ]
    found = three.difference(0, "red_fires_kr")
    assert plain(rows[1][2]) == f"\N{BLACK DOWN-POINTING TRIANGLE} {change(found.mean)}{interval_of(found)}"
    assert rows[1][4].startswith("\N{WHITE CIRCLE} ")


def test_what_it_says_first_and_last_is_what_it_is_not(reading: Reading) -> None:
    assert reading.text.count(WARNING) >= 2


@pytest.mark.thorough
def test_the_same_comparison_gives_the_same_bytes(three: RunComparison) -> None:
    drawn = pictures(three)
    assert render(comparison_report(three, drawn)) == render(comparison_report(three, pictures(three)))


def test_the_answer_names_what_differs_by_how_much_and_in_how_many_pairs(three: RunComparison) -> None:
    first, second, _ = sentences(three)
    low, high = three.difference(0, "red_fires_kr"), three.difference(2, "red_fires_kr")
    assert first.startswith("compared with Full ban, Red fires ")
    assert f"{-low.mean:.3g} thousand fewer rounds (95 % interval {-low.simultaneous_high:.3g} to " in first
    assert f", {high.mean:.3g} thousand more ({high.simultaneous_low:.3g} to " in first
    assert first.endswith("; all pairs differ in these measures.")
    assert second.startswith("the sign of 1 of 10 differences, in ")
    assert "Blue batteries lost under Counter-fire from day 20 (record) (too few replications differ)" in second
    assert (
        "identical in every pair, so unaffected: Red batteries lost, Blue batteries lost under Permitted on request "
        "(day 5)" in second
    )


def test_the_first_sentence_names_every_measure_that_was_asked_for(three: RunComparison) -> None:
    names = ("red_fires_kr", "launcher_salvos", "ground_lost_km2")
    asked = replace(three, measures=tuple(one for one in three.measures if one.name in names))
    assert measures_named(three) == 0
    assert measures_named(asked) == len(asked.measures)
    told = answered_differences(asked, ())
    clear = [one for one in asked.measures if any(has_clear_sign(found.verdict) for _, found in told.of(one))]
    assert len(clear) > 1
    assert all(one.sentence.partition(" #")[0] in sentences(asked)[0] for one in clear)


def test_what_differs_in_few_pairs_cannot_be_told() -> None:
    assert "Blue batteries lost (too few replications differ)" in sentences(comparison_of((0, 6)))[1]


def test_an_interval_that_holds_0_is_told_as_such() -> None:
    noisy = made_up("full_ban", red_batteries_lost_bty=NOISE)
    found = sentences(compare([made_up("counter_fire"), noisy]))
    assert found[0].startswith("no headline measure has a clear sign against Counter-fire from day 20 (record)")
    assert "Red batteries lost (the interval includes 0)" in found[1]


def test_the_options_compared_have_their_labels_and_their_keys() -> None:
    mine = made_up("mine")
    mine.manifest["labels"] = {"restrictions": "my ban"}
    reading = Reading(render(comparison_report(compare([made_up("counter_fire"), mine]), [])))
    headings, rows = reading.table("Restrictions: the options compared")
    assert headings == ["option", "what it is", "restrictions="]
    assert [(row[0], row[2]) for row in rows] == [
        ("Counter-fire from day 20 (record)", "counter_fire"), ("my ban", "mine")
    ]  # fmt: skip
    assert rows[1][1] == "your own option"


def test_where_nothing_differs_it_says_so() -> None:
    found = sentences(compare([made_up("counter_fire"), made_up("full_ban")]))
    assert found[0] == "no headline measure differs from Counter-fire from day 20 (record) in any pair."
    assert found[1].startswith("nothing; all 5 differences have a clear sign or are zero in every pair; identical in")


def test_where_all_is_told_it_says_so() -> None:
    names = ("red_batteries_lost_bty", "red_fires_kr", "blue_losses_kpe", "blue_batteries_lost_bty")
    table = dict.fromkeys((*names, "below_reserve_days"), 10 + NOISE)
    other = dict.fromkeys(table, 20 + 1.1 * NOISE)
    found = sentences(compare([made_up("counter_fire", **table), made_up("full_ban", **other)]))
    assert found[0].startswith(
        "Full ban instead of Counter-fire from day 20 (record): Red loses 10 more batteries (95 % "
    )
    assert found[0].count(" more ") == 3
    assert found[1] == "nothing; all 5 differences have a clear sign or are zero in every pair."


def test_runs_that_are_not_paired_have_no_share_of_pairs() -> None:
    one, other = run_of(0, "counter_fire", False), run_of(12, "full_ban", False)
    apart = replace(other, manifest={**other.manifest, "seed": 8})
    found = sentences(compare([one, apart]))
    assert "Red fires 12 thousand more rounds" in found[0]
    assert "pairs" not in found[0]


def test_ground_of_one_structure_is_not_quoted_and_the_command_is_given(reading: Reading, three: RunComparison) -> None:
    third = sentences(three)[2]
    assert not re.search(r"\d", third)
    assert "only one reason was run (unknown)" in third
    assert "escsim run -m" in reading.text
    assert "stall=mixed,line,reserves,culmination" in reading.text


@pytest.fixture(scope="module")
def structures() -> RunComparison:
    """Two policies under two reasons to stall, of which one makes 4 km2 of the policy and the other nothing."""
    shifts = {
        ("counter_fire", "mixed"): 0,
        ("full_ban", "mixed"): 4,
        ("counter_fire", "line"): 50,
        ("full_ban", "line"): 50,
    }
    runs = [
        made_up(name, stall, ground_lost_km2=100 + NOISE * (1.1 if shift == 4 else 1) + shift,
                red_fires_kr=50 + NOISE + 9 * (name == "full_ban") + 0.1 * NOISE * (name == "full_ban"))
        for (name, stall), shift in shifts.items()
    ]  # fmt: skip
    return compare(runs)


def test_policies_are_told_within_the_structure_of_the_reference(structures: RunComparison) -> None:
    page = comparison_report(structures, [])
    assert (
        page.question
        == "What would differ under Full ban rather than Counter-fire from day 20 (record), and does it depend on "
        "the reason to stall?"
    )
    assert page.findings[0].sentence.startswith(
        "Full ban instead of Counter-fire from day 20 (record), under one structure (stall: line, reserves and "
        "culmination): Red fires 9"
    )


def test_ground_is_given_with_its_range_over_structures(structures: RunComparison) -> None:
    third = sentences(structures)[2]
    assert (
        "Full ban minus Counter-fire from day 20 (record): 0 to +4.00 km² (lowest with stall: held line alone, "
        "highest with stall: line, reserves and culmination)" in third
    )
    assert "its sign is clear only with stall: line, reserves and culmination" in third
    reading = Reading(comparison_report(structures, []))
    _, rows = reading.table("Ground lost (km²): policy minus reference policy")
    assert [row[:2] for row in rows] == [
        ["Full ban", "stall: line, reserves and culmination"],
        ["Full ban", "stall: held line alone"],
    ]
    assert third.endswith(
        "leaves out what was not run: stall: reserves alone; stall: culmination alone; other rates of Blue's "
        "replacements ([the command](#structures))."
    )
    assert "escsim run -m restrictions=counter_fire,full_ban stall=mixed,line,reserves,culmination" in reading.text
    assert "escsim run restrictions=full_ban stall=line name=full_ban-line" in reading.text
    assert "escsim compare counter_fire-mixed " in reading.text


def replaced(policy: str, stall: str, rate: str) -> MadeUpRun:
    """A run at a rate of Blue's replacements."""
    run = made_up(policy, stall, ground_lost_km2=100 + NOISE * (1 + 0.1 * (policy == "full_ban")))
    config = {**run.manifest["config"], "scenario": {"forces": {"blue_replacements": rate}}}
    return replace(run, manifest={**run.manifest, "config": config, "config_hash": f"{policy[:6]}-{stall}-{rate[:4]}"})


@pytest.mark.parametrize("rates", [("0.01 kpe/d",), ("0.01 kpe/d", "0 kpe/d")])
def test_a_range_over_all_reasons_to_stall_wants_a_second_rate_of_replacement(rates: tuple[str, ...]) -> None:
    every = [
        replaced(policy, stall, rate)
        for rate in rates
        for stall in ("mixed", "line", "reserves", "culmination")
        for policy in ("counter_fire", "full_ban")
    ]
    comparison = compare(every)
    text = Reading(comparison_report(comparison, [])).text
    wanted = len(rates) == 1
    assert sentences(comparison)[2].endswith("([the command](#structures)).") is wanted
    assert ("was run in part, without other rates of Blue&#39;s replacements" in text) is wanted
    assert ("scenario.forces.blue_replacements=0.01 kpe/d,0 kpe/d,0.05 kpe/d" in text) is wanted
    assert any(note.startswith("Ground was run under 4 structures only") for note in comparison.notes) is wanted


def test_a_sign_that_the_structures_turn_is_told() -> None:
    shifts = {
        ("counter_fire", "mixed"): 0,
        ("full_ban", "mixed"): 4,
        ("counter_fire", "line"): 9,
        ("full_ban", "line"): 2,
    }
    runs = [
        made_up(name, stall, below_reserve_days=20 + NOISE * (1 + 0.1 * place) + shift)
        for place, ((name, stall), shift) in enumerate(shifts.items())
    ]
    second = sentences(compare(runs))[1]
    assert second.endswith("; structures reverse the sign of days below reserve under Full ban.")


def test_without_figures_it_says_so(three: RunComparison) -> None:
    page = comparison_report(three, [], drawn=False)
    assert page.figures == []
    assert page.notes[-1] == "Figures were left out on request."


def test_names_of_the_user_are_text() -> None:
    wild = made_up("<script>alert(1)</script>")
    text = render(comparison_report(compare([made_up("counter_fire"), wild]), []))
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_a_report_is_replaced_and_nothing_else(three: RunComparison, tmp_path: Path) -> None:
    page, path = comparison_report(three, []), tmp_path / "report.html"
    write(page, path)
    written = path.read_bytes()
    write(page, path)
    assert path.read_bytes() == written
    assert [one.name for one in tmp_path.iterdir()] == ["report.html"]
    other = tmp_path / "notes.html"
    other.write_text("<html>mine</html>")
    with pytest.raises(Problem, match="already exists and is not a report of escsim"):
        write(page, other)
    assert other.read_text() == "<html>mine</html>"
    with pytest.raises(Problem, match="is a folder; name a file"):
        write(page, tmp_path)


@pytest.mark.thorough
def test_many_variants_stay_small(eight: RunComparison) -> None:
    text = render(comparison_report(eight, pictures(eight)))
    assert len(text.encode()) < 2_000_000


def test_paths_that_are_missing_are_told() -> None:
    bare = compare([run_of(0, "counter_fire", False, {}), run_of(6, "full_ban", False, {})])
    assert "The runs share no saved path" in render(comparison_report(bare, []))
    assert paths_of(0, NOISE[:5, None])["ground_lost_km2"].shape == (5, 11)
