"""Comparison of the model with the record: scores, patterns and posteriors as tables and CSV."""
