"""State and parameters under the compiled scheduler: they read and take what they do as Python objects, or refuse."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated, Any

import numpy as np
import pytest
from small_casts import Balance, Daily, Scenario, World, small_model, small_parameters, under_both

from sim.engine import compiled
from sim.engine.layout import BOOL, FLOAT, INT, layout_of, offset_of, words_of
from sim.engine.model import Model
from sim.engine.program import program
from sim.engine.programs import CannotCompile
from sim.engine.state import flat, width, zero
from sim.model.cast import Role


@pytest.fixture(scope="module", autouse=True)
def cache_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ESCSIM_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


class Kind(IntEnum):
    ONE = 1
    FAR = 70


@dataclass
class Inner:
    numbers: Annotated[list[float], 3]
    counts: Annotated[list[int], 2]


@dataclass
class Middle:
    before: int
    inner: Inner
    after: float


@dataclass
class Deep:
    daily: Daily
    first: float
    middle: Middle
    last: int
    balance: Balance


@dataclass(frozen=True)
class Table:
    days: tuple[float, ...]
    kinds: tuple[Kind, ...]
    switches: tuple[bool, ...]
    nothing: tuple[float, ...]


@dataclass(frozen=True)
class Given:
    label: str
    horizon_days: float
    on: bool
    kind: Kind
    scenario: Scenario
    table: Table
    whole: int


GIVEN = Given(
    "left out",
    6.0,
    True,
    Kind.FAR,
    Scenario(-1.0),
    Table((0.1, -2.5, 1e300), (Kind.ONE, Kind.FAR, Kind.ONE, Kind.FAR), (True, False), ()),
    -1_000_000_001,
)


def begin(world: Deep, parameters: Given) -> None:
    world.middle.inner.numbers[1] = 0.25
    world.middle.inner.counts[1] = -3


def take_daily_row(world: Deep, parameters: Given, now: float) -> None:
    world.daily.total = world.first + now


def end(world: Deep, parameters: Given, now: float) -> None:
    pass


def whole_numbers(world: Deep) -> float:
    inner = world.middle.inner
    return float(world.last) + float(inner.counts[0]) / 7.0 + float(inner.counts[1]) / 11.0


def after_and_before(world: Deep) -> float:
    return world.middle.after + float(world.middle.before)


def fractions(world: Deep) -> float:
    inner = world.middle.inner
    return inner.numbers[0] / 3.0 + inner.numbers[1] / 7.0 + inner.numbers[2] / 11.0


def balance_books(world: Deep, parameters: Given) -> None:
    world.balance.missing = 0.0


def fill(inner: Inner, value: float) -> None:
    for place in range(len(inner.numbers)):
        inner.numbers[place] += value * (place + 1)


def touching(env, world, parameters, stream):
    inner = world.middle.inner  # a class in the state is read once, and stays what it is
    table = parameters.table
    while True:
        yield env.timeout(1.0)
        inner.numbers[-1] = inner.numbers[0] + table.days[-2]  # counted from the end
        inner.counts[-2] += 2
        inner.counts[1] = world.last > 0
        world.first += table.days[0]
        world.last += 1
        world.last *= 3
        world.middle.before = parameters.whole // 3
        world.middle.after += 1  # a whole number where there may be any
        for place in range(len(table.kinds)):
            if table.kinds[place] == parameters.kind and parameters.on and not table.switches[1]:
                world.middle.after += 0.125
        for place in range(len(table.nothing)):
            world.first += table.nothing[place]
        if len(table.kinds) == 4 and len(inner.numbers) == 3 and table.switches[0]:
            inner.numbers[1] = inner.numbers[2] * parameters.scenario.start_day


TAKES = (whole_numbers, after_and_before, fractions)
TOUCHING = Model(
    (Role("touching", touching),), Deep, 1, begin, take_daily_row, end, balance_books, ("the book",), TAKES
)


@pytest.mark.thorough
def test_everything_is_read_and_written_as_in_python() -> None:
    given: Any = GIVEN
    batch = under_both(TOUCHING, given)
    assert batch.rows[0, 1] == 7.5 - 333_333_334.0  # six steps; `//` goes down
    assert batch.daily[0, -1, 0] == pytest.approx(6.6)


@pytest.mark.thorough
def test_a_replication_finds_nothing_of_the_one_before() -> None:
    given: Any = GIVEN
    rows = compiled.simulate(given, 1, range(3), model=TOUCHING).rows
    assert np.array_equal(rows[0], rows[2])


@pytest.mark.parametrize("columns", [(), (0.5,), (0.5, 1.5, 2.5)])
def test_lists_of_any_length_lie_behind_the_rest(columns: tuple[float, ...]) -> None:
    given = Given("", 1.0, False, Kind.ONE, Scenario(2.0), Table(columns, (Kind.FAR,), (True,), columns), 9)
    layout, words = layout_of(Given), words_of(given)
    whole, base = words.view(np.int64), words.ctypes.data
    assert [(slot.at, slot.kind) for slot in layout.slots.values()][:3] == [(0, FLOAT), (1, BOOL), (2, INT)]
    assert "label" not in layout.slots
    table, _ = offset_of(layout, "table")
    for field, values in (("days", columns), ("kinds", (Kind.FAR,)), ("nothing", columns)):
        address, length = whole[table + layout_of(Table).slots[field].at :][:2]
        first = int(address - base) // 8
        assert length == len(values)
        assert first >= layout.words
        kind = words if field != "kinds" else whole
        assert kind[first : first + length].tolist() == list(values)


def test_the_words_of_a_state_are_its_numbers_in_order() -> None:
    assert layout_of(Deep).words == width(Deep) == len(flat(zero(Deep)))


# ---------------------------------------------------------------- what cannot be compiled


def fraction(env, world, parameters, stream):
    yield env.timeout(1.0)
    world.steps = 2.5


def growing_fraction(env, world, parameters, stream):
    yield env.timeout(1.0)
    world.steps += stream.uniform()


def fraction_in_a_list(env, world, parameters, stream):
    yield env.timeout(1.0)
    world.middle.inner.counts[0] = 0.5


def another_list(env, world, parameters, stream):
    yield env.timeout(1.0)
    world.places = world.places


def no_field(env, world, parameters, stream):
    yield env.timeout(world.none)


def over_a_list(env, world, parameters, stream):
    for place in world.places:
        yield env.timeout(place)


def from_another(env, world, parameters, stream):
    yield from no_field(env, world, parameters, stream)


@pytest.mark.parametrize(
    ("process", "world", "says"),
    [
        (fraction, World, r"small_casts\.World\.steps: a whole number cannot store a fraction"),
        (growing_fraction, World, r"small_casts\.World\.steps: a whole number cannot store a fraction"),
        (fraction_in_a_list, Deep, "a list of whole numbers cannot store a fraction"),
        (another_list, World, r"small_casts\.World\.places: a class or a list is filled in place, not replaced"),
        (no_field, World, "Unknown attribute 'none'"),
        (over_a_list, World, "Invalid use of getiter"),
        (from_another, World, "Use of unsupported opcode"),
    ],
)
def test_what_would_differ_or_cannot_be_compiled_is_refused(
    process: Callable[..., Any], world: type, says: str
) -> None:
    model = small_model(process) if world is World else replaced(process)
    parameters = type(small_parameters()) if world is World else Given
    with pytest.raises(CannotCompile, match=says):
        program(model, parameters)


def replaced(process: Callable[..., Any]) -> Model:
    return Model((Role("one", process),), Deep, 1, begin, take_daily_row, end, balance_books, ("the book",), TAKES)
