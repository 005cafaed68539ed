"""The figures of a calibration, one module per kind, registered by the `FIGURES` of the module."""
