"""The landing on Iwo Jima day by day: strengths by the square law with the coefficients and landings of Engel (1954).

Computed apart from this project with a solver of its own, from coefficients and landings as they are reprinted in the
notebook "Generalized Lanchester combat models" (docs/references.md); not the strengths that were counted.
"""

from __future__ import annotations

STRENGTHS = (
    (0.0, 21500.0), (52835.5, 21220.0), (51696.2, 20666.0), (56587.4, 20092.1), (55510.6, 19498.0), (54465.8,
    18915.2), (66453.7, 18274.3), (65478.6, 17575.1), (64541.3, 16886.1), (63641.2, 16206.7), (62777.8,
    15536.7), (61950.7, 14875.7), (61159.2, 14223.3), (60403.0, 13579.0), (59681.7, 12942.6), (58994.7,
    12313.6), (58341.8, 11691.8), (57722.5, 11076.7), (57136.6, 10467.9), (56583.5, 9865.3), (56063.1,
    9268.3), (55575.0, 8676.6), (55119.0, 8090.0), (54694.8, 7508.0), (54302.1, 6930.3), (53940.7, 6356.7), (53610.4,
    5786.7), (53311.0, 5220.0), (53042.4, 4656.4), (52804.4, 4095.4), (52596.8, 3536.8), (52419.5, 2980.2), (52272.5,
    2425.4), (52155.6, 1872.0), (52068.8, 1319.6), (52012.0, 768.0), (51985.2, 216.8),
)  # fmt: skip
"""Men of the US and of Japan at the beginning of day 0, 1, ..., 36."""
