"""Holds parts of a decision against EMA Workbench, Rhodium and SALib, on the same table of runs.

    escsim sweep study=decision
    uv venv /tmp/compared && uv pip install --python /tmp/compared/bin/python ema_workbench==2.5.3 rhodium SALib
    /tmp/compared/bin/python benchmarks/decision_libraries.py runs/decision

It reads what `escsim decide` wrote into `decision/`: the table of the runs as EMA Workbench keeps it, and our numbers.
The libraries are no part of the project: EMA Workbench and Rhodium bring Platypus, which is under the GPL.
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

SHOWN = 4  # parameters of a ranking
PEEL, MASS = 0.05, 0.05


class Runs:
    """The means of the runs behind a decision: parameters of each future, and the difference between two policies."""

    def __init__(self, folder: Path) -> None:
        decided = folder / "decision"
        self.told = json.loads((decided / "decision.json").read_text(encoding="utf-8"))
        self.drivers = pd.read_csv(decided / "drivers.csv")
        self.labels = {one["key"]: one["label"] for one in self.told["policies"]}
        self.region = pd.read_csv(decided / "region.csv").set_index(["bound", "kind"])["value"]
        rows = pd.read_csv(decided / "ema" / "experiments.csv")
        outcomes = pd.read_csv(decided / "ema" / "outcomes.csv")
        choice, wanted = self.told["choice"], self.told["wanted"]
        self.price, self.costs = choice["price"], wanted["costs"]
        self.one, self.other = (self.told["policies"][place]["key"] for place in choice["between"])
        every = rows[self.told["parameters"]].groupby(rows["scenario"]).first()  # under any structure that reads it
        self.parameters = every[every.columns[every.notna().all() & (every.nunique() > 1)]]
        self.worse = self._difference(rows, outcomes[wanted["saves"]] + self.price * outcomes[self.costs])
        self.costs_apart = self._difference(rows, outcomes[self.costs])

    def _difference(self, rows: pd.DataFrame, values: pd.Series) -> np.ndarray:
        """What the first policy changes against the second in each future, averaged over structures."""
        means = values.groupby([rows["policy"], rows["scenario"]]).mean()
        return (means[self.one] - means[self.other]).to_numpy()


def timed(make: Callable[[], Any]) -> tuple[Any, float]:
    """What is made, and the processor seconds that it takes."""
    begun = time.process_time()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = make()
    return found, time.process_time() - begun


def ranking(scores: pd.Series) -> str:
    """The strongest parameters with their scores."""
    strongest = scores.sort_values(ascending=False)[:SHOWN]
    return ", ".join(f"{key} {value:.2f}" for key, value in strongest.items())


def ours(runs: Runs) -> pd.Series:
    """Our first-order shares of the difference in costs."""
    one, other = (runs.labels[name] for name in (runs.one, runs.other))
    pair = runs.drivers["policy"].eq(one) & runs.drivers["less"].eq(other)
    return runs.drivers[pair & runs.drivers["outcome"].eq(runs.costs)].set_index("parameter")["first_order"]


def salib(runs: Runs) -> pd.Series:
    """First-order shares by the method of SALib for given data that is quick enough: `delta` takes minutes."""
    from SALib.analyze import rbd_fast

    inputs = runs.parameters.to_numpy()
    names = [f"x{number}" for number in range(inputs.shape[1])]  # SALib refuses some of our names
    bounds = np.column_stack([inputs.min(axis=0), inputs.max(axis=0)]).tolist()
    problem = {"num_vars": len(names), "names": names, "bounds": bounds}
    found = rbd_fast.analyze(problem, inputs, runs.costs_apart, num_resamples=50, seed=1)
    return pd.Series(np.asarray(found["S1"]), index=runs.parameters.columns)


def trees(runs: Runs) -> pd.Series:
    """Importance by the extra trees of EMA Workbench."""
    from ema_workbench.analysis import feature_scoring

    scores, _ = feature_scoring.get_ex_feature_scores(
        runs.parameters, runs.costs_apart, mode=feature_scoring.RuleInductionType.REGRESSION
    )
    return scores.iloc[:, 0]


def box_of_ema(runs: Runs) -> str:
    """The box of PRIM in EMA Workbench that has the best F1 of coverage and density."""
    from ema_workbench.analysis import prim

    found = prim.Prim(runs.parameters, runs.worse < 0, threshold=0.5, peel_alpha=PEEL, mass_min=MASS).find_box()
    steps = found.peeling_trajectory
    f1 = 2 * steps["coverage"] * steps["density"] / (steps["coverage"] + steps["density"])
    best = steps.loc[f1.idxmax()]
    return f"coverage {best['coverage']:.2f}, density {best['density']:.2f}, {int(best['res_dim'])} restricted"


def box_of_rhodium(runs: Runs) -> str:
    """The box of PRIM in Rhodium that has the best F1."""
    from rhodium import Prim

    labels = np.where(runs.worse < 0, "yes", "no").tolist()
    found = Prim(
        runs.parameters, labels, include=list(runs.parameters.columns), coi="yes", peel_alpha=PEEL, mass_min=MASS
    )
    steps = found.find_box().peeling_trajectory
    f1 = 2 * steps["coverage"] * steps["density"] / (steps["coverage"] + steps["density"])
    best = steps.loc[f1.idxmax()]
    return f"coverage {best['coverage']:.2f}, density {best['density']:.2f}"


def our_box(runs: Runs) -> str:
    """Our region, held out."""
    if ("coverage", "held out") not in runs.region.index:
        return "no region is reported"
    bounds = [key for key, kind in runs.region.index if kind in ("at least", "at most")]
    coverage, density = runs.region[("coverage", "held out")], runs.region[("density", "held out")]
    return f"held out: coverage {coverage:.2f}, density {density:.2f}, {len(set(bounds))} restricted"


ROWS: tuple[tuple[str, str, Callable[[Runs], str]], ...] = (
    ("drivers of the difference in costs", "escsim", lambda runs: ranking(ours(runs))),
    ("", "SALib `rbd_fast`", lambda runs: ranking(salib(runs))),
    ("", "EMA Workbench, extra trees", lambda runs: ranking(trees(runs))),
    ("region in which the first policy is better", "escsim", our_box),
    ("", "EMA Workbench, PRIM", box_of_ema),
    ("", "Rhodium, PRIM", box_of_rhodium),
)


def main(folder: Path) -> None:
    """Print the comparison as a table of Markdown."""
    runs = Runs(folder)
    print(f"{runs.one} against {runs.other} at {runs.price:.3g}, {len(runs.parameters)} futures\n")
    print("| part | by | result | CPU s |\n| --- | --- | --- | --- |")
    for part, by, make in ROWS:
        try:
            result, seconds = timed(lambda make=make: make(runs))
            took = "read" if by == "escsim" else f"{seconds:.1f}"
        except Exception as error:  # a library may refuse the table, which is a result
            result, took = f"refuses: {type(error).__name__}: {str(error).splitlines()[0][:80]}", "-"
        print(f"| {part} | {by} | {result} | {took} |", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
