"""The simulator from Python: what `import sim` offers.

May import `sim.report` and the rooms below it; not `sim.app`.
"""
