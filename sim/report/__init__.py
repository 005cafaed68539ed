"""Presentation of results: tables, figures, sentences, and the pages that combine them.

May import `sim.analysis`, `sim.validation` and the rooms below them. What is computed here is drawn or printed here.
"""
