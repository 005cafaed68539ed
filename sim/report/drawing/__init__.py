"""What figures are drawn with: style, scales, panels, labels, lanes, and SVG for pages."""
