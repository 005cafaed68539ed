"""Small models for `engines.py`, written as mechanisms are: bare pings, and an M/M/2 queue."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Annotated

from sim.engine.model import Model
from sim.model.cast import Role
from sim.model.contract import Environment, Process, Stream, mechanism
from sim.model.draws import exponential

PINGS = 16
SERVERS = 2
ARRIVALS_A_DAY = 1.6  # a server serves one customer a day: each is busy .8 of the time
ROOM = 4096  # customers who may wait; one more is an error
CUSTOMER_CAME = 0
MEAN_WAIT_DAYS = 16 / 9  # Erlang C: .7111 of the customers wait, on average 2.5 days


@dataclass(frozen=True)
class Start:
    """Where a replication starts."""

    start_day: float


@dataclass(frozen=True)
class Span:
    """The parameters of both models."""

    scenario: Start
    horizon_days: float


def span(days: float) -> Span:
    """From day 0 on."""
    return Span(Start(0.0), days)


@dataclass
class Nothing:
    """A state without numbers."""


@dataclass
class PingWorld:
    """Nothing happens but time."""

    daily: Nothing
    balance: Nothing


@dataclass
class QueueWorld:
    """Customers in the order in which they came, in a ring."""

    came_day: Annotated[list[float], ROOM]
    came: int
    called: int
    waited_days: float
    daily: Nothing
    balance: Nothing


@mechanism
def ping(env: Environment, world: PingWorld, parameters: Span, stream: Stream) -> Process:
    """The least that a process can do: wait an exponential time, again and again."""
    while True:
        yield env.timeout(exponential(stream, 1.0))


@mechanism
def steady_ping(env: Environment, world: PingWorld, parameters: Span, stream: Stream) -> Process:
    """Wait equal times, so that a processor foresees who comes next."""
    yield env.timeout(stream.uniform())
    while True:
        yield env.timeout(1.0)


@mechanism
def arrivals(env: Environment, world: QueueWorld, parameters: Span, stream: Stream) -> Process:
    """Customers come."""
    while True:
        yield env.timeout(exponential(stream, 1.0 / ARRIVALS_A_DAY))
        if world.came - world.called == ROOM:
            raise ValueError("too many wait")
        world.came_day[world.came % ROOM] = env.now
        world.came += 1
        env.announce(CUSTOMER_CAME)


@mechanism
def server(env: Environment, world: QueueWorld, parameters: Span, stream: Stream) -> Process:
    """Call the next customer, and serve them."""
    while True:
        while world.called == world.came:
            yield env.signal(CUSTOMER_CAME)
        world.waited_days += env.now - world.came_day[world.called % ROOM]
        world.called += 1
        yield env.timeout(exponential(stream, 1.0))


@mechanism
def begin_nothing(world: PingWorld, parameters: Span) -> None:
    """Everything is zero already."""


@mechanism
def take_nothing(world: PingWorld, parameters: Span, now: float) -> None:
    """Nothing to take."""


@mechanism
def balance_nothing(world: PingWorld, parameters: Span) -> None:
    """No books."""


@mechanism
def end_nothing(world: PingWorld, parameters: Span, now: float) -> None:
    """Nothing to bring up to date."""


@mechanism
def customers(world: QueueWorld) -> float:
    """Customers called."""
    return float(world.called)


@mechanism
def mean_wait_days(world: QueueWorld) -> float:
    """How long they waited on average."""
    return world.waited_days / world.called if world.called > 0 else math.nan


PING = Model(
    cast=tuple(Role(f"ping.{k}", ping) for k in range(PINGS)),
    world=PingWorld,
    signals=0,
    begin=begin_nothing,
    take_daily_row=take_nothing,
    end=end_nothing,
    balance_books=balance_nothing,
    books=(),
    measures=(),
)
STEADY_PING = replace(PING, cast=tuple(Role(f"ping.{k}", steady_ping) for k in range(PINGS)))
QUEUE = Model(
    cast=(Role("arrivals", arrivals), *(Role(f"server.{k}", server) for k in range(SERVERS))),
    world=QueueWorld,
    signals=1,
    begin=begin_nothing,
    take_daily_row=take_nothing,
    end=end_nothing,
    balance_books=balance_nothing,
    books=(),
    measures=(customers, mean_wait_days),
)
