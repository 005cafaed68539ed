"""The picture that each mechanism makes alone: what is run for it, and how it is drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np
from matplotlib.figure import Figure

from generation import drawing
from generation.alone import LIBRARY, Alone, run_alone
from sim.model.phases.names import PHASES
from sim.validation.verification import reductions

STILL = (*reductions.ALONE, *reductions.STEADY, *reductions.NO_ATTRITION, *reductions.NO_KILLS)
"""Nothing moves: no fighting, no losses of guns, no aid, no decision, no escalation, no strikes."""
POLICIES = ("full_ban", "counter_fire", "long_range", "unrestricted")


class Picture(NamedTuple):
    """A picture of a mechanism.

    Attributes:
        figure: what is shown.
        says: what it says to a reader who cannot see it.
        footer: what it rests on.
    """

    figure: Figure
    says: str
    footer: str


def options(group: str, *overrides: str, replications: int = 1) -> dict[str, Alone]:
    """Every option of a group, each with these overrides."""
    return {name: run_alone([*overrides, f"{group}={name}"], replications) for name in LIBRARY.options(group)}


def policies(*overrides: str, replications: int = 1) -> dict[str, Alone]:
    """Four restrictions, each with these overrides."""
    return {name: run_alone([*overrides, f"restrictions={name}"], replications) for name in POLICIES}


def attrition() -> Picture:
    reduced = (*reductions.ALONE, *reductions.STEADY, *reductions.NO_FIRE_LOSSES, *reductions.NO_KILLS)
    strengths = ("scenario.forces.red_engaged=20 kpe", "scenario.forces.blue_engaged=10 kpe")
    found = options("attrition", *reduced, *strengths, "horizon=540 days")
    curves = {
        name: [(one.days, one.paths(side)[0]) for side in ("red_engaged_kpe", "blue_engaged_kpe")]
        for name, one in found.items()
    }
    figure = drawing.together(
        curves, "Attrition alone", "20 attackers against 10 defenders, without fires, reserves and replacements",
        ("Red, thousand PE", "Blue, thousand PE"),
    )  # fmt: skip
    return Picture(
        figure, "Strengths of both sides under each law of attrition", _basis("fires, reserves, replacements", 1)
    )


def casualties() -> Picture:
    reduced = (*reductions.ALONE, *reductions.STEADY, *reductions.NO_FIRE_LOSSES, *reductions.NO_KILLS)
    small = ("scenario.forces.red_engaged=2 kpe", "scenario.forces.blue_engaged=1 kpe", "horizon=360 days")
    found = options("casualties", *reduced, *small, replications=100)
    figure = drawing.panels(
        found, drawing.with_mean("blue_engaged_kpe"), "Casualties alone: Blue's strength",
        "2 attackers against 1 defender, in thousands; thin: 12 replications, thick: mean", "Thousand PE",
    )  # fmt: skip
    return Picture(figure, "Blue's strength day by day under each option", _basis("fires, reserves, replacements", 100))


def advance() -> Picture:
    found = options("advance", *STILL, "horizon=40 days", replications=200)
    figure = drawing.panels(
        found, drawing.with_median("penetration_km"), "Advance alone: depth of the front",
        "forces as at the start, and a held line; thin: 12 replications, thick: median", "Depth (km)",
    )  # fmt: skip
    return Picture(
        figure, "Depth of the front day by day under each option", _basis("attrition, kills, aid, decisions", 200)
    )


def fires() -> Picture:
    dry = (*STILL, "scenario.stocks.tube_supply=0 kr/d", "horizon=120 days")
    found = options("fires", *dry)
    curves = {
        name: [
            (one.days, one.paths("tube_stock_kr")[0]),
            (one.paths("tube_stock_kr")[0][:-1], one.paths("blue_fires_kr_per_day")[0][1:]),
        ]
        for name, one in found.items()
    }
    figure = drawing.together(
        curves, "Rationing alone: a stock that nobody fills", "no aid and no supply, fires as in an assault",
        ("Stock (thousand rounds)", "Fires (thousand a day)"), ("Time (days)", "Stock (thousand rounds)"),
    )  # fmt: skip
    return Picture(figure, "Blue's stock, and what it fires, without aid and supply", _basis("aid, supply, losses", 1))


def counter_battery() -> Picture:
    calm = (*reductions.ALONE, *reductions.STEADY, *reductions.NO_ATTRITION, "horizon=120 days")
    found = options("counter_battery", *calm, "restrictions=unrestricted", replications=200)
    figure = drawing.panels(
        found, drawing.with_mean("red_batteries_bty"), "Counter-battery alone: Red batteries that are left",
        "no restriction, no replacements, no relocation; thin: 12 replications, thick: mean", "Batteries",
    )  # fmt: skip
    return Picture(figure, "Red batteries left day by day", _basis("attrition, aid, adaptation, replacements", 200))


def sanctuary() -> Picture:
    found = policies(*STILL, "horizon=80 days")
    curves = {name: [(one.days, one.paths("sanctuary_bty")[0])] for name, one in found.items()}
    figure = drawing.together(
        curves, "Sanctuary alone: Red batteries that may not be struck",
        "no losses and no relocation, so that only the permissions change it", ("Batteries",),
    )  # fmt: skip
    return Picture(figure, "Batteries in sanctuary under four restrictions", _basis("losses, adaptation", 1))


def adaptation() -> Picture:
    quiet = [word for word in STILL if not word.startswith(("adaptation=", "restrictions="))]
    found = options("adaptation", *quiet, "restrictions=counter_fire", "horizon=180 days")
    curves = {name: [(one.days, one.paths("deep_batteries_bty")[0])] for name, one in found.items()}
    figure = drawing.together(
        curves, "Adaptation alone: batteries moved out of reach",
        "counter-fire allowed on day 20, no losses", ("Deep batteries",),
    )  # fmt: skip
    return Picture(figure, "Batteries moved back day by day under each option", _basis("losses, attrition", 1))


def phases() -> Picture:
    found = options("phases", *reductions.QUIET, "horizon=180 days", replications=300)
    figure = drawing.panels(
        found, drawing.shares("phase", PHASES), "Phases: share of the replications in each",
        f"from dark to light: {', '.join(PHASES)}", "Share",
    )  # fmt: skip
    return Picture(
        figure, "Share of replications in each phase, day by day", _basis("aid, decisions, adaptation, escalation", 300)
    )


def stall() -> Picture:
    fighting = [word for word in reductions.QUIET if not word.startswith("stall=")]
    found = options("stall", *fighting, "horizon=90 days", replications=200)
    figure = drawing.panels(
        found, drawing.with_median("ground_lost_km2"), "Reasons to stall alone: ground lost",
        "full ban, no aid, no escalation; thin: 12 replications, thick: median", "Area (km²)", columns=2,
    )  # fmt: skip
    return Picture(
        figure, "Ground lost day by day under each reason to stall", _basis("aid, decisions, escalation", 200)
    )


def aid() -> Picture:
    still = [word for word in STILL if not word.startswith("aid=")]
    found = options("aid", *still, "horizon=180 days", replications=100)
    figure = drawing.panels(
        found, drawing.with_mean("aid_in_transit_usd_million"), "Aid alone: announced and not yet arrived",
        "thin: 12 replications, thick: mean", "USD million",
    )  # fmt: skip
    return Picture(figure, "Aid in transit day by day under each option", _basis("all but aid", 100))


def pressure() -> Picture:
    quiet = (*reductions.QUIET, "horizon=180 days")
    found = options("pressure", *quiet, replications=100)
    figure = drawing.panels(
        found, drawing.with_median("pressure"), "Pressure: what the front and the city do to it",
        "full ban, no aid, no escalation; thin: 12 replications, thick: median", "Pressure",
    )  # fmt: skip
    return Picture(figure, "Pressure day by day under each option", _basis("decisions, aid, escalation", 100))


def restrictions() -> Picture:
    without = [word for word in reductions.QUIET if not word.startswith("restrictions=")]
    found = options("restrictions", *without, "horizon=180 days", replications=200)
    figure = drawing.panels(
        found, drawing.with_mean("permission_steps"), "Decisions: permission steps in effect",
        "no aid, no escalation; thin: 12 replications, thick: mean", "Steps",
    )  # fmt: skip
    return Picture(figure, "Permission steps in effect day by day under each option", _basis("aid, escalation", 200))


def escalation() -> Picture:
    without = [word for word in STILL if not word.startswith(("escalation=", "restrictions="))]
    found = options("escalation", *without, "restrictions=counter_fire", "horizon=180 days", replications=200)
    figure = drawing.panels(
        found, drawing.with_mean("rung"), "Escalation alone: the rung",
        "counter-fire allowed on day 20; mostly beliefs; thin: 12 replications, thick: mean", "Rung",
    )  # fmt: skip
    return Picture(figure, "Rung of escalation day by day under each option", _basis("the front, aid, city", 200))


def reversal() -> Picture:
    without = [word for word in STILL if not word.startswith(("escalation=", "restrictions="))]
    found = options("reversal", *without, "restrictions=timeline", "horizon=180 days", replications=200)
    curves = {name: [(one.days, one.paths("rung").mean(axis=0))] for name, one in found.items()}
    figure = drawing.together(
        curves, "Withdrawal alone: the rung", "mean; long range permitted on day 45, withdrawn on 75", ("Rung",)
    )
    return Picture(figure, "Mean rung day by day, by what a withdrawal does", _basis("the front, aid, city", 200))


def red_line() -> Picture:
    without = [word for word in STILL if not word.startswith(("red_line=", "restrictions=", "escalation="))]
    crossed: dict[str, list[tuple[np.ndarray, np.ndarray]]] = {}
    for name in LIBRARY.options("red_line"):
        found = policies(*without, "escalation=poisson", f"red_line={name}", "horizon=60 days", replications=250)
        steps = np.array([one.paths("permission_steps")[:, -1].mean() for one in found.values()])
        share = np.array([one.measure("red_line_crossed").mean() for one in found.values()])
        order = np.argsort(steps, kind="stable")
        crossed[name] = [(steps[order], share[order])]
    figure = drawing.together(
        crossed, "Red line alone: share of the replications that cross it",
        "by the permission steps in effect on day 60 under four restrictions; a belief",
        ("Share crossed",), ("Permission steps",),
    )  # fmt: skip
    return Picture(
        figure,
        "Share of replications that cross the red line, by permission steps",
        _basis("the front, aid, city", 250),
    )


def city() -> Picture:
    without = [word for word in STILL if not word.startswith("city.")]
    found = policies(*without, "horizon=180 days", replications=200)
    curves = {
        name: [(one.days, one.paths(kind).mean(axis=0)) for kind in ("launcher_salvos", "aircraft_strikes")]
        for name, one in found.items()
    }
    figure = drawing.together(
        curves, "Strikes on the city alone, through both channels",
        "means; the answer of the aircraft channel is an assumed range", ("Launcher salvos", "Aircraft strikes"),
    )  # fmt: skip
    return Picture(figure, "Strikes on the city since day 0 under four restrictions", _basis("all but the city", 200))


def reserves() -> Picture:
    kept = [word for word in STILL if not word.startswith(("scenario.forces.blue_reserves", "stall="))]
    found = options("reserves", *kept, "stall=reserves", "horizon=90 days")
    curves = {name: [(one.days, one.paths("blue_engaged_kpe")[0])] for name, one in found.items()}
    figure = drawing.together(
        curves, "Reserves alone: Blue's strength in the sector", "no losses and no replacements", ("Thousand PE",)
    )
    return Picture(figure, "Blue's strength day by day as reserves come in", _basis("attrition, fires, aid", 1))


def _basis(off: str, replications: int) -> str:
    count = f"{replications} replications" if replications > 1 else "1 replication"
    return f"Default scenario without: {off} · {count}"


PICTURES: Mapping[str, Callable[[], Picture]] = {
    each.__name__: each
    for each in (
        attrition, casualties, advance, fires, counter_battery, sanctuary, adaptation, phases, stall, aid, pressure,
        restrictions, escalation, reversal, red_line, city, reserves,
    )
}  # fmt: skip


def write_pictures(folder: Path) -> dict[str, str]:
    """Draw all of them into a folder; returns what each says, by config group."""
    says = {}
    for group, make in PICTURES.items():
        picture = make()
        drawing.write(picture.figure, picture.footer, folder, group)
        says[group] = picture.says
    return says
