"""The phases of an offensive, by the numbers that the state keeps."""

ASSAULT, EXPLOITATION, CONSOLIDATION, PAUSE, PREPARATION = range(5)
PHASES = ("assault", "exploitation", "consolidation", "pause", "preparation")
