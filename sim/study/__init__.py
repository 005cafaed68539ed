"""Which runs there are: designs of studies, execution by a pool or a cluster, and the folders that keep the results.

May import `sim.config`, `sim.engine` and `sim.model`.
"""
