"""What is judged of the settings of a run."""

from sim.report.document.judgement import LABEL, Judgement

SETTINGS = {
    "horizon": Judgement(
        "What happens after the horizon does not count.",
        "+red_fires_kr +blue_fires_kr +red_losses_kpe +blue_losses_kpe +area_days_km2_d",
    ),
    "step": Judgement("Rates are constant within a step; at the default step its length moves no conclusion.", ""),
    "name": Judgement("The name of the run's folder.", LABEL),
    "seed": Judgement("One seed stands for all: its results vary within their Monte-Carlo error.", ""),
    "replications": Judgement("So many futures are enough for the intervals printed beside each number.", ""),
    "workers": Judgement("How many work on a run changes no number.", LABEL),
    "engine": Judgement("Both schedulers give the same numbers to the last bit.", LABEL),
    "mechanisms": Judgement(
        "A mechanism of one's own may do anything; this register knows no more of it than its file says.", ""
    ),
    "runs_dir": Judgement("The folder of all runs changes no number.", LABEL),
    "save.paths": Judgement("How many paths are kept changes no number.", LABEL),
    "save.traces": Judgement("How many event logs are kept changes no number.", LABEL),
}
