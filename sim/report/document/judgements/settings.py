"""What is judged of the settings of a run."""

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
    "label": Judgement("What people call the run changes no number.", LABEL),
    "seed": Judgement("One seed stands for all: its results vary within their Monte-Carlo error.", ""),
    "replications": Judgement("So many futures are enough for the intervals printed beside each number.", ""),
    "workers": Judgement("How many work on a run changes no number.", LABEL),
    "engine": Judgement("Both schedulers give the same numbers to the last bit.", LABEL),
    "mechanisms": Judgement("A custom mechanism may do anything; this register knows only what its file says.", ""),
    "runs_dir": Judgement("The folder of all runs changes no number.", LABEL),
    "limits.replication_seconds": Judgement(
        "A replication that takes longer fails, and is no part of the result; the others are what they would be.", LABEL
    ),
    "save.paths": Judgement("How many paths are kept changes no number.", LABEL),
    "save.traces": Judgement("How many event logs are kept changes no number.", LABEL),
    "parameters": Judgement(
        "Replications share one value of each parameter, or take the rows of a posterior in turn.",
        "~ground_lost_km2 ~red_losses_kpe",
    ),
    "observations.source": Judgement("Who observed names the source of the readings.", LABEL),
    "observations.file": Judgement(
        "A user's own readings replace the shipped ones; the model does not read them.", LABEL
    ),
    "observations.reading": Judgement(
        "Either the occupied area or that with contested ground is what is scored; the model reads neither.", LABEL
    ),
    "observations.factor_low": Judgement(
        "Ground lost is at least this many times what was read; it bears on scores and fits, not on a run.", LABEL
    ),
    "observations.factor_high": Judgement(
        "Ground lost is at most this many times what was read; it bears on scores and fits, not on a run.", LABEL
    ),
    "observations.error": Judgement(
        "The level of a reading errs by one log-normal factor; it bears on scores and fits, not on a run.", LABEL
    ),
    "observations.error_memory": Judgement(
        "Errors of a series last, with one exponential memory; it bears on scores, not on a run.", LABEL
    ),
    "observations.delay_maximum": Judgement(
        "Maps of a series are late by the same days; a run does not read it.", LABEL
    ),
    "observations.step": Judgement(
        "Maps are redrawn sooner the more there is to show, by one scale of change; a run does not read it.", LABEL
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
    "calibration.population": Judgement("So many accepted draws are enough to show a posterior.", LABEL),
    "calibration.quantile": Judgement("How fast the tolerance falls changes the work, not what it comes to.", LABEL),
    "calibration.simulations": Judgement("So much work is enough.", LABEL),
}
