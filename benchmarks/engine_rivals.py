"""The two small models under bare SimPy, and as a Numba loop by hand, which is the practical limit."""

from __future__ import annotations

import math
import random
from collections.abc import Generator
from typing import Any

import numpy as np
import simpy
from engine_models import ARRIVALS_A_DAY, PINGS, SERVERS
from engine_timing import Answer
from numba import njit

SEED = 1


def simpy_ping(days: float) -> Answer:
    """Pings under bare SimPy."""

    def ping() -> Generator[simpy.Event, None, None]:
        while True:
            yield env.timeout(chance.expovariate(1.0))

    env, chance = simpy.Environment(), random.Random(SEED)
    for _ in range(PINGS):
        env.process(ping())
    env.run(until=days)
    return float(next(env._eid)), math.nan


def simpy_queue(days: float) -> Answer:
    """The queue as SimPy's documentation writes one: a process for each customer, and a resource."""

    def customers() -> Generator[simpy.Event, None, None]:
        while True:
            yield env.timeout(chance.expovariate(ARRIVALS_A_DAY))
            env.process(customer())

    def customer() -> Generator[simpy.Event, None, None]:
        came = env.now
        with servers.request() as turn:
            yield turn
            waits.append(env.now - came)
            yield env.timeout(chance.expovariate(1.0))

    waits: list[float] = []
    env, chance = simpy.Environment(), random.Random(SEED)
    servers = simpy.Resource(env, SERVERS)
    env.process(customers())
    env.run(until=days)
    return float(len(waits)), sum(waits) / len(waits)


@njit(nogil=True)
def _ping_loop(days: float, seed: int) -> int:
    np.random.seed(seed)  # noqa: NPY002  Numba's own generator
    due = np.empty(PINGS)
    for k in range(PINGS):
        due[k] = np.random.exponential(1.0)  # noqa: NPY002
    events = 0
    while True:
        k = 0
        first = due[0]
        for j in range(1, PINGS):
            if due[j] < first:
                k = j
                first = due[j]
        if first >= days:
            return events
        events += 1
        due[k] = first + np.random.exponential(1.0)  # noqa: NPY002


@njit(nogil=True)
def _ping_loop_with(generator: Any, days: float) -> int:
    due = np.empty(PINGS)
    for k in range(PINGS):
        due[k] = generator.standard_exponential()
    events = 0
    while True:
        k = 0
        first = due[0]
        for j in range(1, PINGS):
            if due[j] < first:
                k = j
                first = due[j]
        if first >= days:
            return events
        events += 1
        due[k] = first + generator.standard_exponential()


@njit(nogil=True)
def _queue_loop(days: float, seed: int) -> tuple[int, float]:
    np.random.seed(seed)  # noqa: NPY002
    now, customers, waited = 0.0, 0, 0.0
    first = second = 0.0  # when the servers are free, the first of them before the second
    while True:
        now += np.random.exponential(1.0 / ARRIVALS_A_DAY)  # noqa: NPY002
        called = max(now, first)
        if called >= days:
            return customers, waited / customers
        customers += 1
        waited += called - now
        done = called + np.random.exponential(1.0)  # noqa: NPY002
        first, second = min(done, second), max(done, second)


def loop_ping(days: float, seed: int = SEED) -> Answer:
    """Pings in a Numba loop, with the random numbers that Numba offers."""
    return float(_ping_loop(days, seed)), math.nan


def ziggurat_ping(days: float) -> Answer:
    """The same loop with the fastest exponential draws there are: NumPy's ziggurat, from PCG64."""
    return float(_ping_loop_with(np.random.default_rng(SEED), days)), math.nan


def loop_queue(days: float) -> Answer:
    """The queue in a Numba loop, from customer to customer: it needs no list of events."""
    customers, wait = _queue_loop(days, SEED)
    return float(customers), wait
