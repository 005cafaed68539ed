"""The figures of a run, one module per kind, registered by the `FIGURES` of the module."""
