"""The model described by itself: ODD, STRESS-DES, the register of assumptions, and what it is meant for."""
