"""The winner by rule of choice: the place of each policy under each rule, and how often it wins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from sim.analysis.decision.rules import EXTREMES, MEAN, ON_PAGE
from sim.report.decision.names import DecisionNames, names_of, percent
from sim.report.decision.tables import rules
from sim.report.decision.words import RULES
from sim.report.drawing import panels, style, text_width
from sim.report.figures.decision.frame import widest
from sim.report.figures.decision.registration import decision_figure, sheet_numbers

ROW, LINE, ABOVE = 26.0, 11.0, 5.0  # points: a row; a second line in it; above the table
MOST_NAME, MOST_LINES = 130.0, 6  # points of a line of a name; lines of the name of a rule
LEAST_CELL = 52.0  # points across; where names on the left leave less, they stand above their rows
AGAINST = "winner against the mean's"
BEST = style.tint(style.BLUE, 0.35)


def draw(names: DecisionNames) -> Figure:
    """The table of places."""
    found = names.choice.robustness
    rules = [rule for rule in (*ON_PAGE, *EXTREMES) if rule in found.scores]
    policies = [text_width.in_lines(name, MOST_NAME) for name in names.policies]
    left = widest([*policies, AGAINST]) + 12
    room = panels.figure_width() - 2 * panels.EDGE - 4
    is_narrow = (room - left) / len(rules) < LEAST_CELL
    if is_narrow:
        policies, left = list(names.policies), 0.0
    width = room - left
    heads = [_head(rule, width / len(rules)) for rule in rules]
    head = max(map(len, heads)) * panels.LINE + ABOVE
    row = ROW + (LINE + panels.LINE) * is_narrow
    rows = len(policies) + 1
    with style.look():
        figure = panels.figure_of(head + row * rows + 6)
        axes = panels.add_panel(figure, panels.EDGE + left, head, width, row * rows)
        axes.set(xlim=(0, len(rules)), ylim=(rows, 0), xticks=[], yticks=[])
        axes.spines[:].set_visible(False)
        for place, name in enumerate([*policies, AGAINST]):
            if is_narrow:
                panels.write_at_corner(axes, name, (0, 1 - place / rows), (2, -panels.LINE))
            else:
                height = 1 - (place + 0.5) / rows
                panels.write_at_corner(axes, name, (0, height), (-8, 0), ha="right", va="center_baseline")
        cells = RankCells(axes, (panels.LINE + 3) / row if is_narrow else 0.0, "\n" if is_narrow else " · ")
        for column, rule in enumerate(rules):
            _column(cells, names, column, rule, heads[column])
        panels.add_heading(figure, "Does the rule of choice change the winner?", _subtitle(names), [])
    return figure


@dataclass(frozen=True)
class RankCells:
    """The cells of the table.

    Attributes:
        above: the share of each that the name of its row takes.
        between: what stands between the place of a policy and its frequency.
    """

    axes: Axes
    above: float
    between: str

    def draw(self, column: int, row: int, text: str, is_best: bool) -> None:
        """Draw one with its text."""
        height = 1 - self.above
        corner = (column + 0.03, row + self.above + 0.06 * height)
        face = BEST if is_best else "#f5f5f5"
        self.axes.add_patch(Rectangle(corner, 0.94, 0.88 * height, facecolor=face, linewidth=0))
        look: dict[str, Any] = {
            "ha": "center",
            "va": "center" if "\n" in text else "center_baseline",
            "linespacing": panels.SPACING,
        }
        weight = "bold" if is_best else "normal"
        middle = row + self.above + height / 2
        self.axes.text(column + 0.5, middle, text, size=style.SMALL, weight=weight, **look)


def _head(rule: str, width: float) -> list[str]:
    """The lines of the name of a rule above its column."""
    return text_width.name_lines(RULES[rule].removeprefix("the "), width - 4, MOST_LINES, "bold")


def _column(cells: RankCells, names: DecisionNames, column: int, rule: str, head: Sequence[str]) -> None:
    """One rule: its name, the place of each policy, its frequency of winning, and whether it disagrees."""
    found = names.choice.robustness
    score = found.scores[rule]
    frequency = found.frequencies.get(rule)
    place = ((column + 0.5) / max(cells.axes.get_xlim()), 1)
    for line, text in enumerate(reversed(head)):
        up = (0, ABOVE + line * panels.LINE)
        panels.write_at_corner(cells.axes, text, place, up, ha="center", weight="bold")
    for row, value in enumerate(score.tolist()):
        place_of = 1 + int((score > value).sum())
        often = "" if frequency is None else f"{cells.between}{percent(float(frequency[row]))}"
        cells.draw(column, row, f"{place_of}{often}", place_of == 1)
    differs = not set(found.winners[rule]) & set(found.winners[MEAN])
    cells.draw(column, len(score), "differs" if differs else "same", False)


def _subtitle(names: DecisionNames) -> str:
    return (
        f"Place of each policy {names.at_price}, and in what share of bootstrap samples it wins; a rule "
        f"decided by a single future has no share. All structures and futures have equal weight, which is "
        f"itself an assumption."
    )


FIGURES = (
    decision_figure(
        "robust",
        "Does the rule of choice change the winner?",
        order=6,
        draw=lambda found: draw(names_of(found)),
        numbers=lambda found: sheet_numbers(rules(names_of(found), on_page=True)),
        parts=("robust",),
        sheets=("rules",),
    ),
)
