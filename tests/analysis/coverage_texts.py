"""The prose of docs/coverage.md."""

from __future__ import annotations

SETS, SETS_OF_BANDS = 2000, 200
SELDOM = 0.05  # of the data sets: an interval that is given more seldom is left out of the page

HEAD = f"""\
# How often verdicts and intervals hold

Measured on {SETS:,} synthetic data sets per row, whose true mean is known, by the code that judges every difference
(`python tests/analysis/coverage_study.py`). With {SETS:,} data sets a true 95.0 % is measured as 94.0 to 96.0 %
nineteen times in twenty. [Comparing runs](howto/compare.md) explains each number.

## When an interval is given

The interval of a mean difference is Student's t or Hall's, which corrects t for skewness, whichever reaches farther.
It is given for 20 replications or more if at least 6 of them carry the variance: *carriers* = replications / kurtosis
of the differences. If few pairs differ, or a few large differences dominate, carriers are few. Below 100 replications
the kurtosis must not exceed 4 either (normal differences have 3).

*given*: share of the data sets in which an interval is given; rows with fewer than {100 * SELDOM:.0f} % are left out.
Of those: the interval *holds* the mean, or lies *below* or *above* it; *Student's t* alone would have held it. Sparse
differences are exactly 0 in all pairs but a share.

| differences | pairs | given % | holds % | below % | above % | Student's t % |
| --- | --: | --: | --: | --: | --: | --: |
"""
AFTER = """
No rule can see what was not drawn. If 3 % of the differences are 20 times the noise, 40 replications contain none of
them in three data sets out of ten, and look normal; so do log-normal differences without their tail. An interval from
fewer than 100 replications is valid for differences like those observed. From 100 replications on, the rows that hold
clearly less than 95 % are those in which chance selected the data sets with an interval.

## Signs

The interval gives the sign if there is one, otherwise the exact sign test of the pairs that differ, at the level of a
family of 25 differences: a single difference should be wrong in 0.2 % of the data sets at most. *without interval*:
share in which the exact test gives the sign. *median*: share in which the interval of the median (order statistics,
alone) holds it.

| differences | pairs | right % | wrong % | without interval % | median % |
| --- | --: | --: | --: | --: | --: |
"""
BOUNDS = """
## Bound of the share of pairs that differ

Share of the data sets in which the true share is not above the bound that tables print where few pairs differ, or none.

| true share | pairs | holds % |
| --- | --: | --: |
"""
UNPAIRED = """
## Unpaired runs

Two independent samples, the smaller one with half as many values; Welch's interval, corrected for skewness.

| values | larger sample | given % | holds % | below % | above % |
| --- | --: | --: | --: | --: | --: |
"""
MANY = f"""
## A family at once

Share of {SETS // 2:,} data sets in which all of 25 differences are judged right: every *simultaneous* interval that
is given holds (Bonferroni); *no wrong sign* is given, by an interval or by the exact test. *each alone*: the plain
intervals, which are not meant for this.

| differences | pairs | simultaneous % | no wrong sign % | each alone % |
| --- | --: | --: | --: | --: |
"""
BANDS = f"""
## Paths

Share of {SETS_OF_BANDS} data sets in which the 95 % band of the mean difference holds on all of its days at once;
*days*: share of the days that have a band. With {SETS_OF_BANDS} data sets a true 95 % is measured as 92 to 98 %.

| paths that differ by | pairs of paths | days % | holds % |
| --- | --: | --: | --: |
"""
