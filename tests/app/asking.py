"""Asks an application of the explorer as its server does, without a server."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.types import Message

from sim.app.explorer import Explorer


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


def ask(
    explorer: Explorer, path: str, query: Sequence[tuple[str, str]] = (), posted: dict[str, Any] | None = None
) -> Answer:
    """The answer to a page that is opened, or to what a script posts."""
    headers = [(b"host", b"localhost"), *([(b"content-type", b"application/json")] if posted is not None else [])]
    scope = {
        "type": "http",
        "method": "GET" if posted is None else "POST",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": urlencode(query).encode(),
        "headers": headers,
    }
    asked = [{"type": "http.request", "body": json.dumps(posted).encode()}]
    sent: list[Message] = []

    async def receive() -> Message:
        return asked.pop() if asked else await asyncio.Future()

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(_answered(explorer.app("localhost")(scope, receive, send)))
    found = {name.decode(): text.decode() for name, text in sent[0]["headers"]}
    return Answer(sent[0]["status"], found, b"".join(message.get("body", b"") for message in sent[1:]))


async def _answered(answer: Any) -> None:
    """After an answer of 500 the server is told of the error, too."""
    with suppress(Exception):
        await answer


def get(explorer: Explorer, path: str, *query: tuple[str, str]) -> tuple[int, str]:
    answer = ask(explorer, path, query)
    return answer.status, answer.text


def post(explorer: Explorer, path: str, **body: Any) -> tuple[int, dict[str, Any]]:
    answer = ask(explorer, path, posted=body)
    return answer.status, json.loads(answer.body)
