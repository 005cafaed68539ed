"""What is judged of the sponsor's restriction, and of how its decisions come about."""

from sim.report.document.judgement import LABEL, Judgement

ENDOGENOUS, THRESHOLD = ("restrictions=endogenous",), ("restrictions=threshold",)
SOONER = "-fires_from_sanctuary_kr -sanctuary_exposure_bty_d -launcher_salvos +red_batteries_lost_bty"
LATER = "+fires_from_sanctuary_kr +sanctuary_exposure_bty_d +launcher_salvos -red_batteries_lost_bty"


def _linear(hazard: str) -> tuple[str, ...]:
    """The settings under which a hazard of an endogenous policy has a linear baseline."""
    name = f"restrictions.{hazard}"
    return (*ENDOGENOUS, f"{name}.baseline=linear", f"{name}.level=0.05 / d", f"{name}.slope=0 / d2")


_LEVELS = "The rows of a stepped baseline say how the hazard depends on time; none is shipped."

RESTRICTIONS = {
    "restrictions.kind": Judgement(
        "Decisions fall on given days, by a hazard, by a threshold of the pressure, or never.",
        "~red_batteries_lost_bty ~fires_from_sanctuary_kr ~relaxation_day",
    ),
    "restrictions.briefing_day": Judgement("A briefing changes nothing; it is a line of the trace.", LABEL),
    "restrictions.request_day": Judgement(
        "On a given day Blue asks once; that adds to the pressure, and to nothing else where decisions are scheduled.",
        "+request_day -request_to_decision_d",
        span=(1, 8),
    ),
    "restrictions.recommendation_day": Judgement(
        "On a given day a change is recommended, once; a scheduled decision does not wait for it.", "", span=(4, 15)
    ),
    "restrictions.counter_fire.allowed": Judgement(
        "The sponsor either allows counter-fire across the border or does not.",
        "~red_batteries_lost_bty ~fires_from_sanctuary_kr ~launcher_salvos",
    ),
    "restrictions.counter_fire.day": Judgement(
        "The decision falls on a given day, whatever the front does.", f"+relaxation_day {LATER}", span=(5, 40)
    ),
    "restrictions.counter_fire.bands": Judgement(
        "A permission holds in whole bands of ground.", "~fires_from_sanctuary_kr ~sanctuary_exposure_bty_d"
    ),
    "restrictions.counter_fire.targets": Judgement(
        "A permission has one of two conditions on targets: guns that fire, or any military one.",
        "~fires_from_sanctuary_kr ~sanctuary_exposure_bty_d",
    ),
    "restrictions.counter_fire.widened_after": Judgement(
        "The permission is widened to any attacked border once, on a given day.",
        "+sanctuary_exposure_bty_d +fires_from_sanctuary_kr",
        span=(5, 60),
    ),
    "restrictions.long_range.banned": Judgement(
        "Long-range strikes are banned or allowed as a whole, in all bands at once.",
        "~sanctuary_exposure_bty_d ~aircraft_strikes ~red_batteries_lost_bty",
    ),
    "restrictions.long_range.day": Judgement(
        "The ban on long-range strikes is lifted on a given day, whatever the front does.",
        "+sanctuary_exposure_bty_d +aircraft_strikes +fires_from_sanctuary_kr",
        under=("restrictions=long_range",),
        span=(20, 90),
    ),
    "restrictions.long_range.targets": Judgement(
        "A condition on the targets of long-range strikes counts as one step or two; in the deep they reach the same.",
        "~retaliations ~rung_days",
    ),
    "restrictions.recommendation_lag": Judgement(
        "A recommendation follows the request after a log-normal lag that nothing shortens.",
        f"+relaxation_day +request_to_decision_d {LATER}",
        under=ENDOGENOUS,
    ),
    "restrictions.recommendation_lag_log_sd": Judgement(
        "The lag from request to recommendation varies log-normally.",
        "+request_to_decision_d +relaxation_day",
        under=ENDOGENOUS,
        span=(0.2, 1.0),
    ),
    "restrictions.dwell": Judgement(
        "The sponsor does not change its mind within a fixed time.", "+reversal_day", under=ENDOGENOUS, span=(7, 30)
    ),
    "restrictions.highest_step": Judgement(
        "An endogenous sponsor goes up to a step that is given, and not beyond.",
        "-fires_from_sanctuary_kr -sanctuary_exposure_bty_d +retaliations",
        under=(*ENDOGENOUS, "restrictions.long_range.banned=false"),
        span=(1, 3),
    ),
    "restrictions.request.intercept": Judgement(
        "With nothing pressing, Blue asks at a constant hazard: a belief.",
        f"-request_day -relaxation_day {SOONER}",
        under=ENDOGENOUS,
        span=(-4, -1),
    ),
    "restrictions.request.pressure": Judgement(
        "The hazard of asking is exponential in the pressure: a belief.",
        f"-request_day -relaxation_day {SOONER}",
        under=ENDOGENOUS,
        span=(0, 1),
    ),
    "restrictions.request.precedent": Judgement(
        "The first request comes before any grant, so that precedent cannot act on it.",
        "",
        under=ENDOGENOUS,
        span=(-0.5, 0.5),
    ),
    "restrictions.request.rung": Judgement(
        "The hazard of asking is exponential in the rung, which is low when Blue asks.",
        "",
        under=ENDOGENOUS,
        span=(-0.5, 0.5),
    ),
    "restrictions.request.baseline": Judgement(
        "Besides pressure, precedent and rung, the hazard of asking is constant, linear or stepped in time.",
        "~request_day ~relaxation_day",
        under=ENDOGENOUS,
    ),
    "restrictions.request.level": Judgement(
        "A linear baseline of asking begins at a level on day 0.",
        f"-request_day {SOONER}",
        under=_linear("request"),
        span=(0.005, 0.2),
    ),
    "restrictions.request.slope": Judgement(
        "A linear baseline of asking grows by the same each day.",
        SOONER,
        under=_linear("request"),
        span=(-0.002, 0.005),
    ),
    "restrictions.request.levels[].from_day": Judgement(_LEVELS, "~request_day ~relaxation_day", under=ENDOGENOUS),
    "restrictions.request.levels[].level": Judgement(_LEVELS, "~request_day ~relaxation_day", under=ENDOGENOUS),
    "restrictions.relax.intercept": Judgement(
        "With nothing pressing, the sponsor relaxes at a constant hazard: a belief.",
        f"-relaxation_day -request_to_decision_d {SOONER}",
        under=ENDOGENOUS,
        span=(-6, -2),
    ),
    "restrictions.relax.pressure": Judgement(
        "The hazard of relaxing is exponential in the pressure: a belief.",
        f"-relaxation_day -request_to_decision_d {SOONER}",
        under=ENDOGENOUS,
        span=(0, 1),
    ),
    "restrictions.relax.precedent": Judgement(
        "Each grant so far makes the next one likelier by the same factor: a belief.",
        "-sanctuary_exposure_bty_d -fires_from_sanctuary_kr +retaliations",
        under=ENDOGENOUS,
        span=(-0.5, 0.5),
    ),
    "restrictions.relax.rung": Judgement(
        "Each rung makes relaxing less likely by the same factor: a belief; a higher value deters less.",
        f"-relaxation_day -request_to_decision_d {SOONER}",
        under=ENDOGENOUS,
        span=(-1, 0),
    ),
    "restrictions.relax.baseline": Judgement(
        "Besides pressure, precedent and rung, the hazard of relaxing is constant, linear or stepped in time.",
        "~relaxation_day ~fires_from_sanctuary_kr",
        under=ENDOGENOUS,
    ),
    "restrictions.relax.level": Judgement(
        "A linear baseline of relaxing begins at a level on day 0.",
        f"-relaxation_day {SOONER}",
        under=_linear("relax"),
        span=(0.005, 0.2),
    ),
    "restrictions.relax.slope": Judgement(
        "A linear baseline of relaxing grows by the same each day.",
        f"{SOONER} +retaliations",
        under=_linear("relax"),
        span=(-0.002, 0.005),
    ),
    "restrictions.relax.levels[].from_day": Judgement(_LEVELS, "~relaxation_day", under=ENDOGENOUS),
    "restrictions.relax.levels[].level": Judgement(_LEVELS, "~relaxation_day", under=ENDOGENOUS),
    "restrictions.reverse.intercept": Judgement(
        "With nothing pressing, the sponsor reverses a step at a constant hazard: a belief.",
        f"+adaptation_half_life_d -reversal_day {LATER}",
        under=ENDOGENOUS,
        span=(-8, -4),
    ),
    "restrictions.reverse.pressure": Judgement(
        "The hazard of a reversal is exponential in the pressure: a belief; a higher value protects less.",
        "-reversal_day +fires_from_sanctuary_kr +sanctuary_exposure_bty_d +launcher_salvos",
        under=ENDOGENOUS,
        span=(-0.6, 0.2),
    ),
    "restrictions.reverse.precedent": Judgement(
        "Each grant so far changes the hazard of a reversal by the same factor: a belief.",
        "-reversal_day",
        under=ENDOGENOUS,
        span=(-0.5, 0.5),
    ),
    "restrictions.reverse.rung": Judgement(
        "Each rung makes a reversal likelier by the same factor: a belief.",
        "-reversal_day",
        under=ENDOGENOUS,
        span=(0, 1),
    ),
    "restrictions.reverse.baseline": Judgement(
        "Besides pressure, precedent and rung, the hazard of a reversal is constant, linear or stepped in time.",
        "~reversal_day",
        under=ENDOGENOUS,
    ),
    "restrictions.reverse.level": Judgement(
        "A linear baseline of reversing begins at a level on day 0.",
        "+adaptation_half_life_d -reversal_day",
        under=(*_linear("reverse"), "restrictions.reverse.intercept=-2"),
        span=(0.005, 0.2),
    ),
    "restrictions.reverse.slope": Judgement(
        "A linear baseline of reversing grows by the same each day.",
        f"+adaptation_half_life_d {LATER}",
        under=(*_linear("reverse"), "restrictions.reverse.intercept=-2"),
        span=(-0.002, 0.005),
    ),
    "restrictions.reverse.levels[].from_day": Judgement(_LEVELS, "~reversal_day", under=ENDOGENOUS),
    "restrictions.reverse.levels[].level": Judgement(_LEVELS, "~reversal_day", under=ENDOGENOUS),
    "restrictions.trigger.relax_above": Judgement(
        "The sponsor relaxes when the pressure passes a level that nobody knows exactly: a belief.",
        f"{LATER} -retaliations",
        under=THRESHOLD,
    ),
    "restrictions.trigger.reverse_below": Judgement(
        "The sponsor takes a step back when the pressure has fallen below a level: a belief.",
        "",
        under=THRESHOLD,
        span=(0.1, 0.5),
    ),
    "restrictions.trigger.log_sd": Judgement(
        "Both thresholds vary log-normally, anew for each decision: a belief.", LATER, under=THRESHOLD, span=(0.1, 0.8)
    ),
    "restrictions.trigger.reverse_from_rung": Judgement(
        "From a rung on the sponsor relaxes no more, and takes steps back: a belief.",
        SOONER,
        under=THRESHOLD,
        span=(3, 7),
    ),
}
