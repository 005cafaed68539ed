"""The model held against the record: scores, patterns and posteriors as tables and CSV."""
