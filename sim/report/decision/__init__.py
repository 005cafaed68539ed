"""A decision in words, tables and files."""
