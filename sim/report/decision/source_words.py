"""Sentences about the sources of an outcome, its drivers, and the sufficiency of the runs."""

from __future__ import annotations

import numpy as np

from sim.analysis.decision.budget import HIDDEN_LINE, INTERACTION, OTHER_CHANCE, PARAMETERS, STRUCTURE
from sim.analysis.decision.decide import StudyDecision
from sim.analysis.decision.emulator import LOWEST_QUALITY
from sim.analysis.decision.sources import COSTS, SAVES, Outcome
from sim.report.decision.names import group_words, names_of, percent, sentence, spelt_name
from sim.report.words.wording import listed

MOST_DRIVERS = 3  # that a sentence names
LEAST = 0.005  # share that a sentence names


def source_sentences(decision: StudyDecision) -> dict[str, list[str]]:
    """The sentences by part."""
    asked = asked_outcomes(decision)
    return {
        "budget": [budget_sentence(decision, one) for one in asked],
        "drivers": [
            text
            for one in asked
            for text in (drivers_sentence(decision, one), emulator_sentence(decision, one))
            if text
        ],
        "enough": [enough_sentence(decision)],
    }


def asked_outcomes(decision: StudyDecision) -> list[Outcome]:
    """Differences between the two policies of interest in what is saved and in what it costs."""
    first, second = decision.choice.between
    pair = {first, second}
    found = [one for one in decision.outcomes if one.kind in (SAVES, COSTS)]
    return [one for one in found if one.against is not None and {one.policy, one.against} == pair]


def outcome_name(decision: StudyDecision, outcome: Outcome) -> str:
    """`the difference in rung-days between on_request and full_ban`."""
    names = names_of(decision)
    objective = decision.objective
    what = {SAVES: spelt_name(objective.saved), COSTS: spelt_name(objective.spent)}.get(outcome.kind)
    if what is None:
        what = f"loss at a price of {names.price(decision.choice.price)}"
    if outcome.against is None:
        return f"{what} under {names.policies[outcome.policy]}"
    return f"the difference in {what} between {names.policies[outcome.policy]} and {names.policies[outcome.against]}"


def budget_sentence(decision: StudyDecision, outcome: Outcome) -> str:
    """Sentence on the share of each source in the variance of an outcome."""
    name, structures = outcome_name(decision, outcome), _structure_words(decision)
    words = {
        HIDDEN_LINE: "crossing the hidden red line",
        OTHER_CHANCE: "chance other than the hidden red line",
        PARAMETERS: "uncertain parameters",
        STRUCTURE: structures,
        INTERACTION: f"interactions of uncertain parameters with {structures}",
    }
    line = outcome.budget.hidden_line
    split = outcome.budget.parts if line is None or line.share < LEAST else outcome.budget.sources
    told = sorted((one for one in split if one.share >= LEAST), key=lambda one: -one.share)
    if not told:
        return f"{name[0].upper()}{name[1:]} does not vary."
    parts = [
        f"{percent(one.share)} {'comes from ' if place == 0 else 'from '}{words.get(one.name, one.name)}"
        f"{_ends(one.low, one.high)}"
        for place, one in enumerate(told)
    ]
    over = "replications, futures and structures" if names_of(decision).structure(0) else "replications and futures"
    return f"Of the variance of {name} over {over}, {listed(parts)}."


def _structure_words(decision: StudyDecision) -> str:
    """The groups in which structures differ, in words."""
    groups = {part.partition("=")[0] for name in decision.cube.structures for part in name.split(", ") if "=" in part}
    return listed([group_words(group) for group in sorted(groups)]) if groups else "structure"


def _ends(low: float, high: float) -> str:
    return f" (95 % interval {100 * low:.0f} to {100 * high:.0f} %)"


def drivers_sentence(decision: StudyDecision, outcome: Outcome) -> str:
    """Sentence on the parameters that drive an outcome."""
    names, first = names_of(decision), outcome.first
    average = " on average over all structures" if names.structure(0) else ""
    name = f"{outcome_name(decision, outcome)}{average}"
    order = np.argsort(-np.nan_to_num(first.shares, nan=-1.0), kind="stable")
    told = [int(place) for place in order if first.told[place]]
    if not told:
        would_do = f"a new sweep with study.uncertainties.size={2 * len(decision.cube.futures)} might identify one"
        return f"No single parameter explains more of {name} than the largest would by chance; {would_do}."
    parts = [
        f"{names.beliefs[place]} {'explains ' if at == 0 else ''}{percent(float(first.shares[place]))}"
        f"{_ends(first.low[place], first.high[place])}"
        for at, place in enumerate(told[:MOST_DRIVERS])
    ]
    more = len(told) - MOST_DRIVERS
    rest = f"; {more} more explain{'s' if more == 1 else ''} less" if more > 0 else ""
    return f"Of the variance that uncertain parameters bring to {name}, {listed(parts)}{rest}."


def enough_sentence(decision: StudyDecision) -> str:
    """Sentence on the share of futures whose better policy is undecided, and on the share after more replications."""
    found, names = decision.enough, names_of(decision)
    later, left = found.forecasts[0]
    where = names.at_price, names.over_structures
    if found.undecided == 0:
        return sentence(f"chance leaves no future undecided: {found.replications} replications are enough.", *where)
    return sentence(
        f"chance leaves {percent(found.undecided)} of the futures undecided; the sweep command, repeated with "
        f"replications={later}, would leave about {percent(left)}.",
        *where,
    )


def emulator_sentence(decision: StudyDecision, outcome: Outcome) -> str:
    """Sentence on why an emulated outcome has no total-order indices; empty if it has, or was not emulated."""
    found = outcome.emulated
    if found is None or found.total is not None:
        return ""
    return (
        f"No total-order indices of {outcome_name(decision, outcome)}: the emulator explains {_q2(found.quality)} of "
        f"held-out futures and needs {percent(LOWEST_QUALITY)}; more replications may provide them; a Saltelli "
        "design provides them."
    )


def _q2(quality: float) -> str:
    return "nothing" if quality < LEAST else percent(quality)
