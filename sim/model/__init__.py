"""The model: the state of the world, parameters with units, one file per mechanism, and the measures.

Imports no other room.
"""
