"""What every request passes: only the doors that are meant to be open, only from where it may come."""

import json
import logging
import re
import uuid
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .origins import Origins, same_host

_LOG = logging.getLogger(__name__)
MAX_BODY = 512 * 1024  # a conversation of 40 long answers is about 200 KB
_NAME = r"[\w.-]+"
# The chat's own doors, below each of its addresses: what a page of ours loads and calls. Everything
# else that Gradio serves (uploads, files, history, monitoring, info, proxies, …) stays shut.
CHATS = ("", "/embed", "/en", "/embed/en")
_CHAT_DOORS = {
    "GET": ("/", "/config", "/theme.css", "/favicon.ico", "/gradio_api/queue/data", "/gradio_api/app_id", r"/static/.+", r"/assets/.+"),
    "POST": ("/gradio_api/queue/join", "/gradio_api/cancel", "/gradio_api/reset"),
}
_OWN_DOORS = {
    "GET": (
        *CHATS[1:], "/documents", rf"/documents/{_NAME}", rf"/documents/{_NAME}/original", "/nhung", "/widget.js", r"/ui/.+", "/healthz", "/readyz", "/metrics",
        "/api/docs", "/api/docs/assets/.+", "/api/v1/openapi.json", "/api/v1/documents", "/v1/models",
    ),
    "POST": ("/api/v1/ask", "/api/v1/export", "/v1/chat/completions", "/mcp"),
}  # fmt: skip
_PREFLIGHT = [
    (b"access-control-allow-methods", b"GET, POST"),
    (b"access-control-allow-headers", b"content-type, accept, authorization, mcp-protocol-version, mcp-method, mcp-name"),
    (b"access-control-max-age", b"600"),
]
_API = re.compile(r"/(?:api/v1|v1|mcp)(?:/|$)")
_DOORS = {
    method: re.compile("|".join([*_OWN_DOORS[method], *(f"{chat}{door}" for chat in CHATS for door in _CHAT_DOORS[method])])) for method in _OWN_DOORS
}


def is_open(method: str, path: str) -> bool:
    """Whether there is a door at `path` for `method`; HEAD goes where GET goes."""
    doors = _DOORS.get("GET" if method == "HEAD" else method)
    return bool(doors and doors.fullmatch(path))


class Guard:
    """ASGI middleware around everything: doors, origins, size of bodies, headers, request ids."""

    def __init__(self, app: ASGIApp, origins: Origins) -> None:
        self._app, self._origins = app, origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self._app(scope, receive, send)
        if scope["type"] != "http":
            return await send({"type": "websocket.close", "code": 1008})
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        path, method, origin = scope["path"], scope["method"], headers.get("origin", "")
        identifier = uuid.uuid4().hex[:12]
        scope.setdefault("state", {})["request_id"] = identifier
        foreign = bool(origin) and not same_host(origin, headers.get("host", ""))
        callable_from = foreign and bool(_API.match(path)) and self._origins.allows(origin)
        respond = self._answering(send, identifier, origin if callable_from else "", path)
        if method == "OPTIONS" and callable_from and "access-control-request-method" in headers:
            return await _reply(respond, 204, b"", _PREFLIGHT)
        if not is_open(method, path):
            other = next((other for other in _DOORS if is_open(other, path)), None)
            if other and method != "OPTIONS":
                return await _refuse(respond, 405, "method_not_allowed", f"Địa chỉ này chỉ nhận {other}; hãy đổi phương thức {method} của yêu cầu.", identifier, [(b"allow", other.encode())])
            return await _refuse(respond, 404, "not_found", "Không có địa chỉ này; xin kiểm tra lại đường dẫn.", identifier)
        if foreign and not callable_from:
            text = f"Nguồn {origin[:200]} không được phép gọi dịch vụ; người quản trị thêm nguồn ấy vào BOT_ALLOWED_ORIGINS."
            return await _refuse(respond, 403, "origin_not_allowed", text, identifier)
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > MAX_BODY:
            return await _refuse(respond, 413, "body_too_large", f"Thân yêu cầu quá {MAX_BODY // 1024} KB; xin gửi ít lượt hơn.", identifier)
        if method == "HEAD":  # FastAPI has no routes for it; the server leaves the body out
            scope = {**scope, "method": "GET"}
        await self._app(scope, _limited(receive), _without_cors(respond))

    def _answering(self, send: Send, identifier: str, cors: str, path: str) -> Send:
        """`send` with the headers that the list of origins and this path ask for."""

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                added = [
                    (b"x-request-id", identifier.encode()),
                    (b"x-content-type-options", b"nosniff"),
                    (b"referrer-policy", b"strict-origin-when-cross-origin"),
                    (b"content-security-policy", self._policy(path).encode()),
                ]
                if not self._origins.entries:
                    added.append((b"x-frame-options", b"SAMEORIGIN"))  # cannot hold a list
                if _API.match(path):
                    added.append((b"vary", b"Origin"))
                if cors:
                    added += [(b"access-control-allow-origin", cors.encode("latin-1")), (b"access-control-expose-headers", b"x-request-id, retry-after")]
                message = {**message, "headers": [*message["headers"], *added]}
            await send(message)

        return sending

    def _policy(self, path: str) -> str:
        """Content-Security-Policy: strict for our own pages; Gradio's scripts are partly inline."""
        frames = f"frame-ancestors {self._origins.frame_ancestors}"
        if re.match(r"/(?:documents|nhung|ui|widget)", path):
            return f"default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; {frames}"
        inline = "script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'"
        return f"default-src 'self'; {inline}; img-src 'self' data: blob:; font-src 'self' data:; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; {frames}"


def _without_cors(send: Send) -> Send:
    """`send` without the CORS headers of what is mounted: Gradio allows any origin that asks, with credentials."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [(name, value) for name, value in message["headers"] if not name.lower().startswith(b"access-control-")]
            message = {**message, "headers": kept}
        await send(message)

    return sending


def _limited(receive: Receive) -> Receive:
    """`receive` that takes a body without a length no further than the limit: the rest is cut off, and so fails to parse."""
    seen = 0

    async def receiving() -> Message:
        nonlocal seen
        message = await receive()
        if message["type"] == "http.request":
            seen += len(message.get("body", b""))
            if seen > MAX_BODY:
                return {"type": "http.request", "body": b"", "more_body": False}
        return message

    return receiving


async def _refuse(send: Send, status: int, code: str, text: str, identifier: str, headers: list[tuple[bytes, bytes]] | None = None) -> None:
    await _reply(send, status, json.dumps(problem(code, text, identifier), ensure_ascii=False).encode("utf-8", "replace"), headers or [])


async def _reply(send: Send, status: int, body: bytes, headers: list[tuple[bytes, bytes]]) -> None:
    kind = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": [*kind, *headers]})
    await send({"type": "http.response.body", "body": body})


def problem(code: str, message: str, identifier: str) -> dict[str, Any]:
    """The one shape of a request that was not carried out."""
    return {"error": {"code": code, "message": message, "request_id": identifier}}
