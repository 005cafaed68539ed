"""The explorer: a local server that shows figures and tables of `sim.report` as settings change.

May import `sim.report` and the rooms below it; not `sim.api`.
"""
