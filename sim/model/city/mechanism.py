r"""M12, strikes on the city, through two channels.

Launchers near the border: a launcher that may be struck fires $1 - \theta$ of its salvos, so salvos thin to
$(1 - \theta z)/(1 - \theta o)$ of their rate under the restriction, where any weapon may strike the share $z$ and own
weapons reach $o$ (M5). The record has 26 salvos in January to May 2024, none in June. Aircraft release from depth: the
share of strikes that a permission prevents is an assumed range, 0 to .7, more for a long-range permission, and wears
off to a residual as they adapt. The reduction starts once: only a permission that prevents more at first than earlier
ones raises it again; a wider one of the same kind does not, and a withdrawal lets it wear off.

One channel: all strikes are of one kind, which thins in the same way; they count as launcher salvos, and there are none
by aircraft.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated, NamedTuple

from sim.model.alternatives import alternatives, dispatch
from sim.model.city.one_channel import OneChannel, no_memory, prevent_nothing, startle_nobody, steady_rate_of_one
from sim.model.city.two_channels import (
    TwoChannels,
    memory_of_aircraft,
    prevented_rate_of_two,
    startle_aircraft,
    steady_rate_of_two,
)
from sim.model.quantity import Choice
from sim.model.world import World


class Channels(IntEnum):
    """Channels through which the city is struck."""

    TWO_CHANNELS = 0
    ONE_CHANNEL = 1


class CityRow(NamedTuple):
    """Channels: what they read, their steady rates, and how much permissions prevent for how long."""

    parameters: type
    steady: Callable[..., float]
    prevented: Callable[..., float]
    startle: Callable[..., None]
    memory: Callable[..., float]


CHANNELS = {
    Channels.TWO_CHANNELS: CityRow(
        TwoChannels, steady_rate_of_two, prevented_rate_of_two, startle_aircraft, memory_of_aircraft
    ),
    Channels.ONE_CHANNEL: CityRow(OneChannel, steady_rate_of_one, prevent_nothing, startle_nobody, no_memory),
}


@alternatives({channels: row.parameters for channels, row in CHANNELS.items()})
@dataclass(frozen=True)
class City(OneChannel, TwoChannels):
    """M12: strikes on the city."""

    kind: Annotated[Channels, Choice("channels through which the city is struck")]


steady_rate: Callable[[int, World, City, float, int], float] = dispatch(
    {channels: row.steady for channels, row in CHANNELS.items()}
)
"""Strikes a day through a channel, once aircraft have adapted."""
prevented_rate: Callable[[int, World, City, int, float], float] = dispatch(
    {channels: row.prevented for channels, row in CHANNELS.items()}
)
"""Current reduction of the rate of a channel, which wears off."""
startle: Callable[[int, World, City, float], None] = dispatch(
    {channels: row.startle for channels, row in CHANNELS.items()}
)
"""Raise the reduction of strikes at once if permissions prevent more than before."""
memory_of: Callable[[int, City], float] = dispatch({channels: row.memory for channels, row in CHANNELS.items()})
"""Time constant with which the reduction wears off (days)."""
