"""Judgements on pressure, acts of escalation, withdrawals and the red line, with beliefs marked as such."""

from sim.report.document.judgement import Judgement
from sim.report.document.judgements.restrictions import ENDOGENOUS, SOONER

RUNGS, TENSIONS = ("escalation=rungs",), ("escalation=richardson",)
UNIFORM = ("red_line=uniform",)
PROPENSITY, GRIEVANCE, CONVEX = ("red_line=beta_bernoulli",), ("red_line=grievance",), ("red_line=convex",)
WITHDRAWN = ("restrictions=timeline",)
PRESSED = f"-relaxation_day -request_to_decision_d {SOONER}"
WORSE = "+rung_days +severity_score_d +top_rung"
MILDER = "-rung_days -severity_score_d -top_rung"
COST = "+rung_days +severity_score_d"

ESCALATION = {
    "pressure.kind": Judgement(
        "The sponsor feels setbacks as one number that fades, or feels nothing.",
        "~relaxation_day ~request_day",
        under=ENDOGENOUS,
    ),
    "pressure.memory": Judgement(
        "Setbacks are forgotten with one time constant.", PRESSED, under=ENDOGENOUS, span=(10, 90)
    ),
    "pressure.by_ground": Judgement(
        "Each square kilometre lost adds the same pressure.",
        f"-request_day {PRESSED}",
        under=ENDOGENOUS,
        span=(0.003, 0.03),
    ),
    "pressure.by_sanctuary_fires": Judgement(
        "Each thousand rounds fired from sanctuary add the same pressure.", PRESSED, under=ENDOGENOUS, span=(0.01, 0.1)
    ),
    "pressure.by_strike": Judgement(
        "Each strike on the city adds the same pressure, through either channel.",
        PRESSED,
        under=ENDOGENOUS,
        span=(0.005, 0.06),
    ),
    "pressure.by_request": Judgement(
        "A request adds pressure by itself, once.", PRESSED, under=ENDOGENOUS, span=(0, 1.5)
    ),
    "escalation.kind": Judgement(
        "Acts of escalation excite each other, occur at random, move along a ladder, follow tensions, or do not occur.",
        "~rung_days ~red_acts ~blue_acts ~severity_score_d",
    ),
    "escalation.red_baseline": Judgement(
        "Red acts unprovoked at one rate throughout.", f"+red_acts {WORSE} +blue_acts", gain="+rung_days"
    ),
    "escalation.blue_baseline": Judgement(
        "Blue acts unprovoked at one rate throughout.", f"+blue_acts {WORSE} +red_acts", gain="+rung_days"
    ),
    "escalation.red_by_red": Judgement(
        "Each Red act causes the same mean number of further Red acts.", f"+red_acts {WORSE}", gain=COST
    ),
    "escalation.red_by_blue": Judgement("Each Blue act causes the same mean number of Red acts.", f"+red_acts {WORSE}"),
    "escalation.blue_by_red": Judgement(
        "Each Red act causes the same mean number of Blue acts.", f"+blue_acts {WORSE}", gain=COST
    ),
    "escalation.blue_by_blue": Judgement(
        "Each Blue act causes the same mean number of further Blue acts.", f"+blue_acts {WORSE}", gain=COST
    ),
    "escalation.answers_per_step": Judgement(
        "Red answers each permission step with the same mean number of acts.",
        f"+retaliations +red_acts {WORSE}",
        gain=f"+retaliations {COST}",
    ),
    "escalation.excitation_memory": Judgement(
        "Acts and answers follow their causes with one time constant.", "-top_rung -rung_days"
    ),
    "escalation.severity_per_act": Judgement(
        "The severity of an act is exponential with one mean, on both sides.", WORSE, gain=COST, span=(0.1, 0.8)
    ),
    "escalation.severity_memory": Judgement("Severity fades with one time constant.", WORSE, gain=COST),
    "escalation.up_first_day": Judgement(
        "Within a day of a rise the ladder is climbed at one rate, on every rung.",
        "+rung_days +top_rung",
        under=RUNGS,
    ),
    "escalation.up_first_week": Judgement(
        "From the first day to the seventh after a rise the ladder is climbed at one rate, on every rung.",
        "+rung_days +top_rung",
        under=RUNGS,
    ),
    "escalation.up_later": Judgement(
        "More than a week after a rise the ladder is climbed at one rate, on every rung.",
        "+rung_days +top_rung +out_of_scope",
        under=RUNGS,
    ),
    "escalation.down": Judgement(
        "The ladder is stepped down at one rate, as confrontations of states end.",
        "-rung_days -top_rung -out_of_scope",
        under=RUNGS,
    ),
    "escalation.up_by_step": Judgement(
        "Each permission step in force raises the rate up by the same factor.",
        "+rung_days +top_rung +out_of_scope",
        gain="+rung_days +top_rung",
        under=RUNGS,
    ),
    "escalation.start_rung": Judgement(
        "The ladder begins on a given rung, the same in every replication.",
        "+rung_days +top_rung",
        under=RUNGS,
        span=(0, 4),
    ),
    "escalation.highest_rung": Judgement(
        "Escalation never rises above a given rung.", "+top_rung +rung_days", under=RUNGS, span=(4, 8)
    ),
    "escalation.lowest_absorbing": Judgement(
        "Rung 0 is left again, unless configured as permanent.", "~rung_days", under=RUNGS
    ),
    "escalation.highest_absorbing": Judgement(
        "The highest rung is left again, unless configured as permanent.", "~rung_days", under=RUNGS
    ),
    "escalation.red_tension": Judgement(
        "Red's tension has one value at the start.", "+red_acts +severity_score_d", under=TENSIONS, span=(0, 0.2)
    ),
    "escalation.blue_tension": Judgement(
        "Blue's tension has one value at the start.", "+blue_acts +severity_score_d", under=TENSIONS, span=(0, 0.2)
    ),
    "escalation.red_reaction": Judgement(
        "Red's tension grows in proportion to Blue's.", f"+red_acts {WORSE} +blue_acts", gain=COST, under=TENSIONS
    ),
    "escalation.blue_reaction": Judgement(
        "Blue's tension grows in proportion to Red's.", f"+blue_acts {WORSE} +red_acts", gain=COST, under=TENSIONS
    ),
    "escalation.red_fatigue": Judgement(
        "Red's tension falls in proportion to itself.",
        f"-red_acts {MILDER} -blue_acts",
        gain="-rung_days -severity_score_d",
        under=TENSIONS,
    ),
    "escalation.blue_fatigue": Judgement(
        "Blue's tension falls in proportion to itself.",
        f"-blue_acts {MILDER}",
        gain="-rung_days -severity_score_d",
        under=TENSIONS,
    ),
    "escalation.red_grievance": Judgement(
        "Red has a constant grievance.", f"+red_acts {WORSE} +blue_acts", under=TENSIONS, span=(0, 0.02)
    ),
    "escalation.blue_grievance": Judgement(
        "Blue has a constant grievance.", f"+blue_acts {WORSE} +red_acts", under=TENSIONS, span=(0, 0.02)
    ),
    "escalation.grievance_by_step": Judgement(
        "Each permission step in force adds the same to Red's grievance.",
        f"+red_acts {WORSE} +blue_acts",
        gain=COST,
        under=TENSIONS,
        span=(0, 0.015),
    ),
    "reversal.kind": Judgement(
        "A withdrawal calms, costs credibility, or only removes its steps: a belief.",
        "~rung_days ~severity_score_d ~red_acts",
        under=WITHDRAWN,
    ),
    "reversal.called_off_share": Judgement(
        "A withdrawal calls off the same share of the answers still to come: a belief.",
        "-retaliations -red_acts",
        under=WITHDRAWN,
    ),
    "reversal.severity_by_step": Judgement(
        "Each step withdrawn lowers severity by the same amount: a belief.",
        "-rung_days -severity_score_d",
        under=WITHDRAWN,
    ),
    "reversal.acts_by_step": Judgement(
        "Each step withdrawn emboldens Red to the same mean number of acts: a belief.",
        "+red_acts +rung_days +severity_score_d",
        under=(*WITHDRAWN, "reversal=credibility"),
    ),
    "reversal.up_by_step": Judgement(
        "Each step ever withdrawn raises the rate up the ladder by the same factor, for good: a belief.",
        "+rung_days +top_rung",
        under=(*WITHDRAWN, "reversal=credibility", "escalation=rungs"),
    ),
    "red_line.kind": Judgement(
        "Permission steps cross a line by their number, by chance, by their sum, by their size, or never.",
        "~red_line_crossed ~retaliations ~rung_days",
    ),
    "red_line.threshold_quantile": Judgement(
        "The line may lie anywhere in its distribution: each replication draws it, unless a quantile is given.",
        "-red_line_crossed -retaliations -top_rung",
        gain="-retaliations -rung_days",
        under=UNIFORM,
    ),
    "red_line.propensity_a": Judgement(
        "The propensity to punish a step has a Beta law; this counts steps punished before.",
        "+red_line_crossed +retaliations +top_rung",
        gain="+retaliations +rung_days",
        under=PROPENSITY,
    ),
    "red_line.propensity_b": Judgement(
        "The propensity to punish a step has a Beta law; this counts steps unpunished before.",
        "-red_line_crossed -retaliations -top_rung",
        gain="-retaliations -rung_days",
        under=PROPENSITY,
    ),
    "red_line.threshold_median": Judgement(
        "The sum of steps that crosses the line is log-normal with one median.",
        "-red_line_crossed -retaliations -top_rung",
        gain="-retaliations -rung_days",
        under=GRIEVANCE,
    ),
    "red_line.threshold_log_sd": Judgement(
        "How uncertain the line is does not depend on where it lies.",
        "+red_line_crossed",
        under=GRIEVANCE,
    ),
    "red_line.memory": Judgement(
        "Steps are forgiven with one time constant.",
        "+red_line_crossed",
        under=GRIEVANCE,
    ),
    "red_line.weight": Judgement("A move of full size crosses with one hazard.", "+red_line_crossed", under=CONVEX),
    "red_line.full_size": Judgement(
        "A move of full size is all ten steps at once.", "-red_line_crossed", under=CONVEX, span=(5, 20)
    ),
    "red_line.exponent": Judgement("The risk of a move is a power of its size.", "-red_line_crossed", under=CONVEX),
    "red_line.crossing_severity": Judgement(
        "A crossing adds the same severity, whichever step it was.",
        f"+out_of_scope {WORSE}",
        gain=COST,
    ),
    "red_line.crossing_answers": Judgement(
        "Red answers a crossing with the same mean number of acts.",
        "+retaliations +red_acts +top_rung +rung_days",
        gain="+retaliations +rung_days",
    ),
}
