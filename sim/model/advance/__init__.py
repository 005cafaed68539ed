"""M2, advance: the laws by which the front moves."""
