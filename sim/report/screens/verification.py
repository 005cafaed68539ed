"""Known answers and simulated results, as a table for readers, for programs, or for a page."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from rich.table import Table

from sim.report.terminal.screen import Screen, Whole
from sim.report.terminal.tables import right, table_of
from sim.report.words.markdown import markdown_table
from sim.validation.verification.case import Case, Number
from sim.validation.verification.runner import CheckResult

VERDICTS = {True: "pass", False: "FAIL"}
DIGITS = 10
BOTH_ENGINES = "both"  # of a finding that compares them
HEADINGS = ("quantity", "engine", "expected", "got", "tolerance", "z", "n", "pass")


def print_findings(console: Screen | Whole, findings: Sequence[CheckResult]) -> None:
    """Print every check, a table for each case, those with a failure first, and how many passed."""
    wrong = {finding.case.key for finding in findings if not finding.check.passed}
    ordered = sorted(findings, key=lambda finding: finding.case.key not in wrong)
    for case, some in groupby(ordered, lambda finding: finding.case):
        console.print(f"{case.key}: {case.title} ({case.source})")
        console.print(_table([_cells(finding) for finding in some]))
    console.last(verdict_line(findings))


def _table(rows: Sequence[Sequence[str]]) -> Table:
    """The checks of a case, without columns that none of them needs."""
    quantity, engine, *numbers, _ = HEADINGS
    headings = [quantity, engine, *right(*numbers[:2]), numbers[2], *right(*numbers[3:]), "result"]
    kept = [place for place in range(len(headings)) if any(row[place] for row in rows)]
    table = table_of(*(headings[place] for place in kept))
    for row in rows:
        table.add_row(*(row[place] for place in kept))
    return table


def counts(findings: Sequence[CheckResult]) -> tuple[int, int]:
    """Number of answers and number of wrong answers; an answer under two schedulers counts once."""
    judged = [finding for finding in findings if finding.engine != BOTH_ENGINES]
    wrong = {_answer(finding) for finding in judged if not finding.check.passed}
    return len({_answer(finding) for finding in judged}), len(wrong)


def verdict_line(findings: Sequence[CheckResult]) -> str:
    """Sentence on the number of answers that failed."""
    answers, wrong = counts(findings)
    engines = {finding.engine for finding in findings}
    unequal = sum(not finding.check.passed for finding in findings if finding.engine == BOTH_ENGINES)
    done = f"{_counted(answers, 'answer')} of {_counted(len({finding.case.key for finding in findings}), 'case')}"
    if BOTH_ENGINES not in engines:
        done += f", under {' and '.join(sorted(engines))}"
    elif unequal:
        done += f", under both schedulers, which differ {_counted(unequal, 'time')}"
    else:
        done += ", under both schedulers, equal to the bit"
    return f"{done}: {wrong:,} failed" if wrong or unequal else f"{done}: all passed"


def _counted(number: int, word: str) -> str:
    return f"{number:,} {word}" + ("" if number == 1 else "s")


def _answer(finding: CheckResult) -> tuple[str, str, str]:
    """Identity of an answer under every scheduler: case, inputs, quantity."""
    return finding.case.key, str(sorted(finding.inputs.items())), finding.check.quantity


def as_json(findings: Sequence[CheckResult]) -> str:
    """All findings, in full; numbers that JSON does not know are null."""
    return json.dumps([_record(finding) for finding in findings], indent=2, ensure_ascii=False)


def as_markdown(findings: Sequence[CheckResult]) -> str:
    """All findings, a heading and a table for each case."""
    parts = []
    for case, some in groupby(findings, lambda finding: finding.case):
        rows = markdown_table(HEADINGS, [_cells(finding) for finding in some])
        parts.append(f"### {case.key}\n\n{case.mechanism}: {case.title} ({case.source}).\n\n{rows}\n")
    return "\n".join([*parts, verdict_line(findings)])


def input_lines(case: Case) -> Iterator[str]:
    """Inputs of a case, a line each."""
    from sim.validation.verification.runner import allowed_text

    for name, one in case.inputs.items():
        yield f"{name}={one.value:g}: {one.meaning}; {allowed_text(case, name)}"


def _cells(finding: CheckResult) -> list[str]:
    check = finding.check
    given = _given(finding.case, finding.inputs)
    return [
        f"{check.quantity} ({given})" if given else check.quantity,
        finding.engine,
        f"{check.expected:.{DIGITS}g}",
        f"{check.got:.{DIGITS}g}",
        check.tolerance,
        "" if check.z is None else f"{check.z:+.2f}",
        "" if check.number == 1 else f"{check.number:,}",
        VERDICTS[check.passed],
    ]


def _given(case: Case, inputs: Mapping[str, Number]) -> str:
    """The inputs that some example varies, or that are not at their defaults."""
    varied = {name for example in case.examples for name in example}
    shown = {name: value for name, value in inputs.items() if name in varied or value != case.inputs[name].value}
    return ", ".join(f"{name}={value:g}" for name, value in shown.items())


def _record(finding: CheckResult) -> dict[str, Any]:
    check = finding.check
    return {
        "case": finding.case.key,
        "mechanism": finding.case.mechanism,
        "inputs": dict(finding.inputs),
        "quantity": check.quantity,
        "engine": finding.engine,
        "expected": _finite(check.expected),
        "got": _finite(check.got),
        "tolerance": check.tolerance,
        "z": _finite(check.z),
        "n": check.number,
        "source": finding.case.source,
        "pass": check.passed,
    }


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
