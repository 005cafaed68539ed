"""Whether the known answers notice: verifies under SimPy, up to the first case that fails.

    python notice.py own M4       those of one mechanism
    python notice.py others M4    all others
    python notice.py case KEY     one

Exit code 1, and the name of the case, where one differs or cannot be run.
"""

from __future__ import annotations

import sys


def main(which: str, name: str) -> int:
    from sim.config.settings import Engine
    from sim.validation.verification.cases import CASES, case_named
    from sim.validation.verification.runner import verify

    chosen = [case for case in CASES if (case.mechanism == name) == (which == "own")]
    for case in [case_named(name)] if which == "case" else chosen:
        try:
            failed = any(not finding.check.passed for finding in verify(case, case.examples, (Engine.SIMPY,)))
        except Exception as error:
            print(f"{case.key}: {type(error).__name__}")
            return 1
        if failed:
            print(case.key)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
