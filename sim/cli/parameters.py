"""`escsim parameters`: show every parameter: unit, range, default, source, meaning."""

from __future__ import annotations

from collections.abc import Sequence

from sim.cli.arguments import Parser, add_all_option, add_config_options, library_of
from sim.config.problems import Problem

EXAMPLES = """\
examples:
  escsim parameters
  escsim parameters attrition
  escsim parameters aid.delay
  escsim parameters attrition attrition=square
"""


def execute(words: Sequence[str]) -> int:
    """Print the parameters; return the exit code."""
    parser = Parser(
        "parameters", "Show parameters: unit, default, allowed and plausible range, source, meaning.", EXAMPLES
    )
    parser.add_argument(
        "words", nargs="*", metavar="GROUP", help="a config group or a parameter; key=value shows another variant"
    )
    add_config_options(parser)
    add_all_option(parser)
    arguments = parser.read(words)
    groups = [word for word in arguments.words if "=" not in word]
    if len(groups) > 1:
        raise Problem(f"name one group, or none to show all; got {', '.join(groups)}")
    from sim.config.compose import compose
    from sim.config.parameter_table import rows
    from sim.report.terminal.screen import screen
    from sim.report.terminal.tables import print_parameter_groups, print_parameters
    from sim.study.design.variant import CLASSES

    library = library_of(arguments, CLASSES)
    container = compose(library, [word for word in arguments.words if "=" in word]).container
    found = rows(CLASSES, container, groups[0] if groups else None)
    with screen(arguments.all) as output:
        if groups or arguments.all:
            print_parameters(output, found)
        else:
            print_parameter_groups(output, found)
    return 0
