"""The figures: of runs, comparisons, studies, decisions, backtests and calibrations, one package for each.

A module's `FIGURES` are all that has to be written of them. What is registered there appears in the folder with its
data, in its section of the report, in `escsim plot --kind` and `--list`, in completion, in Python and in the docs.
"""
