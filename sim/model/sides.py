"""Indices into lists of the state: sides, classes of rounds, bands of ground."""

from enum import IntEnum

RED = 0  # attacks
BLUE = 1  # defends


class Side(IntEnum):
    """The sides, as a config names them."""

    RED = 0
    BLUE = 1


TUBE = 0
ROCKET = 1
LONG_RANGE = 2
AIR_DEFENCE = 3  # and anti-radiation
ROUND_CLASSES = ("tube", "rocket", "long_range", "air_defence")

IN_REACH = 0  # where Red batteries may always be struck
NEAR_BORDER = 1  # Red's own soil near the border
DEEP = 2  # Red's own soil farther back
BANDS = 3


class Band(IntEnum):
    """Parts of the attacker's soil in the sponsor's rules."""

    BORDER_SECTOR = 0  # behind the attacked sector
    ATTACKED_BORDER = 1  # behind any part of the border from which an attack comes
    DEEP = 2


class Targets(IntEnum):
    """Conditions on a target in the sponsor's rules."""

    FIRING = 1  # it fires, or prepares to attack
    ANY_MILITARY = 2
