"""The choice between policies at a price: what changes it, where it holds, its robustness, the value of information."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis.decision.boxes import Region, region
from sim.analysis.decision.cube import ALONE, Cube
from sim.analysis.decision.front import FEWEST as FEWEST_POLICIES
from sim.analysis.decision.front import ParetoFront, front
from sim.analysis.decision.objective import Objective, signed
from sim.analysis.decision.prices import PRICES, main_tie, ties, usual_prices
from sim.analysis.decision.request import DecisionRequest
from sim.analysis.decision.robustness import Robustness, robustness
from sim.analysis.decision.tipping_points import Futures, TippingPoints, tipping_points
from sim.analysis.decision.value_of_information import InformationValue, value_of_information
from sim.config.problems import Problem, hint
from sim.model.measures import MEASURES, MORE, Measure, known_measure

Numbers = NDArray[np.float64]
Truths = NDArray[np.bool_]

GROUND = "ground_lost_km2"
FEWEST_REPLICATIONS = 4  # that give the doubt of a single future
WIDE = 25.0  # ratio of the prices shown, to either side of the one that is asked, where no two policies tie
GIVEN, TIED, SCALED = "given", "tied", "scaled"
"""Where a price comes from: the user; the tie of the two policies best in most futures; the spread of the policies."""


@dataclass(frozen=True, eq=False)
class PolicyChoice:
    """The analysis of a choice.

    Attributes:
        price: of the analysis; `source`: its origin.
        between: the two policies of interest; the first saves more.
        at_least: the smallest difference that counts.
        flips, robustness: these parts.
        region: where the first beats the second; None with too few replications.
        worth: of knowing; None with too few replications.
        front: None with fewer than three policies; its objectives are named in `objectives`.
        left_out: why a part is missing, by its name.
    """

    price: float
    source: str
    between: tuple[int, int]
    at_least: float
    flips: TippingPoints
    robustness: Robustness
    region: Region | None
    worth: InformationValue | None
    front: ParetoFront | None
    objectives: tuple[Measure, ...]
    left_out: Mapping[str, str]


def choose(
    cube: Cube, objective: Objective, wanted: DecisionRequest, aliased: frozenset[int] = frozenset()
) -> PolicyChoice:
    """Analyse the choice between the policies of a study.

    Args:
        cube: the runs.
        objective: what policies save and cost.
        wanted: what is asked.
        aliased: parameters that the design cannot separate, by place.

    Raises:
        Problem: the two policies of interest are not two of the study.
    """
    price, source, between, prices = starting_point(cube, objective, wanted)
    losses = objective.losses(price)
    futures = Futures(cube.ranks, cube.values, usable(cube, aliased))
    first, second = between
    left_out = _left_out(losses)
    found = region(
        losses[second, 0] - losses[first, 0], cube.ranks, cube.values, futures.usable, cube.seed, wanted.at_least
    )
    objectives = _objectives(cube, objective)
    means = np.stack([values[:, 0].mean(axis=2) for values in _objective_values(cube, objective, objectives)], axis=1)
    return PolicyChoice(
        price=price,
        source=source,
        between=between,
        at_least=wanted.at_least,
        flips=tipping_points(
            objective.saves, objective.costs, futures, options_of(cube.structures), prices, price, between, cube.seed
        ),
        robustness=robustness(losses, cube.ranks, cube.seed, _good(cube, wanted.good_enough)),
        region=None if "where" in left_out else found,
        worth=None if "worth" in left_out else value_of_information(losses, cube.ranks, futures.usable, cube.seed),
        front=None if "front" in left_out else front(means, cube.ranks, cube.seed),
        objectives=objectives,
        left_out=left_out,
    )


def options_of(structures: tuple[str, ...]) -> list[dict[str, str]]:
    """The option of each config group in which structures differ."""
    parts = ([part.partition("=") for part in name.split(", ")] if name != ALONE else [] for name in structures)
    return [{group: option for group, _, option in found} for found in parts]


def starting_point(
    cube: Cube, objective: Objective, wanted: DecisionRequest
) -> tuple[float, str, tuple[int, int], Numbers]:
    """The price, where it comes from, the two policies, and the prices shown; raise Problem for unknown policies."""
    saves, costs = objective.saves.mean(axis=3), objective.costs.mean(axis=3)
    found = ties(saves, costs, cube.seed)
    tie = main_tie(found, saves, costs)
    price, source = _price(wanted, None if tie is None else tie.price, saves[:, 0], costs[:, 0])
    if wanted.between is not None:
        between = _pair(cube.policies, wanted.between)
    elif tie is not None:
        between = tie.below, tie.above
    else:
        order = np.argsort((saves[:, 0] + price * costs[:, 0]).mean(axis=1), kind="stable")
        between = int(order[0]), int(order[1])
    first, second = sorted(between, key=lambda policy: float(saves[policy, 0].mean()))
    prices = usual_prices(found) if wanted.prices is None else np.geomspace(*wanted.prices, PRICES)
    if not len(prices):
        prices = np.geomspace(price / WIDE, price * WIDE, PRICES)
    return price, source, (first, second), prices


def _pair(policies: tuple[str, ...], names: tuple[str, str]) -> tuple[int, int]:
    """The places of two policies; raise Problem for an unknown or a repeated one."""
    one, other = (_place(policies, name) for name in names)
    if one == other:
        raise Problem(f"between: names one policy twice ({policies[one]}); name two of: {', '.join(policies)}")
    return one, other


def _place(policies: tuple[str, ...], name: str) -> int:
    """The place of a policy: by its label, or by a part of it that no other one has."""
    if name in policies:
        return policies.index(name)
    fits = [place for place, label in enumerate(policies) if name and name in label]
    if len(fits) == 1:
        return fits[0]
    if fits:
        raise Problem(f"between: {name!r} fits several policies: {', '.join(policies[place] for place in fits)}")
    raise Problem(f"between: no policy {name!r}{hint(name, policies)}")


def _price(wanted: DecisionRequest, tied: float | None, saves: Numbers, costs: Numbers) -> tuple[float, str]:
    """The price of the analysis; if no two policies tie, the price at which both measures weigh the same."""
    if wanted.price is not None:
        return wanted.price, GIVEN
    if tied is not None:
        return tied, TIED
    spreads = [float(np.ptp(each.mean(axis=1))) for each in (saves, costs)]
    return (spreads[0] / spreads[1] if min(spreads) > 0 else 1.0), SCALED


def usable(cube: Cube, aliased: frozenset[int] = frozenset(), structure: int = 0) -> Truths:
    """The parameters that have an order, can be distinguished, and are read under a structure."""
    found = cube.read[:, structure].copy()
    for place, key in enumerate(cube.factors):
        found[place] &= place not in aliased and key not in cube.levels
    return found


def _left_out(losses: Numbers) -> dict[str, str]:
    """The parts left out, with a remedy."""
    found, replications = dict[str, str](), losses.shape[3]
    if replications < FEWEST_REPLICATIONS:
        few = f"{replications} replications are too few to judge a single future; use replications=10"
        found |= {"where": few, "worth": few}
    if len(losses) < FEWEST_POLICIES:
        found["front"] = f"two policies form no front; a study of {FEWEST_POLICIES} or more has one"
    return found


def _good(cube: Cube, limits: Mapping[str, float]) -> Truths | None:
    """Mask of the points at which a policy keeps every limit on average over the replications; None without limits."""
    if not limits:
        return None
    better = {name: measure.better for name in limits if (measure := known_measure(name))}
    kept = [
        (means >= limit) if better.get(name) == MORE else (means <= limit)
        for name, limit in limits.items()
        for means in [cube.measures[name].mean(axis=3)]
    ]
    return np.asarray(np.logical_and.reduce(kept), dtype=np.bool_)


def _objectives(cube: Cube, objective: Objective) -> tuple[Measure, ...]:
    """Savings, costs, and ground if the study has it under several reasons to stall."""
    known = (objective.saved, objective.spent)
    stalls = {one.get("stall", "") for one in options_of(cube.structures)}
    if GROUND in cube.measures and len(stalls) > 1 and GROUND not in {one.name for one in known}:
        return (*known, next(one for one in MEASURES if one.name == GROUND))
    return known


def _objective_values(cube: Cube, objective: Objective, objectives: tuple[Measure, ...]) -> list[Numbers]:
    return [objective.saves, objective.costs, *(signed(one, cube.measures) for one in objectives[2:])]
