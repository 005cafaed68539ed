"""What is shown: tables, figures, the words beside them, and the pages that put them together.

May import `sim.analysis`, `sim.validation` and the rooms below them. What is computed here is drawn or printed here.
"""
