"""What is asked: configs composed by Hydra, values with their units, validation, and what users hand in as files.

May import `sim.model`, for the classes of its parameters; no scheduler.
"""
