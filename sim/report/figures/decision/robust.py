"""The winner by rule of choice: the place of each policy under each rule, and how often it wins."""

from __future__ import annotations

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

ROW, HEAD = 26.0, 40.0  # points
MOST_NAME = 130.0
AGAINST = "winner against the mean's"
BEST = style.tint(style.BLUE, 0.35)


def draw(names: DecisionNames) -> Figure:
    """The table of places."""
    found = names.choice.robustness
    rules = [rule for rule in (*ON_PAGE, *EXTREMES) if rule in found.scores]
    policies = [text_width.in_lines(name, MOST_NAME) for name in names.policies]
    left = widest([*policies, AGAINST]) + 12
    with style.look():
        figure = panels.figure_of(HEAD + ROW * (len(policies) + 1) + 6)
        width = panels.figure_width() - 2 * panels.EDGE - left - 4
        axes = panels.add_panel(figure, panels.EDGE + left, HEAD, width, ROW * (len(policies) + 1))
        axes.set(xlim=(0, len(rules)), ylim=(len(policies) + 1, 0), xticks=[], yticks=[])
        axes.spines[:].set_visible(False)
        for row, name in enumerate([*policies, AGAINST]):
            height = 1 - (row + 0.5) / (len(policies) + 1)
            panels.write_at_corner(axes, name, (0, height), (-8, 0), ha="right", va="center_baseline")
        for column, rule in enumerate(rules):
            _column(axes, names, column, rule, width / len(rules))
        panels.add_heading(figure, "Does the rule of choice change the winner?", _subtitle(names), [])
    return figure


def _column(axes: Axes, names: DecisionNames, column: int, rule: str, width: float) -> None:
    """One rule: its name, the place of each policy, its frequency of winning, and whether it disagrees."""
    found = names.choice.robustness
    score = found.scores[rule]
    frequency = found.frequencies.get(rule)
    name = RULES[rule].removeprefix("the ")
    lines = text_width.wrapped(name, width - 8, 3, "bold")
    for line, text in enumerate(reversed(lines)):
        place = ((column + 0.5) / max(axes.get_xlim()), 1)
        panels.write_at_corner(axes, text, place, (0, 5 + line * panels.LINE), ha="center", weight="bold")
    for row, value in enumerate(score.tolist()):
        place_of = 1 + int((score > value).sum())
        often = "" if frequency is None else f" · {percent(float(frequency[row]))}"
        _cell(axes, column, row, f"{place_of}{often}", place_of == 1)
    differs = not set(found.winners[rule]) & set(found.winners[MEAN])
    _cell(axes, column, len(score), "differs" if differs else "same", False)


def _cell(axes: Axes, column: int, row: int, text: str, is_best: bool) -> None:
    corner = (column + 0.03, row + 0.06)
    axes.add_patch(Rectangle(corner, 0.94, 0.88, facecolor=BEST if is_best else "#f5f5f5", linewidth=0))
    weight = "bold" if is_best else "normal"
    axes.text(column + 0.5, row + 0.5, text, ha="center", va="center_baseline", size=style.SMALL, weight=weight)


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
