"""The explorer: which page or part of a page answers which request."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.app.http import Request, Response, data, page
from sim.app.live import Live
from sim.app.pages import render
from sim.app.presets import PRESETS
from sim.app.safety import Refused
from sim.app.simulate import Busy, Stale
from sim.app.state import read_state
from sim.app.static_files import static
from sim.study.manifest import WARNING
from sim.study.problems import Problem

LONGEST_NAME = 64  # of a page that asks


@dataclass(frozen=True)
class Explorer:
    """Answers requests; may be called from many threads.

    Attributes:
        root: the folder of runs, which is only read.
        live: what-if.
    """

    root: Path
    live: Live

    def __call__(self, request: Request) -> Response:
        """The answer; raises Refused where there is none."""
        name, _, rest = request.path.lstrip("/").partition("/")
        if request.method == "POST":
            posts: dict[str, Callable[[Request], Response]] = {"api/whatif": self._whatif}
            return self._answer(posts, f"{name}/{rest}", request)
        if name == "static":
            return static(rest)
        gets: dict[str, Callable[[Request], Response]] = {"": self._start}
        return self._answer(gets, f"{name}/{rest}".rstrip("/"), request)

    def _answer(self, known: dict[str, Callable[[Request], Response]], name: str, request: Request) -> Response:
        if name not in known:
            raise Refused(404, "there is no such page")
        posted = request.method == "POST"
        try:
            return known[name](request)
        except Stale:
            return data({"problem": "a newer move came"}, 409)
        except Busy:
            return data({"problem": "the server is busy; ask again"}, 503)
        except (Problem, Refused) as problem:
            status = problem.status if isinstance(problem, Refused) else 422 if posted else 400
            return data({"problem": str(problem)}, status) if posted else _problem_page(str(problem), status)
        except Exception:
            traceback.print_exc()
            told = "something went wrong in the server; its terminal says what"
            return data({"problem": told}, 500) if posted else _problem_page(told, 500)

    def _start(self, request: Request) -> Response:
        state, _ = read_state(self.live.panel, request.query)
        html = render(
            "whatif.html",
            **_frame("What if", "explorer.js"),
            panel=self.live.panel,
            values=state.as_dict(),
            presets=PRESETS,
        )
        return page(html)

    def _whatif(self, request: Request) -> Response:
        body = request.body
        tab, number = str(body.get("tab", ""))[:LONGEST_NAME], body.get("number", 0)
        pairs = body.get("state")
        if not isinstance(pairs, list) or not all(_is_pair(pair) for pair in pairs):
            raise Refused(400, "state: must be a list of pairs of texts")
        if isinstance(number, bool) or not isinstance(number, int):
            raise Refused(400, "number: must be a whole number")
        return data(self.live.move([(name, text) for name, text in pairs], tab, number))


def _is_pair(pair: Any) -> bool:
    return isinstance(pair, list) and len(pair) == 2 and all(isinstance(part, str) for part in pair)


def _frame(here: str, *scripts: str) -> dict[str, Any]:
    return {"title": here, "here": here, "scripts": scripts, "warning": WARNING}


def _problem_page(message: str, status: int) -> Response:
    return page(render("problem.html", **_frame("Not shown"), message=message), status)
