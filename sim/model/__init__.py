"""The model: the state of the world, parameters with units, a package per mechanism, and the measures.

Imports no other room.
"""
