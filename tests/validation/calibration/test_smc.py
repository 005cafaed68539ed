"""The sampler, where the posterior is known, and the ranks of simulation-based calibration."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import chisquare

from sim.validation.calibration.informed import information
from sim.validation.calibration.ranks import rank, within_ball
from sim.validation.calibration.smc import EXHAUSTED, REACHED, Distance, Fit, Particles, SamplerPlan, fit, resampled

PLAN = SamplerPlan(dimensions=3, fitted=2, population=400, quantile=0.5, target=0.05, simulations=400_000)
DAYS = np.array([1.0, 2.0, 4.0, 8.0, 30.0])


def curve(u: np.ndarray) -> np.ndarray:
    """Logarithms of a saturating curve: its height, how soon it is reached, and a third number that does nothing."""
    height, memory = 1.0 + u[:, :1], 1.0 + 9.0 * u[:, 1:2]
    return np.log(height * -np.expm1(-DAYS / memory))


def distance(seen: np.ndarray) -> Distance:
    return lambda u, first: np.sqrt(np.mean((curve(u) - seen) ** 2, axis=1))


def fitted(seen: np.ndarray, plan: SamplerPlan = PLAN, seed: int = 1) -> Fit:
    return fit(plan, distance(seen), np.random.default_rng(seed))


def test_it_agrees_with_plain_rejection() -> None:
    """All draws of the prior within the tolerance are the posterior by definition."""
    seen = curve(np.array([[0.4, 0.3, 0.5]]))[0]
    u = np.random.default_rng(2).random((400_000, 3))
    wanted = u[distance(seen)(u, 0) <= PLAN.target]
    found = fitted(seen)
    assert found.ending == REACHED
    assert (found.particles.distances <= PLAN.target).all()
    means = found.particles.weights @ found.particles.u
    spreads = np.sqrt(found.particles.weights @ (found.particles.u - means) ** 2)
    assert means == pytest.approx(wanted.mean(axis=0), abs=4 * max(wanted.std(axis=0)) / math.sqrt(300))
    assert spreads == pytest.approx(wanted.std(axis=0), rel=0.15)
    assert sum(each.simulations for each in found.generations) < len(u) / len(wanted) * PLAN.population


def test_the_tolerance_falls_and_draws_stay_effective() -> None:
    found = fitted(curve(np.array([[0.4, 0.3, 0.5]]))[0])
    tolerances = [each.tolerance for each in found.generations]
    assert tolerances[0] == math.inf
    assert tolerances == sorted(tolerances, reverse=True)
    assert tolerances[-1] == PLAN.target
    assert min(each.effective for each in found.generations) > PLAN.population / 3
    assert ((found.particles.u >= 0) & (found.particles.u <= 1)).all()


def test_it_stops_where_the_simulations_are_used_up() -> None:
    seen = curve(np.array([[0.4, 0.3, 0.5]]))[0]
    plan = SamplerPlan(3, 2, 400, 0.5, 1e-9, 20_000)
    found = fitted(seen, plan)
    assert found.ending == EXHAUSTED
    assert found.generations[-1].tolerance > plan.target
    with pytest.raises(ValueError, match="fewer than 400 of 800 simulations could be compared with the record"):
        fit(SamplerPlan(3, 2, 400, 0.5, 0.05, 1000), lambda u, first: np.full(len(u), np.inf), np.random.default_rng(1))


def test_simulations_are_numbered_without_gaps() -> None:
    seen, numbers = curve(np.array([[0.4, 0.3, 0.5]]))[0], []

    def counted(u: np.ndarray, first: int) -> np.ndarray:
        numbers.extend(range(first, first + len(u)))
        return distance(seen)(u, first)

    found = fit(PLAN, counted, np.random.default_rng(1))
    assert numbers == list(range(sum(each.simulations for each in found.generations)))


def ranks_of(records: int, shift: float = 0.0) -> np.ndarray:
    """Ranks of what made records in the posteriors fitted to them; each record is shifted by `shift`."""
    plan, found = SamplerPlan(3, 2, 50, 0.5, 0.2, 4000), []
    for record in range(records):
        rng = np.random.default_rng((5, record))
        u = rng.random((1, 3))
        seen = curve(u)[0] + within_ball(len(DAYS), plan.target, rng) + shift
        found.append(rank(fit(plan, distance(seen), rng), u[0], plan.fitted, rng, draws=19))
    return np.array(found)


@pytest.mark.thorough
def test_ranks_are_uniform_where_the_fit_is_right_and_not_where_it_is_wrong() -> None:
    def evenness(ranks: np.ndarray) -> list[float]:
        return [float(chisquare(np.bincount(column * 5 // 20, minlength=5)).pvalue) for column in ranks.T]

    assert min(evenness(ranks_of(100))) > 0.01
    assert min(evenness(ranks_of(40, shift=0.4))) < 1e-4


def test_errors_fill_the_ball() -> None:
    errors = np.array([within_ball(6, 0.2, np.random.default_rng(seed)) for seed in range(4000)])
    sizes = np.sqrt(np.mean(errors**2, axis=1))
    assert sizes.max() <= 0.2
    assert np.mean(sizes <= 0.1) == pytest.approx(0.5**6, abs=0.01)
    assert np.mean(errors, axis=0) == pytest.approx(np.zeros(6), abs=0.01)


def test_resampling_keeps_the_weights() -> None:
    weights = np.array([0.5, 0.25, 0.125, 0.125])
    particles = Particles(np.zeros((4, 1)), weights, np.zeros(4))
    assert particles.effective == pytest.approx(1 / (0.25 + 0.0625 + 2 * 0.015625))
    places = resampled(particles, 80, np.random.default_rng(1))
    assert np.abs(np.bincount(places) - 80 * weights).max() <= 1


def told(posterior: np.ndarray, weights: np.ndarray | None = None) -> list[bool]:
    prior = np.random.default_rng(8).random((5_000, posterior.shape[1]))
    weights = np.full(len(posterior), 1 / len(posterior)) if weights is None else weights
    names = [(str(place), "1", False) for place in range(posterior.shape[1])]
    return [each.informed for each in information(names, prior, posterior, weights)]


def test_chance_is_not_taken_for_information() -> None:
    false = [any(told(np.random.default_rng(seed).random((300, 10)))) for seed in range(20)]
    assert sum(false) <= 4  # 5 % are expected


def test_what_moved_or_shrank_is_informed() -> None:
    u = np.random.default_rng(4).random((300, 3))
    u[:, 0] = 0.3 + 0.4 * u[:, 0]
    u[:, 1] = u[:, 1] ** 2
    assert told(u) == [True, True, False]
    first = information([("a", "km", True)], np.linspace(0, 1, 5001)[:, None], u[:, :1], np.full(300, 1 / 300))[0]
    assert first.variance_ratio == pytest.approx(0.16, abs=0.03)
    assert first.prior == pytest.approx((0.05, 0.5, 0.95), abs=0.001)


def test_weights_count() -> None:
    """A posterior whose weights make it the prior again says nothing; without them it would."""
    u = np.random.default_rng(6).random((2000, 1)) ** 2
    weights = np.sqrt(u[:, 0])
    assert told(u) == [True]
    assert told(u, weights / weights.sum()) == [False]


def test_what_never_varied_is_not_informed() -> None:
    one = np.ones((50, 1))
    (found,) = information([("a", "1", True)], one, one, np.full(50, 0.02))
    assert (found.informed, found.variance_ratio) == (False, 1.0)
