"""M5, sanctuary: which Red batteries Blue may strike, and which not.

Batteries stand in three bands: in reach, near the border on Red's own soil, and deep. In reach, all may be struck.
Behind the border Blue's own weapons reach a share whatever the sponsor allows; a permission adds a share of the rest, a
first-use lag after the decision. Permissions combine and can be withdrawn: the shares follow from those in effect
(`processes/policy.py`). Near the border, Blue answers batteries that only long-range weapons may strike with long-range
missiles, all others with rockets.
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
            "1",
            SHARE,
            "share of batteries near the border that Blue's own weapons reach, whatever the rules",
            plausible=(0.05, 0.4),
        ),
    ]
    sector_coverage: Annotated[
        float,
        Quantity(
            "1",
            SHARE,
            "share of the other batteries near the border that counter-fire in the sector opens",
            plausible=(0.4, 0.95),
        ),
    ]
    attacked_border_coverage: Annotated[
        float, Quantity("1", SHARE, "the same share if counter-fire is allowed at any attacked border")
    ]
    any_military_coverage: Annotated[
        float, Quantity("1", SHARE, "share of what is still closed that permission for any military target opens")
    ]
    deep_coverage: Annotated[
        float,
        Quantity(
            "1", SHARE, "share of deep batteries that long-range strikes open",
            "assumed; at most 16 % of the ground within range was opened by the May 2024 permission", (0.1, 0.8),
        ),
    ]  # fmt: skip
    first_use_lag_days: Annotated[
        float,
        Quantity("d", NOT_NEGATIVE, "lag from a decision to its effect", "first use 1-2 June 2024, 2-3 days", (2, 3)),
    ]
