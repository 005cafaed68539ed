"""The figures of a study, one module per kind, registered by the `FIGURES` of the module."""
