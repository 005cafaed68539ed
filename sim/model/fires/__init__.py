"""M3, fires: the rounds that both sides fire, and the rationing of stocks."""
