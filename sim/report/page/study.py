"""The report of a study."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.analysis.comparison_notes import starts
from sim.analysis.searched import is_searched
from sim.analysis.structures_run import STALL, STRUCTURAL_WORDS
from sim.analysis.study_factors import UNCERTAINTY
from sim.analysis.study_indices import is_designed
from sim.analysis.study_table import open_table
from sim.config.canonical import to_config
from sim.config.counting import number_of
from sim.config.problems import Problem
from sim.report.decision.folder import decided
from sim.report.page.assumptions import TITLE as ASSUMPTIONS
from sim.report.page.assumptions import assumptions
from sim.report.page.blocks import Block, Commands, FigureBlock, Heading, Page, Section, TableBlock, Text
from sim.report.page.commands import command
from sim.report.page.decision import decision_section
from sim.report.page.drivers import ANCHOR, TITLE, driver_studies
from sim.report.page.ground import incomplete_range
from sim.report.page.limits import BELIEFS_RANK, limits
from sim.report.page.provenance import scenario_of, sittings
from sim.report.page.search import search_section
from sim.report.page.study_answer import findings
from sim.report.page.study_commands import is_shipped, study_word, sweep_words, yaml_of
from sim.report.page.study_indices import indices
from sim.report.page.study_pictures import StudyPicture, pictures
from sim.report.page.study_tables import (
    driver_table,
    factors,
    interactions,
    policies,
    ranks,
    sampled_values,
    strongest_drivers,
    structures,
)
from sim.report.page.study_trajectories import timelines, trajectories
from sim.report.page.study_view import GROUND, OF_ESCALATION, StudyView
from sim.report.words.interactions import NOTE as INTERACTIONS_NOTE
from sim.report.words.interactions import TITLE as INTERACTIONS
from sim.report.words.markdown import sentence
from sim.report.words.verdicts import MARKS
from sim.study.design import aliasing
from sim.study.files import manifest as manifests
from sim.study.sweep import recipe
from sim.study.sweep.stored import StoredStudy

MOST_AT_A_GLANCE = 8  # policies in a table right below the answer
MOST_RANGES = 3  # measures whose structural range is shown


def study_report(folder: Path, data: bool = False) -> Page:
    """The report of a finished study.

    `data`: whether to write the data of its figures into that folder, and to link to them.

    Raises:
        Problem: it is not finished, or cannot be read.
    """
    view = StudyView(open_table(folder))
    manifest = view.table.manifest
    if manifest["status"] != "finished":
        raise Problem(manifests.unfinished_study(folder, manifest))
    shown, (config, unknown) = pictures(view, data), _config(view)
    return Page(
        title=f"Study {manifest['study']} in the scenario {scenario_of(manifest)}",
        question=manifest.get("question") or f"What differs from {view.reference.name}?",
        findings=findings(view),
        glance=_glance(view, shown),
        basis=_basis(view),
        notes=_notes(view),
        sections=[
            Section("policies", "What is compared", [factors(view)]),
            *([search_section(view, shown)] if is_searched(view.table) else []),
            *_decision(view),
            Section("comparison", "The comparison", _comparison(view, shown)),
            Section(
                "trajectories", "Trajectories", [*_figures(shown, [GROUND], _ground_text(view)), *trajectories(view)]
            ),
            Section("timeline", "Timeline", timelines(view)),
            _escalation(view, shown),
            _drivers(view, shown),
            _structures(view),
            _assumptions(config, unknown, view),
            limits(config),
            Section("measures", "Every measure shown", _measures(view)),
            _provenance(view, shown),
        ],
    )


def _decision(view: StudyView) -> list[Section]:
    """The decision, of a study that was decided."""
    found = decided(view.table)
    return [] if found is None else [decision_section(found, view.table.folder.name)]


def _glance(view: StudyView, shown: Sequence[StudyPicture]) -> list[Block]:
    """The headline measures of a few policies as a table; of many, the first measure as a figure."""
    if len(view.policies) > MOST_AT_A_GLANCE:
        figure = _figures(shown, [view.headline[0].name]) if view.headline else []
        return [*figure, Text("The tables are under [Every measure shown](#measures).", quiet=True)]
    return [policies(view, view.headline, _caption(view)), Text(_key(view), quiet=True)]


def _caption(view: StudyView) -> str:
    reference = view.reference.name
    what = "5 to 95 % of the futures" if view.futures > 1 else "95 % interval"
    within = f", under one structure ({view.structures[0].name})" if view.structures[0].name else ""
    return f"Difference from {reference} [{what}]{within}, and the level of {reference}"


def _key(view: StudyView) -> str:
    """Key to the cells."""
    if view.futures == 1:
        return MARKS
    return (
        f"{MARKS} First line: mean over {view.futures:,} futures, each with its own values of the uncertain "
        "parameters; its sign is tested with the replications in these futures. Brackets: 5 % to 95 % "
        "quantiles of the futures. Last line: number of futures whose mean over replications is above and below 0."
    )


def _basis(view: StudyView) -> str:
    manifest = view.table.manifest
    failed = manifest.get("failed", 0)
    counts = [
        f"{len(view.structures):,} structures" if len(view.structures) > 1 else "",
        f"{view.futures:,} futures" if view.futures > 1 else "",
        f"{len(view.policies) + 1:,} policies",
    ]
    most = "up to " if manifest.get("until") else ""
    return (
        f"{', '.join(filter(None, counts))}; {len(view.table):,} points of {most}{manifest['replications']:,} "
        f"replications, seed {manifest['seed']}, paired by replication within a structure and a future."
        + (f" {number_of(failed, 'run')} failed; left out." if failed else "")
    )


def _notes(view: StudyView) -> list[str]:
    notes = [*starts(view.table.manifest)]
    if len(view.structures) > 1:
        notes.append(
            f"The answer and the tables use the first of {len(view.structures)} structures "
            f"({view.structures[0].name}). [Structural range](#structures) shows the others."
        )
    if view.table.manifest.get("shard"):
        notes.append(f"This is shard {view.table.manifest['shard']} of the study, not the whole study.")
    notes += map(sentence, view.table.manifest.get("empty_cells", []))
    notes += [
        f"{number_of(count, 'point')} dropped where {rule}."
        for rule, count in view.table.manifest.get("dropped", {}).items()
        if count
    ]
    return notes


def _figures(shown: Sequence[StudyPicture], names: Sequence[str], before: str = "", kind: str = "curve") -> list[Block]:
    """The figures of some measures, or why there are none, and the text before them."""
    blocks: list[Block] = []
    for one in shown:
        if one.measure.name not in names or one.kind != kind:
            continue
        if one.figure is not None:
            blocks.append(FigureBlock(one.figure, one.numbers))
        else:
            blocks.append(Text(f"No figure of {one.measure.name}: {one.why_not}", quiet=True))
    return [*([Text(before)] if before and blocks else []), *blocks]


def _comparison(view: StudyView, shown: Sequence[StudyPicture]) -> list[Block]:
    ranked = [ranks(view)] if view.futures > 1 and len(view.policies) > 1 else []
    left = view.headline[1:] if len(view.policies) > MOST_AT_A_GLANCE else view.headline
    crossed = interactions(view)
    levers: list[Block] = []
    if crossed is not None:
        levers = [Heading(INTERACTIONS), crossed, Text(INTERACTIONS_NOTE, quiet=True)]
    return [*ranked, *_figures(shown, [one.name for one in left]), *levers]


def _ground_text(view: StudyView) -> str:
    if len(view.structures) > 1:
        return f"Ground lost, under one structure only ({view.structures[0].name}); quote its range over all of them."
    return "Ground lost covers one stall assumption only; do not quote it without the range."


def _escalation(view: StudyView, shown: Sequence[StudyPicture]) -> Section:
    measures = [measure for measure in view.measures if measure.name in OF_ESCALATION]
    table = [policies(view, measures, _caption(view))] if measures else []
    return Section("escalation", "Escalation", [Text(BELIEFS_RANK), *table, *_figures(shown, OF_ESCALATION)])


def _drivers(view: StudyView, shown: Sequence[StudyPicture]) -> Section:
    ground = [measure for measure in view.measures if measure.name == GROUND]
    tables = [table for measure in [*view.headline[:2], *ground] if (table := driver_table(view, measure)) is not None]
    blocks: list[Block]
    if not tables:
        blocks = driver_studies(
            "Unknown: this study samples no uncertain parameter in enough futures. The first of these "
            "studies screens many parameters, the second ranks the policies in every future:"
        )
    else:
        blocks = [Text(_design_text(view)), *tables]
        blocks += _figures(shown, [view.headline[0].name], kind="parallel")
    blocks[:0] = map(Text, aliasing.lines(view.aliases))
    if is_designed(view.table):
        blocks += [*indices(view, view.headline[:2]), *_figures(shown, [view.headline[0].name], kind="indices")]
    return Section(ANCHOR, TITLE, blocks)


def _design_text(view: StudyView) -> str:
    """Note on the limits of rank correlations, given how the futures were drawn."""
    text = (
        "A rank correlation shows how consistently the difference rises or falls with a parameter, not "
        "how much. A correlation near 0 does not rule out a non-monotonic effect."
    )
    if view.designs & {"morris", "saltelli"}:
        groups = f"The rows of this design ({', '.join(sorted(view.designs))}) form groups"
        return f"{text} {groups}, so chance correlations are larger."
    return text


def _structures(view: StudyView) -> Section:
    ground = [measure for measure in view.measures if measure.name == GROUND]
    blocks: list[Block] = []
    if len(view.structures) > 1:
        blocks += [structures(view, measure) for measure in [*ground, *view.headline][:MOST_RANGES]]
    if view.structures_run.missing:
        factors = ", ".join(f"{key}: [{values}]" for key, values in STRUCTURAL_WORDS.items())
        design = f"study.structures={{design: product, factors: {{{factors}}}}}"
        file = "" if is_shipped(view) else ", once its file is saved as shown under [Provenance](#provenance)"
        blocks += [
            Text(f"{incomplete_range(view.structures_run)} This command crosses the study with all of them{file}:"),
            Commands([command("sweep", *sweep_words(view), design, f"name={study_word(view)}_{STALL}")]),
        ]
    return Section("structures", "Structural range", blocks)


def _config(view: StudyView) -> tuple[Mapping[str, Any], str]:
    """The config of the reference policy; or an empty one, and why it is not known.

    Raises:
        Problem: a file that it is read from is damaged or cannot be read, which is not for another version to say.
    """
    kept = recipe.files(view.table.manifest)
    if not kept:
        return {}, "the folder keeps no parameters"
    for name in kept:
        view.table.study.file(name)
    try:
        return to_config(StoredStudy(view.table.study).parameters(0)), ""
    except Problem:
        made = view.table.manifest.get("made_with", {}).get("version", "unknown")
        return {}, f"this version of escsim cannot read the parameters of the study, which version {made} made"


def _assumptions(config: Mapping[str, Any], unknown: str, view: StudyView) -> Section:
    if unknown:
        text = f"Not listed: {unknown}. `escsim parameters` lists the parameters of this version."
        return Section("assumptions", ASSUMPTIONS, [Text(text)])
    sections = view.table.sections
    varied = [key for key, section in sections.items() if section != UNCERTAINTY]
    return assumptions(config, varied, strongest_drivers(view) or None, sampled_values(view))


def _measures(view: StudyView) -> list[Block]:
    groups = [view.headline, [measure for measure in view.measures if measure not in view.headline]]
    tables = [policies(view, some, _caption(view)) for some in groups if some]
    query = f"select label, avg({view.measures[0].name}) as mean from runs group by label"
    return [
        *tables,
        Text(_key(view), quiet=True),
        Text("Query other measures of the study in SQL, for example:"),
        Commands([command("query", view.table.folder.name, query)]),
    ]


def _provenance(view: StudyView, shown: Sequence[StudyPicture]) -> Section:
    manifest = view.table.manifest
    rows = [
        ["study", manifest["study"]],
        ["key", manifest.get("key", "")],
        ["seed", str(manifest["seed"])],
        ["points", f"{len(view.table):,}"],
        ["replications", f"{manifest['replications']:,}"],
        ["engine", manifest.get("engine", "")],
        ["started (UTC)", manifest.get("started", "")],
    ]
    name = view.table.folder.name
    blocks: list[Block] = [
        *map(Text, sittings(manifest)),
        TableBlock("The study", ["entry", "value"], rows, small=True),
    ]
    if not is_shipped(view):
        blocks.append(Text(f"This study file, in `configs/study/{study_word(view)}.yaml`:"))
        blocks.append(Commands(yaml_of(manifest.get("spec", {})).splitlines()))
    blocks += [
        Text("With this version, these commands reproduce the study and check a sample of it bit by bit:"),
        Commands([command("sweep", *sweep_words(view), f"name={name}"), command("check", name, "--sample", "1%")]),
    ]
    drawn = [[one.figure.title, one.command] for one in shown if one.figure is not None]
    if drawn:
        blocks.append(TableBlock("The figures", ["figure", "command that draws it"], drawn, small=True))
    return Section("provenance", "Provenance", blocks)
