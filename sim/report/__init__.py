"""Presentation of results: tables, figures, sentences, and the pages that combine them.

May import `sim.analysis`, `sim.validation` and the rooms below them. What is computed here is drawn or printed here.

From the bottom: `words`, `terminal` and `drawing` serve all; `comparison`, `decision` and `record` say what was found;
`figures` draws it; `page` and `document` are what one reads; `screens` and `folders` are what a verb prints and writes.
"""
