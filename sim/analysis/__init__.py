"""Analysis of results: summaries, paired differences with verdicts, drivers, and reruns of single replications.

May import `sim.study` and the rooms below it; not `sim.validation`, which stands beside it.
"""
