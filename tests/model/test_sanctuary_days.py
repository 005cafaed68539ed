"""M5: the batteries that may not be struck on a day are among those that there are on that day."""

from __future__ import annotations

import pytest
from stage import path, simulated


@pytest.mark.parametrize("duel", ["competing_clocks", "capacity_limited"])
def test_no_more_are_in_sanctuary_than_there_are(duel: str) -> None:
    """Where all are behind the border, none may be struck by Blue's own weapons, and many are lost within a step."""
    lossy = (
        f"counter_battery={duel}", "counter_battery.red_kill=0.5", "counter_battery.detection=0.6", "step=1 day",
        "scenario.artillery.share_behind_border=1", "sanctuary.own_weapons_reach=0.02", "adaptation=none",
        "restrictions=full_ban", "horizon=90 days",
    )  # fmt: skip
    batch = simulated(*lossy, replications=range(5))
    sanctuary, batteries = path(batch, "sanctuary_bty"), path(batch, "red_batteries_bty")
    assert (sanctuary <= batteries).all()
    assert sanctuary == pytest.approx(0.98 * batteries)
