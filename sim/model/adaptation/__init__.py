"""M5, sanctuary and adaptation: which batteries may be struck, and which move out of reach."""
