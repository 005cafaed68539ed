"""M10, escalation: acts of both sides, rungs, and what a withdrawal of permissions brings about."""
