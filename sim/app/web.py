"""The web application between server and pages: valid requests, headers of answers, and threads for the work."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import Any, TypeVar

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sim.app import safety

IDLE_SECONDS = 30.0  # within which the body of a request has to come
MOST_PAIRS = 400  # in an address

T = TypeVar("T")


class Guard:
    """Refuses requests that no page of ours makes; adds to every answer what the browser must not do with it."""

    def __init__(self, app: ASGIApp, host: str) -> None:
        """Stand before an application that is served at `host`."""
        self.app = app
        self.host = host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        refused = False

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, text in safety.HEADERS.items():
                    headers[name] = text
                headers.setdefault("Content-Security-Policy", safety.PAGE_POLICY)
                if refused and scope["method"] == "POST":  # its body may not have been read
                    headers["Connection"] = "close"
            await send(message)

        try:
            check(scope, self.host)
        except HTTPException as problem:
            refused = True
            await told(problem)(scope, receive, guarded)
        else:
            await self.app(scope, receive, guarded)


def check(scope: Scope, host: str) -> None:
    """Raise Refused where a request is malformed or comes from elsewhere."""
    query: bytes = scope["query_string"]
    if len(scope["raw_path"]) + len(query) >= safety.LONGEST_ADDRESS:
        raise safety.Refused(414, "the address is too long")
    if scope["method"] not in (*safety.READING, "POST"):
        raise safety.Refused(405, "only GET, HEAD and POST are supported")
    headers = Headers(scope=scope)
    safety.check_host(headers.get("Host"), host)
    safety.check_origin(scope["method"], headers)
    if not scope["path"].startswith("/") or query.count(b"&") >= MOST_PAIRS:
        raise safety.Refused(400, "the address cannot be read")


def told(problem: HTTPException) -> JSONResponse:
    """A problem, for a script."""
    return JSONResponse({"problem": problem.detail}, problem.status_code, problem.headers)


async def body_of(request: Request) -> Mapping[str, Any]:
    """The JSON object that was posted; raise Refused if it is something else, too long or too slow."""
    too_long = safety.Refused(413, f"a request may have at most {safety.LONGEST_BODY:,} bytes", closes=True)
    if int(request.headers.get("Content-Length", 0)) > safety.LONGEST_BODY:
        raise too_long
    text = bytearray()
    try:
        async with asyncio.timeout(IDLE_SECONDS):
            async for chunk in request.stream():
                text += chunk
                if len(text) > safety.LONGEST_BODY:
                    raise too_long
        body = json.loads(text)
    except TimeoutError:
        raise safety.Refused(408, "the request was cut short", closes=True) from None
    except (ValueError, RecursionError):
        raise safety.Refused(400, "the request is not JSON") from None
    if not isinstance(body, dict):
        raise safety.Refused(400, "the request is not a JSON object")
    return body


async def in_thread(function: Callable[..., T], *arguments: Any) -> T:
    """Run a function in a thread that the end of the program does not wait for, and return its result."""
    answer: Future[T] = Future()
    answer.set_running_or_notify_cancel()

    def work() -> None:
        try:
            answer.set_result(function(*arguments))
        except BaseException as error:
            answer.set_exception(error)

    threading.Thread(target=work, daemon=True).start()
    return await asyncio.wrap_future(answer)


async def while_wanted(request: Request, function: Callable[[Callable[[], bool]], T]) -> T:
    """Run a function that may ask whether the page still waits, and return its result."""
    gone = threading.Event()

    async def watch() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass
        gone.set()

    watching = asyncio.create_task(watch())
    try:
        return await in_thread(function, lambda: not gone.is_set())
    finally:
        watching.cancel()
