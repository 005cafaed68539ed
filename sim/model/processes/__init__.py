"""The processes of a replication, for each mechanism; `sim.model.cast` starts them."""
