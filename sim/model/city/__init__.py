"""M12, strikes on the city."""
