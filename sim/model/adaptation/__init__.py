"""M5, sanctuary and adaptation: which batteries Blue may strike, and which move out of reach."""
