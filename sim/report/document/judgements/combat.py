"""Judgements on attrition, the advance, why it stalls, and reserves."""

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
        span=(0.001, 0.008),
    ),
    "attrition.blue_loss": Judgement(
        "Blue loses a fixed share a day to direct fire in an assault, at the strengths of the start.",
        "-exchange_ratio +blue_losses_kpe",
        span=(0.001, 0.01),
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
        "+exchange_ratio -blue_losses_kpe -ground_lost_km2",
    ),
    "attrition.red_own_loss": Judgement(
        "The enemy does not cause all of Red's losses; the shipped options have no other losses.",
        "+exchange_ratio +red_losses_kpe -ground_lost_km2",
        span=(0, 0.004),
    ),
    "attrition.blue_own_loss": Judgement(
        "The enemy does not cause all of Blue's losses; the shipped options have no other losses.",
        "-exchange_ratio +blue_losses_kpe +ground_lost_km2",
        span=(0, 0.004),
    ),
    "attrition.enemy_exponent": Judgement(
        "Losses go with a power of the enemy's strength, the same for both sides.",
        "+exchange_ratio +red_losses_kpe -blue_losses_kpe",
        under=("attrition=general",),
        span=(0, 1),
    ),
    "attrition.own_exponent": Judgement(
        "Losses go with a power of the own strength, the same for both sides.",
        "+blue_losses_kpe -exchange_ratio +red_losses_kpe",
        under=("attrition=general",),
        span=(0, 1),
    ),
    "attrition.hidden": Judgement(
        "One side is hidden throughout, and loses by area fire; the other is seen.", "~exchange_ratio"
    ),
    "attrition.salvo_interval": Judgement(
        "Exchanges of salvos come at even intervals.",
        "-red_losses_kpe -exchange_ratio",
        under=("attrition=salvo",),
        span=(2, 10),
    ),
    "attrition.red_salvo.striking_power": Judgement(
        "Each Red unit scores the same number of hits in an exchange, unless they are warded off.",
        "+blue_losses_kpe -exchange_ratio",
        under=("attrition=salvo",),
        span=(0.003, 0.012),
    ),
    "attrition.red_salvo.defensive_power": Judgement(
        "Each Red unit wards off the same number of hits.",
        "-red_losses_kpe -exchange_ratio",
        under=("attrition=salvo",),
        span=(0.001, 0.004),
    ),
    "attrition.red_salvo.staying_power": Judgement(
        "Each Red unit withstands the same number of hits.",
        "-red_losses_kpe -exchange_ratio",
        under=("attrition=salvo",),
        span=(0.5, 2),
    ),
    "attrition.blue_salvo.striking_power": Judgement(
        "Each Blue unit scores the same number of hits in an exchange, unless they are warded off.",
        "+red_losses_kpe +exchange_ratio",
        under=("attrition=salvo",),
        span=(0.04, 0.15),
    ),
    "attrition.blue_salvo.defensive_power": Judgement(
        "Each Blue unit wards off the same number of hits.",
        "-blue_losses_kpe +exchange_ratio",
        under=("attrition=salvo",),
        span=(0.002, 0.01),
    ),
    "attrition.blue_salvo.staying_power": Judgement(
        "Each Blue unit withstands the same number of hits.",
        "-blue_losses_kpe +exchange_ratio",
        under=("attrition=salvo",),
        span=(0.5, 2),
    ),
    "casualties.kind": Judgement("Losses flow, or fall one by one at random: chance differs, their mean does not.", ""),
    "casualties.size": Judgement(
        "Casualties fall in groups of this size; mean losses do not depend on it.",
        "",
        under=("casualties=one_by_one",),
        span=(0.01, 0.05),
    ),
    "advance.slowing_depth": Judgement(
        "The speed falls exponentially with depth, and never reaches zero.",
        "+ground_lost_km2 +area_days_km2_d",
        under=("advance=depth",),
        span=(2, 5),
    ),
    "advance.withdrawal_maximum": Judgement(
        "However large his losses, Blue withdraws no faster than this.",
        "+ground_lost_km2",
        under=("advance=withdrawal",),
        span=(10, 30),
    ),
    "advance.accepted_loss": Judgement(
        "Blue stands while he loses no more than a fixed share a day, and gives ground above it.",
        "-ground_lost_km2 +blue_losses_kpe",
        under=("advance=withdrawal",),
        span=(0.0005, 0.002),
    ),
    "advance.time_constant_median": Judgement(
        "An offensive nears its attainable depth exponentially, with a time constant that forces do not change.",
        "-ground_lost_km2 -area_days_km2_d",
    ),
    "advance.time_constant_log_sd": Judgement(
        "Time constants vary log-normally between offensives, and stay within one.",
        "-area_days_km2_d",
        span=(0.3, 0.9),
    ),
    "advance.creep": Judgement(
        "Late creep is a fixed share of the attainable depth a day of assault.",
        "+ground_lost_km2 +area_days_km2_d",
    ),
    "advance.red_strength_exponent": Judgement(
        "The attainable depth is proportional to a power of Red's remaining strength, not of a ratio of forces.",
        "-ground_lost_km2",
    ),
    "advance.blue_strength_exponent": Judgement(
        "The attainable depth falls with a power of Blue's strength, reserves included.",
        "-ground_lost_km2 -area_days_km2_d",
    ),
    "advance.red_fires_effect": Judgement(
        "Red's attainable depth falls exponentially with the share of its fires that it cannot deliver.",
        "-ground_lost_km2 -area_days_km2_d",
    ),
    "advance.blue_fires_effect": Judgement(
        "Red's attainable depth rises exponentially with the share of its fires that Blue cannot deliver.",
        "+ground_lost_km2 +area_days_km2_d",
    ),
    "advance.kind": Judgement(
        "The front nears an attainable depth, or follows the ratio of forces, a drawn speed, depth, or the losses that "
        "Blue accepts, or stands.",
        "~ground_lost_km2 ~area_days_km2_d",
    ),
    "advance.exploitation_speed_share": Judgement(
        "In exploitation the front moves at a fixed share of its speed in an assault; in the default scenario the "
        "ground is taken before.",
        "",
        under=("advance=ratio",),
        span=(0.3, 0.9),
    ),
    "advance.defence_multiplier": Judgement(
        "The defender's advantage is one factor on its strength, whatever the ground and the phase.",
        "-ground_lost_km2 -exchange_ratio -red_losses_kpe -blue_losses_kpe",
    ),
    "advance.red_fires_weight": Judgement(
        "Red's fires at the rate of an assault count as a fixed amount of strength.",
        "+ground_lost_km2 +exchange_ratio +red_losses_kpe +blue_losses_kpe",
    ),
    "advance.blue_fires_weight": Judgement(
        "Blue's fires at the rate of an assault count as a fixed amount of strength.",
        "-ground_lost_km2 -exchange_ratio -red_losses_kpe -blue_losses_kpe",
    ),
    "advance.speed_maximum": Judgement(
        "However large the ratio, an assault is not faster than this.",
        f"{FASTER} -blue_losses_kpe",
        under=("advance=ratio",),
    ),
    "advance.ratio_threshold": Judgement(
        "The front does not move at or below one ratio, the same throughout.",
        "-ground_lost_km2 +red_losses_kpe",
        under=("advance=ratio",),
        span=(0.8, 1.5),
    ),
    "advance.ratio_slope": Judgement(
        "The speed saturates exponentially in the ratio.", FASTER, under=("advance=ratio",), span=(0.5, 2)
    ),
    "advance.speed_median": Judgement(
        "The speed of an assault has one median, whatever the forces.",
        FASTER,
        under=("advance=exogenous",),
        span=(2, 8),
    ),
    "advance.speed_log_sd": Judgement(
        "The speed varies log-normally from assault to assault.",
        "-area_days_km2_d",
        under=("advance=exogenous",),
        span=(0.2, 0.8),
    ),
    "stall.kind": Judgement(
        "The offensive stalls at a held line, by reserves, by culmination, or by all: the record does not show which.",
        "~ground_lost_km2 ~area_days_km2_d ~red_losses_kpe",
    ),
    "stall.speed_factor": Judgement(
        "Each reason to stall may have its own pace, so that all of them reach the observed area.",
        FASTER,
        span=(0.4, 1.2),
    ),
    "stall.reserve_factor": Judgement(
        "The reserves that come in are those of the scenario times a factor.",
        "+reserve_days_kpe_d -exchange_ratio -ground_lost_km2 -red_losses_kpe",
        span=(0.5, 1.5),
    ),
    "stall.supply_depth": Judgement(
        "Red's strength at the point falls exponentially with depth.", "+ground_lost_km2 +red_losses_kpe", span=(8, 100)
    ),
    "stall.culmination_loss_share": Judgement(
        "An assault ends once its losses reach a fixed share of the strength at the start.",
        "+red_losses_kpe +exchange_ratio +blue_losses_kpe +fires_from_sanctuary_kr",
        span=(0.04, 0.15),
    ),
    "stall.culmination_firepower_share": Judgement(
        "An assault ends once Red's firepower is down to a fixed share, which the default scenario seldom reaches.",
        "",
        span=(0.3, 0.7),
    ),
    "reserves.kind": Judgement(
        "Reserves come in after a lag, at a rate that falls, or not at all.", "~ground_lost_km2"
    ),
    "reserves.lag": Judgement(
        "Blue begins to commit reserves a fixed time after the first day.",
        "+area_days_km2_d +ground_lost_km2 -reserve_days_kpe_d",
    ),
    "reserves.time_constant": Judgement(
        "Reserves come in at a rate in proportion to those left.",
        "-reserve_days_kpe_d +area_days_km2_d +ground_lost_km2",
    ),
}
