"""Judgements on the phases of the offensive."""

from sim.report.document.judgement import Judgement

BY_CONDITION = ("phases=threshold",)
MORE_FIRES = "+red_fires_kr +fires_from_sanctuary_kr +unmet_demand_kr +below_reserve_days +blue_losses_kpe"
MORE_LOSSES = "+red_losses_kpe +exchange_ratio +blue_losses_kpe"

PHASES = {
    "phases.kind": Judgement(
        "Phases follow each other in one cycle, by drawn times, by conditions, or by both.",
        "~red_losses_kpe ~blue_losses_kpe ~ground_lost_km2 ~red_fires_kr",
    ),
    "phases.mean.assault": Judgement(
        "An assault that does not culminate lasts a gamma time with one mean.",
        "+area_days_km2_d +ground_lost_km2 +red_losses_kpe +blue_losses_kpe +fires_from_sanctuary_kr",
    ),
    "phases.mean.exploitation": Judgement(
        "An exploitation lasts a gamma time with one mean.", "+red_losses_kpe +fires_from_sanctuary_kr", span=(2, 8)
    ),
    "phases.mean.consolidation": Judgement(
        "A consolidation lasts a gamma time with one mean.",
        "+fires_from_sanctuary_kr +red_fires_kr +blue_losses_kpe +unmet_demand_kr",
        span=(5, 20),
    ),
    "phases.mean.pause": Judgement(
        "A pause lasts a gamma time with one mean.", "-red_fires_kr -blue_losses_kpe -red_losses_kpe"
    ),
    "phases.mean.preparation": Judgement(
        "A preparation lasts a gamma time with one mean, and longer where the ratio is too low for an assault.",
        "-red_losses_kpe -blue_losses_kpe",
    ),
    "phases.tempo.assault": Judgement(
        "The fighting of an assault has the intensity 1, by which the others are measured.", MORE_LOSSES, span=(0.5, 2)
    ),
    "phases.tempo.exploitation": Judgement(
        "In exploitation the fighting is a fixed share of that in an assault.", "+exchange_ratio", span=(0.5, 1)
    ),
    "phases.tempo.consolidation": Judgement(
        "In consolidation the fighting is a fixed share of that in an assault.", MORE_LOSSES, span=(0.15, 0.6)
    ),
    "phases.tempo.pause": Judgement(
        "In a pause the fighting is a fixed share of that in an assault.", MORE_LOSSES, span=(0.05, 0.3)
    ),
    "phases.tempo.preparation": Judgement(
        "In preparation the fighting is a fixed share of that in an assault.", MORE_LOSSES, span=(0.05, 0.4)
    ),
    "phases.demand.assault": Judgement(
        "The demand for fires in an assault is 1, by which the others are measured, for both sides.",
        MORE_FIRES,
        span=(0.5, 2),
    ),
    "phases.demand.exploitation": Judgement(
        "In exploitation the demand for fires is a fixed share of that in an assault, for both sides.",
        "+fires_from_sanctuary_kr +red_fires_kr +unmet_demand_kr +below_reserve_days",
        span=(0.5, 1),
    ),
    "phases.demand.consolidation": Judgement(
        "In consolidation the demand for fires is a fixed share of that in an assault, for both sides.",
        MORE_FIRES,
        span=(0.4, 0.9),
    ),
    "phases.demand.pause": Judgement(
        "In a pause the demand for fires is a fixed share of that in an assault, for both sides.",
        MORE_FIRES,
        span=(0.2, 0.8),
    ),
    "phases.demand.preparation": Judgement(
        "In preparation the demand for fires is a fixed share of that in an assault, for both sides.",
        f"+blue_fires_kr {MORE_FIRES}",
        span=(0.3, 0.9),
    ),
    "phases.exploitation_probability": Judgement(
        "An assault that runs its full time is exploited with one probability.", "+red_losses_kpe +blue_losses_kpe"
    ),
    "phases.renewal_ratio": Judgement(
        "Red renews an assault only at or above a fixed ratio of forces, which it knows.",
        "-exchange_ratio -red_losses_kpe -blue_losses_kpe -red_fires_kr -unmet_demand_kr",
    ),
    "phases.exploitation_ratio": Judgement(
        "An assault is exploited while the ratio of forces is above a fixed one.",
        "+area_days_km2_d +ground_lost_km2",
        under=BY_CONDITION,
        span=(2, 4),
    ),
    "phases.halt_ratio": Judgement(
        "An assault ends below a fixed ratio of forces, which it seldom falls to.",
        "-exchange_ratio",
        under=BY_CONDITION,
        span=(0.6, 1),
    ),
    "phases.halt_loss_share": Judgement(
        "An assault ends once its losses reach a fixed share of the strength at the start.",
        "+exchange_ratio +red_losses_kpe +blue_losses_kpe +fires_from_sanctuary_kr +red_fires_kr",
        under=BY_CONDITION,
        span=(0.04, 0.15),
    ),
    "phases.halt_supply_share": Judgement(
        "An assault ends once depth leaves a fixed share of the strength at the point, which the default does not "
        "reach.",
        "",
        under=BY_CONDITION,
        span=(0.1, 0.6),
    ),
    "phases.recovered_firepower_share": Judgement(
        "A consolidation lasts until Red's firepower is back at a fixed share.",
        "+red_losses_kpe +unmet_demand_kr +blue_losses_kpe +red_fires_kr +exchange_ratio",
        under=BY_CONDITION,
        span=(0.5, 0.9),
    ),
    "phases.recovered_strength_share": Judgement(
        "A pause lasts until Red's strength is back at a fixed share of that at the start.",
        "-exchange_ratio -red_losses_kpe -blue_losses_kpe -blue_fires_kr -red_fires_kr -ground_lost_km2",
        under=BY_CONDITION,
        span=(0.8, 0.98),
    ),
}
