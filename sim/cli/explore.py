"""`escsim explore`: serve a local explorer: what-if, runs, studies."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli.arguments import Parser, add_config_options, as_seen, library_of
from sim.config.problems import Problem, say

if TYPE_CHECKING:
    from sim.app.server import Server

HOST, PORT = "127.0.0.1", 8640

EXAMPLES = """\
Serves this machine only, unless --host says otherwise. Reads the runs folder and changes nothing there. Press Ctrl-C to
stop.

examples:
  escsim explore
  escsim explore runs/of_last_week --port 8700
  escsim explore scenario=border_generic 'horizon=120 days'
"""


def execute(words: Sequence[str]) -> int:
    """Serve the page until Ctrl-C; return the exit code."""
    arguments = _parser().read(words)
    folders = [word for word in arguments.words if "=" not in word]
    if len(folders) > 1:
        raise Problem(f"escsim explore: takes one runs folder, not {len(folders)}: {', '.join(folders)}")
    from sim.app.server import serve
    from sim.config.overrides import check_given_once
    from sim.config.paths import runs_root
    from sim.config.unused import UNREAD_IN_THE_EXPLORER, refuse_unused
    from sim.study.design.variant import CLASSES

    root = runs_root(folders[0] if folders else None)
    if folders and not root.is_dir():
        raise Problem(f"escsim explore: no such folder: {folders[0]}")
    library = library_of(arguments, CLASSES)
    overrides = [word for word in arguments.words if "=" in word]
    check_given_once(library, overrides)
    refuse_unused("explore", overrides, UNREAD_IN_THE_EXPLORER)
    _warn(arguments.host)
    try:
        serve(root, library, overrides, arguments.host, arguments.port, say, lambda server: _ready(server, root))
    except KeyboardInterrupt:
        say("stopped")
    return 0


def _parser() -> Parser:
    parser = Parser("explore", "Serve a local explorer of what-if questions, runs, comparisons and studies.", EXAMPLES)
    parser.add_argument("words", nargs="*", metavar="DIR or key=value", help="runs folder; initial settings")
    parser.add_argument("--port", type=int, default=PORT, metavar="N", help=f"default: {PORT}; 0 picks a free port")
    parser.add_argument(
        "--host", default=HOST, metavar="ADDRESS", help=f"address to serve at (default: {HOST}, this machine alone)"
    )
    add_config_options(parser)
    return parser


def _warn(host: str) -> None:
    from sim.app.safety import is_loopback

    if not is_loopback(host):
        say(
            f"warning: --host {host} lets every machine that can reach this one read the runs and use its processors, "
            "without a password"
        )


def _ready(server: Server, root: Path) -> None:
    say(f"{server.url} (runs: {as_seen(root)}; press Ctrl-C to stop)")
