"""The processes of a replication: what takes time, for each mechanism; `sim.model.cast` starts them."""
