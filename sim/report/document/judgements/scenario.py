"""Judgements on the initial situation."""

from sim.report.document.judgement import LABEL, Judgement

SCENARIO = {
    "scenario.title": Judgement("The title names the scenario.", LABEL),
    "scenario.day_zero": Judgement("Dates in the config count from this date; nothing simulated has a date.", LABEL),
    "scenario.record_restrictions": Judgement("These restrictions are the ones on record.", LABEL),
    "scenario.record_aid": Judgement("This aid is the one on record.", LABEL),
    "scenario.start_day": Judgement(
        "Nothing before this day matters except through the state at the start.",
        "-fires_from_sanctuary_kr",
        under=("restrictions=pre_emptive",),
        span=(-30, -14),
    ),
    "scenario.front.sector_width": Judgement(
        "The front moves evenly over one width, so area is width x depth.", "+ground_lost_km2 +area_days_km2_d"
    ),
    "scenario.front.hold_depth": Judgement(
        "Blue holds one line at a fixed depth, at which the advance comes to rest.",
        "+ground_lost_km2 +deepest_penetration_km -red_losses_kpe -blue_losses_kpe",
    ),
    "scenario.front.city_distance": Judgement(
        "The city lies at one distance from the border, straight ahead.", "+tube_range_margin_high_km"
    ),
    "scenario.front.city_distance_low": Judgement(
        "The city's edge is as near as the shortest figure published.",
        "+tube_range_margin_low_km",
        under=("scenario.front.tube_range_high=30 km", "scenario.front.tube_range_low=20 km"),
        span=(28, 40),
    ),
    "scenario.front.tube_range_low": Judgement(
        "Standard tube artillery reaches one distance, from the front itself.",
        "-tube_range_margin_high_km",
        span=(20, 30),
    ),
    "scenario.front.tube_range_high": Judgement(
        "Extended tube artillery reaches one distance, from the front itself.",
        "-tube_range_margin_low_km",
        under=("scenario.front.city_distance_low=48 km",),
        span=(30, 45),
    ),
    "scenario.forces.red_engaged": Judgement(
        "All attackers of the sector are engaged at once and count alike.",
        "+ground_lost_km2 +exchange_ratio +red_losses_kpe +blue_losses_kpe",
        span=(10, 30),
    ),
    "scenario.forces.blue_engaged": Judgement(
        "All defenders of the sector are engaged at once and count alike; a saturating advance reads strength as a "
        "share of that at the start, so that their number alone moves no ground.",
        "-exchange_ratio -red_losses_kpe -red_fires_kr -unmet_demand_kr",
    ),
    "scenario.forces.blue_reserves": Judgement(
        "Blue can draw this much from elsewhere, and no more.",
        "+reserve_days_kpe_d -exchange_ratio -red_losses_kpe -ground_lost_km2 -blue_losses_kpe",
    ),
    "scenario.forces.red_replacements": Judgement(
        "Red replaces losses at a constant rate, up to its strength at the start.",
        "+exchange_ratio +red_losses_kpe +ground_lost_km2",
    ),
    "scenario.forces.blue_replacements": Judgement(
        "Blue replaces losses at a constant rate, up to its establishment.",
        "-exchange_ratio -red_losses_kpe -blue_losses_kpe -ground_lost_km2",
    ),
    "scenario.artillery.red_fires": Judgement(
        "Red's guns can fire at one rate in an assault, as long as rounds last.",
        "+red_fires_kr +fires_from_sanctuary_kr +fire_ratio +blue_losses_kpe -exchange_ratio",
        gain="+fires_from_sanctuary_kr",
    ),
    "scenario.artillery.blue_fires": Judgement(
        "Blue wants to fire at one rate in an assault, whatever the targets.",
        "+unmet_demand_kr +below_reserve_days -fire_ratio +blue_fires_kr -stock_minimum_kr +red_losses_kpe",
        span=(0.15, 0.6),
    ),
    "scenario.artillery.red_batteries": Judgement(
        "Red's guns come in batteries of equal worth; more of them share the same fires.",
        "+sanctuary_exposure_bty_d +red_batteries_lost_bty",
        gain="+red_batteries_lost_bty +sanctuary_exposure_bty_d",
        span=(18, 60),
    ),
    "scenario.artillery.blue_batteries": Judgement(
        "Blue's guns come in batteries of equal worth.",
        "+blue_batteries_lost_bty +fire_ratio -blue_fires_kr",
        span=(8, 20),
    ),
    "scenario.artillery.red_battery_replacements": Judgement(
        "Red replaces batteries at a constant rate, up to its number at the start, where they stood then, so that none "
        "come in the deep.",
        "+red_fires_kr +sanctuary_exposure_bty_d +fires_from_sanctuary_kr +fire_ratio +blue_losses_kpe "
        "+red_batteries_lost_bty",
        gain="+red_batteries_lost_bty",
        span=(0.05, 0.4),
    ),
    "scenario.artillery.blue_battery_replacements": Judgement(
        "Blue replaces batteries at a constant rate, up to its number at the start.",
        "-fire_ratio +blue_fires_kr -blue_losses_kpe +red_batteries_lost_bty",
        span=(0.02, 0.1),
    ),
    "scenario.artillery.share_behind_border": Judgement(
        "A fixed share of Red's guns stands on its own soil at the start, near the border.",
        "+sanctuary_exposure_bty_d +fires_from_sanctuary_kr -red_batteries_lost_bty",
        gain="+red_batteries_lost_bty +fires_from_sanctuary_kr +sanctuary_exposure_bty_d",
    ),
    "scenario.stocks.red_tube": Judgement(
        "Red's tube rounds of the sector are one stock; in the default scenario more comes than its guns fire.",
        "",
    ),
    "scenario.stocks.red_tube_supply": Judgement(
        "Red's tube rounds come at a constant rate; in the default scenario more comes than its guns fire.",
        "",
    ),
    "scenario.stocks.tube": Judgement(
        "Blue's tube rounds of the sector are one stock, with none held back except by the ration.",
        "+stock_minimum_kr -unmet_demand_kr -below_reserve_days +blue_fires_kr -ground_lost_km2",
        span=(2, 8),
    ),
    "scenario.stocks.rocket": Judgement(
        "Rockets suffice to answer: at the rates of the default scenario their stock does not bind.",
        "",
        span=(0.1, 0.6),
    ),
    "scenario.stocks.long_range": Judgement(
        "Long-range missiles are used only against guns that no other weapon may strike, once that is permitted.",
        "-sanctuary_exposure_bty_d -fires_from_sanctuary_kr +red_batteries_lost_bty",
        under=("restrictions=long_range", "aid=no_sponsor_aid"),
        span=(0.005, 0.04),
    ),
    "scenario.stocks.air_defence": Judgement(
        "Air defence is used up by strikes on the city, and prevents none of them: its stock limits nothing.",
        "",
        span=(0.05, 0.3),
    ),
    "scenario.stocks.tube_supply": Judgement(
        "Tube rounds from elsewhere come at a constant rate, whatever the sponsor does.",
        "-below_reserve_days -unmet_demand_kr -fire_ratio +blue_fires_kr +stock_minimum_kr -blue_losses_kpe",
        span=(0.05, 0.25),
    ),
    "scenario.stocks.rocket_supply": Judgement(
        "Rockets from elsewhere come at a constant rate, whatever the sponsor does.",
        "+red_batteries_lost_bty",
        span=(0.001, 0.01),
    ),
    "scenario.stocks.air_defence_supply": Judgement(
        "Air-defence missiles from elsewhere come at a constant rate; their stock limits nothing.",
        "",
        span=(0.001, 0.005),
    ),
    "scenario.forces.reinforcements[].side": Judgement("Reinforcements come to one side.", "~ground_lost_km2"),
    "scenario.forces.reinforcements[].day": Judgement(
        "Reinforcements begin to come on a given day, whatever the front does.", "~ground_lost_km2"
    ),
    "scenario.forces.reinforcements[].over": Judgement(
        "Reinforcements come evenly over a given time.", "~ground_lost_km2"
    ),
    "scenario.forces.reinforcements[].amount": Judgement(
        "Reinforcements come in this number, besides replacements and reserves; none in the shipped scenarios.",
        "~ground_lost_km2",
    ),
}
