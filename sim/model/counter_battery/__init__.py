"""M4, counter-battery: batteries that fire may be found, answered and lost."""
