"""The command `escsim`: one file per verb.

May import every room.
"""
