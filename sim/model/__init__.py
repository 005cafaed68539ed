"""What happens: the state of the world, the parameters with their units, one file a mechanism, and the measures.

Imports no other room.
"""
