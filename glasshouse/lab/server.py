"""The lab's server: a page, a WebSocket for its wishes, and downloads. Loopback only.

In: a port and how many threads a run may use. Out: a running server. Nothing is simulated in the
event loop; answers come from the one thread of `Turns`.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator, Callable
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from glasshouse.errors import InputError
from glasshouse.interrupts import interrupts
from glasshouse.lab.asking import Ask, Download, read_ask, read_download, scenario_of
from glasshouse.lab.guard import Guard
from glasshouse.lab.turns import Answer, Session, Turns, described
from glasshouse.lab.work import Worker, catalog, opened
from glasshouse.report.page import BUILT

HOST = "127.0.0.1"
USUAL_PORT = 8765
MOST_SESSIONS = 64
MOST_BYTES = 400_000  # of a message or a download's wish
KINDS = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".woff2": "font/woff2",
}
FILES = {
    "regime": "application/yaml",
    "results": "application/zip",
    "report": "text/html; charset=utf-8",
    "pdf": "application/pdf",
}
TRY_AGAIN = 1013


class Lab:
    """What all pages share."""

    def __init__(self, work: Worker) -> None:
        self.turns = Turns(work, _can_stop)
        self.studies = work.studies
        self.sessions = 0
        self.catalog: Answer | None = None

    @contextlib.contextmanager
    def session(self, answer: Callable[[Any, Answer], None]) -> Any:
        """A session of one page."""
        session = Session(answer)
        self.sessions += 1
        self.turns.join(session)
        try:
            yield session
        finally:
            self.turns.leave(session)
            self.studies.stop(session)
            self.sessions -= 1


def _can_stop(wish: Any) -> bool:
    """Large runs are dropped for a newer wish; a quick one is over before it would hear of it."""
    return isinstance(wish, Ask) and wish.kind in ("rest", "range", "compare")


def build_app(work: Worker) -> Guard:
    """The whole application."""
    lab = Lab(work)

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        lab.turns.start()
        yield
        await asyncio.gather(*map(asyncio.to_thread, (lab.turns.end, lab.studies.end)))

    async def live(socket: WebSocket) -> None:
        await _live(lab, socket)

    async def names(request: Request) -> Response:
        if lab.catalog is None:
            lab.catalog = await asyncio.to_thread(catalog)
        return JSONResponse(lab.catalog)

    async def download(request: Request) -> Response:
        return await _download(lab, request)

    routes = [
        Route("/", _file), Route("/{name}", _file), Route("/api/catalog", names),
        Route("/api/download", download, methods=["POST"]), WebSocketRoute("/live", live),
    ]  # fmt: skip
    return Guard(Starlette(routes=routes, lifespan=lifespan))


async def _file(request: Request) -> Response:
    """A file of the page: one of those that lie in its folder, and no other."""
    name = request.path_params.get("name", "index.html")
    known = {path.name: path for path in BUILT.iterdir() if path.suffix in KINDS}
    if name not in known or name in ("charts.js", "report.html"):
        return Response("There is no such page.", 404, media_type="text/plain")
    return FileResponse(known[name], media_type=KINDS[known[name].suffix])


async def _live(lab: Lab, socket: WebSocket) -> None:
    """One page's conversation."""
    await socket.accept()
    if lab.sessions >= MOST_SESSIONS:
        await socket.close(TRY_AGAIN, f"{MOST_SESSIONS} pages are open already.")
        return
    loop, answers = asyncio.get_running_loop(), asyncio.Queue[str]()

    def answer(wish: Ask | None, found: Answer) -> None:
        asked = {"id": wish.id, "kind": wish.kind} if wish else {"id": -1}
        text = json.dumps({**asked, **found}, ensure_ascii=False)
        with contextlib.suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(answers.put_nowait, text)

    async def send_answers() -> None:
        while True:
            await socket.send_text(await answers.get())

    with lab.session(answer) as session, contextlib.suppress(WebSocketDisconnect):
        sending = asyncio.create_task(send_answers())
        try:
            while True:
                text = await socket.receive_text()
                await _hear(lab, session, text, answer)
        finally:
            sending.cancel()


async def _hear(
    lab: Lab, session: Session, text: str, answer: Callable[[Any, Answer], None]
) -> None:
    """One message of a page. What takes no run is answered out of turn."""
    try:
        wish = read_ask(text)
    except InputError as error:
        answer(None, {"error": described(error)})
        return
    if wish.kind == "stop":
        lab.studies.stop(session)
        return
    if wish.kind not in ("open", "study"):
        lab.turns.ask(session, wish)
        return
    try:
        if wish.kind == "open":
            answer(wish, await asyncio.to_thread(opened, wish))
        else:
            scenario = await asyncio.to_thread(scenario_of, wish)
            lab.studies.start(
                session, wish.wanted or "", scenario, lambda found: answer(wish, found)
            )
    except InputError as error:
        answer(wish, {"error": described(error)})


async def _download(lab: Lab, request: Request) -> Response:
    """A file to keep, made in its turn."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            return JSONResponse({"error": {"text": "The request is too large."}}, 413)
    if lab.sessions >= MOST_SESSIONS:
        return JSONResponse({"error": {"text": f"{MOST_SESSIONS} pages are open already."}}, 503)
    try:
        wish = read_download(body)
    except InputError as error:
        return JSONResponse({"error": described(error)}, 400)
    loop, done = asyncio.get_running_loop(), asyncio.Event()
    found: list[Answer] = []

    def answer(_: Download, made: Answer) -> None:
        found.append(made)
        loop.call_soon_threadsafe(done.set)

    with lab.session(answer) as session:
        lab.turns.ask(session, wish)
        await done.wait()
    if "file" not in found[0]:
        return JSONResponse(found[0], 400 if "error" in found[0] else 500)
    return Response(found[0]["file"], media_type=FILES[wish.what])


def open_socket(port: int | None) -> socket.socket:
    """A listening place on loopback; None: the usual port, or any if that is taken, so that links
    to a scenario mostly open again. Raises `InputError`."""
    if port is None:
        with contextlib.suppress(InputError):
            return open_socket(USUAL_PORT)
        return open_socket(0)
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((HOST, port))
    except (OSError, OverflowError) as error:
        found.close()
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(
            f"port={port}", f"can't be used ({reason.lower()})", "a free port, 1024..65535",
            "Leave out --port to take any that is free.",
        ) from None  # fmt: skip
    return found


def serve(listening: socket.socket, threads: int | None, when_ready: Callable[[], None]) -> None:
    """Serve until interrupted, which ends it by `KeyboardInterrupt`. when_ready: called once the
    page can be opened."""
    import uvicorn

    class Server(uvicorn.Server):
        async def on_tick(self, counter: int) -> bool:
            return await super().on_tick(counter) or turn.shall_stop()

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            when_ready()

    # No pings: on loopback a line that breaks is known at once, and a busy machine is no reason.
    config = uvicorn.Config(
        build_app(Worker(threads)), log_level="warning", access_log=False, lifespan="on",
        ws="websockets-sansio", ws_max_size=MOST_BYTES, ws_ping_interval=None,
        timeout_graceful_shutdown=1, server_header=False, h11_max_incomplete_event_size=32_768,
    )  # fmt: skip
    with interrupts.orderly() as turn:
        Server(config).run(sockets=[listening])
        turn.check()
