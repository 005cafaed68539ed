"""M13, reserves: forces that Blue commits from elsewhere."""
