"""The server of the workbench: on the loopback interface, for browsers that know the token."""

from __future__ import annotations

import json
import secrets
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar
from urllib.parse import unquote

import msgspec
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from mailrecon.app.decisions import DecisionRequest
from mailrecon.app.page import app_page, app_policy
from mailrecon.app.signed import signed_page, style_hash
from mailrecon.app.workbench import Workbench
from mailrecon.corrections import Action
from mailrecon.errors import MailreconError, UnfitError

Result = TypeVar("Result")
# Largest file that may be dropped in, since it is read into memory.
_LARGEST_FILE = 512 << 20
_LARGEST_DECISION = 1 << 20
_LARGEST_SAMPLE = 1000
_HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


class _Guard:
    """Accepts only requests of this machine's browser that have the token of this run.

    A page of another site in the same browser can send requests here, but it does not know the
    token, and its Origin is wrong. Requests through a foreign name for this address (DNS rebinding)
    have the wrong Host.
    """

    def __init__(self, app: ASGIApp, token: str, port: int) -> None:
        self._app = app
        self._token = token
        self._hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["path"] == "/favicon.ico":
            # Browsers always request an icon, and report a refusal as an error.
            await Response(status_code=204)(scope, receive, send)
            return
        refusal = self._refusal(Request(scope))
        if refusal is not None:
            answer = PlainTextResponse(
                refusal, 403, {**_HEADERS, "Content-Security-Policy": _NOTHING}
            )
            await answer(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _refusal(self, request: Request) -> str | None:
        host = request.headers.get("host", "")
        if host not in self._hosts:
            return "This address is not the workbench's: use the one that mailrecon open printed.\n"
        origin = request.headers.get("origin")
        if origin is not None and origin != f"http://{host}":
            return "Another site asked for this: refused.\n"
        if request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
            return "Another site asked for this: refused.\n"
        given = request.url.path.split("/")[1]
        if not secrets.compare_digest(given.encode(), self._token.encode()):
            return (
                "The token in the address is wrong, or of an earlier run: use the address that "
                "mailrecon open printed last.\n"
            )
        return None


def make_server(workbench: Workbench, token: str, port: int) -> ASGIApp:
    """The application, for `http://127.0.0.1:PORT/TOKEN/`."""
    handlers = _Handlers(workbench)
    paths: list[tuple[str, str, Callable[[Request], Awaitable[Response]]]] = [
        ("GET", "", handlers.page),
        ("GET", "content", handlers.content),
        ("GET", "changes", handlers.changes),
        ("GET", "state", handlers.state),
        ("GET", "look", handlers.look),
        ("GET", "history", handlers.history),
        ("GET", "people", handlers.people),
        ("GET", "message/{number:int}", handlers.message),
        ("GET", "text/{number:int}", handlers.text),
        ("GET", "search", handlers.search),
        ("GET", "page/{number:int}/{page:int}", handlers.image),
        ("GET", "words/{number:int}/{page:int}", handlers.words),
        ("GET", "regions/{number:int}/{which:int}", handlers.regions),
        ("GET", "sample", handlers.sample),
        ("GET", "signed", handlers.signed),
        ("POST", "decide", handlers.decide),
        ("POST", "undo", handlers.undo),
        ("POST", "redo", handlers.redo),
        ("POST", "file", handlers.file),
    ]
    routes = [
        Route(f"/{token}/{path}", _answering(handler), methods=[method])
        for method, path, handler in paths
    ]
    return _Guard(Starlette(routes=routes), token, port)


def _answering(
    handler: Callable[[Request], Awaitable[Response]],
) -> Callable[[Request], Awaitable[Response]]:
    """Return errors as JSON with a clear message, and add the headers of every answer."""

    async def answer(request: Request) -> Response:
        try:
            response = await handler(request)
        except UnfitError as error:
            response = JSONResponse({"error": str(error)}, 400)
        except MailreconError as error:
            response = JSONResponse({"error": str(error)}, 409)
        except (LookupError, ValueError) as error:
            response = JSONResponse({"error": f"that can't be answered: {error}"}, 400)
        except ClientDisconnect:
            # The browser was closed: each decision is in the file, or was never sent.
            response = Response(status_code=400)
        for name, value in _HEADERS.items():
            response.headers[name] = value
        response.headers.setdefault("Content-Security-Policy", _NOTHING)
        return response

    return answer


class _Handlers:
    """One method for each path; the work is done outside the event loop."""

    def __init__(self, workbench: Workbench) -> None:
        self._bench = workbench

    async def page(self, request: Request) -> Response:
        policy = {"Content-Security-Policy": f"{app_policy()}; frame-ancestors 'none'"}
        return Response(app_page(self._bench.title), 200, policy, "text/html; charset=utf-8")

    async def content(self, request: Request) -> Response:
        return await _as_json(self._bench.content)

    async def changes(self, request: Request) -> Response:
        return await _as_json(self._bench.changes, int(request.query_params.get("since", "0")))

    async def state(self, request: Request) -> Response:
        return await _as_json(self._bench.outcome)

    async def look(self, request: Request) -> Response:
        return await _as_json(self._bench.look)

    async def people(self, request: Request) -> Response:
        return await _as_json(self._bench.people)

    async def history(self, request: Request) -> Response:
        return await _as_json(self._bench.history)

    async def message(self, request: Request) -> Response:
        number = request.path_params["number"]
        return await _as_json(self._bench.message, number, _generation(request))

    async def text(self, request: Request) -> Response:
        asked = request.query_params
        end = int(asked["to"]) if "to" in asked else None
        start = max(0, int(asked.get("from", "0")))
        return await _as_json(self._bench.stretch, request.path_params["number"], start, end)

    async def search(self, request: Request) -> Response:
        words = request.query_params.get("words", "").split()[:50]
        return await _as_json(self._bench.search, words, _generation(request))

    async def image(self, request: Request) -> Response:
        number, page = request.path_params["number"], request.path_params["page"]
        data = await run_in_threadpool(self._bench.page_image, number, page)
        return Response(data, media_type="image/jpeg")

    async def words(self, request: Request) -> Response:
        asked = request.path_params
        return await _as_json(self._bench.words, asked["number"], asked["page"])

    async def regions(self, request: Request) -> Response:
        number, which = request.path_params["number"], request.path_params["which"]
        return await _as_json(self._bench.regions, number, which, _generation(request))

    async def sample(self, request: Request) -> Response:
        return await _as_json(self._bench.sample, *_seed_and_size(request))

    async def signed(self, request: Request) -> Response:
        drawn, measures, sources = await run_in_threadpool(
            self._bench.measured, *_seed_and_size(request)
        )
        title, name = self._bench.title, self._bench.by
        language = request.query_params.get("lang", "en")
        page = signed_page(drawn, measures, sources, title=title, name=name, language=language)
        policy = {"Content-Security-Policy": f"{_NOTHING}; style-src '{style_hash()}'"}
        return Response(page, 200, policy, "text/html; charset=utf-8")

    async def decide(self, request: Request) -> Response:
        body = await _body(request, _LARGEST_DECISION)
        try:
            asked = msgspec.json.decode(body, type=DecisionRequest)
        except msgspec.MsgspecError as error:
            raise UnfitError(f"this decision is not possible: {error}") from error
        return await _as_json(self._bench.decide, asked)

    async def undo(self, request: Request) -> Response:
        asked = request.query_params
        if "id" in asked:
            return await _as_json(self._bench.undo_one, asked["id"])
        if "message" in asked:
            number, action = int(asked["message"]), Action(asked.get("action", ""))
            return await _as_json(self._bench.unmark, number, action, _generation(request))
        return await _as_json(self._bench.undo)

    async def redo(self, request: Request) -> Response:
        return await _as_json(self._bench.redo)

    async def file(self, request: Request) -> Response:
        data = await _body(request, _LARGEST_FILE)
        name = unquote(request.query_params.get("name", "")) or "dropped"
        return await _as_json(self._bench.add_file, name, data)


def _generation(request: Request) -> int | None:
    """The generation of the archive that the page shows; None for the last."""
    found = request.query_params.get("of")
    return int(found) if found is not None else None


def _seed_and_size(request: Request) -> tuple[int, int]:
    seed = abs(int(request.query_params.get("seed", "1")))
    return seed, max(1, min(_LARGEST_SAMPLE, int(request.query_params.get("size", "20"))))


async def _body(request: Request, most: int) -> bytes:
    found = bytearray()
    async for piece in request.stream():
        found += piece
        if len(found) > most:
            raise UnfitError(f"more than {most >> 20} MB cannot be uploaded")
    return bytes(found)


async def _as_json(call: Callable[..., Result], *values: Any) -> Response:
    found = await run_in_threadpool(call, *values)
    # UTF-8 cannot encode lone surrogates, but JSON can escape them.
    text = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    return Response(text.encode("utf-8", "backslashreplace"), media_type="application/json")
