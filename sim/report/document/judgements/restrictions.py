"""Judgements on the sponsor's restriction and its decisions."""

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
        "Decisions fall on given days, by a hazard, or by a threshold of the pressure.",
        "~red_batteries_lost_bty ~fires_from_sanctuary_kr ~relaxation_day",
    ),
    "restrictions.events[].kind": Judgement(
        "Policies change by events of five kinds: briefing, request, recommendation, permission, withdrawal.",
        "~red_batteries_lost_bty ~fires_from_sanctuary_kr ~relaxation_day ~reversal_day",
    ),
    "restrictions.events[].day": Judgement(
        "An event falls on a given day, whatever the front does; one before the start has already happened.",
        f"~relaxation_day ~request_day ~reversal_day {LATER}",
    ),
    "restrictions.events[].after": Judgement(
        "An event without a day follows another, and moves with it.", "~sanctuary_exposure_bty_d"
    ),
    "restrictions.events[].delay": Judgement(
        "An event follows another after a fixed delay.",
        "+sanctuary_exposure_bty_d +fires_from_sanctuary_kr",
        span=(5, 60),
    ),
    "restrictions.events[].weapons": Judgement(
        "A permission or a withdrawal applies to whole classes of weapons.",
        "~sanctuary_exposure_bty_d ~aircraft_strikes ~red_batteries_lost_bty",
    ),
    "restrictions.events[].bands": Judgement(
        "A permission or a withdrawal applies to whole bands of ground.",
        "~fires_from_sanctuary_kr ~sanctuary_exposure_bty_d",
    ),
    "restrictions.events[].targets": Judgement(
        "A permission has one of two conditions on targets: guns that fire, or any military one.",
        "~fires_from_sanctuary_kr ~sanctuary_exposure_bty_d ~retaliations",
    ),
    "restrictions.events[].lag": Judgement(
        "A permission takes effect after a lag, individual or common; a withdrawal at once.",
        LATER,
        span=(0, 10),
    ),
    "restrictions.counter_fire.bands": Judgement(
        "The first step of an endogenous policy opens whole bands of ground.",
        "~fires_from_sanctuary_kr ~sanctuary_exposure_bty_d",
        under=ENDOGENOUS,
    ),
    "restrictions.counter_fire.targets": Judgement(
        "The first two steps of an endogenous policy have one condition on targets.",
        "~fires_from_sanctuary_kr ~sanctuary_exposure_bty_d",
        under=ENDOGENOUS,
    ),
    "restrictions.long_range.targets": Judgement(
        "A condition on the targets of long-range strikes counts as one step or two; in the deep they reach the same.",
        "~retaliations ~rung_days",
        under=(*ENDOGENOUS, "restrictions.highest_step=3"),
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
        "An endogenous sponsor goes up to a given step and no further.",
        "-fires_from_sanctuary_kr -sanctuary_exposure_bty_d +retaliations",
        under=ENDOGENOUS,
        span=(1, 3),
    ),
    "restrictions.request.intercept": Judgement(
        "Without pressure Blue asks at a constant hazard: a belief.",
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
    "restrictions.request.at_pressure": Judgement(
        "The intercept of the hazard of asking applies at one pressure.",
        f"+request_day +relaxation_day {LATER}",
        under=ENDOGENOUS,
        span=(0, 3),
    ),
    "restrictions.request.precedent": Judgement(
        "The first request comes before any grant, so precedent cannot act on it: only 0 is accepted.",
        LABEL,
        span=(0, 0),
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
        "A linear baseline of asking grows by the same amount each day.",
        SOONER,
        under=_linear("request"),
        span=(-0.002, 0.005),
    ),
    "restrictions.request.levels[].from_day": Judgement(_LEVELS, "~request_day ~relaxation_day", under=ENDOGENOUS),
    "restrictions.request.levels[].level": Judgement(_LEVELS, "~request_day ~relaxation_day", under=ENDOGENOUS),
    "restrictions.relax.intercept": Judgement(
        "At the pressure usual after a request the sponsor relaxes at a constant hazard, that of four permissions.",
        f"-relaxation_day -request_to_decision_d {SOONER}",
        under=ENDOGENOUS,
    ),
    "restrictions.relax.pressure": Judgement(
        "The hazard of relaxing is exponential in the pressure: a belief.",
        f"-relaxation_day -request_to_decision_d {SOONER}",
        under=ENDOGENOUS,
        span=(0, 1),
    ),
    "restrictions.relax.at_pressure": Judgement(
        "The intercept of the hazard of relaxing applies at one pressure.",
        f"+relaxation_day +request_to_decision_d {LATER}",
        under=ENDOGENOUS,
        span=(0, 3),
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
        "A linear baseline of relaxing grows by the same amount each day.",
        f"{SOONER} +retaliations",
        under=_linear("relax"),
        span=(-0.002, 0.005),
    ),
    "restrictions.relax.levels[].from_day": Judgement(_LEVELS, "~relaxation_day", under=ENDOGENOUS),
    "restrictions.relax.levels[].level": Judgement(_LEVELS, "~relaxation_day", under=ENDOGENOUS),
    "restrictions.reverse.intercept": Judgement(
        "Without pressure the sponsor reverses a step at a constant hazard: a belief.",
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
    "restrictions.reverse.at_pressure": Judgement(
        "The intercept of the hazard of reversing applies at one pressure.",
        "-reversal_day",
        under=ENDOGENOUS,
        span=(0, 3),
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
        "A linear baseline of reversing grows by the same amount each day.",
        f"+adaptation_half_life_d {LATER}",
        under=(*_linear("reverse"), "restrictions.reverse.intercept=-2"),
        span=(-0.002, 0.005),
    ),
    "restrictions.reverse.levels[].from_day": Judgement(_LEVELS, "~reversal_day", under=ENDOGENOUS),
    "restrictions.reverse.levels[].level": Judgement(_LEVELS, "~reversal_day", under=ENDOGENOUS),
    "restrictions.trigger.relax_above": Judgement(
        "The sponsor relaxes when the pressure passes an uncertain level: a belief.",
        f"{LATER} -retaliations",
        under=THRESHOLD,
    ),
    "restrictions.trigger.reverse_below": Judgement(
        "The sponsor reverses a step when the pressure has fallen below a level: a belief.",
        "",
        under=THRESHOLD,
        span=(0.1, 0.5),
    ),
    "restrictions.trigger.log_sd": Judgement(
        "Both thresholds are log-normal, drawn separately for each decision: a belief.",
        LATER,
        under=THRESHOLD,
        span=(0.1, 0.8),
    ),
    "restrictions.trigger.reverse_from_rung": Judgement(
        "From a given rung on the sponsor no longer relaxes, and reverses steps: a belief.",
        SOONER,
        under=THRESHOLD,
        span=(3, 7),
    ),
}
