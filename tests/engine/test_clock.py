"""SimPy's environment with the model's three words."""

from __future__ import annotations

import math

import pytest

from sim.engine import clock
from sim.engine.clock import Clock, TracingClock

HELLO, BYE = 0, 1


def run(*processes, until=10.0, kind=Clock):
    env, said = kind(0.0, 2), []
    for process in processes:
        env.process(process(env, said))
    env.run(until=until)
    return env, said


def announcer(env, said):
    yield env.timeout(3.0)
    env.announce(HELLO)


def test_an_announcement_wakes_all_who_wait_in_the_order_in_which_they_began_to_wait():
    def waiter(name, first):
        def process(env, said):
            yield env.timeout(first)
            yield env.signal(HELLO)
            said.append((name, env.now))

        return process

    _, said = run(waiter("late", 2.0), waiter("early", 1.0), announcer)
    assert said == [("early", 3.0), ("late", 3.0)]


def test_an_announcement_does_not_wake_those_who_wait_for_it_afterwards():
    def waiter(env, said):
        yield env.timeout(3.5)
        yield env.signal(HELLO)
        said.append("woken")

    assert run(announcer, waiter)[1] == []


@pytest.mark.parametrize(("delay", "woken"), [(2.0, 2.0), (5.0, 3.0), (math.inf, 3.0)])
def test_a_timeout_or_a_signal_whichever_comes_first(delay, woken):
    def waiter(env, said):
        yield env.timeout(delay) | env.signal(HELLO)
        said.append(env.now)

    assert run(waiter, announcer)[1] == [woken]


@pytest.mark.parametrize("delay", [-1.0, math.nan])
def test_a_delay_that_is_none_is_refused(delay):
    def process(env, said):
        yield env.timeout(delay)

    with pytest.raises(ValueError, match="a delay must be a number of days not below 0"):
        run(process)


@pytest.mark.parametrize(
    "wait",
    [
        lambda env: env.timeout(1.0) | env.signal(HELLO) | env.signal(BYE),
        lambda env: env.timeout(1.0) & env.signal(HELLO),
        lambda env: (env.timeout(1.0) | env.signal(HELLO)) & env.signal(BYE),
    ],
)
def test_more_than_two_joined_or_joined_by_and_is_refused(wait):
    with pytest.raises(TypeError, match="joined by one"):
        wait(Clock(0.0, 2))


def test_a_process_that_does_not_let_time_pass_is_stopped(monkeypatch):
    monkeypatch.setattr(clock, "WAIT_LIMIT", 1000)

    def stuck(env, said):
        while True:
            yield env.timeout(0.0)

    with pytest.raises(RuntimeError, match="never lets time pass"):
        run(stuck)


def test_what_is_recorded_is_kept_by_a_tracing_clock_only():
    def process(env, said):
        yield env.timeout(1.0)
        env.record(4, 2.5)

    env, _ = run(process, kind=TracingClock)
    assert [(day, event, value) for day, _, event, value in env.log] == [(1.0, 4, 2.5)]
    assert not hasattr(run(process)[0], "log")


def test_counting_the_events_takes_no_number():
    env, _ = run(announcer)
    assert env.events_scheduled == env.events_scheduled
