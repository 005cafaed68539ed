"""A run is a study of one point: its plan, its recorder, its store, and several runs as one study."""
