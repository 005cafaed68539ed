"""Random draws from uniform ones, in plain arithmetic, the same code under every scheduler."""

from __future__ import annotations

import math

from sim.model.contract import Stream, mechanism

TWO_PI = 6.283185307179586
ROOT_HALF = 0.7071067811865476
LOG_2 = 0.6931471805599453
FARTHEST, HALVINGS = 9.0, 60  # standard deviations that a quantile lies from 0 at most; bisections of that
NEGLIGIBLE = 700.0  # a difference of logarithms beyond which a ratio is 0 or 1


@mechanism
def exponential(stream: Stream, mean: float) -> float:
    """Exponential with the given mean, by inversion; one uniform draw."""
    return -math.log1p(-stream.uniform()) * mean


@mechanism
def erlang(stream: Stream, shape: int, mean: float) -> float:
    """Gamma with a whole shape, so of coefficient of variation shape**-.5; `shape` uniform draws."""
    total = 0.0
    for _ in range(shape):
        total += -math.log1p(-stream.uniform())
    return total * mean / shape


@mechanism
def normal(stream: Stream) -> float:
    """Standard normal, by Box and Muller (1958); always two uniform draws, so that streams stay aligned."""
    radius = math.sqrt(-2.0 * math.log1p(-stream.uniform()))
    return radius * math.cos(TWO_PI * stream.uniform())


@mechanism
def lognormal(stream: Stream, median: float, log_sd: float) -> float:
    """Log-normal with the given median and standard deviation of the logarithm; two uniform draws."""
    return median * math.exp(log_sd * normal(stream))


@mechanism
def normal_quantile(probability: float) -> float:
    """Quantile of the standard normal distribution, by bisection."""
    low, high = -FARTHEST, FARTHEST
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        if 0.5 * (1.0 + math.erf(middle * ROOT_HALF)) < probability:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


@mechanism
def poisson(stream: Stream, mean: float) -> int:
    """Poisson by counting exponential gaps within the mean; a varying number of uniform draws."""
    count = 0
    left = mean + math.log1p(-stream.uniform())
    while left > 0.0:
        count += 1
        left += math.log1p(-stream.uniform())
    return count


@mechanism
def log_gamma_draw(stream: Stream, shape: float) -> float:
    """Logarithm of a gamma with any positive shape and scale 1, by rejection; a varying number of uniform draws.

    Marsaglia and Tsang (2000), whose method for shapes below 1 takes one draw more.
    """
    raised = shape if shape >= 1.0 else shape + 1.0
    d = raised - 1.0 / 3.0
    c = 1.0 / math.sqrt(9.0 * d)
    result = 0.0
    while True:
        x = normal(stream)
        root = 1.0 + c * x
        if root <= 0.0:
            continue
        v = root * root * root
        if math.log1p(-stream.uniform()) < 0.5 * x * x + d - d * v + d * math.log(v):
            result = math.log(d * v)
            break
    if shape < 1.0:
        result += math.log1p(-stream.uniform()) / shape
    return result


@mechanism
def beta(stream: Stream, a: float, b: float) -> float:
    """Beta with positive parameters, as the share of one gamma in the sum of two; a varying number of draws."""
    apart = log_gamma_draw(stream, b) - log_gamma_draw(stream, a)
    return 1.0 / (1.0 + math.exp(min(apart, NEGLIGIBLE)))
