"""The command `escsim`: one file a verb.

May import every room.
"""
