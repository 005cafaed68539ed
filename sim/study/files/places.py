"""Names of the files in a run folder besides its tables."""

SUMMARY, FIGURES, POSTERIOR = "summary.csv", "figures", "posterior.csv"


def posterior_of_point(point: int) -> str:
    """The file of the posterior that a point of several takes its replications' parameters from."""
    return f"posterior-{point}.csv"
