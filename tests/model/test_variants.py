"""Every shipped alternative goes with every other, and each policy is what its name says."""

from __future__ import annotations

import numpy as np
import pytest
from choices import Row, pairwise
from composing import parameters
from stage import fits, measure, options, path, simulated

from sim.config.problems import Problem
from sim.engine import reference
from sim.model.phases.names import ASSAULT, PREPARATION

GROUPS = (
    "restrictions", "aid", "scenario", "attrition", "casualties", "advance", "fires", "counter_battery", "phases",
    "stall", "adaptation", "pressure", "escalation", "red_line", "city", "reserves",
)  # fmt: skip


def allowed(row: Row) -> bool:
    return fits(row.get("scenario", "kharkiv_2024"), row.get("aid", "none"))


@pytest.mark.parametrize(
    "row", pairwise({group: options(group) for group in GROUPS}, allowed), ids=lambda row: "-".join(row.values())
)
def test_alternatives_go_together(row: Row) -> None:
    chosen = [f"{group}={option}" for group, option in row.items()]
    horizon = 125 if row["restrictions"] == "timeline" else 40  # its last event is on day 120
    batch = reference.simulate(parameters(*chosen, f"horizon={horizon} days"), 1, [0], paths=1)
    assert np.isfinite(batch.daily).all()
    assert batch.days[-1] == horizon


@pytest.mark.parametrize("aid", [one for one in options("aid") if not fits("border_generic", one)])
def test_a_dated_list_is_refused_where_day_0_has_no_date(aid: str) -> None:
    with pytest.raises(Problem, match="the scenario has no day_zero"):
        parameters("scenario=border_generic", f"aid={aid}")


EARLY = ("restrictions=pre_emptive", "scenario.start_day=-14")


def test_a_scenario_that_starts_14_days_earlier_begins_in_preparation_and_counts_from_day_0() -> None:
    batch = simulated(*EARLY, traces=1)
    assert (batch.days[0], batch.days[-1]) == (-14.0, 180.0)
    started = batch.trace.event == "phase_started"
    phases = list(zip(batch.trace.day[started], batch.trace.value[started], strict=True))
    assert phases[:2] == [(-14.0, PREPARATION), (0.0, ASSAULT)]
    before, after = batch.days <= 0.0, batch.days == 1.0
    assert not path(batch, "ground_lost_km2")[0, before].any()
    assert 0.0 < path(batch, "red_losses_kpe")[0, after] < 0.5
    assert path(batch, "phase")[0, before].tolist() == [PREPARATION] * 15


def test_measures_count_from_day_0_on() -> None:
    """A scenario that starts earlier has counted as much by its horizon as fires and losses since day 0 make up."""
    batch = simulated(*EARLY, traces=1)
    trace = batch.trace
    missions = (trace.event == "mission") & (trace.mechanism == "fires.red")
    reported = trace.value[missions & (trace.day > 0.0)].sum()
    assert reported == pytest.approx(measure(batch, "red_fires_kr")[0], rel=0.01)
    salvos = (trace.event == "strike_on_city") & (trace.mechanism == "city.launchers")
    assert measure(batch, "launcher_salvos")[0] == (trace.day[salvos] > 0.0).sum()
    lost = (trace.event == "battery_lost") & (trace.mechanism == "counter_battery.red") & (trace.day > 0.0)
    assert measure(batch, "red_batteries_lost_bty")[0] == lost.sum()


def test_every_day_before_the_offensive_has_its_missions() -> None:
    batch = simulated(*EARLY, "horizon=5 days", traces=1)
    missions = (batch.trace.event == "mission") & (batch.trace.mechanism == "fires.red")
    assert (batch.trace.value[missions] > 0.0).all()
    assert batch.trace.day[missions].tolist() == list(range(-13, 5))


def test_the_horizon_is_its_own_setting() -> None:
    assert parameters().horizon_days == 180.0
    assert simulated("horizon=52 days").days[-1] == 52.0


def test_the_headline_measures_answer_to_the_permission() -> None:
    """More Red batteries are lost, fewer salvos fall, and less is in sanctuary than under a ban."""
    lifted, kept = (
        simulated(f"restrictions={one}", "horizon=90 days", replications=range(8))
        for one in ("counter_fire", "full_ban")
    )
    assert measure(lifted, "red_batteries_lost_bty").mean() > measure(kept, "red_batteries_lost_bty").mean()
    assert measure(lifted, "launcher_salvos").mean() < measure(kept, "launcher_salvos").mean()
    assert measure(lifted, "sanctuary_exposure_bty_d").mean() < measure(kept, "sanctuary_exposure_bty_d").mean()


def test_ratios_are_of_what_they_name() -> None:
    """Losses of Red over Blue's, fires likewise, and days of lag a dollar that has come; undefined over nothing."""
    batch = simulated(replications=range(3))
    ratios = {"exchange_ratio": "losses_kpe", "fire_ratio": "fires_kr"}
    for ratio, of in ratios.items():
        expected = measure(batch, f"red_{of}") / measure(batch, f"blue_{of}")
        np.testing.assert_allclose(measure(batch, ratio), expected, rtol=1e-12)
    lags = measure(batch, "aid_lag_d")
    assert (lags > 7).all()
    assert (lags < 60).all()
    nothing = simulated("aid=no_sponsor_aid", "restrictions=full_ban")
    assert np.isnan(measure(nothing, "aid_lag_d")).all()
