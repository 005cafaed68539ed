"""Variants differ only where the policy made them differ: what is not touched stays the same to the last bit."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from composing import parameters
from stage import SEED, measure, path, simulated

from sim.engine import reference
from sim.engine.batch import Batch
from sim.engine.model import MODEL
from sim.model.cast import CAST, Role
from sim.model.daily import TRACKED

NUMBERS = range(20)
SHORT = ("horizon=60 days",)
PERMISSION = 20


def same(left: Batch, right: Batch) -> bool:
    return np.array_equal(left.rows, right.rows, equal_nan=True) and np.array_equal(left.daily, right.daily)


@pytest.fixture(scope="module")
def record() -> Batch:
    return simulated(*SHORT, replications=NUMBERS)


def test_a_variant_minus_itself_is_nothing(record: Batch) -> None:
    assert same(record, simulated(*SHORT, replications=NUMBERS))


def test_a_replication_alone_is_its_row(record: Batch) -> None:
    alone = reference.simulate(parameters(*SHORT), SEED, [17], paths=18)
    assert np.array_equal(alone.rows[0], record.rows[17], equal_nan=True)
    assert np.array_equal(alone.daily[0], record.daily[17])


def test_the_order_of_replications_is_irrelevant(record: Batch) -> None:
    backwards = simulated(*SHORT, replications=NUMBERS[::-1])
    assert np.array_equal(backwards.rows[::-1], record.rows, equal_nan=True)


def test_a_trace_changes_nothing(record: Batch) -> None:
    assert same(record, simulated(*SHORT, replications=NUMBERS, traces=20))


def test_seeds_futures_and_replications_differ(record: Batch) -> None:
    other_seed = reference.simulate(parameters(*SHORT), SEED + 1, [0])
    other_future = reference.simulate(parameters(*SHORT), SEED, [0], future=1)
    rows = [row.tobytes() for row in (*record.rows, *other_seed.rows, *other_future.rows)]
    assert len(set(rows)) == len(rows)


IN_ANOTHER_PROCESS = """
import hashlib
from sim.engine import reference
from sim.config.compose import read
from sim.config.library import open_library
from sim.study.design.variant import CLASSES
(parameters, _), _ = read(open_library(CLASSES), ["horizon=60 days"])
rows = reference.simulate(parameters, {seed}, [3, 19]).rows
print(hashlib.sha256(rows.tobytes()).hexdigest())
"""


@pytest.mark.thorough
def test_another_process_gives_the_same_bits(record: Batch) -> None:
    code = IN_ANOTHER_PROCESS.format(seed=SEED)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == hashlib.sha256(record.rows[[3, 19]].tobytes()).hexdigest()


def busy(env: Any, world: Any, parameters: Any, stream: Any) -> Any:
    """A mechanism that draws, and changes nothing."""
    while True:
        yield env.timeout(0.1 + stream.uniform())


def with_cast(*cast: Role) -> Batch:
    """The record's variant, played by another cast."""
    return reference.simulate(parameters(*SHORT), SEED, NUMBERS, paths=20, model=replace(MODEL, cast=cast))


@pytest.mark.parametrize("place", [0, 3, len(CAST)])
def test_another_mechanism_moves_no_draw(record: Batch, place: int) -> None:
    assert same(record, with_cast(*CAST[:place], Role("test.busy", busy), *CAST[place:]))


def test_a_draw_more_in_one_mechanism_moves_no_other(record: Batch) -> None:
    """Launchers skip their first draw: their salvos change, and only what salvos cause changes with them."""
    launchers = next(role for role in CAST if role.name == "city.launchers")

    def skipping(env: Any, world: Any, parameters: Any, stream: Any, channel: int) -> Any:
        stream.uniform()
        return launchers.process(env, world, parameters, stream, channel)

    skipped = with_cast(*(role._replace(process=skipping) if role is launchers else role for role in CAST))
    changed = {
        quantity.name
        for quantity in TRACKED
        if not np.array_equal(path(skipped, quantity.name), path(record, quantity.name))
    }
    assert changed == {"launcher_salvos", "pressure"}


ESCALATING = {"severity", "rung", "red_act_rate_per_day", "blue_act_rate_per_day"}


@pytest.mark.parametrize("overrides", [("escalation=none",), ("escalation=poisson",), ("red_line=none",)])
def test_switching_escalation_moves_nothing_else(record: Batch, overrides: tuple[str, ...]) -> None:
    """Decisions are scheduled here, so that escalation has no effect on anything but itself."""
    switched = simulated(*SHORT, *overrides, replications=NUMBERS)
    for quantity in TRACKED:
        if quantity.name not in ESCALATING:
            assert np.array_equal(path(switched, quantity.name), path(record, quantity.name)), quantity.name
    assert not np.array_equal(path(switched, "severity"), path(record, "severity"))


def test_switching_aid_moves_no_draw_of_the_others(record: Batch) -> None:
    """The first salvos and acts do not know of aid."""
    without = simulated(*SHORT, "aid=no_sponsor_aid", replications=NUMBERS)
    for name in ("launcher_salvos", "aircraft_strikes", "severity", "rung"):
        assert np.array_equal(path(without, name), path(record, name)), name
    assert not np.array_equal(path(without, "tube_stock_kr"), path(record, "tube_stock_kr"))


@pytest.mark.parametrize("restrictions", ["full_ban", "border_wide", "long_range"])
def test_variants_are_the_same_until_the_policy_differs(record: Batch, restrictions: str) -> None:
    """Up to the decision in all, and up to its effect in all but escalation, which answers the decision."""
    other = simulated(*SHORT, f"restrictions={restrictions}", replications=NUMBERS)
    assert np.array_equal(other.daily[:, : PERMISSION + 1], record.daily[:, : PERMISSION + 1])
    for quantity in TRACKED:
        if quantity.name not in ESCALATING:
            days = slice(0, PERMISSION + 3)  # first use is on day 22.5
            assert np.array_equal(path(other, quantity.name)[:, days], path(record, quantity.name)[:, days])
    assert not np.array_equal(measure(other, "red_batteries_lost_bty"), measure(record, "red_batteries_lost_bty"))
