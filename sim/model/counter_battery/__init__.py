"""M4, counter-battery: batteries that fire may be detected, answered and lost."""
