"""The Python interface, as `import sim` offers it.

May import `sim.report` and the rooms below it; not `sim.app`.
"""
