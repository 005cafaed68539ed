"""M3, fires: the rounds that both sides fire, and how stocks are rationed."""
