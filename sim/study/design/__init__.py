"""Studies: which points (policies, futures, structures) are to be run, from one YAML file."""
