"""Differences between policies as cells, rows and text for every surface."""
