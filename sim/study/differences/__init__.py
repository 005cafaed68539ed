"""How policies differ: the one table of paired differences, its intervals and its verdicts."""
