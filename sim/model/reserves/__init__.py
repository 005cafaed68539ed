"""M13, reserves: what Blue commits from elsewhere."""
