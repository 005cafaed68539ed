"""The explorer: a local page over runs, studies and live what-if; imported by nothing but `sim.cli.explore`."""
