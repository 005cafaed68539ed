"""M7, aid: packages are announced, and arrive after a lag."""
