"""Study designs: the points (policies, futures, structures) to run, from one YAML file."""
