"""The figures of a comparison, one module per kind, registered by the `FIGURES` of the module."""
