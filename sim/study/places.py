"""The names of what lies in a run's folder beside its tables."""

SUMMARY, FIGURES, POSTERIOR = "summary.csv", "figures", "posterior.csv"
