"""Tables of the sources of outcomes: variance budget, drivers, and sufficiency of the runs."""

from __future__ import annotations

import numpy as np

from sim.analysis.decision.decide import StudyDecision
from sim.analysis.decision.sources import COSTS, SAVES, Outcome
from sim.report.decision.names import Labelled, names_of
from sim.report.decision.sheet import Row, Sheet
from sim.report.words.names import title_of


def source_sheets(decision: StudyDecision) -> list[Sheet]:
    """All tables of the sources."""
    found = [budget(decision), drivers(decision), enough(decision)]
    return [*found, effects(decision)] if any(one.effects is not None for one in decision.outcomes) else found


def budget(decision: StudyDecision) -> Sheet:
    """Shares of the variance of each outcome by source, with 95 % intervals."""
    rows = list[Row]()
    for one in decision.outcomes:
        line = () if one.budget.hidden_line is None else (one.budget.hidden_line,)
        for part in (*one.budget.parts, *line):
            rows.append((*_name(decision, one), part.name, part.share, part.low, part.high, part.variance))
    title = (
        "Where the variance of each outcome comes from: shares with 95 % intervals; the part due to the "
        "hidden line is included in chance"
    )
    columns = ("outcome", "policy", "less", "source", "share", "low", "high", "variance_in_squared_units")
    return Sheet("budget", title, columns, rows)


def drivers(decision: StudyDecision) -> Sheet:
    """First-order and total-order shares of the variance of each outcome, by parameter."""
    rows = list[Row]()
    for one in decision.outcomes:
        for place, parameter in enumerate(names_of(decision).parameters):
            first, turns = one.first, None if one.turns is None else one.turns[place]
            shares = np.maximum(first.shares[place], 0.0), first.low[place], first.high[place]
            rows.append((*_name(decision, one), parameter, *shares, first.told[place], turns, *_total(one, place)))
    title = (
        "Share of the parameter-induced variance of each outcome that each parameter explains alone "
        "(first order, 95 % interval) and with all its interactions (total order); marked where it "
        "differs from the reference policy"
    )
    columns = (
        "outcome", "policy", "less", "parameter", "first_order", "low", "high", "above_floor", "turns", "total_order",
        "total_from",
    )  # fmt: skip
    return Sheet("drivers", title, columns, rows)


def effects(decision: StudyDecision) -> Sheet:
    """The elementary effects of each parameter."""
    rows = list[Row]()
    for one in decision.outcomes:
        if one.effects is not None:
            found = one.effects
            for place, parameter in enumerate(names_of(decision).parameters):
                numbers = (found.mu, found.mu_star, found.reach, found.sigma, found.chance)
                rows.append((*_name(decision, one), parameter, *(each[place] for each in numbers)))
    title = (
        "Elementary effects of each parameter over its whole range: mean, mean size with half its 95 % interval, "
        "standard deviation, and the mean size that chance alone gives"
    )
    columns = ("outcome", "policy", "less", "parameter", "mu", "mu_star", "half_interval", "sigma", "chance")
    return Sheet("effects", title, columns, rows)


def enough(decision: StudyDecision) -> Sheet:
    """Share of undecided futures: found, and forecast for other numbers of replications."""
    found, names = decision.enough, names_of(decision)
    rows: list[Row] = [(found.replications, found.undecided, "found")]
    rows += [(count, share, "forecast") for count, share in found.forecasts]
    title = f"Share of the futures that chance leaves undecided at a price of {names.price(decision.choice.price)}"
    return Sheet("enough", title, ("replications", "share_undecided", "kind"), rows)


def _name(decision: StudyDecision, outcome: Outcome) -> tuple[str, str, str]:
    """Quantity of an outcome, its policy, and the policy subtracted (empty for none)."""
    names = names_of(decision)
    objective = decision.objective
    measure = {SAVES: objective.saved, COSTS: objective.spent}.get(outcome.kind)
    what = "loss at the price" if measure is None else Labelled(title_of(measure.name), measure.name)
    less = "" if outcome.against is None else names.policies[outcome.against]
    return what, names.policies[outcome.policy], less


def _total(outcome: Outcome, place: int) -> tuple[float | None, str]:
    """A total-order index and where it comes from."""
    if outcome.total is not None:
        return outcome.total.shares[place], "saltelli rows"
    if outcome.emulated is not None and outcome.emulated.total is not None:
        return outcome.emulated.total[place], f"emulator (Q2 {outcome.emulated.quality:.2f})"
    return None, ""
