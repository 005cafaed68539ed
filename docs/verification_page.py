"""Writes the page on verification and validation: known answers, a broken model, and the record, as they come out now.

    make verification

The page is kept in the project with the date and the versions it was made with, as it takes minutes to make.
"""

from __future__ import annotations

import datetime
import json
import math
import platform
import tempfile
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from itertools import groupby
from pathlib import Path
from typing import Any

from verification_options import ANSWER, NOTHING, TEST, options

from sim.cli.main import main as escsim
from sim.report.screens.verification import as_markdown, counts, verdict_line
from sim.report.words.markdown import code, markdown_table, sentence
from sim.report.words.numbers import number
from sim.study.files.provenance import DISTRIBUTION
from sim.validation.verification.case import Check
from sim.validation.verification.cases import CASES
from sim.validation.verification.runner import CheckResult, verify

DOCS = Path(__file__).resolve().parent
PAGE = DOCS / "verification.md"
MUTANTS = DOCS / "mutants.json"
PACKAGES = (DISTRIBUTION, "simpy", "numpy", "numba", "scipy")


def page() -> str:
    """The whole page."""
    findings = [finding for case in CASES for finding in verify(case, case.examples)]
    return "\n".join([*_head(), *_answers(findings), *_options(), *_mutants(), *_record(), *_details(findings)])


def _head() -> Iterator[str]:
    made = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    yield "# Verification and validation\n"
    yield (
        f"Made by `make verification` on {datetime.date.today().isoformat()} with {made}, Python "
        f"{platform.python_version()} on {platform.machine()}.\n"
    )
    yield (
        "Verification asks whether the program does what the equations say: known answers, and a model that is "
        "broken on purpose. Validation asks what the record can say of the model, which is little. Neither makes a "
        "forecast of it.\n"
    )


def _answers(findings: Sequence[CheckResult]) -> Iterator[str]:
    yield "## Known answers\n"
    yield (
        "`escsim verify` reduces the shipped scenario to one mechanism by config, runs it under both schedulers, and "
        "holds it against a published or exact answer. SimPy, which is slower, runs the first of the same "
        "replications; they are compared bit by bit, so an answer counts once. A "
        "statistical answer is accepted within four standard errors, with fixed seeds; `n` is the number of "
        "replications under the compiled scheduler. All numbers are [below](#all-numbers).\n"
    )
    rows = []
    for case, some in groupby(findings, lambda finding: finding.case):
        found = list(some)
        checks = [finding.check for finding in found]
        number_of = max(check.number for check in checks)
        answers, wrong = counts(found)
        verdict = f"{answers - wrong} of {answers}" + ("" if all(check.passed for check in checks) else " **FAIL**")
        rows.append(
            (case.mechanism, f"{case.title}: {code(case.key)}", case.source, f"{number_of:,}", _worst(checks), verdict)
        )
    yield markdown_table(("", "what is known, and the case", "source", "n", "farthest off", "passed"), rows) + "\n"
    yield f"{sentence(verdict_line(findings))}\n"


def _options() -> Iterator[str]:
    found = options()
    told = ", ".join(f"{sum(one.verdict == verdict for one in found)} {verdict}" for verdict in (ANSWER, TEST, NOTHING))
    yield "## What has a known answer\n"
    yield (
        "An alternative has a known answer where a case of its own mechanism runs it, else at best a test of the model "
        "that names it; `none`, which switches a mechanism off, mostly has only that. A known answer holds the terms "
        "that its case looks at, not all mechanisms at work together, for which there is none. Of the alternatives "
        f"here: {told}.\n"
    )
    rows = (
        (one.mechanism, code(one.group), one.name, one.verdict, ", ".join(map(code, one.cases or one.tests)))
        for one in found
    )
    yield markdown_table(("", "group", "alternative", "what holds it", "by"), rows) + "\n"


def _worst(checks: Sequence[Check]) -> str:
    """The largest deviation: in standard errors where chance is involved, else relative."""
    scores = [abs(check.z) for check in checks if check.z is not None]
    if scores:
        return f"z = {max(scores):.2f}"
    off = max(abs(check.got - check.expected) / max(1.0, abs(check.expected)) for check in checks)
    return f"{off:.1e}" if off else "0"


