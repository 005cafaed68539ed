"""The explorer: a local server that shows the figures and tables of `sim.report` while the settings are moved.

May import `sim.report` and the rooms below it; not `sim.api`.
"""
