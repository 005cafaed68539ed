"""`escsim query`: query a study in SQL."""

from __future__ import annotations

from collections.abc import Sequence

from sim.cli.arguments import Parser, add_all_option

EXAMPLES = """\
Tables: points (one row per point, with its factors), results (one row per run, with its measures), runs (both, joined);
for the first replications of each point, days (one row per day) and events (one row per event).
A factor is a column with dots in its name, so put it in double quotes.

examples:
  escsim query permission_timing 'select label, avg(rung_days) from runs group by label order by 2'
  escsim query policy_ranking 'select * from points where "fires.suppression" > 0.2' --format csv
"""
FORMATS = ("table", "csv", "json", "md")


def execute(words: Sequence[str]) -> int:
    """Print what a query finds; return the exit code."""
    parser = Parser("query", "Query a study in SQL (DuckDB), finished or not.", EXAMPLES)
    parser.add_argument("study", metavar="STUDY", help="folder of a study or a run, or its name in the runs folder")
    parser.add_argument("sql", metavar="SQL", help="one select")
    parser.add_argument("--format", choices=FORMATS, default="table", help="default: table")
    add_all_option(parser)
    arguments = parser.read(words)
    from sim.report.screens.query import write_answer
    from sim.study.named import named_folder
    from sim.study.sweep.folder import open_study
    from sim.study.sweep.query import run_query

    write_answer(run_query(open_study(named_folder(arguments.study)), arguments.sql), arguments.format, arguments.all)
    return 0
