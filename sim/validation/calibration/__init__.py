"""Approximate Bayesian computation: which parameters agree with observations, and which observations do not inform.

The sampler is our own (`smc.py`, on numpy), and not that of pyabc: draws go through the compiled scheduler in chunks,
the same for any number of workers; parameters that are not fitted are drawn afresh in every generation; and pyabc
would bring a database and a score of packages besides.
"""
