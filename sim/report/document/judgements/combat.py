"""What is judged of attrition, the advance, why it stalls, and reserves."""

from sim.report.document.judgement import Judgement

FASTER = "+ground_lost_km2 +area_days_km2_d -red_losses_kpe"

COMBAT = {
    "attrition.kind": Judgement(
        "Engaged forces wear each other down by one law throughout.",
        "~red_losses_kpe ~blue_losses_kpe ~exchange_ratio ~ground_lost_km2",
    ),
    "attrition.red_loss": Judgement(
        "Red loses a fixed share a day to direct fire in an assault, at the strengths of the start.",
        "+exchange_ratio +red_losses_kpe -ground_lost_km2 -blue_losses_kpe",
    ),
    "attrition.blue_loss": Judgement(
        "Blue loses a fixed share a day to direct fire in an assault, at the strengths of the start.",
        "-exchange_ratio +blue_losses_kpe",
    ),
    "attrition.red_loss_by_fires": Judgement(
        "Each Blue round costs Red the same, wherever it falls, in proportion to the strength left.",
        "+exchange_ratio +red_losses_kpe",
    ),
    "attrition.blue_loss_by_fires": Judgement(
        "Each Red round costs Blue the same, wherever it falls, in proportion to the strength left.",
        "-exchange_ratio +blue_losses_kpe",
    ),
    "attrition.exponent": Judgement(
        "Losses go with the enemy's strength by one power, with the own strength by the rest.",
        "+exchange_ratio +red_losses_kpe -blue_losses_kpe",
    ),
    "advance.kind": Judgement(
        "The speed of the front follows the ratio of forces, or is drawn.", "~ground_lost_km2 ~area_days_km2_d"
    ),
    "advance.exploitation_speed_share": Judgement(
        "In exploitation the front moves at a fixed share of its speed in an assault; in the default scenario the "
        "ground is taken before.",
        "",
    ),
    "advance.defence_multiplier": Judgement(
        "The defender's advantage is one factor on its strength, whatever the ground and the phase.",
        "-ground_lost_km2 -exchange_ratio -red_losses_kpe -blue_losses_kpe",
    ),
    "advance.red_fires_weight": Judgement(
        "Red's fires count as so much strength at the rate of an assault.",
        "+ground_lost_km2 +exchange_ratio +red_losses_kpe +blue_losses_kpe",
    ),
    "advance.blue_fires_weight": Judgement(
        "Blue's fires count as so much strength at the rate of an assault.",
        "-ground_lost_km2 -exchange_ratio -red_losses_kpe -blue_losses_kpe",
    ),
    "advance.speed_maximum": Judgement(
        "However large the ratio, an assault is not faster than this.", f"{FASTER} -blue_losses_kpe"
    ),
    "advance.ratio_threshold": Judgement(
        "Nothing moves at or below a ratio that is the same throughout.", "-ground_lost_km2 +red_losses_kpe"
    ),
    "advance.ratio_slope": Judgement("The speed saturates exponentially in the ratio.", FASTER),
    "advance.speed_median": Judgement(
        "The speed of an assault has one median, whatever the forces.", FASTER, under=("advance=exogenous",)
    ),
    "advance.speed_log_sd": Judgement(
        "The speed varies log-normally from assault to assault.", "-area_days_km2_d", under=("advance=exogenous",)
    ),
    "stall.kind": Judgement(
        "The offensive stalls at a held line, by reserves, by culmination, or by all: the record cannot tell.",
        "~ground_lost_km2 ~area_days_km2_d ~red_losses_kpe",
    ),
    "stall.speed_factor": Judgement(
        "Each reason to stall has a speed of its own, so that all of them reach the area observed.", FASTER
    ),
    "stall.reserve_factor": Judgement(
        "The reserves that come in are those of the scenario times a factor.",
        "+reserve_days_kpe_d -exchange_ratio -ground_lost_km2 -red_losses_kpe",
    ),
    "stall.supply_depth": Judgement(
        "Red's strength at the point falls exponentially with depth.", "+ground_lost_km2 +red_losses_kpe"
    ),
    "stall.culmination_loss_share": Judgement(
        "An assault ends once its losses reach a fixed share of the strength at the start.",
        "+red_losses_kpe +exchange_ratio +blue_losses_kpe +fires_from_sanctuary_kr",
    ),
    "stall.culmination_firepower_share": Judgement(
        "An assault ends once Red's firepower is down to a fixed share, which the default scenario seldom reaches.", ""
    ),
    "reserves.kind": Judgement("Reserves come in after a lag, at a rate that falls.", "~ground_lost_km2"),
    "reserves.lag": Judgement(
        "Blue begins to commit reserves a fixed time after the first day.",
        "+area_days_km2_d +ground_lost_km2 -reserve_days_kpe_d",
    ),
    "reserves.time_constant": Judgement(
        "Reserves come in at a rate in proportion to what is left.",
        "-reserve_days_kpe_d +area_days_km2_d +ground_lost_km2",
    ),
}
