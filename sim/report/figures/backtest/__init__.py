"""The figures of a backtest, one module a kind; a module's `FIGURES` are all that has to be written of them."""