def _mutants() -> Iterator[str]:
    found: dict[str, Any] = json.loads(MUTANTS.read_text(encoding="utf-8"))
    lived = [one for one in found["mutants"] if not one["noticed_by"]]
    total = len(found["mutants"])
    by_answers = sum(one["noticed_by"].startswith("verify") for one in found["mutants"])
    yield "## A model that is broken on purpose\n"
    yield (
        f"`make mutants` breaks the functions of the mechanisms one at a time: a sign turned, a factor dropped, an "
        f"exponent or a condition reversed. It has tried {total} such changes, last on {found['date']} "
        f"({found['which']}): {total - len(lived)} were noticed ({number(100 * (total - len(lived)) / total, 3)} %). "
        "A change is tested with the known answers of its mechanism, then the tests that reach it, those "
        "named after its file first, "
        f"then the other known answers that reach it; known answers were the first to notice {by_answers}.\n"
    )
    if lived:
        yield "Not noticed:\n"
        rows = ((code(one["where"]), code(one["change"]), found["reasons"].get(one["change"], "")) for one in lived)
        yield markdown_table(("where", "change", "why"), rows) + "\n"


def _record() -> Iterator[str]:
    yield "## The record\n"
    yield (
        "`escsim backtest` compares the default scenario with the areas observed, with parameters and chance "
        "together: each replication draws its parameters from their plausible ranges, not from what was "
        "[fitted](record.md). Areas in km²; with few observations the shares inside the bands say little.\n"
    )
    yield (
        "**The forecasts of the first table do not know the same.** All its readings are in the window to fit. The "
        "model was fitted to none of them: its parameters are drawn from their ranges (which were chosen with the "
        "record in view). The saturation curve is fitted to the very readings that it is scored on. Persistence sees "
        "the reading before each one, often of the day before. So the table does not rank them. A comparison on "
        "readings that none was fitted to is on the page of the [record](record.md#backtest).\n"
    )
    with tempfile.TemporaryDirectory() as scratch:
        if escsim(["backtest", "name=backtest", f"runs_dir={scratch}", "replications=2000", "--no-figures"]):
            raise SystemExit("the backtest did not end well")
        found = json.loads((Path(scratch) / "backtest" / "backtest.json").read_text(encoding="utf-8"))
    rows = [
        (
            {"fit": "to fit", "test": "to test"}.get(window, window), name, f"{one['inside_50']} of {one['readings']}",
            f"{one['inside_90']} of {one['readings']}",
            *(number(one[key], 3) for key in ("crps_km2", "bias_km2", "mean_absolute_error_km2")),
        )
        for window, forecasts in found["scores"].items()
        for name, one in forecasts.items()
    ]  # fmt: skip
    yield (
        markdown_table(
            ("window", "forecast", "in 50 % band", "in 90 % band", "CRPS", "bias", "mean absolute error"), rows
        )
        + "\n"
    )
    patterns = (
        (one["name"], _value(one["value"]), f"{number(one['low'])} to {number(one['high'])} {_unit(one)}",
         one["verdict"], one["source"], one["note"] or "")
        for one in found["patterns"]
    )  # fmt: skip
    yield markdown_table(("pattern", "model", "band", "verdict", "band from", "note"), patterns) + "\n"


def _unit(pattern: dict[str, Any]) -> str:
    return "" if pattern["unit"] == "1" else str(pattern["unit"])


def _value(value: float | None) -> str:
    return "-" if value is None or math.isnan(value) else number(value, 3)


def _details(findings: Sequence[CheckResult]) -> Iterator[str]:
    yield "## All numbers\n"
    yield "Under the compiled scheduler; SimPy gives the same to the last bit, on fewer replications.\n"
    yield as_markdown([finding for finding in findings if finding.engine == "compiled"])


if __name__ == "__main__":
    text = page()
    PAGE.write_text(text.rstrip() + "\n", encoding="utf-8")
    print(f"wrote {PAGE}")
