"""What results mean: summaries, paired differences with their verdicts, drivers, and reruns of single replications.

May import `sim.study` and the rooms below it; not `sim.validation`, which stands beside it.
"""
