"""Schedulers that run the processes of the model, and their random streams.

May import `sim.model`.
"""
