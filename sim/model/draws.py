"""Random draws from uniform ones, in plain arithmetic, the same code under every scheduler."""

from __future__ import annotations

import math

from sim.model.contract import Stream, mechanism

TWO_PI = 6.283185307179586


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
def poisson(stream: Stream, mean: float) -> int:
    """Poisson by counting exponential gaps within the mean; a varying number of uniform draws."""
    count = 0
    left = mean + math.log1p(-stream.uniform())
    while left > 0.0:
        count += 1
        left += math.log1p(-stream.uniform())
    return count
