"""Exact answers of queues: detections that wait and leave, packages in transit; independent of the simulator."""

from __future__ import annotations

import math
from typing import NamedTuple

from scipy import stats

NEGLIGIBLE = 1e-18


class ErlangA(NamedTuple):
    """The steady state of M/M/c+M (Palm 1957).

    Attributes:
        lost: probability that a customer leaves before being served.
        waiting: mean number of customers who wait.
        waiting_variance: the variance of that number.
        late: probability that a customer is served, but would have left before the end.
    """

    lost: float
    waiting: float
    waiting_variance: float
    late: float


def erlang_a(arrivals: float, service: float, patience: float, servers: int) -> ErlangA:
    """Erlang-A queue with these rates of arrival, of service by each server, and of leaving of each who waits."""
    weight, total, waiting, squares, number = 1.0, 1.0, 0.0, 0.0, 0
    while number < servers or weight > NEGLIGIBLE * total:
        number += 1
        beyond = max(0, number - servers)
        weight *= arrivals / (min(number, servers) * service + beyond * patience)
        total += weight
        waiting += beyond * weight
        squares += beyond * beyond * weight
    mean = waiting / total
    lost = patience * mean / arrivals
    return ErlangA(lost, mean, squares / total - mean * mean, (1.0 - lost) * patience / (patience + service))


def in_transit(interval: float, mean_lag: float, log_sd: float, days: float) -> float:
    """Mean number in an M/G/infinity queue that was empty `days` ago; it is Poisson.

    `interval` and `mean_lag` are means in days; `log_sd`: of a log-normal stay, negative for an exponential one.
    """
    if log_sd < 0.0:
        stay = mean_lag * -math.expm1(-days / mean_lag)
    elif log_sd == 0.0:
        stay = min(days, mean_lag)
    else:  # the integral of the survival of a log-normal stay
        at = (math.log(days / mean_lag) + 0.5 * log_sd**2) / log_sd
        stay = days * float(stats.norm.sf(at)) + mean_lag * float(stats.norm.cdf(at - log_sd))
    return stay / interval
