"""M11, the red line: the hidden threshold that permission steps may cross."""
