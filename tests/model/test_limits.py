"""Degenerate limits of attrition, for any values."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from stage import NO_REPLACEMENTS, NO_RESERVES, options, path, simulated

from sim.engine.batch import Batch

ATTRITION = (
    *NO_REPLACEMENTS,
    *NO_RESERVES,
    "restrictions=full_ban",
    "escalation=none",
    "stall=line",
    "horizon=15 days",
)
STRENGTH = st.floats(0.5, 50.0)
RATE = st.floats(0.0, 0.2)
laws = st.sampled_from(options("attrition"))
few = settings(max_examples=6)


def battle(*overrides: str) -> Batch:
    return simulated(*ATTRITION, *overrides, replications=range(2))


def forces(red: float, blue: float) -> tuple[str, str]:
    return f"scenario.forces.red_engaged={red!r} kpe", f"scenario.forces.blue_engaged={blue!r} kpe"


@few
@given(law=laws, casualties=st.sampled_from(options("casualties")), advance=st.sampled_from(options("advance")))
def test_a_variant_against_itself_differs_by_nothing(law: str, casualties: str, advance: str) -> None:
    chosen = (f"attrition={law}", f"casualties={casualties}", f"advance={advance}")
    one, other = battle(*chosen), battle(*chosen)
    assert np.array_equal(one.rows, other.rows, equal_nan=True)
    assert np.array_equal(one.daily, other.daily)


@few
@given(red=STRENGTH, other=STRENGTH, loss=RATE)
def test_the_logarithmic_law_decouples_losses_from_the_enemys_strength(red: float, other: float, loss: float) -> None:
    same = ("attrition=logarithmic", f"attrition.blue_loss={loss!r} / day", "attrition.blue_loss_by_fires=0 kpe/kr")
    one, another = (path(battle(*forces(strength, 5.0), *same), "blue_engaged_kpe") for strength in (red, other))
    assert np.array_equal(one, another)


@few
@given(law=laws, casualties=st.sampled_from(options("casualties")), red=STRENGTH, blue=STRENGTH)
def test_without_losses_nobody_is_lost(law: str, casualties: str, red: float, blue: float) -> None:
    if law == "salvo":
        none = [f"attrition.{side}_salvo.striking_power=0" for side in ("red", "blue")]
    else:
        none = [f"attrition.{side}_loss=0 / day" for side in ("red", "blue")]
    none += [f"attrition.{side}_loss_by_fires=0 kpe/kr" for side in ("red", "blue")]
    batch = battle(f"attrition={law}", f"casualties={casualties}", *forces(red, blue), *none)
    assert not path(batch, "red_losses_kpe").any()
    assert not path(batch, "blue_losses_kpe").any()


@few
@given(
    law=laws, casualties=st.sampled_from(options("casualties")), strengths=st.tuples(STRENGTH, STRENGTH),
    own=st.floats(0.0, 3.0),
)  # fmt: skip
def test_strengths_fall_and_never_below_nothing(
    law: str, casualties: str, strengths: tuple[float, float], own: float
) -> None:
    batch = battle(
        f"attrition={law}", f"casualties={casualties}", *forces(*strengths), f"attrition.red_own_loss={own!r} / day"
    )
    for side, start in zip(("red", "blue"), strengths, strict=True):
        engaged = path(batch, f"{side}_engaged_kpe")
        assert (engaged >= 0.0).all()
        assert (np.diff(engaged, axis=1) <= 0.0).all()
        np.testing.assert_allclose(engaged + path(batch, f"{side}_losses_kpe"), start, rtol=1e-12)


@few
@given(law=st.sampled_from(["square", "linear", "logarithmic", "helmbold"]), strength=STRENGTH, loss=RATE)
def test_equals_stay_equal(law: str, strength: float, loss: float) -> None:
    same = [f"attrition.{side}_loss={loss!r} / day" for side in ("red", "blue")]
    same += [f"attrition.{side}_loss_by_fires=0 kpe/kr" for side in ("red", "blue")]
    batch = battle(f"attrition={law}", *forces(strength, strength), *same)
    assert np.array_equal(path(batch, "red_engaged_kpe"), path(batch, "blue_engaged_kpe"))
