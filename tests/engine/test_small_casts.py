"""The compiled scheduler on casts small enough to know what they must do: known answers, ties, mistakes, and draws.

Both schedulers run all of them, and give the same bits.
"""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Iterator
from enum import IntEnum
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numba import njit
from small_casts import (
    PLACES,
    SAID,
    SIGNALS,
    bits,
    count,
    load,
    small_model,
    small_parameters,
    under_both,
)

from sim.engine import clock, compiled, reference
from sim.engine.batch import Batch, ReplicationFailed
from sim.engine.compiled_stream import StreamRecord, seat
from sim.engine.model import Model
from sim.engine.records import reader
from sim.engine.scheduler_layout import STREAM
from sim.engine.streams import RandomStream, last_word, name_hash
from sim.model.cast import Role
from sim.model.draws import exponential
from sim.study.execution.pool import TaskFailed
from sim.study.execution.threads import Threads

A, B, C, D = range(4)
WARM_UP = 500.0


@pytest.fixture(scope="module", autouse=True)
def cache_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """So that these programs do not drive out the user's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ESCSIM_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


# ---------------------------------------------------------------- known answers


def ping(env, world, parameters, stream):
    while True:
        yield env.timeout(1.0)
        world.steps += 1


def arrivals(env, world, parameters, stream):
    while True:
        yield env.timeout(exponential(stream, 1.25))
        if world.arrived - world.served == PLACES:
            raise ValueError("the queue is too long")
        world.places[world.arrived % PLACES] = env.now
        world.arrived += 1
        env.announce(A)


def server(env, world, parameters, stream):
    while True:
        if world.served == world.arrived:
            yield env.signal(A)
        came = world.places[world.served % PLACES]
        if came >= WARM_UP:
            world.counted += 1
            world.total += env.now - came
        yield env.timeout(exponential(stream, 1.0))
        world.served += 1


QUEUE = small_model(ping, arrivals, server)


@pytest.mark.thorough
def test_a_ping_and_a_queue_under_both_schedulers() -> None:
    batch = under_both(QUEUE, small_parameters(horizon=700.0))
    assert batch.rows[:, 0].tolist() == [699.0] * 3  # what is due at the horizon does not happen
    assert len({*batch.rows[:, 2]}) == 3
    assert batch.rows[:, 3].tolist() == [0.0] * 3  # measures are taken once the state is brought up to the horizon


@pytest.mark.thorough
def test_the_mean_wait_in_a_queue_is_the_known_one() -> None:
    """M/M/1 with load .8 and a mean service of 1: .8 / (1 - .8) = 4."""
    waits = compiled.simulate(small_parameters(horizon=3000.0), 7, range(600), model=QUEUE).rows[:, 2]
    error = waits.std(ddof=1) / math.sqrt(len(waits))
    assert error < 0.05
    assert abs(waits.mean() - 4.0) / error < 4.0


def test_threads_and_the_sizes_of_their_chunks_change_nothing() -> None:
    parameters = small_parameters(horizon=700.0)
    whole = compiled.simulate(parameters, 7, range(30), paths=10, model=QUEUE)

    def run(chunk: range) -> Batch:
        return compiled.simulate(parameters, 7, chunk, paths=10, model=QUEUE)

    for workers, size in ((1, 30), (2, 1), (3, 7), (2, 4)):
        with Threads(workers) as threads:
            chunks = [range(first, min(first + size, 30)) for first in range(0, 30, size)]
            parts = sorted(threads.run(run, chunks), key=lambda answer: answer[0].start)
        assert np.array_equal(bits(np.concatenate([part.rows for _, part in parts])), bits(whole.rows))
        assert np.array_equal(bits(np.concatenate([part.daily for _, part in parts])), bits(whole.daily))


@pytest.mark.thorough
def test_no_replications_are_no_rows() -> None:
    batch = compiled.simulate(small_parameters(horizon=700.0), 7, [], model=QUEUE)
    assert batch.rows.shape == (0, 4)


# ---------------------------------------------------------------- ties


def daily(env, world, parameters, stream):
    while True:
        world.total += 1.0
        yield env.timeout(1.0)


def announcer(env, world, parameters, stream):
    yield env.timeout(2.0)
    env.announce(A)
    env.announce(D)  # for which nobody waits
    yield env.timeout(1.0)
    env.announce(B)
    env.announce(B)
    yield env.timeout(1.0)
    env.announce(C)
    env.announce(B)


def waits_from_day_1(env, world, parameters, stream):
    yield env.timeout(1.0)
    yield env.signal(A)
    env.record(SAID, 1.0)


def waits_from_day_0(env, world, parameters, stream):
    yield env.signal(A)
    env.record(SAID, 2.0)
    yield env.signal(D)  # announced in this instant, but before
    env.record(SAID, -1.0)


def waits_for_either(env, world, parameters, stream):
    yield env.timeout(0.5)
    yield env.timeout(7.0) | env.signal(A)
    env.record(SAID, 3.0)


def times_out_in_the_instant(env, world, parameters, stream):
    """Its timeout was made before the announcement of day 3, and so comes before it."""
    yield env.timeout(3.0) | env.signal(B)
    env.record(SAID, 4.0)
    yield env.signal(B)  # announced in this instant, but before
    env.record(SAID, 5.0)


def waits_for_two_signals(env, world, parameters, stream):
    yield env.signal(C) | env.signal(B)
    env.record(SAID, 6.0)
    yield env.signal(C) | env.signal(B)  # both on day 4
    env.record(SAID, 7.0)
    yield env.timeout(1.5) | env.timeout(0.5)
    env.record(SAID, 8.0)
    yield env.timeout(math.inf)
    env.record(SAID, -1.0)


def takes_no_time(env, world, parameters, stream):
    yield env.timeout(6.0)
    for step in range(3):
        env.record(SAID, 10.0 + step)
        yield env.timeout(0.0)


def takes_no_time_either(env, world, parameters, stream):
    yield env.timeout(6.0)
    for step in range(3):
        env.record(SAID, 20.0 + step)
        yield env.timeout(0.0) | env.signal(D)
    env.record(SAID, 23.0)


def ends_before_it_waits(env, world, parameters, stream):
    env.record(SAID, 9.0)
    if parameters.what == 0:
        return
    yield env.timeout(1.0)


STAGE = small_model(
    daily,
    announcer,
    waits_from_day_1,
    waits_from_day_0,
    waits_for_either,
    times_out_in_the_instant,
    waits_for_two_signals,
    takes_no_time,
    takes_no_time_either,
    ends_before_it_waits,
)


@pytest.mark.thorough
def test_those_of_one_instant_run_in_the_order_in_which_they_were_scheduled() -> None:
    trace = under_both(STAGE, small_parameters(), replications=[0], traces=1).trace
    said = [(day, value) for day, value in zip(trace.day, trace.value, strict=True)][:-1]  # the last is the horizon
    assert said == [
        (0.0, 9.0),
        (2.0, 2.0),  # those who wait for one signal: in the order in which they began to
        (2.0, 1.0),
        (2.0, 3.0),  # a `|` takes one event more
        (3.0, 4.0),
        (3.0, 6.0),
        (4.0, 5.0),
        (4.0, 7.0),  # again one more, though its signal was announced first
        (4.5, 8.0),
        (6.0, 10.0),
        (6.0, 20.0),
        (6.0, 11.0),
        (6.0, 12.0),
        (6.0, 21.0),
        (6.0, 22.0),
        (6.0, 23.0),
    ]


@pytest.mark.thorough
def test_a_daily_row_comes_before_the_events_of_its_day() -> None:
    rows = under_both(STAGE, small_parameters(horizon=3.5, start=-1.0), replications=[0])
    assert rows.days.tolist() == [-1.0, 0.0, 1.0, 2.0, 3.0, 3.5]
    assert rows.daily[0, :, 0].tolist() == [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]


TIMEOUT, SIGNAL, FIRST, LAST, EITHER, ANNOUNCE, END = range(7)
ACTORS, STEPS, STEP = 6, 4, 4  # a plan: for each actor, so many steps, of so many numbers


def actor(env, world, parameters, stream, number):
    """Does what the plan says, over and over, in whole days, so that most events tie."""
    yield env.timeout(stream.uniform() // 0.34)
    while True:
        for step in range(STEPS):
            at = (number * STEPS + step) * STEP
            action, delay = parameters.plan[at], parameters.plan[at + 1]
            one, other = parameters.plan[at + 2], parameters.plan[at + 3]
            if action == TIMEOUT:
                yield env.timeout(delay)
            elif action == SIGNAL:
                yield env.signal(one)
            elif action == FIRST:
                yield env.timeout(delay) | env.signal(one)
            elif action == LAST:
                yield env.signal(one) | env.timeout(delay)
            elif action == EITHER:
                yield env.signal(one) | env.signal(other)
            elif action == ANNOUNCE:
                env.announce(one)
                env.announce(other)
            elif action == END and world.steps > 100:
                return
            count(world, number + 1, env.now)
        yield env.timeout(1.0)


ACTING = small_model(*(Role(f"actor{number}", actor, (number,)) for number in range(ACTORS)))


def random_plan(seed: int) -> tuple[int, ...]:
    chance = random.Random(seed)
    signals = chance.randint(1, 3)
    name = range(signals)
    steps = (
        (chance.choice((TIMEOUT, *range(7))), chance.randint(0, 3), chance.choice(name), chance.choice(name))
        for _ in range(ACTORS * STEPS)
    )
    return tuple(itertools.chain.from_iterable(steps))


@pytest.mark.sample
@pytest.mark.thorough
def test_random_plans_full_of_ties_are_acted_in_the_same_order() -> None:
    steps = [
        under_both(ACTING, small_parameters(horizon=30.0, plan=random_plan(seed)), replications=range(2)).rows[0, 0]
        for seed in range(150)
    ]
    assert np.median(steps) > 100


def random_cast(seed: int, path: Path) -> Model:
    """Processes that are written out, for what a plan cannot have."""
    chance = random.Random(seed)
    names = [f"process{number}" for number in range(chance.randint(3, 6))]
    processes = [_process(chance, name, number + 1) for number, name in enumerate(names)]
    path.write_text("from small_casts import count\n\n\n" + "\n\n".join(processes))
    module = load(path, f"random_cast_{seed}")
    return small_model(*(getattr(module, name) for name in names))


def _process(chance: random.Random, name: str, number: int) -> str:
    mark = f"count(world, {number}, env.now)"
    steps = list(itertools.chain.from_iterable((*_step(chance), mark) for _ in range(chance.randint(2, 4))))
    body = "\n".join(f"        {line}" for line in (*steps, "yield env.timeout(1.0)"))
    begins = chance.choice(["", "    yield env.timeout(stream.uniform() // 0.34)\n"])
    repeats = chance.choice(["for _ in range(9):", "while True:", "while True:"])
    return f"def {name}(env, world, parameters, stream):\n{begins}    {repeats}\n{body}\n"


def _step(chance: random.Random) -> list[str]:
    delay, one, other = chance.randint(0, 3), chance.randrange(3), chance.randrange(3)
    return chance.choice(
        [
            [f"yield env.timeout({delay})"],
            [f"yield env.signal({one})"],
            [f"yield env.timeout({delay}) | env.signal({one})"],
            [f"yield env.signal({one}) | env.timeout({delay})"],
            [f"yield env.signal({one}) | env.signal({other})"],
            [f"yield env.timeout({delay}) | env.timeout({one})"],
            [f"env.announce({one})"],
            [f"env.announce({one})", f"env.announce({other})"],
        ]
    )


@pytest.mark.thorough
@pytest.mark.parametrize("seed", range(2))
def test_random_casts_full_of_ties_take_the_same_order(seed: int, tmp_path: Path) -> None:
    under_both(random_cast(seed, tmp_path / "cast.py"), small_parameters(horizon=60.0), replications=range(10))


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_many_random_casts_and_plans_full_of_ties_take_the_same_order(tmp_path: Path) -> None:
    for seed in range(100, 200):
        cast = random_cast(seed, tmp_path / f"cast{seed}.py")
        under_both(cast, small_parameters(horizon=60.0), replications=range(10))
    for seed in range(1000, 6000):
        under_both(ACTING, small_parameters(horizon=30.0, plan=random_plan(seed)), replications=range(2))


# ---------------------------------------------------------------- mistakes

SEED, FIRST_WRONG = 36, 3  # the first replication of this seed that makes a mistake


class Mistake(IntEnum):
    NONE = 0
    RAISE = 1
    NAN = 2
    NEGATIVE = 3
    INFINITE = 4
    UNBALANCED = 5
    DAILY_NAN = 6
    DAILY_RAISE = 7
    STUCK = 8
    PING_PONG = 9
    ABOVE = 10
    BELOW = 11
    CHAINED = 12
    NO_SIGNAL = 13


def mistaken(env, world, parameters, stream):
    what = parameters.what
    if what == Mistake.NONE:
        return
    yield env.timeout(4.5)
    if stream.uniform() < 0.4:
        return
    if what == Mistake.RAISE:
        raise ZeroDivisionError("nothing to share")
    if what == Mistake.NAN:
        yield env.timeout(math.nan)
    if what == Mistake.NEGATIVE:
        yield env.timeout(-1.0)
    if what == Mistake.INFINITE:
        world.total = math.inf
    if what == Mistake.UNBALANCED:
        world.missing = 1e-6
    if what == Mistake.DAILY_NAN:
        world.total = math.nan
    if what == Mistake.DAILY_RAISE:
        world.scale = 0.0
    while what == Mistake.STUCK:
        yield env.timeout(0.0)
    while what == Mistake.PING_PONG:
        env.announce(A)
        yield env.signal(B)
    if what == Mistake.ABOVE:
        world.places[PLACES] = 1.0
    if what == Mistake.BELOW:
        world.total = world.places[-PLACES - 1]
    if what == Mistake.CHAINED:
        yield env.timeout(1.0) | env.signal(A) | env.signal(B)
    if what == Mistake.NO_SIGNAL:
        yield env.signal(SIGNALS)


def partner(env, world, parameters, stream):
    while True:
        yield env.signal(A)
        env.announce(B)


MISTAKEN = small_model(partner, mistaken)


@pytest.fixture
def small_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "WAIT_LIMIT", 1000)


@pytest.mark.usefixtures("small_limit")
@pytest.mark.parametrize(
    ("what", "says"),
    [
        (Mistake.RAISE, "mistaken on day 4.5: ZeroDivisionError: nothing to share"),
        (Mistake.NAN, "mistaken on day 4.5: ValueError: a delay must be a number of days not below 0, not nan"),
        (Mistake.NEGATIVE, "mistaken on day 4.5: ValueError: a delay must be a number of days not below 0, not -1.0"),
        (Mistake.INFINITE, "the measure mean is inf"),
        (Mistake.UNBALANCED, "conservation is violated: the book do not balance, off by 1e-06 of the throughput"),
        (Mistake.DAILY_NAN, "total is nan on day 5"),
        (Mistake.DAILY_RAISE, "scheduler on day 5: ZeroDivisionError: float division by zero"),
        (Mistake.STUCK, "mistaken on day 4.5: RuntimeError: more than 1000 waits: a process never lets time pass"),
        (Mistake.PING_PONG, "RuntimeError: more than 1000 waits: a process never lets time pass"),
        (Mistake.ABOVE, "mistaken on day 4.5: IndexError: list assignment index out of range"),
        (Mistake.BELOW, "mistaken on day 4.5: IndexError: list index out of range"),
        (Mistake.CHAINED, "mistaken on day 4.5: TypeError: a process waits for a timeout, a signal, or two of them"),
        (Mistake.NO_SIGNAL, "mistaken on day 4.5: IndexError: list index out of range"),
    ],
)
def test_a_mistake_is_told_with_its_replication_day_and_process(what: int, says: str) -> None:
    messages = []
    for engine in (reference, compiled):
        with pytest.raises(ReplicationFailed) as failure:
            engine.simulate(small_parameters(what=what), SEED, range(20), 20, model=MISTAKEN)
        messages.append((failure.value.replication, failure.value.message))
    assert messages[0] == messages[1]
    assert messages[0][0] == FIRST_WRONG
    assert says in messages[0][1]


@pytest.mark.usefixtures("small_limit")
def test_a_mistake_in_a_thread_is_told_as_well() -> None:
    def run(chunk: range) -> Batch:
        return compiled.simulate(small_parameters(what=Mistake.RAISE), SEED, chunk, model=MISTAKEN)

    with Threads(2) as threads, pytest.raises(TaskFailed, match=f"replication {FIRST_WRONG}: mistaken") as failure:
        list(threads.run(run, [range(FIRST_WRONG), range(FIRST_WRONG, 20)]))
    assert failure.value.kind == "ReplicationFailed"


@pytest.mark.usefixtures("small_limit")
def test_a_mistake_in_one_replication_leaves_nothing_in_those_after_it() -> None:
    parameters = small_parameters(what=Mistake.RAISE)
    with pytest.raises(ReplicationFailed):
        compiled.simulate(parameters, SEED, [FIRST_WRONG], model=MISTAKEN)
    under_both(MISTAKEN, parameters, SEED, range(FIRST_WRONG))
    under_both(MISTAKEN, small_parameters(), SEED, [FIRST_WRONG])


@pytest.mark.thorough
def test_an_event_log_for_which_there_is_too_little_room_gets_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "LOG_LINES", 2)
    batch = under_both(STAGE, small_parameters(), replications=range(5), traces=3)
    assert np.bincount(batch.trace.replication).tolist() == [17, 17, 17]


def test_an_event_log_beyond_all_bounds_is_a_mistake_and_never_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "LOG_LINES", 2)
    monkeypatch.setattr(compiled, "LOG_LIMIT", 15)
    with pytest.raises(ReplicationFailed, match="replication 7: its event log exceeds 15 lines"):
        compiled.simulate(small_parameters(), 1, [7, 8], traces=8, model=STAGE)
    monkeypatch.setattr(compiled, "LOG_LIMIT", 16)  # 17 with the horizon, which the scheduler adds
    assert len(compiled.simulate(small_parameters(), 1, [7, 8], traces=8, model=STAGE).trace.day) == 17


# ---------------------------------------------------------------- draws

as_stream: Any = reader(StreamRecord(STREAM))


@njit
def draw(words, seed, name, last, item, block, drawn_before, numbers):  # type: ignore[no-untyped-def]
    """Fill `numbers` with the draws of an item, from a block on."""
    stream = as_stream(words)
    seat(stream, seed, name, last)
    for _ in range(drawn_before):
        stream.uniform()
    stream.item(item)
    stream.c0 = block
    for place in range(len(numbers)):
        numbers[place] = stream.uniform()


def drawn(seed: int, name: int, last: int, item: int, block: int = 0, before: int = 3) -> list[float]:
    numbers = np.zeros(37)
    as_word = np.uint64
    draw(np.zeros(STREAM.words), as_word(seed), as_word(name), as_word(last), item, as_word(block), before, numbers)
    return numbers.tolist()


def by_numpy(seed: int, name: int, last: int, item: int, block: int = 0) -> list[float]:
    key, counter = (np.array(words, dtype=np.uint64) for words in ([seed, 0], [block, item, name, last]))
    return np.random.Generator(np.random.Philox(key=key, counter=counter)).random(37).tolist()


@pytest.mark.parametrize("seed", [0, 5, 2**63 - 1, 2**63, 2**64 - 1])
@pytest.mark.parametrize(("item", "future", "replication"), [(0, 0, 0), (3, 0, 712), (10**9, 2**32 - 1, 2**32 - 1)])
def test_a_compiled_stream_is_numpys(seed: int, item: int, future: int, replication: int) -> None:
    name, last = name_hash("fires.red"), last_word(future, replication)
    numbers = drawn(seed, name, last, item)
    assert numbers == by_numpy(seed, name, last, item)
    stream = RandomStream(seed, "fires.red")
    stream.seat(last)
    stream.item(item)
    assert numbers == [stream.uniform() for _ in range(37)]


def test_a_compiled_stream_carries_from_one_word_of_its_counter_to_the_next() -> None:
    assert drawn(5, 6, 7, item=8, block=2**64 - 3) == by_numpy(5, 6, 7, item=8, block=2**64 - 3)


def test_an_item_does_not_depend_on_the_draws_before_it() -> None:
    assert drawn(5, 6, 7, item=8, before=0) == drawn(5, 6, 7, item=8, before=9)
