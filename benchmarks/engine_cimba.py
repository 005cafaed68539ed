"""The two small models under cimba, a package that compiles its models for an engine written in C; nothing needs it."""

from __future__ import annotations

import math
from collections.abc import Callable

import cimba
from engine_models import ARRIVALS_A_DAY, PINGS, SERVERS
from engine_rivals import SEED
from engine_timing import Answer

MEAN_GAP = 1.0 / ARRIVALS_A_DAY


class Ping(cimba.Model):
    @cimba.process(copies=PINGS)
    def ping(self):  # type: ignore[no-untyped-def]
        while True:
            cimba.hold(cimba.random.exponential(1.0))


class Queue(cimba.Model):
    """A store of arrival times, as in cimba's own benchmark."""

    customers: cimba.Output[float]
    mean_wait: cimba.Output[float]
    waited: float = 0.0
    called: int = 0
    waiting: cimba.Store[float] = cimba.Store()

    @cimba.process
    def arrivals(self):  # type: ignore[no-untyped-def]
        while True:
            cimba.hold(cimba.random.exponential(MEAN_GAP))
            self.waiting.put(cimba.now())

    @cimba.process(copies=SERVERS)
    def server(self):  # type: ignore[no-untyped-def]
        while True:
            came = self.waiting.get()
            self.waited += cimba.now() - came
            self.called += 1
            cimba.hold(cimba.random.exponential(1.0))

    @cimba.on_end
    def measure(self):  # type: ignore[no-untyped-def]
        self.customers = float(self.called)
        self.mean_wait = self.waited / self.called


def ping(days: float) -> Callable[[], Answer]:
    """Pings, ready to be run; cimba does not count events, so there are as many as are expected."""
    experiment = cimba.Experiment(Ping(), window=cimba.Window(duration=days), seed=SEED)

    def run() -> Answer:
        experiment.run(workers=1)
        return PINGS * days, math.nan

    return run


def queue(days: float) -> Callable[[], Answer]:
    """The queue, ready to be run."""
    model = Queue()
    experiment = cimba.Experiment(model, window=cimba.Window(duration=days), seed=SEED)

    def run() -> Answer:
        found = experiment.run(workers=1)[model]
        return float(found.customers.values.item()), float(found.mean_wait.values.item())

    return run


# Compiled here and now: cimba fails to compile its queue after Numba has compiled much else in the same process.
for model in (ping, queue):
    model(10.0)()
