"""Judgements on the settings of a run."""

from sim.report.document.judgement import LABEL, Judgement

SETTINGS = {
    "horizon": Judgement(
        "What happens after the horizon does not count.",
        "+reserve_days_kpe_d +sanctuary_exposure_bty_d +red_fires_kr +blue_fires_kr +red_losses_kpe +blue_losses_kpe",
        span=(120, 240),
    ),
    "step": Judgement(
        "Quantities see each other in the middle of a step; at the default step its length moves no conclusion.",
        "",
        span=(0.0416667, 0.1666667),
    ),
    "name": Judgement("The name of the run's folder.", LABEL),
    "label": Judgement("The label of the run changes no result.", LABEL),
    "seed": Judgement("One seed represents all: its results vary within their Monte-Carlo error.", ""),
    "replications": Judgement("This many replications are enough for the intervals printed beside each number.", ""),
    "workers": Judgement("The number of workers changes no result.", LABEL),
    "engine": Judgement("Both schedulers give the same numbers to the last bit.", LABEL),
    "mechanisms": Judgement("A custom mechanism may do anything; this register knows only what its file says.", ""),
    "measures": Judgement("A custom measure reads what a replication leaves; it changes none of it.", ""),
    "runs_dir": Judgement("The folder of all runs changes no result.", LABEL),
    "limits.replication_seconds": Judgement(
        "A replication that takes longer fails, and is left out of the result; the others are unaffected.", LABEL
    ),
    "save.paths": Judgement("The number of stored paths changes no result.", LABEL),
    "save.traces": Judgement("The number of stored event logs changes no result.", LABEL),
    "parameters": Judgement(
        "Replications share one value of each parameter, or take the rows of a posterior in turn.",
        "~ground_lost_km2 ~red_losses_kpe",
    ),
    "observations.source": Judgement("The source of the readings is named, and changes no result.", LABEL),
    "observations.file": Judgement(
        "A user's own readings replace the shipped ones; the model does not read them.", LABEL
    ),
    "observations.reading": Judgement(
        "The occupied area, or that with contested ground, is scored; the model reads neither.", LABEL
    ),
    "observations.factor_low": Judgement(
        "Ground lost is at least this many times the reading; this affects scores and fits, not a run.", LABEL
    ),
    "observations.factor_high": Judgement(
        "Ground lost is at most this many times the reading; this affects scores and fits, not a run.", LABEL
    ),
    "observations.error": Judgement(
        "The level of a reading errs by one log-normal factor; this affects scores and fits, not a run.", LABEL
    ),
    "observations.error_memory": Judgement(
        "Errors of a series persist, with one exponential memory; this affects scores, not a run.", LABEL
    ),
    "observations.delay_maximum": Judgement(
        "All maps of a series are late by the same number of days; this does not affect a run.", LABEL
    ),
    "observations.step": Judgement(
        "Maps are redrawn sooner the larger the change, on one scale; this does not affect a run.", LABEL
    ),
    "observations.fit_until": Judgement("Readings up to a day are fitted, later ones test the fit.", LABEL),
    "observations.milestones[].day": Judgement("Areas were observed on these days; a run does not read them.", LABEL),
    "observations.milestones[].occupied": Judgement(
        "The map's occupied area is the lower reading of the ground lost; a run does not read it.", LABEL
    ),
    "observations.milestones[].with_contested": Judgement(
        "The map's area with contested ground is the upper reading; a run does not read it.", LABEL
    ),
    "calibration.fitted": Judgement("The record informs these parameters and hardly any other.", LABEL),
    "calibration.population": Judgement("This many accepted draws are enough to show a posterior.", LABEL),
    "calibration.quantile": Judgement("How fast the tolerance falls changes the work, not the result.", LABEL),
    "calibration.simulations": Judgement("This much work is enough.", LABEL),
}
