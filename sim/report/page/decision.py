"""The report section on the decision: which policy is best, under which assumptions, and how certain that is."""

from __future__ import annotations

from collections.abc import Sequence

from sim.analysis.decision.decide import StudyDecision
from sim.config.counting import number_of
from sim.model.measures import MORE, Measure
from sim.report.decision.folder import FOLDER, sentences
from sim.report.decision.names import VALUE_JUDGEMENT, names_of, spelt_name
from sim.report.decision.sheet import Sheet
from sim.report.decision.tables import reversals, rules
from sim.report.drawing.inline_svg import inline
from sim.report.figures.figure import Figure
from sim.report.figures.registry import registered
from sim.report.page.blocks import Block, BulletList, Commands, FigureBlock, Heading, Section, TableBlock, Text
from sim.report.page.commands import command

ANCHOR, TITLE = "decision", "Which policy, under which assumptions"
HIGHER = 1.5  # times the price, that the command at the end looks at


def decision_section(found: StudyDecision, study: str) -> Section:
    """The decision of a study."""
    told = sentences(found)
    blocks: list[Block] = [Text(_basis(found)), *_warnings(found.warnings)]
    for figure in registered("decision"):
        blocks += _part(found, figure, [text for part in figure.parts for text in told.get(part, [])])
        blocks += [_table(sheet) for sheet in _tables(found, figure.name)]
    blocks += [Heading("Are there enough runs?"), *map(Text, told["enough"])]
    return Section(ANCHOR, TITLE, [*blocks, *_more(found, study)])


def _basis(found: StudyDecision) -> str:
    names = names_of(found)
    structures = len(found.cube.structures)
    holds = f" Prices, beliefs, regions, worth and front hold under one structure ({names.structure(0)})."
    under = holds if structures > 1 else ""
    saved, spent = (_term(measure) for measure in (found.objective.saved, found.objective.spent))
    return (
        f"{len(names.policies)} policies in {len(found.cube.futures):,} futures and "
        f"{number_of(structures, 'structure')}. The better policy has the smaller loss: "
        f"{saved}, plus the price times {spent}; {VALUE_JUDGEMENT}. Here the price is "
        f"{names.price(found.choice.price)} unless stated otherwise.{under} Averages weight all futures "
        f"equally: parameter ranges are plausible, not probable."
    )


def _term(measure: Measure) -> str:
    """A measure in the loss: with a minus where more of it is better."""
    return f"minus {spelt_name(measure)}" if measure.better == MORE else spelt_name(measure)


def _warnings(warnings: Sequence[str]) -> list[Block]:
    return [BulletList(list(warnings))] if warnings else []


def _part(found: StudyDecision, figure: Figure[StudyDecision], texts: Sequence[str]) -> list[Block]:
    """A question, its answer in sentences, and the figure of it, or why there is none."""
    drawn = figure.draw(found) if figure.fits(found) else None
    blocks: list[Block] = [Heading(figure.question), *(Text(text) for text in texts)]
    if drawn is None:
        return [*blocks, Text(f"No figure: {figure.why_not}.", quiet=True)]
    shown = inline(drawn, f"{ANCHOR}-{figure.name}")
    return [*blocks, FigureBlock(shown, figure.words(found), caption=figure.caption)]


def _tables(found: StudyDecision, figure: str) -> list[Sheet]:
    """The tables below a figure."""
    names = names_of(found)
    if figure == "robust":
        return [rules(names, on_page=True)]
    return [reversals(names)] if figure == "map" and names.choice.flips.reversals else []


def _table(sheet: Sheet) -> TableBlock:
    return TableBlock(sheet.title, sheet.headings(), sheet.texts(), right_from=sheet.right_from(), small=True)


def _more(found: StudyDecision, study: str) -> list[Block]:
    """Text on the tables of all numbers, and the command for another price."""
    price = f"{found.choice.price * HIGHER:.2g}"
    return [
        Text(
            f"The tables in `{FOLDER}/` hold every rule of choice, every pair of policies and every structure. "
            "This command examines another price:"
        ),
        Commands([command("decide", study, "--price", price)]),
    ]
