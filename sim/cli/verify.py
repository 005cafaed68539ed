"""`escsim verify`: test the mechanisms against published and exact results."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from sim.cli.arguments import Parser, add_all_option
from sim.cli.exits import FAILED
from sim.config.problems import Problem

if TYPE_CHECKING:
    from sim.config.settings import Engine
    from sim.validation.verification.case import Case, Number
    from sim.validation.verification.runner import CheckResult

EXAMPLES = """\
examples:
  escsim verify
  escsim verify deterministic_square_law
  escsim verify deterministic_square_law x0=900 y0=850 days=12
  escsim verify --list

Each case isolates one mechanism by config, runs it, and tests it against a published or exact result.
"""
ENGINES = ("both", "compiled", "simpy")


def execute(words: Sequence[str]) -> int:
    """Test the mechanisms against known answers; return the exit code, 1 if one differs."""
    arguments = _parser().read(words)
    from sim.validation.verification.cases import CASES, case_named
    from sim.validation.verification.runner import read_inputs

    if arguments.list:
        _print_list(CASES, arguments.all)
        return 0
    names = [word for word in arguments.words if "=" not in word]
    texts = [word for word in arguments.words if "=" in word]
    if texts and len(names) != 1:
        raise Problem(f"verify: inputs such as {texts[0]} belong to one case; name the case first")
    cases = [case_named(name) for name in names] or list(CASES)
    given = read_inputs(cases[0], texts) if texts else None
    work = [(case, case.examples if given is None else [given]) for case in cases]
    findings = list(_findings(work, _engines(arguments.engine)))
    return _report(findings, arguments.format, arguments.all)


def _parser() -> Parser:
    parser = Parser("verify", "Test the mechanisms against published and exact results.", EXAMPLES)
    parser.add_argument(
        "words", nargs="*", metavar="CASE", help="cases (default: all), or one case with inputs: m=12 n=10"
    )
    parser.add_argument("--list", action="store_true", help="list the cases and their inputs")
    parser.add_argument(
        "--format", choices=("table", "json", "md"), default="table", help="output format (default: table)"
    )
    add_all_option(parser)
    parser.add_argument("--engine", choices=ENGINES, default="both", help="scheduler to run under (default: both)")
    return parser


def _engines(name: str) -> tuple[Engine, ...]:
    from sim.config.settings import Engine
    from sim.engine.model import MODEL
    from sim.engine.programs import is_ready
    from sim.model.parameters import Parameters
    from sim.study.execution.compiling import COMPILING_ONCE
    from sim.validation.verification.runner import BOTH

    engines = BOTH if name == "both" else (Engine[name.upper()],)
    if Engine.COMPILED in engines and not is_ready(MODEL, Parameters):
        print(COMPILING_ONCE, file=sys.stderr)
    return engines


def _findings(
    work: Sequence[tuple[Case, Sequence[Mapping[str, Number]]]], engines: Sequence[Engine]
) -> Iterator[CheckResult]:
    from sim.validation.verification.runner import verify

    for case, examples in work:
        if sys.stderr.isatty():
            print(f"{case.key} ...", file=sys.stderr)
        yield from verify(case, examples, engines)


def _report(findings: Sequence[CheckResult], form: str, everything: bool) -> int:
    from sim.report.screens.verification import as_json, as_markdown, print_findings, verdict_line
    from sim.report.terminal.screen import screen

    if form == "table":
        with screen(everything) as output:
            print_findings(output, findings)
    else:
        print(as_json(findings) if form == "json" else as_markdown(findings))
    if all(finding.check.passed for finding in findings):
        return 0
    if form != "table":
        print(f"error: {verdict_line(findings)}", file=sys.stderr)
    return FAILED


def _print_list(cases: Sequence[Case], everything: bool) -> None:
    from sim.report.screens.verification import input_lines
    from sim.report.terminal.screen import screen

    with screen(everything) as output:
        for case in cases:
            output.print(f"{case.key}: {case.title} ({case.mechanism}; {case.source})", soft_wrap=True)
            for line in input_lines(case):
                output.print(f"  {line}", soft_wrap=True)
