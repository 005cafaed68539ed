"""The report of a comparison."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.analysis.comparison import PairedDifference, RunComparison
from sim.analysis.structures import StructureDifference, structural_groups, within_structures
from sim.config.counting import number_of
from sim.config.labels import key_label
from sim.model.measures import ESCALATION as TOPIC
from sim.model.measures import Measure
from sim.report.comparison import rows as comparison_rows
from sim.report.comparison.cells import mean_of, one_structure, table_notes
from sim.report.comparison.rows import LEVELS_NOTE, RELAXATIONS_NOTE, TextTable, divergences_note
from sim.report.decision.names import group_words
from sim.report.drawing.inline_svg import InlineFigure
from sim.report.figures.comparison.subject import Subject
from sim.report.figures.figure import COMPARISON, ESCALATION, TIMELINE, TRAJECTORIES, Figure
from sim.report.figures.registry import figure_named, registered
from sim.report.page.assumptions import assumptions
from sim.report.page.blocks import Block, Commands, FigureBlock, Heading, Page, Section, TableBlock, Text
from sim.report.page.commands import command, place_in_runs
from sim.report.page.comparison_answer import findings
from sim.report.page.comparison_provenance import provenance
from sim.report.page.comparison_view import GROUND, answered_differences, headline
from sim.report.page.drivers import drivers
from sim.report.page.limits import BELIEFS_RANK, limits
from sim.report.page.provenance import meaning_of, option_name, scenario_of
from sim.report.page.structural_range import structural_range
from sim.report.words.interactions import NOTE as INTERACTIONS_NOTE
from sim.report.words.interactions import TITLE as INTERACTIONS
from sim.report.words.interactions import crossed, heading_of, sentence_of
from sim.report.words.names import with_unit
from sim.report.words.verdicts import MARKS, interval_of, marked_change
from sim.report.words.wording import listed, listed_names
from sim.study.differences.verdict import has_clear_sign

FIRST = "differences"  # the figure that the comparison begins with
BELIEFS = f"{BELIEFS_RANK} `escsim sweep study=beliefs` shows which beliefs reverse the ranking."


def comparison_report(comparison: RunComparison, figures: Sequence[InlineFigure], drawn: bool = True) -> Page:
    """The report of a comparison."""
    manifest = comparison.runs[comparison.reference].manifest
    ground = [measure for measure in comparison.measures if measure.name == GROUND]
    within = within_structures(comparison, [*ground, *headline(comparison)])
    shown = _Figures(comparison, figures)
    varied = {difference.key for difference in comparison.config_differences}
    return Page(
        title=f"Comparison in the scenario {scenario_of(manifest)}",
        question=_question(comparison, within),
        findings=findings(comparison, within),
        glance=[*_glance(comparison, within)],
        basis=_basis(comparison),
        notes=[*comparison.notes, *([] if drawn else ["Figures were left out on request."])],
        sections=[
            _policies(comparison),
            _comparison(comparison, shown),
            Section("trajectories", "Trajectories", [*shown.of(TRAJECTORIES), *_divergences(comparison)]),
            _timeline(comparison, shown),
            _escalation(comparison, shown),
            drivers(
                f"Unknown: this compares {len(comparison.runs)} runs with a single value of every uncertain parameter. "
                "Studies show which parameters drive the differences: the first screens many parameters, the second "
                "ranks the policies in every future:"
            ),
            structural_range(comparison, within, [*ground, *headline(comparison)]),
            assumptions(manifest["config"], varied),
            limits(manifest["config"]),
            _every_measure(comparison),
            provenance(comparison, figures),
        ],
    )


class _Figures:
    """The figures of a report, each with its numbers, in the section that it is registered for."""

    def __init__(self, comparison: RunComparison, figures: Sequence[InlineFigure]) -> None:
        self._figures = {figure.name: figure for figure in figures}
        self._subject = Subject(comparison)

    def of(self, section: str, but: Sequence[str] = ()) -> Iterator[Block]:
        """Blocks of the figures that a section has, except those named in `but`."""
        for figure in registered("comparison"):
            if figure.section == section and figure.name in self._figures and figure.name not in but:
                yield self._picture(figure)

    def named(self, name: str) -> Iterator[Block]:
        """The one of a name, if it is there."""
        if name in self._figures:
            yield self._picture(figure_named("comparison", name))

    def _picture(self, figure: Figure[Subject]) -> FigureBlock:
        return FigureBlock(self._figures[figure.name], figure.words(self._subject), figure.caption)


def table_of(found: TextTable, caption: str, small: bool = False) -> TableBlock:
    """A table of the comparison as a block."""
    return TableBlock(caption, found.headings, found.rows, found.right_from, small)


def _question(comparison: RunComparison, within: Sequence[StructureDifference]) -> str:
    told = answered_differences(comparison, within)
    groups = listed([group_words(group) for group in structural_groups(comparison)])
    over = f", and does it depend on {groups}" if told.under else ""
    return f"What would differ under {listed_names(told.names, 'or')} rather than {told.against}{over}?"


def _basis(comparison: RunComparison) -> str:
    manifest = comparison.runs[comparison.reference].manifest
    seeds = list(dict.fromkeys(str(run.manifest["seed"]) for run in comparison.runs))
    counts = sorted(set(comparison.replications))
    fewest = f"{counts[0]:,} to " if counts[0] < counts[-1] else ""
    many = fewest + number_of(counts[-1], "replication")
    pairs = "paired by replication" if all(comparison.paired) else "not all of them paired"
    return (
        f"Scenario {scenario_of(manifest)}, {len(comparison.runs)} runs of {many}, {pairs}, "
        f"seed{'s' if len(seeds) > 1 else ''} {', '.join(seeds)}."
    )


def _glance(comparison: RunComparison, within: Sequence[StructureDifference]) -> Iterator[Block]:
    """One row per policy, under each structure where there are several, and a column a headline measure."""
    measures = headline(comparison)
    names = [with_unit(measure.name, measure.unit) for measure in measures]
    if answered_differences(comparison, within).under:
        rows = [
            [one.policy, one.structure, *(_cell(one.differences[measure.name]) for measure in measures)]
            for one in within
        ]
        caption = f"Difference from {within[0].against} under the same structure [95 % interval]"
        yield TableBlock(caption, ["policy", "structure", *names], rows, right_from=2)
    else:
        yield _by_variant(comparison, measures, names)
    yield Text(MARKS, quiet=True)


def _by_variant(comparison: RunComparison, measures: Sequence[Measure], names: Sequence[str]) -> TableBlock:
    reference = comparison.names[comparison.reference]
    levels = [mean_of(comparison.level(comparison.reference, measure.name)) for measure in measures]
    rows = [[f"{reference} (mean)", *levels]]
    for place in comparison.variants:
        found = [comparison.difference(place, measure.name) for measure in measures]
        rows.append([comparison.names[place], *map(_cell, found)])
    caption = f"Difference from {reference} [95 % interval], and the mean of {reference}"
    return TableBlock(caption, ["policy", *names], rows, right_from=1)


def _cell(found: PairedDifference) -> str:
    """The difference with its sign in a mark, and its interval, or why there is none."""
    return f"{marked_change(found.mean, has_clear_sign(found.verdict))}\n{interval_of(found)}"


def _policies(comparison: RunComparison) -> Section:
    """Section on the options in which the runs differ, in the words of the configs, and on other settings."""
    choices = comparison.runs[comparison.reference].manifest["choices"]
    groups = [one for one in comparison.config_differences if one.key in choices]
    blocks: list[Block] = []
    for group in groups:
        chosen = {value: run.manifest for run, value in zip(comparison.runs, group.values, strict=True)}
        told = [
            [option_name(manifest, group.key, option), meaning_of(group.key, option) or "your own option", option]
            for option, manifest in chosen.items()
        ]
        name = key_label(group.key)
        blocks.append(TableBlock(f"{name}: the options compared", ["option", "what it is", f"{group.key}="], told))
    own = {one.key for one in groups}
    alone = comparison_rows.settings(comparison, but_of=own)
    if alone.rows:
        blocks.append(table_of(alone, "Settings in which the runs differ", small=True))
    if not comparison.config_differences:
        blocks.append(Text("The runs do not differ in any setting."))
    elif own:
        blocks.append(Text("All settings that differ with these options are listed under Provenance.", quiet=True))
    return Section("policies", "What is compared", blocks)


def _comparison(comparison: RunComparison, figures: _Figures) -> Section:
    alone = one_structure(comparison) and GROUND in [measure.name for measure in comparison.measures]
    blocks = [
        *figures.named(FIRST),
        Text(
            "Effects propagate from the guns to ground, losses and escalation."
            + (" Ground lost covers one stall assumption only; do not quote it without the range." if alone else "")
        ),
        *figures.of(COMPARISON, but=[FIRST]),
        *_interactions(comparison),
        *(Text(note, quiet=True) for note in table_notes(comparison, comparison.measures)),
    ]
    return Section("comparison", "The comparison", blocks)


def _interactions(comparison: RunComparison) -> Iterator[Block]:
    """Blocks on interactions of levers, where two are changed together and each alone."""
    if not comparison.interactions:
        return
    yield Heading(INTERACTIONS)
    measures = headline(comparison)
    for found in crossed(comparison):
        yield Text(sentence_of(found, measures))
        shown = [one for one in found if one.measure in measures] or found
        yield table_of(comparison_rows.interactions(comparison, shown), heading_of(found[0]), small=True)
    yield Text(INTERACTIONS_NOTE, quiet=True)


def _divergences(comparison: RunComparison) -> Iterator[Block]:
    found = comparison_rows.divergences(comparison)
    if found.rows:
        yield Heading("When the paths diverge")
        yield table_of(found, divergences_note(comparison), small=True)
    else:
        yield Text("The runs share no saved paths, so no daily comparison is possible.")


def _timeline(comparison: RunComparison, figures: _Figures) -> Section:
    second = comparison.variants[0]
    places = (comparison.references[second], second)
    pair = [place_in_runs(comparison.runs[place].folder) for place in places]
    blocks: list[Block] = [
        *figures.of(TIMELINE),
        Text("One replication of many: an example, not the expected course of events. To see why they diverge, run"),
        Commands([command("explain", *pair, "--replication", "0")]),
    ]
    return Section("timeline", "Timeline", blocks)


def _escalation(comparison: RunComparison, figures: _Figures) -> Section:
    measures = [measure for measure in comparison.measures if measure.topic == TOPIC]
    reference = comparison.names[comparison.reference]
    blocks: list[Block] = [Text(BELIEFS)]
    if measures:
        rows = []
        for measure in measures:
            level = mean_of(comparison.level(comparison.reference, measure.name))
            found = [comparison.difference(place, measure.name) for place in comparison.variants]
            rows.append([with_unit(measure.name, measure.unit), level, *(_cell(one) for one in found)])
        names = [comparison.names[place] for place in comparison.variants]
        caption = f"Mean of {reference}, and differences from {comparison.against} [95 % interval]"
        blocks.append(TableBlock(caption, ["measure", reference, *names], rows, right_from=1, small=True))
    blocks += figures.of(ESCALATION)
    relaxed = comparison_rows.relaxation_days(comparison)
    if relaxed.rows:
        blocks.append(table_of(relaxed, f"Day of the first relaxation. {RELAXATIONS_NOTE}"))
    return Section("escalation", "Escalation", blocks)


def _every_measure(comparison: RunComparison) -> Section:
    blocks: list[Block] = [
        table_of(comparison_rows.differences(comparison, place), comparison.less(place), small=True)
        for place in comparison.variants
    ]
    levels = table_of(comparison_rows.levels(comparison), f"Levels. {LEVELS_NOTE}", small=True)
    return Section("measures", "Every measure", [*blocks, levels])
