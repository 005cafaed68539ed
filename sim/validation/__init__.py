"""Validation: known answers, the record, past offensives, and the calibration to them.

May import `sim.study` and the rooms below it; not `sim.analysis`, which stands beside it.
"""
