"""The exact answers to battles: against published values, and against each other where they were found twice."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest

from sim.config.settings import Engine
from sim.validation.verification import exact, exact_chains, exact_laws
from sim.validation.verification.cases import case_named
from sim.validation.verification.cases.battles import LANDINGS
from sim.validation.verification.runner import verify


@pytest.mark.parametrize(
    ("m", "n", "wins"),
    [
        (1, 1, "1/2"), (1, 2, "1/6"), (2, 1, "5/6"), (2, 3, "9/40"), (2, 4, "29/360"), (3, 2, "31/40"),
        (4, 3, "233/315"), (4, 2, "331/360"), (5, 4, "51907/72576"),
    ],
)  # fmt: skip
def test_square_law_wins(m: int, n: int, wins: str) -> None:
    assert exact_chains.square_law_wins(m, n) == Fraction(wins)


def square_law_wins_by_uniforms(m: int, n: int) -> Fraction:
    """The same as the chance that m + n uniform draws add up to less than m (Hankin 2024)."""
    total = sum((-1) ** k * math.comb(m + n, k) * (m - k) ** (m + n) for k in range(m + 1))
    return Fraction(total, math.factorial(m + n))


@pytest.mark.parametrize(("m", "n"), [(12, 10), (7, 19), (30, 30)])
def test_the_recursion_is_the_sum_of_uniform_draws(m: int, n: int) -> None:
    wins = exact_chains.square_law_wins(m, n)
    assert wins == square_law_wins_by_uniforms(m, n)
    assert wins + exact_chains.square_law_wins(n, m) == 1


def test_other_laws_casualty_by_casualty() -> None:
    assert exact_chains.race_wins(3, 2, Fraction(1, 2)) == Fraction(11, 16)
    assert exact_chains.race_wins(3, 5, Fraction(3, 5)) == Fraction(6561, 15625)
    assert exact_chains.race_wins(5, 5, Fraction(3, 5)) == Fraction(286497, 390625)
    assert exact_chains.deaths_win(3, 2) == Fraction(3, 5)
    assert exact_chains.deaths_duration(3, 2) == Fraction(21, 20)
    assert exact_chains.survivors(50, 0.02, 30) == pytest.approx((27.44058180470132, 12.380871209091218))


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0.1, (2.814636063, 1.713213746, 0.036330529)), (0.25, (2.587506795, 1.349046295, 0.167468443)),
        (0.5, (2.320669709, 0.926276752, 0.420583666)), (1.0, (2.055033174, 0.538946874, 0.763289116)),
    ],
)  # fmt: skip
def test_square_law_while_it_goes_on(days: float, expected: tuple[float, ...]) -> None:
    found = exact_chains.square_law_transient(3, 2, 1.0, days)
    assert found[:3] == pytest.approx(expected, abs=1e-9)
    assert 0.0 < found[3] < 3**2 / 4
    assert 0.0 < found[4] < 2**2 / 4


def test_deterministic_laws() -> None:
    assert exact_laws.linear_law(1000, 800, 2e-5, 1e-5, 100) == pytest.approx((313.25211823393994, 456.62605911696994))
    assert exact_laws.helmbold_law(1000, 900, 0.01, 0.012, 0.25, 20) == pytest.approx((824.067778, 702.279944))
    assert exact_laws.deitchman_end(100, 60, 0.001, 0.05) == pytest.approx(16.087527719856553, rel=1e-11)
    assert exact_laws.deitchman_law(100, 60, 0.001, 0.05, 30) == pytest.approx((64.0, 0.0))


def test_helmbold_with_exponent_one_is_the_square_law() -> None:
    for t in (5.0, 40.0):
        one = exact_laws.helmbold_law(1000, 800, 0.05, 0.04, 1.0, t)
        assert one == pytest.approx(exact.square_law(1000, 800, 0.05, 0.04, t), abs=1e-9)


@pytest.mark.parametrize("x", [100.0, 36.0, 30.0])
def test_deitchman_keeps_its_invariant_and_equation(x: float) -> None:
    """Whether Blue is gone, both waste away, or Red is."""
    a, b, y, t = 0.001, 0.05, 60.0, 7.0
    left = exact_laws.deitchman_law(x, y, a, b, t)
    assert b * left[0] - a / 2 * left[1] ** 2 == pytest.approx(b * x - a / 2 * y**2, abs=1e-12)
    later = exact_laws.deitchman_law(x, y, a, b, t + 1e-6)
    assert (later[1] - left[1]) / 1e-6 == pytest.approx(-b * left[0], rel=1e-5)


@pytest.mark.parametrize(("x", "y"), [(1000.0, 800.0), (10.0, 2e6), (2e4, 1e4)])
def test_linear_law_keeps_its_invariant(x: float, y: float) -> None:
    a, b, t = 2e-5, 4e-5, 50.0
    left = exact_laws.linear_law(x, y, a, b, t)
    assert b * left[0] - a * left[1] == pytest.approx(b * x - a * y, rel=1e-9)
    assert 0.0 <= left[0] < x


def test_the_landing_goes_on_after_the_defence_is_gone() -> None:
    left = exact_laws.landing_battle(0.0544, 0.0106, 0.0, 21.5, LANDINGS, 40.0)
    assert left == (pytest.approx(51.982925, abs=1e-6), 0.0)
    losing = exact_laws.landing_battle(0.05, 0.01, 0.001, 0.1, ((0.0, 1.0, 50.0),), 101.0)
    earlier = exact_laws.landing_battle(0.05, 0.01, 0.001, 0.1, ((0.0, 1.0, 50.0),), 1.0)
    assert losing == (pytest.approx(earlier[0] * math.exp(-0.1)), 0.0)


def test_what_lands_is_lost_at_once_where_the_defence_is_too_strong() -> None:
    """60 thousand take .0544 x 60 a day of what lands slower than that, and lose nothing then."""
    slow = ((0.0, 10.0, 10.0),)
    assert exact_laws.landing_battle(0.0544, 0.0106, 0.0, 60.0, slow, 20.0) == (0.0, 60.0)
    left = exact_laws.landing_battle(0.0544, 0.0106, 0.0, 60.0, LANDINGS, 36.0)
    assert left == (0.0, pytest.approx(52.00030988, abs=1e-8))


def test_a_defence_that_wastes_away_lets_landings_through_in_the_end() -> None:
    """.05 x 40 = 2 a day fall at first; with an own loss of .1 a day less than the 1 that land from day 10 ln 2 on."""
    even = ((0.0, 100.0, 100.0),)
    before, after = (exact_laws.landing_battle(0.05, 0.01, 0.1, 40.0, even, day)[0] for day in (6.9, 7.0))
    assert before == 0.0 < after


@pytest.mark.thorough
def test_the_day_on_which_the_defence_is_gone() -> None:
    """Published for Engel's coefficients."""
    end = exact_laws.landing_battle_end(0.0544, 0.0106, 0.0, 21.5, LANDINGS, 40.0)
    assert end == pytest.approx(36.3935, abs=1e-4)
    assert exact_laws.landing_battle_end(0.0544, 0.0106, 0.0, 21.5, LANDINGS, 36.0) == math.inf


