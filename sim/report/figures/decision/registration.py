"""Registration of a figure of a decision: drawing, sentences, and the table of its numbers."""

from __future__ import annotations

from collections.abc import Callable

from matplotlib.figure import Figure as Drawn

from sim.analysis.decision.decide import StudyDecision
from sim.report.decision.folder import FOLDER, sentences
from sim.report.decision.sheet import Sheet
from sim.report.figures.figure import DECISION, Figure, Numbers
from sim.report.words.wording import listed


def decision_figure(
    name: str,
    question: str,
    order: int,
    draw: Callable[[StudyDecision], Drawn | None],
    numbers: Callable[[StudyDecision], Numbers],
    parts: tuple[str, ...],
    sheets: tuple[str, ...],
    fits: Callable[[StudyDecision], bool] = lambda _: True,
    why_not: str = "",
) -> Figure[StudyDecision]:
    """A figure of a decision.

    `parts`: of the decision, whose sentences stand beside it and for it; `sheets`: tables of its folder that say more.
    """

    def words(found: StudyDecision) -> str:
        told = sentences(found)
        return " ".join(text for part in parts for text in told.get(part, []))

    caption = f"As numbers: {listed([f'`{FOLDER}/{sheet}.md`' for sheet in sheets])}"
    return Figure(name, question, DECISION, order, draw, words, numbers, fits, caption, parts=parts, why_not=why_not)


def sheet_numbers(sheet: Sheet) -> Numbers:
    """A table of the decision as the data of a figure, with the keys of its policies."""
    return Numbers(*sheet.keyed())
