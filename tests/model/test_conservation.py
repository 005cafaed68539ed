"""Whatever the parameters: books balance, nothing is negative, results are numbers; and a broken book fails the run."""

from __future__ import annotations

import dataclasses
from functools import cache
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import numpy as np
import pytest
from composing import parameters
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stage import fits, options, path, simulated

from sim.config.canonical import to_config
from sim.config.problems import Problem
from sim.config.schema import validate
from sim.engine import reference
from sim.engine.batch import ReplicationFailed
from sim.engine.model import MODEL
from sim.model.alternatives import contradictions
from sim.model.attrition import mechanism as attrition
from sim.model.cast import Role
from sim.model.daily import TRACKED
from sim.model.fires import mechanism as fires
from sim.model.measures import MEASURES
from sim.model.parameters import Parameters
from sim.model.processes import arrivals
from sim.model.processes import counter_battery_losses as counter_battery_losses
from sim.model.quantity import Quantity

HORIZON = "horizon=30 days"
ROUNDING = 1e-9  # of sums from which what was added is taken again, such as aid in transit
ALTERNATIVES = (
    "restrictions", "aid", "attrition", "casualties", "advance", "fires", "counter_battery", "phases", "stall",
    "adaptation", "pressure", "escalation", "red_line", "city", "reserves",
)  # fmt: skip
MAY_BE_UNDEFINED = {
    "exchange_ratio", "fire_ratio", "adaptation_half_life_d", "request_day", "relaxation_day", "reversal_day",
    "request_to_decision_d", "aid_lag_d",
}  # fmt: skip
MAY_BE_NEGATIVE = {"relaxation_day", "request_to_decision_d", "adaptation_half_life_d"}  # before it, or anticipated


def perturbed(tree: Any, draw: st.DrawFn) -> Any:
    """The tree with every number that has a plausible range drawn from it."""
    changes = {}
    for name, hint in get_type_hints(type(tree), include_extras=True).items():
        value = getattr(tree, name)
        about = hint.__metadata__[0] if get_origin(hint) is Annotated else None
        if dataclasses.is_dataclass(value):
            changes[name] = perturbed(value, draw)
        elif isinstance(about, Quantity) and about.plausible and get_args(hint)[0] is float and value != 0.0:
            changes[name] = draw(st.floats(*about.plausible))
    return dataclasses.replace(tree, **changes)


@cache
def options_within(horizon: str, group: str) -> tuple[str, ...]:
    """The options of a group that a horizon allows: a policy may have days beyond it."""

    def allowed(option: str) -> bool:
        try:
            return bool(parameters(f"{group}={option}", horizon))
        except Problem as problem:
            return "outside the replication" not in str(problem)

    return tuple(option for option in options(group) if allowed(option))


@st.composite
def configs(draw: st.DrawFn) -> Parameters:
    """A valid config: some alternatives, and plausible values."""
    chosen = {group: draw(st.sampled_from(options_within(HORIZON, group))) for group in ALTERNATIVES}
    chosen["scenario"] = draw(st.sampled_from([one for one in options("scenario") if fits(one, chosen["aid"])]))
    tree = perturbed(parameters(*(f"{group}={option}" for group, option in chosen.items()), HORIZON), draw)
    if any(contradictions(tree.escalation)):  # acts would excite each other without limit
        tree = dataclasses.replace(tree, escalation=dataclasses.replace(tree.escalation, red_by_blue=0.0))
    (checked,) = validate(to_config(tree), Parameters)
    assert isinstance(checked, Parameters)
    return checked


@pytest.mark.sample
@pytest.mark.thorough
@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(config=configs(), seed=st.integers(0, 2**63 - 1))
def test_any_plausible_config_balances_and_stays_in_bounds(config: Parameters, seed: int) -> None:
    batch = reference.simulate(config, seed, range(2), paths=2)  # raises where a book does not balance
    assert np.isfinite(batch.daily).all()
    for quantity in TRACKED:
        assert (path(batch, quantity.name) >= -ROUNDING).all(), quantity.name
    assert (np.diff(path(batch, "ground_lost_km2"), axis=1) >= 0.0).all()
    sanctuary, batteries = path(batch, "sanctuary_bty"), path(batch, "red_batteries_bty")
    assert (sanctuary <= batteries * (1.0 + 1e-12)).all()
    for place, measure in enumerate(MEASURES):
        values = batch.rows[:, place]
        assert np.isfinite(values).all() or measure.name in MAY_BE_UNDEFINED, measure.name
        assert measure.name in MAY_BE_NEGATIVE or not (values < 0.0).any(), measure.name


def lossy_rounds(world: Any, kind: int, amount_kr: float) -> None:
    world.stock.rounds_kr[kind] += 0.999 * amount_kr
    world.stock.arrived_kr[kind] += amount_kr


def lossy_forces(world: Any, side: int, losses_kpe: float) -> None:
    world.forces.engaged_kpe[side] -= losses_kpe


def lossy_batteries(world: Any) -> None:
    world.batteries.blue_bty -= 1.0


def lossy_money(env: Any, world: Any, parameters: Any, slot: int) -> None:
    world.aid.count -= 1


@pytest.mark.parametrize(
    ("module", "name", "broken", "book"),
    [
        (fires, "add_rounds", lossy_rounds, "tube rounds"),
        (attrition, "lose", lossy_forces, "Red's forces"),
        (counter_battery_losses, "lose_blue_battery", lossy_batteries, "Blue's batteries"),
        (arrivals, "receive", lossy_money, "money"),
    ],
)
def test_a_book_that_does_not_balance_fails_the_run(
    module: Any, name: str, broken: Any, book: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, name, broken)
    with pytest.raises(ReplicationFailed, match=f"replication 0: conservation is violated: {book} do not balance"):
        simulated("horizon=60 days", "scenario.artillery.blue_battery_replacements=0 bty/d")


def overdraw(env: Any, world: Any, parameters: Any, stream: Any) -> Any:
    """More rounds are used than there are, and each of them is written down."""
    yield env.timeout(1.0)
    world.stock.rounds_kr[2] -= 1e6
    world.stock.used_kr[2] += 1e6


def test_a_stock_far_below_zero_fails_the_run_though_nothing_is_missing() -> None:
    model = dataclasses.replace(MODEL, cast=(*MODEL.cast, Role("own.overdraw", overdraw)))
    with pytest.raises(ReplicationFailed, match="conservation is violated: long-range missiles do not balance"):
        reference.simulate(parameters("horizon=3 days", "restrictions=full_ban"), 1, [0], model=model)
