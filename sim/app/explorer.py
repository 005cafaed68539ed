"""The explorer: the pages, or parts of pages, that answer requests."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from sim.app.browse import folder_page, runs_page
from sim.app.compared import compare_page
from sim.app.decision_page import decided, decision_page
from sim.app.files import file
from sim.app.live import WhatIf
from sim.app.pages import render
from sim.app.panel import PRESETS
from sim.app.point import point_html
from sim.app.safety import Refused, resolve_inside
from sim.app.simulate import QueueFull, Superseded
from sim.app.state import read_state
from sim.app.studies import studies_page, study_page
from sim.app.web import Guard, body_of, in_thread, told, while_wanted
from sim.config.problems import Problem
from sim.study.files.manifest import WARNING

STATIC = Path(__file__).parent / "static"
LONGEST_NAME = 64  # of a page that asks
LONGEST_FILTER = 400
AT_ONCE = 2  # pages that take seconds

Body = Mapping[str, Any]
Wanted = Callable[[], bool]


@dataclass(frozen=True)
class Explorer:
    """Answers requests; its methods run in many threads.

    Attributes:
        root: the folder of runs, which is only read.
        heavy: is held while a page is made that takes seconds, so that few are made at once.
    """

    root: Path
    live: WhatIf
    heavy: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(AT_ONCE))

    def app(self, host: str) -> Guard:
        """Application that is served at an address of this machine."""
        pages = {
            "/": self._start,
            "/runs": self._runs,
            "/folder": self._folder,
            "/compare": self._compare,
            "/studies": self._studies,
            "/study": self._study,
            "/decision": self._decision,
            "/files/{name:path}": lambda asked: file(self.root, asked.path_params["name"]),
        }
        posts = {"/api/whatif": self._whatif, "/api/point": self._point, "/api/decide": self._decide}
        routes = [
            *(_page(path, function) for path, function in pages.items()),
            *(_post(path, function) for path, function in posts.items()),
            Mount("/static", StaticFiles(directory=STATIC)),
        ]
        kinds = (HTTPException, Problem, Superseded, QueueFull, ClientDisconnect, Exception)
        return Guard(Starlette(routes=routes, exception_handlers=dict.fromkeys(kinds, _failed)), host)

    def _start(self, request: Request) -> Response:
        state, _ = read_state(self.live.panel, request.query_params.multi_items())
        frame = _frame("What if", "chart.js", "explorer.js")
        html = render("whatif.html", **frame, panel=self.live.panel, values=state.as_dict(), presets=PRESETS)
        return HTMLResponse(html)

    def _runs(self, request: Request) -> Response:
        return HTMLResponse(runs_page(self.root, _text(request, "filter")[:LONGEST_FILTER], _frame("Runs")))

    def _folder(self, request: Request) -> Response:
        return HTMLResponse(folder_page(self.root, _text(request, "name"), _frame("Runs")))

    def _compare(self, request: Request) -> Response:
        names, reference = request.query_params.getlist("run"), _text(request, "reference")
        with self.heavy:
            return HTMLResponse(compare_page(self.root, names, reference, _frame("Runs", "chart.js")))

    def _studies(self, request: Request) -> Response:
        return HTMLResponse(studies_page(self.root, _frame("Studies")))

    def _study(self, request: Request) -> Response:
        name, measure, x, y = (_text(request, key) for key in ("name", "measure", "x", "y"))
        frame = _frame("Studies", "chart.js", "study.js", "point.js")
        with self.heavy:
            by_level = _text(request, "of") == "level"
            return HTMLResponse(study_page(self.root, name, measure, (x, y), frame, by_level))

    def _decision(self, request: Request) -> Response:
        name, belief, structure = (_text(request, key) for key in ("name", "belief", "structure"))
        frame = _frame("Studies", "chart.js", "decision.js", "point.js")
        with self.heavy:
            return HTMLResponse(decision_page(self.root, name, belief, structure, frame))

    def _decide(self, body: Body, wanted: Wanted) -> dict[str, Any]:
        return decided(self.root, body)

    def _point(self, body: Body, wanted: Wanted) -> dict[str, Any]:
        name = body.get("study")
        if not isinstance(name, str):
            raise Refused(400, "study: must be the name of a study")
        point, replication = (_whole(body, key) for key in ("point", "replication"))
        with self.heavy:
            return {"html": point_html(resolve_inside(self.root, name), point, replication, self.live.simulator)}

    def _whatif(self, body: Body, wanted: Wanted) -> dict[str, Any]:
        tab, number = str(body.get("tab", ""))[:LONGEST_NAME], _whole(body, "number")
        pairs = body.get("state")
        if not isinstance(pairs, list) or not all(_is_pair(pair) for pair in pairs):
            raise Refused(400, "state: must be a list of pairs of texts")
        return self.live.move([(name, text) for name, text in pairs], tab, number, wanted)


def _page(path: str, function: Callable[[Request], Response]) -> Route:
    async def answer(request: Request) -> Response:
        return await in_thread(function, request)

    return Route(path, answer)


def _post(path: str, function: Callable[[Body, Wanted], dict[str, Any]]) -> Route:
    async def answer(request: Request) -> Response:
        body = await body_of(request)
        return JSONResponse(await while_wanted(request, lambda wanted: function(body, wanted)))

    return Route(path, answer, methods=["POST"])


async def _failed(request: Request, error: Exception) -> Response:
    """Response to a request that failed: data for a script, a page for a reader."""
    problem = _problem(error, request.method == "POST")
    if request.method == "POST":
        return told(problem)
    html = render("problem.html", **_frame("Not shown"), message=problem.detail)
    return HTMLResponse(html, problem.status_code, problem.headers)


def _problem(error: Exception, is_posted: bool) -> HTTPException:
    match error:
        case HTTPException(status_code=404) if not isinstance(error, Refused):
            return Refused(404, "no such page")
        case HTTPException():
            return error
        case Problem():
            return Refused(422 if is_posted else 400, str(error))
        case Superseded() | ClientDisconnect():
            return Refused(409, "a newer change replaced this one")
        case QueueFull():
            return Refused(503, "the server is busy; try again")
    traceback.print_exception(error)
    return Refused(500, "the server failed; its terminal shows why")


def _text(request: Request, name: str) -> str:
    """Text that an address gives under a name; empty if it does not name it."""
    return request.query_params.get(name, "")


def _is_pair(pair: Any) -> bool:
    return isinstance(pair, list) and len(pair) == 2 and all(isinstance(part, str) for part in pair)


def _whole(body: Mapping[str, Any], name: str) -> int:
    value = body.get(name)
    if isinstance(value, bool) or not isinstance(value, int):
        raise Refused(400, f"{name}: must be a whole number")
    return value


def _frame(here: str, *scripts: str) -> dict[str, Any]:
    return {"title": here, "here": here, "scripts": scripts, "warning": WARNING}
