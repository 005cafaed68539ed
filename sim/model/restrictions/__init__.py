"""M9, the restriction on the sponsor's weapons: what it allows and when, and how the sponsor decides."""
