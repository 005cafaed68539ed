"""The figures of a backtest, one module per kind, registered by the `FIGURES` of the module."""
