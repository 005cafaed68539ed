"""A model for Mesa's batch runner; in a module of its own, as only Mesa's part may import it."""

from __future__ import annotations

import mesa
from batch_models import MODELS, OUTCOMES


class Model(mesa.Model):  # type: ignore[misc]
    """At its end when it is made."""

    def __init__(self, x: float, name: str) -> None:
        super().__init__()
        self.datacollector = mesa.DataCollector(model_reporters={each: each for each in OUTCOMES})
        self.a, self.b, self.c = MODELS[name](x)
        self.datacollector.collect(self)
        self.running = False
