"""M10: a withdrawal of permissions is felt by acts, answers, rungs and the red line."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest
from composing import parameters
from stage import Play, measure, path, simulated

from sim.model import signals
from sim.model.escalation.sources import ANSWERS
from sim.model.processes.permissions import announce_relaxation, announce_reversal, grant, take_back
from sim.model.restrictions.mechanism import DecisionMode
from sim.model.sides import LONG_RANGE, RED
from sim.validation.verification.reductions import ladder

KEPT = ("restrictions=timeline", "restrictions.events.withdrawal.day=null")
WITHDRAWN = ("restrictions=timeline",)
FELT = ("rung_days", "red_acts", "retaliations", "severity_score_d")


def changed(names: Sequence[str], *words: str) -> list[int]:
    """In how many of 20 replications a withdrawal changes each measure."""
    kept, withdrawn = (simulated(*policy, *words, replications=range(20)) for policy in (KEPT, WITHDRAWN))
    return [int((measure(kept, name) != measure(withdrawn, name)).sum()) for name in names]


@pytest.mark.thorough
@pytest.mark.parametrize("reversal", ["calming", "credibility", "none"])
def test_a_permission_that_is_withdrawn_changes_what_follows(reversal: str) -> None:
    assert min(changed(FELT, f"reversal={reversal}")) >= 5


@pytest.mark.thorough
@pytest.mark.parametrize("escalation", ["poisson", "rungs", "richardson"])
def test_it_changes_what_follows_however_escalation_comes_about(escalation: str) -> None:
    assert changed(["rung_days"], f"escalation={escalation}")[0] >= 5


def played(*words: str) -> Play:
    """Eight steps granted on day 5, and answers that hear of it; nothing else happens."""
    play = Play(parameters(*words, "restrictions=full_ban"), "escalation.answers", "escalation.fading")
    play.until(5)
    for band in range(3):
        grant(play.world, LONG_RANGE, band, 2, 7.5)
    announce_relaxation(play.clock, play.world)
    return play


def withdraw(play: Play, *bands: int) -> None:
    for band in bands:
        take_back(play.world, LONG_RANGE, band)
    announce_reversal(play.clock, play.world, play.parameters)


def test_calming_calls_off_a_share_of_the_answers_still_to_come() -> None:
    play = played("escalation.answers_per_step=1", "reversal.called_off_share=0.5")
    play.until(8)
    withdraw(play, 1, 2)  # four of six steps
    play.until(9)
    left = 6.0 * math.exp(-3.0 / 11.0) * (1.0 - 0.5 * 4.0 / 6.0) / 11.0
    assert play.world.escalation.excitation_per_day[ANSWERS] == pytest.approx(left)


def test_calming_takes_severity_away_but_never_more_than_there_is() -> None:
    for severity, left in ((4.0, 2.8), (1.0, 0.0)):
        play = played("reversal.severity_by_step=0.3")
        play.until(8)
        play.world.escalation.severity, play.world.escalation.severity_at_day = severity, 8.0
        play.world.escalation.rung = int(severity)
        withdraw(play, 1, 2)
        play.until(8 + 1e-9)
        assert play.world.escalation.severity == pytest.approx(left)
        assert play.world.escalation.rung == int(left)


def test_lost_credibility_brings_acts_of_reds() -> None:
    play = played("reversal=credibility", "reversal.acts_by_step=0.5")
    play.until(8)
    withdraw(play, 1, 2)
    play.until(8 + 1e-9)
    assert play.world.escalation.excitation_per_day[RED] == pytest.approx(4 * 0.5 / 11.0)


@pytest.mark.parametrize(("reversal", "factor"), [("calming", 1.0), ("credibility", math.exp(0.3 * 2))])
def test_on_the_ladder_steps_withdrawn_count_no_more_or_are_held_against_the_sponsor(
    reversal: str, factor: float
) -> None:
    """Two steps withdrawn: the draw that runs is spent at the rate without them, or faster where that emboldens."""
    days = []
    for withdrawn in (False, True):
        words = ["restrictions=full_ban", *ladder(0.01, 0.0), "escalation.start_rung=0", f"reversal={reversal}"]
        words += ["reversal.up_by_step=0.3"] if reversal == "credibility" else []
        play = Play(parameters(*words), "escalation.answers", "escalation.rungs")
        play.until(1)
        if withdrawn:
            grant(play.world, LONG_RANGE, 2, 2, 100.0)
            announce_relaxation(play.clock, play.world)
            play.until(1 + 1e-9)
            withdraw(play, 2)
        play.until(5000)
        days.append(play.days("rung_changed")[0])
    assert days[1] - 1.0 == pytest.approx((days[0] - 1.0) / factor, rel=1e-6)


def test_steps_granted_again_are_answered_again() -> None:
    play = played("escalation.answers_per_step=1", "reversal=none", "escalation.excitation_memory=1e6 days")
    play.until(8)
    withdraw(play, 0, 1, 2)
    play.until(9)
    grant(play.world, LONG_RANGE, 0, 2, 9.0)
    announce_relaxation(play.clock, play.world)
    play.until(10)
    assert play.world.escalation.excitation_per_day[ANSWERS] * 1e6 == pytest.approx(8.0, rel=1e-4)


def test_steps_that_swap_at_one_moment_are_neither_withdrawn_nor_answered() -> None:
    swap = (
        "{kind: permission, after: withdrawal, delay: 0 days, weapons: long_range, bands: all, targets: any_military}"
    )
    alone = "restrictions.events.return.day=null"
    swapped, kept = simulated(*WITHDRAWN, alone, f"restrictions.events.swap={swap}"), simulated(*KEPT, alone)
    assert measure(swapped, "retaliations").tolist() == measure(kept, "retaliations").tolist()
    assert path(swapped, "severity").tolist() == path(kept, "severity").tolist()


@pytest.mark.thorough
@pytest.mark.parametrize("kind", ["endogenous", "threshold"])
def test_a_reversal_that_the_sponsor_decides_is_felt_as_well(kind: str) -> None:
    """The same step back, by a hazard or a threshold: severity is taken away."""
    words = {
        "endogenous": (
            "restrictions.relax.intercept=50",
            "restrictions.reverse.intercept=50",
            "restrictions.dwell=1 d",
        ),
        "threshold": ("restrictions.trigger.relax_above=0.5", "restrictions.trigger.reverse_from_rung=1"),
    }[kind]
    assert parameters(f"restrictions={kind}").restrictions.kind == DecisionMode[kind.upper()]
    felt = []
    for reversal in ("none", "calming"):
        batch = simulated(f"restrictions={kind}", *words, f"reversal={reversal}", replications=range(5))
        assert measure(batch, "reversal_day").min() < 150
        felt.append(measure(batch, "severity_score_d").sum())
    assert felt[1] < felt[0]


def test_a_withdrawal_is_told_at_once() -> None:
    play = played()
    play.until(6)
    withdraw(play, 0)
    assert play.log("policy_reversed") == [(6.0, "policy_reversed", 4.0)]
    play.clock.announce(signals.POLICY)
    assert play.world.policy.steps_granted == 4
