"""M10, escalation: acts of both sides, rungs, and the effects of a withdrawal of permissions."""
