"""M6, offensive phases: preparation, assault, exploitation, pause."""
