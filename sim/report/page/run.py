"""The report of one run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.analysis.pairing import unfinished
from sim.analysis.structures_run import STRUCTURAL_WORDS, every_structure, reason_run
from sim.analysis.summary import Estimate, interval_of, summarize_run
from sim.config.counting import number_of
from sim.config.problems import Problem
from sim.model.measures import ESCALATION
from sim.report.drawing.inline_svg import inline
from sim.report.figures.figure import TIMELINE, TRAJECTORIES
from sim.report.figures.registry import registered
from sim.report.figures.run.facts import TOLD, RunSubject
from sim.report.figures.run_figures import figures
from sim.report.page.assumptions import assumptions
from sim.report.page.blocks import AnswerSentence, Block, Commands, FigureBlock, Page, Section, TableBlock, Text
from sim.report.page.commands import command, place_in_runs, run_commands
from sim.report.page.drivers import drivers
from sim.report.page.limits import limits
from sim.report.page.provenance import meaning_of, option_name, scenario_of, sittings
from sim.report.words.names import nature_of
from sim.report.words.numbers import number
from sim.report.words.run_names import NAMED_GROUPS, called
from sim.report.words.wording import amount, spelt
from sim.study.files.places import FIGURES
from sim.study.run.store import StoredRun

NAMED = 3  # headline measures that the answer names
GROUND, RELAXATION = "ground_lost_km2", "relaxation_day"
SUMMARY_NOTE = (
    "Mean [95 % interval], quantiles over replications, and the number of replications that define the measure."
)


def run_report(run: StoredRun) -> Page:
    """The report of a run.

    Raises:
        Problem: it did not finish, or a table is missing or torn.
    """
    if lines := [*unfinished([run])]:
        raise Problem(*lines)
    estimates = {estimate.measure.name: estimate for estimate in summarize_run(run)}
    manifest, pictures = run.manifest, [*_pictures(run)]
    counted = number_of(manifest["replications"], "replication")
    return Page(
        title=f"One run in the scenario {scenario_of(manifest)}",
        question=f"What happens under {called(manifest)}?",
        findings=_findings(run, estimates),
        glance=[_table([one for one in estimates.values() if one.measure.leads], "Headline measures")],
        basis=f"{counted}, seed {manifest['seed']}, config {manifest['config_hash']}.",
        notes=[
            "A single run compares nothing: the effect of a policy is its difference from another, "
            "replication by replication."
        ],
        sections=[
            _what_was_run(run),
            Section("comparison", "The comparison", _other_policies(run)),
            Section("trajectories", "Trajectories", _of(TRAJECTORIES, pictures, "The run saved no paths.")),
            Section("timeline", "Timeline", _timeline(run, pictures)),
            _escalation(estimates),
            drivers("Unknown from one run, in which every parameter has a single value. These studies show it:"),
            _structures(run),
            assumptions(manifest["config"], ()),
            limits(manifest["config"]),
            Section("measures", "Every measure", [_table([*estimates.values()], f"{SUMMARY_NOTE}", small=True)]),
            _provenance(run, pictures),
        ],
    )


def _findings(run: StoredRun, estimates: dict[str, Estimate]) -> list[AnswerSentence]:
    headline = [one for one in estimates.values() if one.measure.headline][:NAMED]
    return [
        AnswerSentence("Model results:", f"{'; '.join(map(_level, headline))}."),
        AnswerSentence("Relaxation of the restriction:", _relaxation(run, estimates)),
        AnswerSentence("Ground:", _ground(run, estimates)),
    ]


def _level(estimate: Estimate) -> str:
    """The mean with its interval, and where 9 of 10 replications lie."""
    measure = estimate.measure
    if not estimate.defined:
        return f"{spelt(measure)}: defined in no replication"
    low, high = interval_of(estimate)
    mean = f"{amount(estimate.mean, measure)} [{number(low, 3)} to {number(high, 3)}]"
    return (
        f"{spelt(measure)}: {mean} on average, and {number(estimate.q05, 3)} to {number(estimate.q95, 3)} "
        "in 9 of 10 replications"
    )


def _relaxation(run: StoredRun, estimates: dict[str, Estimate]) -> str:
    found = estimates.get(RELAXATION)
    count = run.manifest["replications"]
    if found is None or not found.defined:
        return f"in none of the {count:,} replications before the horizon."
    where = "in every replication" if found.defined == count else f"in {found.defined:,} of {count:,} replications"
    if found.q05 == found.q95:
        return f"on day {number(found.mean)} {where}."
    low, high = interval_of(found)
    return (
        f"{where}, then on average on day {number(found.mean, 3)} [{number(low, 3)} to {number(high, 3)}], from "
        f"{number(found.q05, 3)} to {number(found.q95, 3)} in 9 of 10."
    )


def _ground(run: StoredRun, estimates: dict[str, Estimate]) -> str:
    found = estimates.get(GROUND)
    if found is None:
        return "not measured by this run."
    reason = reason_run(run.manifest)
    level = _level(found).partition(": ")[2]
    return (
        f"{level}, under one structure only (stall: {reason}). The record does not show why the offensive stalls; the "
        f"range over {every_structure()} was not run: [the command](#structures)."
    )


def _table(estimates: Sequence[Estimate], caption: str, small: bool = False) -> TableBlock:
    rows = []
    for one in sorted(estimates, key=lambda each: not each.measure.leads):
        low, high = interval_of(one)
        mean = f"{number(one.mean)} [{number(low)} to {number(high)}]" if one.defined else "-"
        quantiles = [number(value) for value in (one.q05, one.q50, one.q95)]
        rows.append(
            [
                f"{one.measure.name}{nature_of(one.measure)}",
                one.measure.unit,
                one.measure.meaning,
                mean,
                *quantiles,
                f"{one.defined:,}",
            ]
        )
    headings = ["measure", "unit", "meaning", "mean [95 % interval]", "5 %", "50 %", "95 %", "n"]
    return TableBlock(caption, headings, rows, right_from=3, small=small)


def _pictures(run: StoredRun) -> Iterator[tuple[str, FigureBlock]]:
    """The figures that there are, each with its section."""
    subject = RunSubject(run)
    drawn = figures(subject)
    for figure in registered("run"):
        if figure.name in drawn:
            data = f"{FIGURES}/{figure.name}.csv"
            there = data if (run.folder / data).is_file() else ""
            yield figure.section, FigureBlock(inline(drawn[figure.name], figure.name, there), figure.words(subject))


def _of(section: str, pictures: Sequence[tuple[str, FigureBlock]], missing: str) -> list[Block]:
    """The figures of a section, or what is said where there is none."""
    return [picture for where, picture in pictures if where == section] or [Text(missing)]


def _what_was_run(run: StoredRun) -> Section:
    choices = run.manifest["choices"]
    order = [*(group for group in NAMED_GROUPS if group in choices), *(g for g in choices if g not in NAMED_GROUPS)]
    names = {group: option_name(run.manifest, group, choices[group]) for group in order}
    rows = [[group, choices[group], names[group], meaning_of(group, choices[group])] for group in order]
    return Section(
        "policies",
        "What was run",
        [TableBlock("Options of the config groups", ["group", "option", "label", "what it is"], rows)],
    )


def _other_policies(run: StoredRun) -> list[Block]:
    policy = run.manifest["choices"].get("restrictions", "")
    other = "full_ban" if policy != "full_ban" else "counter_fire"
    lines = run_commands([run], {"restrictions": f"{policy},{other}"}, many=True)
    return [
        Text("Nothing was compared. This command runs another policy with the same settings and reports both:"),
        Commands(lines),
    ]


def _timeline(run: StoredRun, pictures: Sequence[tuple[str, FigureBlock]]) -> list[Block]:
    return [
        *_of(TIMELINE, pictures, "The run saved no events."),
        Text("One replication of many: an example, not the expected course of events. For its story in words, run:"),
        Commands([command("trace", place_in_runs(run.folder), "--replication", str(TOLD))]),
    ]


def _escalation(estimates: dict[str, Estimate]) -> Section:
    found = [one for one in estimates.values() if one.measure.topic == ESCALATION]
    text = (
        "Severities, baselines and red lines behind escalation are beliefs without data. A level means "
        "nothing alone; only the ranking of two policies under the same beliefs does."
    )
    return Section("escalation", "Escalation", [Text(text), _table(found, "Measures of escalation", small=True)])


def _structures(run: StoredRun) -> Section:
    return Section(
        "structures",
        "Structural range",
        [
            Text(f"The range over {every_structure()} was not run. This command runs and compares them:"),
            Commands(run_commands([run], STRUCTURAL_WORDS, many=True)),
        ],
    )


def _provenance(run: StoredRun, pictures: Sequence[tuple[str, FigureBlock]]) -> Section:
    manifest = run.manifest
    rows = [
        ["scenario", manifest["scenario"]],
        ["config hash", manifest["config_hash"]],
        ["seed", str(manifest["seed"])],
        ["replications", f"{manifest['replications']:,}"],
        ["engine", manifest["engine"]],
        ["started (UTC)", manifest["started"]],
    ]
    (again,) = run_commands([run])
    blocks: list[Block] = [
        *map(Text, sittings(manifest)),
        TableBlock("The run", ["entry", "value"], rows, small=True),
        Text("With this version, this command reproduces the run; equal config hashes mean equal runs:"),
        Commands([again]),
    ]
    if pictures:
        shown = [[one.figure.title, f"figures/{one.figure.name}.svg, .png, .csv", again] for _, one in pictures]
        blocks.append(
            TableBlock("The figures", ["figure", "file of the run", "command that draws it"], shown, small=True)
        )
    return Section("provenance", "Provenance", blocks)
