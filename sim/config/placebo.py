"""Parameters under which no permission opens anything: the placebo of a policy."""

from __future__ import annotations

from dataclasses import replace

from sim.model.parameters import Parameters


def empty_permissions(parameters: Parameters) -> Parameters:
    """The parameters with every permission physically empty; what it is on paper, and who answers it, stays.

    No permission lets a battery be struck that could not be before, so that none is lost, suppressed or moved by it,
    no launcher thins out, and aircraft do not respond.
    """
    sanctuary = replace(
        parameters.sanctuary,
        sector_coverage=0.0,
        attacked_border_coverage=0.0,
        any_military_coverage=0.0,
        deep_coverage=0.0,
    )
    city = replace(parameters.city, aircraft_response_counter_fire=0.0, aircraft_response_long_range=0.0)
    return replace(parameters, sanctuary=sanctuary, city=city)
