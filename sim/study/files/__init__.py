"""Folders on disk: manifests, digests, locks, tables, and what made them."""
