"""Studies: designs, execution by a pool or a cluster, and the folders that store the results.

May import `sim.config`, `sim.engine` and `sim.model`.
"""
