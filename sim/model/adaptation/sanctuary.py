"""M5, sanctuary: which Red batteries may be struck, and which may not.

Batteries sit in three bands: in reach, near the border on Red's own soil, and deep. In reach, all may be struck.
Behind the border Blue's own weapons reach a share whatever the sponsor says; a permission adds a share of the rest,
from a first-use lag after the decision. Permissions compose and reverse: the shares follow from those in effect
(`processes/policy.py`). What only long-range weapons may strike near the border is answered with long-range missiles,
all else there with rockets.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from sim.model.quantity import NOT_NEGATIVE, SHARE, Quantity


@dataclass(frozen=True)
class Sanctuary:
    """M5: which Red batteries may be struck."""

    own_weapons_reach: Annotated[
        float,
        Quantity(
            "1", SHARE, "share near the border that Blue's own weapons reach, whatever the rules", plausible=(0.05, 0.4)
        ),
    ]
    sector_coverage: Annotated[
        float,
        Quantity(
            "1", SHARE, "share of the rest near the border that counter-fire in the sector opens", plausible=(0.4, 0.95)
        ),
    ]
    attacked_border_coverage: Annotated[
        float, Quantity("1", SHARE, "the same share where any attacked border is allowed")
    ]
    any_military_coverage: Annotated[
        float, Quantity("1", SHARE, "share of what is still closed that any-military targets open")
    ]
    deep_coverage: Annotated[
        float,
        Quantity(
            "1", SHARE, "share of deep batteries that long-range strikes open",
            "assumed; at most 16 % of the ground within range was opened by the May 2024 permission", (0.1, 0.8),
        ),
    ]  # fmt: skip
    first_use_lag_days: Annotated[
        float, Quantity("d", NOT_NEGATIVE, "from a decision to its effect", "first use 1-2 June 2024, 2-3 days", (2, 3))
    ]
