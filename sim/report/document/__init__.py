"""Documents generated from the model: ODD, STRESS-DES, the register of assumptions, and the intended use."""
