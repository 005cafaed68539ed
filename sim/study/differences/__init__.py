"""Differences between policies: the one table of paired differences, its intervals and its verdicts."""
