"""What every screen is made of: the console, tables, and a screen that is never too long."""
