"""Judgements on fires, counter-battery, sanctuary, adaptation, and strikes on the city."""

from sim.report.document.judgement import Judgement

LONG_RANGE, QUEUED = ("restrictions=long_range",), ("counter_battery=capacity_limited",)
DEADLIER = "+red_batteries_lost_bty +blue_batteries_lost_bty -red_fires_kr +sanctuary_exposure_bty_d"
KINDER = "-red_batteries_lost_bty -blue_batteries_lost_bty +red_fires_kr -sanctuary_exposure_bty_d"
"""Red moves more batteries back, where they may not be struck, the more it fears for them."""
OPENS = "-sanctuary_exposure_bty_d -fires_from_sanctuary_kr +red_batteries_lost_bty"
GAINED = "+red_batteries_lost_bty +fires_from_sanctuary_kr +sanctuary_exposure_bty_d"
LOST_GAIN = "-red_batteries_lost_bty -fires_from_sanctuary_kr -sanctuary_exposure_bty_d"

GUNS = {
    "fires.kind": Judgement(
        "Both sides ration tube rounds by one rule of their stocks.",
        "~stock_minimum_kr ~unmet_demand_kr ~blue_fires_kr",
    ),
    "fires.ration_low": Judgement(
        "Blue's guns fall silent at a fixed stock.",
        "-below_reserve_days +stock_minimum_kr +unmet_demand_kr",
        span=(0.5, 2),
    ),
    "fires.ration_high": Judgement(
        "Above a fixed stock Blue fires all it wants.",
        "+stock_minimum_kr -below_reserve_days +unmet_demand_kr -blue_fires_kr",
        span=(2.5, 8),
    ),
    "fires.red_ration_low": Judgement(
        "Red's guns fall silent at a fixed stock; in the default scenario it never falls so low.", "", span=(0.5, 4)
    ),
    "fires.red_ration_high": Judgement(
        "Above a fixed stock Red fires all its guns can; in the default scenario it never falls so low.",
        "",
        span=(4, 15),
    ),
    "fires.ration_share": Judgement(
        "Between the two stock levels a side fires a fixed share of what it wants.",
        "+blue_fires_kr -unmet_demand_kr -stock_minimum_kr",
        under=("fires=two_threshold",),
        span=(0.3, 0.8),
    ),
    "fires.reserve_level": Judgement(
        "Days below reserve are counted from a level that nothing else depends on.", "+below_reserve_days", span=(2, 5)
    ),
    "fires.suppression": Judgement(
        "Guns that may be struck fire fewer rounds by a fixed share, struck or not, and are found as often.",
        "-red_fires_kr -fire_ratio -blue_losses_kpe -red_losses_kpe",
        gain="+red_fires_kr +fire_ratio",
    ),
    "counter_battery.kind": Judgement(
        "An answer races the displacement, waits for capacity, or does not come.",
        "~red_batteries_lost_bty ~blue_batteries_lost_bty ~red_fires_kr",
    ),
    "counter_battery.missions": Judgement(
        "Every battery fires the same number of missions a day in an assault, on both sides.", DEADLIER, span=(2, 8)
    ),
    "counter_battery.detection": Judgement(
        "A mission is detected with one probability, on both sides, in all bands.",
        DEADLIER,
        gain="+red_batteries_lost_bty",
    ),
    "counter_battery.response": Judgement(
        "The time to the answer is exponential, with one mean for both sides.",
        KINDER,
        gain="-red_batteries_lost_bty",
    ),
    "counter_battery.displacement": Judgement(
        "The time to displacement has one mean for both sides.", DEADLIER, gain="+red_batteries_lost_bty", span=(6, 36)
    ),
    "counter_battery.displacement_law": Judgement(
        "Displacement takes an exponential time, or always the same.",
        "~red_batteries_lost_bty ~blue_batteries_lost_bty",
    ),
    "counter_battery.red_kill": Judgement(
        "An answer in time destroys a Red battery with one probability.",
        "+red_batteries_lost_bty -red_fires_kr +sanctuary_exposure_bty_d -fire_ratio +fires_from_sanctuary_kr "
        "-blue_losses_kpe",
    ),
    "counter_battery.blue_kill": Judgement(
        "An answer in time destroys a Blue battery with one probability.",
        "+fire_ratio +blue_batteries_lost_bty -blue_fires_kr -red_batteries_lost_bty +blue_losses_kpe",
        span=(0.003, 0.03),
    ),
    "counter_battery.rounds_per_kill": Judgement(
        "Each Red battery destroyed costs Blue the same mean number of rockets.",
        "-red_batteries_lost_bty +red_fires_kr -sanctuary_exposure_bty_d",
        gain="-red_batteries_lost_bty",
        span=(0.01, 0.08),
    ),
    "counter_battery.rocket_ration": Judgement(
        "Below a given stock of rockets Blue answers in proportion to it; at the stocks of the default scenario it "
        "seldom does.",
        "",
        span=(0.05, 0.2),
    ),
    "counter_battery.red_answers_at_once": Judgement(
        "Red's batteries can give a fixed number of answers at a time, which does not bind in the default scenario.",
        "",
        under=QUEUED,
        span=(1, 6),
    ),
    "counter_battery.blue_answers_at_once": Judgement(
        "Blue's batteries can give a fixed number of answers at a time.",
        "+red_batteries_lost_bty",
        under=QUEUED,
        span=(1, 4),
    ),
    "sanctuary.own_weapons_reach": Judgement(
        "Blue's own weapons reach the same share near the border under every rule, and cost nothing more.",
        OPENS,
        gain=LOST_GAIN,
    ),
    "sanctuary.sector_coverage": Judgement(
        "Counter-fire in the sector opens a fixed share of what own weapons do not reach, evenly.", OPENS, gain=GAINED
    ),
    "sanctuary.attacked_border_coverage": Judgement(
        "Counter-fire at any attacked border opens a fixed share, not below that of the sector.",
        OPENS,
        gain=GAINED,
        span=(0.5, 0.98),
    ),
    "sanctuary.any_military_coverage": Judgement(
        "A permission against any military target opens a fixed share of what is still closed.",
        OPENS,
        under=("restrictions=unrestricted",),
        span=(0.1, 0.6),
    ),
    "sanctuary.deep_coverage": Judgement(
        "Long-range strikes open a fixed share of the guns in the deep.", OPENS, gain=GAINED, under=LONG_RANGE
    ),
    "sanctuary.first_use_lag": Judgement(
        "Every permission takes effect the same time after it was granted; a reversal does at once.",
        "+fires_from_sanctuary_kr +launcher_salvos",
    ),
    "adaptation.kind": Judgement(
        "Red moves guns out of reach once a permission is in effect, once it is asked for, or never.",
        "~sanctuary_exposure_bty_d ~fires_from_sanctuary_kr ~red_batteries_lost_bty",
    ),
    "adaptation.moved_share": Judgement(
        "No more than a fixed share of the guns behind the border moves, however much it pays.",
        "+sanctuary_exposure_bty_d +fires_from_sanctuary_kr -red_batteries_lost_bty",
        gain=LOST_GAIN,
    ),
    "adaptation.planning_horizon": Judgement(
        "Red weighs the batteries that it would lose near the border against the fire forgone in the deep over a fixed "
        "time, as if the threat stayed as it is and no battery were replaced.",
        "+sanctuary_exposure_bty_d +fires_from_sanctuary_kr -red_batteries_lost_bty",
        gain=LOST_GAIN,
    ),
    "adaptation.cost_spread": Judgement(
        "What a move costs besides the fire forgone differs among batteries, exponentially with a fixed mean.",
        "-sanctuary_exposure_bty_d -fires_from_sanctuary_kr +red_batteries_lost_bty",
        gain=GAINED,
    ),
    "adaptation.time_constant": Judgement(
        "Guns move, and come back, with one time constant.",
        "+adaptation_half_life_d -sanctuary_exposure_bty_d -fires_from_sanctuary_kr +red_batteries_lost_bty",
        gain=GAINED,
    ),
    "adaptation.relocated_efficiency": Judgement(
        "A battery in the deep has a fixed share of the firepower it had near the border.",
        "+sanctuary_exposure_bty_d +fires_from_sanctuary_kr +red_fires_kr +fire_ratio +blue_losses_kpe",
        gain="-ground_lost_km2",
    ),
    "city.kind": Judgement(
        "The city is struck through channels that do not depend on each other.", "~launcher_salvos ~aircraft_strikes"
    ),
    "city.launcher_salvos": Judgement(
        "Under the restriction launchers fire at one rate throughout.",
        "+launcher_salvos",
        gain="+launcher_salvos",
        span=(0.08, 0.3),
    ),
    "city.launcher_thinning": Judgement(
        "A launcher that may be struck does not fire a fixed share of its salvos, at once and for good.",
        "-launcher_salvos",
        gain="+launcher_salvos",
    ),
    "city.aircraft_strikes": Judgement(
        "Under the restriction aircraft strike at one rate throughout.",
        "+aircraft_strikes",
        gain="+aircraft_strikes",
        span=(0.5, 2.5),
    ),
    "city.aircraft_response_counter_fire": Judgement(
        "Counter-fire prevents a share of the aircraft's strikes at first: an assumed range, no record of it.",
        "-aircraft_strikes",
        gain="+aircraft_strikes",
    ),
    "city.aircraft_response_long_range": Judgement(
        "Long-range strikes prevent a share of the aircraft's strikes at first: an assumed range, no record of it.",
        "-aircraft_strikes",
        gain="+aircraft_strikes",
        under=LONG_RANGE,
    ),
    "city.aircraft_residual": Judgement(
        "A fixed part of the aircraft's response lasts.", "-aircraft_strikes", gain="+aircraft_strikes", span=(0.2, 0.8)
    ),
    "city.aircraft_adaptation": Judgement(
        "The rest of the aircraft's response wears off with one time constant; a wider permission renews nothing.",
        "-aircraft_strikes",
        gain="+aircraft_strikes",
        span=(20, 120),
    ),
    "city.strikes": Judgement(
        "Under the restriction strikes of one kind come at one rate throughout.",
        "+launcher_salvos",
        under=("city=one_channel",),
        span=(0.7, 2.5),
    ),
    "city.thinning": Judgement(
        "Where any weapon may strike, a fixed share of all strikes is not carried out, at once and for good.",
        "-launcher_salvos",
        under=("city=one_channel",),
    ),
    "city.air_defence_per_strike": Judgement(
        "Each strike uses the same number of air-defence missiles, whose stock limits nothing.",
        "",
        span=(0.0005, 0.005),
    ),
}
