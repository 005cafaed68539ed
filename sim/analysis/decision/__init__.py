"""Decisions: from the runs of a study to a judgement between its policies."""
