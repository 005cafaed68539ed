"""`escsim completion`: print a shell completion script."""

from __future__ import annotations

from collections.abc import Sequence

from sim.cli.arguments import Parser
from sim.cli.completion_scripts import SCRIPTS

EXAMPLES = """\
Add the line for your shell to ~/.bashrc, ~/.zshrc or ~/.config/fish/config.fish:

examples:
  eval "$(escsim completion bash)"
  eval "$(escsim completion zsh)"
  escsim completion fish | source

The Tab key then completes verbs, options, settings (restrictions=), runs, studies and measures.
"""


def execute(words: Sequence[str]) -> int:
    """Print a script for a shell, or what its script asks for; returns the exit code."""
    parser = Parser("completion", "Print a shell completion script for escsim.", EXAMPLES)
    parser.add_argument("shell", nargs="?", choices=tuple(SCRIPTS), help="the shell")
    parser.add_argument("--line", metavar="TEXT", help="print completions of the last word of a line (for scripts)")
    arguments = parser.read(words)
    if arguments.line is not None:
        from sim.cli.completing import candidates

        for one in candidates(arguments.line):
            print(f"{one.word}\t{one.about}" if one.about else one.word)
    elif arguments.shell is None:
        parser.error(f"name the shell: {', '.join(SCRIPTS)}")
    else:
        print(SCRIPTS[arguments.shell], end="")
    return 0
