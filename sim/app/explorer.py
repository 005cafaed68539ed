"""The explorer: which page or part of a page answers which request."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sim.app.browse import folder_page, runs_page
from sim.app.compared import compare_page
from sim.app.decision_page import decided, decision_page
from sim.app.files import file
from sim.app.http import Request, Response, data, page
from sim.app.live import Live
from sim.app.pages import render
from sim.app.point import point_html
from sim.app.presets import PRESETS
from sim.app.safety import Refused, inside
from sim.app.simulate import Busy, Stale
from sim.app.state import read_state
from sim.app.static_files import static
from sim.app.studies import studies_page, study_page
from sim.config.problems import Problem
from sim.study.manifest import WARNING

LONGEST_NAME = 64  # of a page that asks
LONGEST_FILTER = 400
AT_ONCE = 2  # pages that take seconds


@dataclass(frozen=True)
class Explorer:
    """Answers requests; may be called from many threads.

    Attributes:
        root: the folder of runs, which is only read.
        live: what-if.
        heavy: is held while a page is made that takes seconds, so that few are made at once.
    """

    root: Path
    live: Live
    heavy: threading.BoundedSemaphore = field(default_factory=lambda: threading.BoundedSemaphore(AT_ONCE))

    def __call__(self, request: Request) -> Response:
        """The answer; raises Refused where there is none."""
        name, _, rest = request.path.lstrip("/").partition("/")
        if request.method == "POST":
            posts: dict[str, Callable[[Request], Response]] = {
                "api/whatif": self._whatif,
                "api/point": self._point,
                "api/decide": lambda asked: data(decided(self.root, asked.body)),
            }
            return self._answer(posts, f"{name}/{rest}", request)
        if name == "static":
            return static(rest)
        if name == "files":
            return self._answer({"files": lambda asked: file(self.root, rest)}, "files", request)
        gets: dict[str, Callable[[Request], Response]] = {
            "": self._start,
            "runs": self._runs,
            "folder": self._folder,
            "compare": self._compare,
            "studies": self._studies,
            "study": self._study,
            "decision": self._decision,
        }
        return self._answer(gets, f"{name}/{rest}".rstrip("/"), request)

    def _answer(self, known: dict[str, Callable[[Request], Response]], name: str, request: Request) -> Response:
        posted = request.method == "POST"
        try:
            if name not in known:
                raise Refused(404, "there is no such page")
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

    def _runs(self, request: Request) -> Response:
        return page(runs_page(self.root, request.first("filter")[:LONGEST_FILTER], _frame("Runs")))

    def _folder(self, request: Request) -> Response:
        return page(folder_page(self.root, request.first("name"), _frame("Runs")))

    def _compare(self, request: Request) -> Response:
        with self.heavy:
            found = compare_page(self.root, request.every("run"), request.first("reference"), _frame("Runs"))
        return page(found)

    def _studies(self, request: Request) -> Response:
        return page(studies_page(self.root, _frame("Studies")))

    def _study(self, request: Request) -> Response:
        name, measure, x, y = (request.first(key) for key in ("name", "measure", "x", "y"))
        with self.heavy:
            return page(study_page(self.root, name, measure, (x, y), _frame("Studies", "study.js", "point.js")))

    def _decision(self, request: Request) -> Response:
        name, belief, structure = (request.first(key) for key in ("name", "belief", "structure"))
        with self.heavy:
            frame = _frame("Studies", "decision.js", "point.js")
            return page(decision_page(self.root, name, belief, structure, frame))

    def _point(self, request: Request) -> Response:
        name = request.body.get("study")
        if not isinstance(name, str):
            raise Refused(400, "study: must be the name of a study")
        point, replication = (_whole(request.body, key) for key in ("point", "replication"))
        with self.heavy:
            return data({"html": point_html(inside(self.root, name), point, replication, self.live.simulator)})

    def _whatif(self, request: Request) -> Response:
        body = request.body
        tab, number = str(body.get("tab", ""))[:LONGEST_NAME], _whole(body, "number")
        pairs = body.get("state")
        if not isinstance(pairs, list) or not all(_is_pair(pair) for pair in pairs):
            raise Refused(400, "state: must be a list of pairs of texts")
        return data(self.live.move([(name, text) for name, text in pairs], tab, number, request.wanted))


def _is_pair(pair: Any) -> bool:
    return isinstance(pair, list) and len(pair) == 2 and all(isinstance(part, str) for part in pair)


def _whole(body: Mapping[str, Any], name: str) -> int:
    value = body.get(name)
    if isinstance(value, bool) or not isinstance(value, int):
        raise Refused(400, f"{name}: must be a whole number")
    return value


def _frame(here: str, *scripts: str) -> dict[str, Any]:
    return {"title": here, "here": here, "scripts": scripts, "warning": WARNING}


def _problem_page(message: str, status: int) -> Response:
    return page(render("problem.html", **_frame("Not shown"), message=message), status)
