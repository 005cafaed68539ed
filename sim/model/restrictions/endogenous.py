"""M9, decisions by hazards: their parameters; `processes/policy.py` takes the decisions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from sim.model.quantity import NEVER, NOT_NEGATIVE, Group, Quantity
from sim.model.restrictions.baseline import Hazard, Relaxing
from sim.model.restrictions.stepwise import ASKED, Stepwise, decided_by_day
from sim.model.restrictions.timeline import RECORD, EventKind, given_day


@dataclass(frozen=True)
class Endogenous(Stepwise):
    """Decisions by hazards."""

    recommendation_lag_days: Annotated[
        float, Quantity("d", NOT_NEGATIVE, "median lag from request to recommendation", RECORD, (1, 30))
    ]
    recommendation_lag_log_sd: Annotated[
        float, Quantity("1", (0.0, 3.0), "standard deviation of the logarithm of the lag")
    ]
    request: Annotated[Hazard, Group("hazard of the first request")]
    relax: Annotated[Relaxing, Group("hazard of relaxing by a step")]
    reverse: Annotated[Hazard, Group("hazard of reversing the last step")]

    def rules(self) -> Iterator[tuple[str, str]]:
        yield from decided_by_day(self, "endogenous")
        if self.request.precedent != 0.0:
            yield "request.precedent", "must be 0: nothing has been granted before the request"
        request, recommendation = (given_day(self.events, kind) for kind in ASKED)
        if recommendation < request < NEVER:
            yield "events", "the recommendation must not come before the request"
        if recommendation < NEVER == request:
            row = self.events.kind.index(EventKind.RECOMMENDATION)
            yield f"events.{self.events.name[row]}", "a recommendation on a given day needs a request on a given day"