def test_salvos() -> None:
    assert exact_laws.salvos(3, 2, (4, 4), (2, 2), (2, 2), 1) == (2.0, 0.0)
    assert exact_laws.salvos(4, 5, (3, 2), (2, 1.5), (1, 1), 1) == (1.0, float(Fraction(1, 3)))


@pytest.mark.parametrize(
    ("key", "inputs"),
    [
        ("deterministic_deitchman", {"x0": 70.0, "y0": 90.0, "days": 12}),
        ("deterministic_helmbold", {"x0": 300.0, "w": 0.4, "days": 9}),
        ("deterministic_linear_law", {"x0": 500.0, "a": 3e-5, "days": 33}),
        ("iwo_jima_with_own_losses", {"men": 15000.0, "own_loss": 0.004, "days": 60}),
        ("salvo_exchange", {"a": 7.0, "b": 6.5, "alpha": 1.1, "beta": 0.9, "a3": 0.3, "exchanges": 3}),
        ("square_law_transient", {"m": 4, "n": 6, "days": 7}),
        ("deterministic_square_law", {"y0": 1.0}),
        ("deterministic_square_law", {"a": 0.2, "b": 0.1}),
        ("iwo_jima_engel_1954", {"men": 60000.0}),
        ("iwo_jima_engel_1954", {"a": 1.0}),
        ("depletion_without_aid", {"use": 0.1}),
        ("linear_law_stochastic", {"x": 2, "y": 4, "p": 0.7}),
    ],
)
def test_other_inputs_are_answered_too(key: str, inputs: dict[str, float]) -> None:
    found = [finding.check for finding in verify(case_named(key), [inputs], (Engine.SIMPY,))]
    assert found
    assert all(check.passed for check in found), found
