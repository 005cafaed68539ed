"""Judgements on the sponsor's aid."""

from sim.report.document.judgement import Judgement

DRAWN = ("aid=renewal",)
MORE_ROUNDS = "-unmet_demand_kr -below_reserve_days -fire_ratio +blue_fires_kr -blue_losses_kpe +stock_minimum_kr"
_BINDS_NOT = "the stock does not bind in the default scenario"

AID = {
    "aid.kind": Judgement(
        "Packages follow a list, a renewal process, a Poisson process, the pressure, or do not come.",
        "~aid_delivered_usd_million ~unmet_demand_kr ~blue_fires_kr",
    ),
    "aid.packages[].day": Judgement("A package is announced on the day on record.", "~aid_delivered_usd_million"),
    "aid.packages[].amount": Judgement("The amount announced arrives in full.", "~aid_delivered_usd_million"),
    "aid.packages[].kind": Judgement("How a package is paid for sets the law of its lag.", "~aid_lag_d"),
    "aid.packages[].content": Judgement(
        "What a package mainly holds sets the shares of its rounds.", "~blue_fires_kr ~unmet_demand_kr"
    ),
    "aid.delay": Judgement(
        "All packages after a given day are delayed by the same time; none is lost.",
        "-aid_delivered_usd_million +below_reserve_days +unmet_demand_kr -blue_fires_kr",
        under=("aid=delayed",),
        span=(0, 90),
    ),
    "aid.delay_after_day": Judgement(
        "Packages announced up to a given day are not delayed.",
        "+aid_delivered_usd_million -unmet_demand_kr",
        under=("aid=delayed",),
        span=(-16, 60),
    ),
    "aid.amount_factor": Judgement(
        "A larger programme is the same packages, each larger by the same factor.",
        f"+aid_delivered_usd_million {MORE_ROUNDS}",
        span=(0.5, 2),
    ),
    "aid.interval": Judgement(
        "Intervals between packages have one mean throughout, and are in steady state at the start.",
        "-aid_delivered_usd_million +unmet_demand_kr +below_reserve_days +fire_ratio -blue_fires_kr +blue_losses_kpe "
        "-stock_minimum_kr",
        under=DRAWN,
    ),
    "aid.by_pressure": Judgement(
        "The hazard of a package is exponential in the pressure: a belief.",
        "+aid_delivered_usd_million -unmet_demand_kr -below_reserve_days",
        under=("aid=pressure_dependent",),
    ),
    "aid.amount_median": Judgement(
        "Amounts are log-normal with one median throughout.", f"+aid_delivered_usd_million {MORE_ROUNDS}", under=DRAWN
    ),
    "aid.amount_log_sd": Judgement(
        "Amounts vary log-normally about a fixed median, so that their mean rises with this.",
        "+aid_delivered_usd_million",
        under=DRAWN,
        span=(0.4, 0.9),
    ),
    "aid.authority": Judgement(
        "All packages come out of one appropriation, which does not run out before the default horizon.",
        "",
        span=(30000, 120000),
    ),
    "aid.gate_closed_day": Judgement(
        "From a given day nothing is announced until a new appropriation; announced packages still arrive.",
        "+aid_delivered_usd_million +blue_fires_kr -unmet_demand_kr",
        under=("aid=funding_gap",),
        span=(10, 60),
    ),
    "aid.gate_opened_day": Judgement(
        "A new appropriation opens on a given day, whatever the front does.",
        "-aid_delivered_usd_million +unmet_demand_kr",
        under=("aid=funding_gap",),
        span=(80, 160),
    ),
    "aid.drawdown_lag": Judgement(
        "A drawdown arrives as a whole, after one lag.",
        "+aid_lag_d -stock_minimum_kr -aid_delivered_usd_million +below_reserve_days",
    ),
    "aid.contract_lag": Judgement(
        "A contract arrives as a whole, after one lag.", "-aid_delivered_usd_million -aid_lag_d +unmet_demand_kr"
    ),
    "aid.financing_lag": Judgement(
        "Financing arrives as a whole, after one lag.", "-aid_lag_d -aid_delivered_usd_million", span=(180, 720)
    ),
    "aid.lag_law": Judgement("Lags are log-normal, or exponential.", "~aid_lag_d ~aid_delivered_usd_million"),
    "aid.lag_log_sd": Judgement(
        "Lags of every kind of package vary by the same factor.",
        "+aid_lag_d +aid_delivered_usd_million -stock_minimum_kr +unmet_demand_kr",
        span=(0.3, 1.0),
    ),
    "aid.sector_share": Judgement(
        "The sector receives the same share of every package.", MORE_ROUNDS, span=(0.05, 0.35)
    ),
    "aid.rounds": Judgement(
        "A million of money buys the same number of rounds in every package.", MORE_ROUNDS, span=(0.015, 0.06)
    ),
    "aid.rocket_artillery_mix.tube": Judgement(
        "Packages of mainly rocket artillery hold a fixed share of tube rounds.", MORE_ROUNDS, span=(0.4, 0.8)
    ),
    "aid.rocket_artillery_mix.rocket": Judgement(
        f"Packages of mainly rocket artillery hold a fixed share of rockets; {_BINDS_NOT}.", "", span=(0.02, 0.12)
    ),
    "aid.rocket_artillery_mix.long_range": Judgement(
        "Packages of mainly rocket artillery hold a fixed share of long-range missiles.",
        "+red_batteries_lost_bty",
        under=("restrictions=long_range",),
        span=(0, 0.005),
    ),
    "aid.rocket_artillery_mix.air_defence": Judgement(
        "Packages of mainly rocket artillery hold a fixed share of air defence, whose stock limits nothing.",
        "",
        span=(0, 0.1),
    ),
    "aid.air_defence_mix.tube": Judgement(
        "Packages of mainly air defence hold a fixed share of tube rounds, as mixed packages did.",
        MORE_ROUNDS,
        span=(0.2, 0.8),
    ),
    "aid.air_defence_mix.rocket": Judgement(
        f"Packages of mainly air defence hold a fixed share of rockets; {_BINDS_NOT}.", "", span=(0.01, 0.06)
    ),
    "aid.air_defence_mix.long_range": Judgement(
        "Packages of mainly air defence hold a fixed share of long-range missiles.",
        "-sanctuary_exposure_bty_d +red_batteries_lost_bty",
        under=("restrictions=long_range",),
        span=(0, 0.005),
    ),
    "aid.air_defence_mix.air_defence": Judgement(
        "Packages of mainly air defence hold a fixed share of it, whose stock limits nothing.", "", span=(0.05, 0.25)
    ),
    "aid.other_mix.tube": Judgement(
        "Other packages hold no rounds at all.", "-unmet_demand_kr -below_reserve_days", span=(0, 0.3)
    ),
    "aid.other_mix.rocket": Judgement(f"Other packages hold no rockets; {_BINDS_NOT}.", "", span=(0, 0.05)),
    "aid.other_mix.long_range": Judgement("Other packages hold no long-range missiles.", "", span=(0, 0.002)),
    "aid.other_mix.air_defence": Judgement(
        "Other packages hold no air defence, whose stock limits nothing.", "", span=(0, 0.1)
    ),
}
