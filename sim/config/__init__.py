"""Inputs: configs composed by Hydra, values with units, validation, and files supplied by users.

May import `sim.model`, for the classes of its parameters; no scheduler.
"""
