"""Execution of replications: engines, processes, threads and Dask, and what is lost with a worker."""
