"""The search for policies: a genetic algorithm proposes policies and learns what they save and cost."""
