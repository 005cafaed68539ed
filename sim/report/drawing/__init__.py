"""Drawing tools of the figures: style, scales, panels, labels, lanes, and SVG for pages."""
