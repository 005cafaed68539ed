"""The figures of a decision, one module per kind, registered by the `FIGURES` of the module."""
