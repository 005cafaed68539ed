"""M8, pressure on the sponsor."""
