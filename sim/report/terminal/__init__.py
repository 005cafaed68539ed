"""Parts of every screen: the console, tables, and a limit on its length."""
