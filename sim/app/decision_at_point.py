"""A decision at one price and one value of a belief: the best policy, the doubt, and nearby futures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis.decision import cosine
from sim.analysis.decision.belief_map import nearby
from sim.analysis.decision.futures import certainty, shares_best
from sim.analysis.decision.sufficiency import assess_sufficiency
from sim.analysis.decision.tipping_points import value_at
from sim.app.prepared_decision import PreparedDecision

Numbers = NDArray[np.float64]
SURE = 0.95  # probability above which a policy is ahead of the next one


@dataclass(frozen=True)
class NearbyFuture:
    """A future near the belief.

    Attributes:
        future: its number in the study.
        best: the policy with the smallest mean loss.
        lead: by how much it is ahead of the next one, in units of saves.
        is_sure: whether the replications leave no doubt that it is.
        point: that can be opened: the best policy's, or the next one's where the best is the reference itself.
        shown: whose point that is.
    """

    future: int
    value: float
    best: int
    lead: float
    is_sure: bool
    point: int
    shown: int


@dataclass(frozen=True, eq=False)
class DecisionAtPoint:
    """A study at one price and one value of a belief.

    Attributes:
        losses: mean loss of each policy there, on the curve along the belief, shape (A,).
        shares_near, shares_all: in what share of the futures nearby, and of all, each policy is best, shape (A,).
        undecided_near, undecided_all: shares of the futures in which chance leaves open which policy is best.
        futures: those nearby, by the value of the belief.
    """

    value: float
    losses: Numbers
    shares_near: Numbers
    shares_all: Numbers
    undecided_near: float
    undecided_all: float
    futures: tuple[NearbyFuture, ...]

    @property
    def best(self) -> int:
        """The policy with the smallest mean loss."""
        return int(self.losses.argmin())


def decision_at(study: PreparedDecision, structure: int, belief: int, price: float, rank: float) -> DecisionAtPoint:
    """Decision of a study at a place of its map.

    `price`: of a unit of costs in units of saves; `rank`: of the belief among its futures, in (0, 1).
    """
    losses = study.objective.saves[:, structure] + price * study.objective.costs[:, structure]
    means, ranks = losses.mean(axis=2), study.cube.ranks[:, belief]
    near = nearby(ranks, rank)
    near = near[np.argsort(ranks[near], kind="stable")]
    least = study.wanted.at_least
    return DecisionAtPoint(
        value=value_at(rank, ranks, study.cube.values[:, belief]),
        losses=cosine.curve(ranks, means.T, np.array([rank]))[0],
        shares_near=shares_best(means[:, near]),
        shares_all=shares_best(means),
        undecided_near=assess_sufficiency(losses[:, None, near], least).undecided,
        undecided_all=assess_sufficiency(losses[:, None], least).undecided,
        futures=tuple(_near(study, structure, belief, losses, int(future)) for future in near),
    )


def _near(study: PreparedDecision, structure: int, belief: int, losses: Numbers, future: int) -> NearbyFuture:
    """One future, from the losses of the policies, shape (A, n, K)."""
    here = losses[:, future]
    best, second = (int(place) for place in np.argsort(here.mean(axis=1), kind="stable")[:2])
    apart = here[second] - here[best]
    shown = best or second  # the reference, which is the first policy, would be beside itself
    return NearbyFuture(
        future=int(study.cube.futures[future]),
        value=float(study.cube.values[future, belief]),
        best=best,
        lead=float(apart.mean()),
        is_sure=bool(certainty(apart[None])[0] >= SURE),
        point=study.point(shown, structure, future),
        shown=shown,
    )
