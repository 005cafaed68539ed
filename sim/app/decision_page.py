"""The page of a decision: a map, and the answer at the price and belief picked on it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from sim.app.decision_at_point import DecisionAtPoint, decision_at
from sim.app.decision_map import LOOKS, map_picture
from sim.app.pages import render
from sim.app.prepared_decision import PreparedDecision, prepared_decision
from sim.app.safety import Refused, resolve_inside
from sim.config.problems import Problem, hint
from sim.model.measures import MORE, Measure
from sim.report.decision.names import VALUE_JUDGEMENT, percent
from sim.report.words.numbers import number, with_minus
from sim.report.words.wording import spelt
from sim.study.files.manifest import WARNING

STEPS = 200  # of the slider of prices
LOWEST, HIGHEST = 0.01, 0.99  # ranks of the slider of the belief


def decision_page(root: Path, name: str, belief: str, structure: str, frame: dict[str, Any]) -> str:
    """The page of a study.

    `belief`: the key of the parameter across, empty for the one that matters most; `structure`: its place, empty for 0.

    Raises:
        Problem: the study cannot be decided, or has no such parameter or structure.
        Refused: it is not there.
    """
    study = prepared_decision(resolve_inside(root, name))
    under = _structure(study, structure)
    chosen = _belief(study, under, belief)
    parts = _parts(study, under, chosen, study.price, 0.5)
    keys = [(study.cube.factors[place], study.labels.belief_title(place)) for place in study.beliefs(under)]
    return render(
        "decision.html",
        **frame,
        name=name,
        question=study.table.manifest.get("question") or "",
        saved=_lost(study.objective.saved),
        spent=_lost(study.objective.spent),
        judgement=VALUE_JUDGEMENT,
        beliefs=keys,
        belief=study.cube.factors[chosen],
        belief_title=study.labels.belief_title(chosen),
        structures=list(enumerate(study.labels.structures)),
        structure=under,
        price_title=study.labels.price_title,
        low=float(study.prices[0]),
        high=float(study.prices[-1]),
        steps=STEPS,
        step=round(STEPS * math.log(study.price / study.prices[0]) / math.log(study.prices[-1] / study.prices[0])),
        legend=[(place % LOOKS, policy) for place, policy in enumerate(study.labels.policies)],
        parts=parts,
        seed=study.cube.seed,
    )


def _lost(measure: Measure) -> str:
    """A measure as a part of the loss."""
    return f"{'minus ' if measure.better == MORE else ''}{spelt(measure)}"


def decided(root: Path, body: Mapping[str, Any]) -> dict[str, Any]:
    """Parts of the page after a slider is moved, by the places they go to.

    `body`: study, belief, structure, price and rank.

    Raises:
        Problem: the study cannot be decided, or has no such parameter or structure.
        Refused: it is not there, or the request is of another shape.
    """
    name, belief, structure = (body.get(key) for key in ("study", "belief", "structure"))
    if not isinstance(name, str) or not isinstance(belief, str) or not isinstance(structure, str):
        raise Refused(400, "study, belief and structure: must be texts")
    study = prepared_decision(resolve_inside(root, name))
    price = _within(body, "price", float(study.prices[0]), float(study.prices[-1]))
    rank = _within(body, "rank", LOWEST, HIGHEST)
    under = _structure(study, structure)
    return _parts(study, under, _belief(study, under, belief), price, rank)


def _parts(study: PreparedDecision, structure: int, belief: int, price: float, rank: float) -> dict[str, Any]:
    """The map, the answer, the futures, and what the sliders say."""
    found = decision_at(study, structure, belief, price, rank)
    words = {"price": study.labels.amount(price), "value": study.labels.belief_value(belief, found.value)}
    return {
        "map": map_picture(study, study.map(structure, belief), price, found.value),
        "answer": render("decision_answer.html", **_answer(study, belief, price, found)),
        "futures": render("decision_futures.html", **_futures(study, belief, found)),
        "words": words,
        "values": study.map(structure, belief).values.tolist(),
        "ranks": study.map(structure, belief).ranks.tolist(),
    }


def _answer(study: PreparedDecision, belief: int, price: float, found: DecisionAtPoint) -> dict[str, Any]:
    labels = study.labels
    order = np.argsort(found.losses, kind="stable").tolist()
    rows = [
        {
            "policy": labels.policies[place],
            "look": place % LOOKS,
            "loss": with_minus(number(float(found.losses[place]), 4)),
            "near": percent(float(found.shares_near[place])),
            "every": percent(float(found.shares_all[place])),
        }
        for place in order
    ]
    return {
        "best": labels.policies[found.best],
        "price": labels.price(price),
        "belief": labels.beliefs[belief],
        "value": labels.belief_value(belief, found.value),
        "near": percent(found.undecided_near),
        "every": percent(found.undecided_all),
        "unit": labels.unit,
        "rows": rows,
    }


def _futures(study: PreparedDecision, belief: int, found: DecisionAtPoint) -> dict[str, Any]:
    labels = study.labels
    rows = [
        {
            "future": one.future,
            "value": labels.belief_value(belief, one.value),
            "best": labels.policies[one.best],
            "look": one.best % LOOKS,
            "lead": number(one.lead, 3),
            "is_sure": one.is_sure,
            "point": one.point,
            "shown": labels.policies[one.shown],
        }
        for one in found.futures
    ]
    return {"rows": rows, "belief": labels.belief_title(belief), "unit": labels.unit, "warning": WARNING}


def _belief(study: PreparedDecision, structure: int, key: str) -> int:
    """The place of a parameter; the one that matters most without a key."""
    known = study.beliefs(structure)
    if not known:
        raise Problem("this study has no numeric uncertain parameter that its structure reads; use escsim decide")
    if not key:
        return known[0]
    names = {study.cube.factors[place]: place for place in known}
    if key not in names:
        raise Problem(f"belief={key}: no such parameter under this structure{hint(key, names)}")
    return names[key]


def _structure(study: PreparedDecision, text: str) -> int:
    last = len(study.cube.structures) - 1
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and int(text) <= last):
        raise Problem(f"structure: must be a whole number from 0 to {last} (got {text[:20]})")
    return int(text)


def _within(body: Mapping[str, Any], key: str, low: float, high: float) -> float:
    """A number of a request; just outside its range, where a slider rounds, it is the end of the range."""
    value = body.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise Refused(400, f"{key}: must be a number")
    slack = 1e-6 * (high - low)
    if not low - slack <= value <= high + slack:
        raise Refused(400, f"{key}: must be from {low:.6g} to {high:.6g}")
    return min(max(float(value), low), high)
