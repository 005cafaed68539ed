"""How time passes: the schedulers that run the model's processes, and their random streams.

May import `sim.model`.
"""
