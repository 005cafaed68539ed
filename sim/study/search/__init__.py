"""The search for policies: a genetic algorithm asks for some, and is told what those it asked for save and cost."""
