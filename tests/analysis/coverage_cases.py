"""Made-up differences whose mean is known, for the study of how often verdicts hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

Generator = np.random.Generator
Draw = Callable[[Generator, tuple[int, int]], np.ndarray]

MEAN_OF_LOGNORMAL = float(np.exp(0.5))


class Case(NamedTuple):
    """Differences of a known mean, a share of which is not 0."""

    name: str
    draw: Draw
    mean: float
    share: float = 1.0


def sparse(name: str, share: float, draw: Draw, mean: float) -> Case:
    return Case(
        f"{100 * share:.3g} % {name}",
        lambda random, shape: (random.random(shape) < share) * draw(random, shape),
        share * mean,
        share,
    )


def _rare(share: float, size: float) -> Case:
    """Rare large differences inside small noise."""
    return Case(
        f"noise, {100 * share:g} % {size:g} higher",
        lambda random, shape: random.normal(0.0, 1.0, shape) + size * (random.random(shape) < share),
        share * size,
    )


def small_cases() -> Iterator[Case]:
    """Shapes of a small sample in which all pairs differ, and two that no small sample shows for what they are."""
    yield Case("normal, all alike in sign", lambda random, shape: random.normal(10.0, 1.0, shape), 10.0)
    yield Case("even", lambda random, shape: random.random(shape), 0.5)
    yield Case("counts", lambda random, shape: random.poisson(3.0, shape).astype(float), 3.0)
    yield Case("exponential", lambda random, shape: random.exponential(1.0, shape), 1.0)
    yield Case("heavy tails (t, 3)", lambda random, shape: random.standard_t(3, shape), 0.0)
    yield Case("log-normal", lambda random, shape: random.lognormal(0.0, 1.0, shape), MEAN_OF_LOGNORMAL)
    yield _rare(0.03, 20.0)


def cases() -> Iterator[Case]:
    """From the mildest to those where an interval is seldom given."""
    yield Case("normal", lambda random, shape: random.normal(0.3, 1.0, shape), 0.3)
    yield Case("exponential", lambda random, shape: random.exponential(1.0, shape), 1.0)
    yield Case("one, but for 15 %", lambda random, shape: (random.random(shape) < 0.85) * 1.0, 0.85, 0.85)
    yield Case("heavy tails (t, 3)", lambda random, shape: random.standard_t(3, shape), 0.0)
    yield Case("log-normal", lambda random, shape: random.lognormal(0.0, 1.0, shape), MEAN_OF_LOGNORMAL)
    for share, size in ((0.03, 5.0), (0.03, 20.0), (0.01, 20.0)):
        yield _rare(share, size)
    for share in (0.5, 0.2, 0.08, 0.03, 0.01):
        yield sparse("one", share, lambda random, shape: np.ones(shape), 1.0)
        yield sparse("of both signs", share, lambda random, shape: random.normal(0.5, 1.0, shape), 0.5)
        yield sparse("exponential", share, lambda random, shape: random.exponential(1.0, shape), 1.0)
        yield sparse("log-normal", share, lambda random, shape: random.lognormal(0.0, 1.0, shape), MEAN_OF_LOGNORMAL)


def null_cases() -> Iterator[tuple[Case, float]]:
    """Differences of no sign, with their median; then certain ones."""
    yield Case("normal, mean 0", lambda random, shape: random.normal(0.0, 1.0, shape), 0.0), 0.0
    yield Case("heavy tails (t, 3), mean 0", lambda random, shape: random.standard_t(3, shape), 0.0), 0.0
    for share in (0.5, 0.08, 0.03):
        yield sparse("of both signs, mean 0", share, lambda random, shape: random.normal(0.0, 1.0, shape), 0.0), 0.0
        yield sparse("one up or down", share, lambda random, shape: random.choice([-1.0, 1.0], shape), 0.0), 0.0
    yield Case("all one higher", lambda random, shape: np.ones(shape), 1.0), 1.0
    yield Case("normal, mean 3", lambda random, shape: random.normal(3.0, 1.0, shape), 3.0), 3.0
    yield sparse("one", 0.08, lambda random, shape: np.ones(shape), 1.0), 0.0
    yield sparse("one", 0.03, lambda random, shape: np.ones(shape), 1.0), 0.0


Many = Callable[[Generator, int], tuple[np.ndarray, np.ndarray]]


def alike(random: Generator, pairs: int, correlation: float, columns: int = 25) -> tuple[np.ndarray, np.ndarray]:
    """Normal differences, of one correlation, and their means."""
    common = random.normal(size=(pairs, 1)) * np.sqrt(correlation)
    return common + random.normal(0.2, np.sqrt(1 - correlation), (pairs, columns)), np.full(columns, 0.2)


def mixed(random: Generator, pairs: int, variants: int = 5) -> tuple[np.ndarray, np.ndarray]:
    """Five measures of five variants: two kinds that vary together, three sparse ones."""
    common, columns = random.normal(size=pairs), []
    for _ in range(variants):
        own = (common + random.normal(size=pairs)) / np.sqrt(2)
        columns += [
            own + 0.3,
            np.exp(own) / MEAN_OF_LOGNORMAL,
            (random.random(pairs) < 0.3) * random.exponential(1.0, pairs),
            (random.random(pairs) < 0.4) * random.normal(0.5, 1.0, pairs),
            (random.random(pairs) < 0.15) * 1.0,
        ]
    return np.stack(columns, axis=1), np.tile([0.3, 1.0, 0.3, 0.2, 0.15], variants)


def null(random: Generator, pairs: int, variants: int = 5) -> tuple[np.ndarray, np.ndarray]:
    """Five measures of five variants, none of which differs: by an interval or by the exact test, no sign is right."""
    common, columns = random.normal(size=pairs), []
    for _ in range(variants):
        columns += [
            common + random.normal(size=pairs),
            random.standard_t(3, pairs),
            (random.random(pairs) < 0.3) * random.normal(0.0, 1.0, pairs),
            (random.random(pairs) < 0.03) * random.choice([-1.0, 1.0], pairs),
            (random.random(pairs) < 0.01) * random.normal(0.0, 1.0, pairs),
        ]
    return np.stack(columns, axis=1), np.zeros(5 * variants)


FAMILIES: dict[str, Many] = {
    "25 normal, independent": lambda random, pairs: alike(random, pairs, 0.0),
    "25 normal, correlation 0.8": lambda random, pairs: alike(random, pairs, 0.8),
    "5 kinds of 5 variants": mixed,
    "5 kinds of 5 variants, none of which differs": null,
}


DAYS = 61
Path_ = Callable[[Generator, int], tuple[np.ndarray, np.ndarray]]


def walk(random: Generator, paths: int) -> tuple[np.ndarray, np.ndarray]:
    """Differences that drift apart day by day."""
    return np.cumsum(random.normal(0.05, 0.3, (paths, DAYS)), axis=1), 0.05 * np.arange(1, DAYS + 1)


def jump(random: Generator, paths: int) -> tuple[np.ndarray, np.ndarray]:
    """Each path jumps once, on a day of its own, by an exponential amount."""
    jumped = np.arange(DAYS) >= random.integers(10, 50, paths)[:, None]
    return jumped * random.exponential(1.0, (paths, 1)), np.clip((np.arange(DAYS) - 9) / 40, 0.0, 1.0)


def count(random: Generator, paths: int) -> tuple[np.ndarray, np.ndarray]:
    """Rare events that add up."""
    return random.poisson(0.05, (paths, DAYS)).cumsum(axis=1).astype(float), 0.05 * np.arange(1, DAYS + 1)


PATHS: dict[str, Path_] = {"drift": walk, "one jump each": jump, "counts": count}
