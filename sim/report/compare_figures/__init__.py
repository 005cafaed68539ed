"""How the figures of a comparison are drawn; `sim.report.figures` registers which there are."""
