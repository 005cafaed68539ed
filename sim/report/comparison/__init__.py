"""How policies differ, in cells, rows and text that every surface reads."""
