"""The figures of a comparison, one module a kind; a module's `FIGURES` are all that has to be written of them.

What is registered here appears in the folder of a comparison, in its report with its numbers, in `escsim plot --list`,
in completion, in Python and in the docs.
"""
