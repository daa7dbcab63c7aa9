"""Who may talk to the server, and what its pages may load.

In: every request, before anything else sees it. Out: the same request, or a refusal. A page of
another site can neither read from here (Host: no DNS rebinding) nor drive anything (Origin), and
what is served loads nothing from anywhere else.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.websockets import WebSocketClose

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
    "img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",
}


class Guard:
    """Wraps an app: checks Host and Origin, adds headers."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        refusal = why_refused(scope["type"], scope.get("method", ""), Headers(scope=scope))
        if refusal and scope["type"] == "websocket":
            await WebSocketClose(1008, refusal)(scope, receive, send)
        elif refusal:
            await PlainTextResponse(refusal, 403)(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._app(scope, receive, send)
        else:
            await self._app(scope, receive, _with_headers(send))


def why_refused(kind: str, method: str, headers: Headers) -> str:
    """What is wrong with a request's Host or Origin; nothing if it may pass."""
    host = headers.get("host", "")
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
    if name not in LOOPBACK or len(headers.getlist("host")) > 1:
        return "This page is served to this machine only."
    origin = headers.get("origin")
    if origin is not None and origin != f"http://{host}":
        return "Another page may not use this one."
    if origin is None and (kind == "websocket" or method not in ("GET", "HEAD")):
        return "Only this server's own page may do that."
    return ""


def _with_headers(send: Send) -> Send:
    async def send_it(message: Any) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for key, value in HEADERS.items():
                headers[key] = value
        await send(message)

    return send_it
