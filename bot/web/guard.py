"""What every request passes: only the doors that are meant to be open, only from where it may come."""

import json
import logging
import re
import uuid
from typing import Any
from urllib.parse import quote

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .origins import Origins, is_own, same_host
from .pages import lost_page

_LOG = logging.getLogger(__name__)
MAX_BODY = 512 * 1024  # a conversation of 40 long answers is about 200 KB
_TOO_LARGE = f"Thân yêu cầu quá {MAX_BODY // 1024} KB; xin gửi ít lượt hơn."
_NAME = r"[\w.-]+"
# The chat's own doors, below each of its addresses: what a page of ours loads and calls. Everything
# else that Gradio serves (uploads, files, history, monitoring, info, proxies, …) stays shut.
CHATS = ("", "/embed", "/en", "/embed/en")
_CHAT_DOORS = {
    "GET": ("/", "/config", r"/theme\.css", r"/favicon\.ico", "/gradio_api/queue/data", "/gradio_api/app_id", r"/static/.+", r"/assets/.+"),
    "POST": ("/gradio_api/queue/join", "/gradio_api/cancel", "/gradio_api/reset"),
}
_OWN_DOORS = {
    "GET": (
        *CHATS[1:], "/documents", rf"/documents/{_NAME}", rf"/documents/{_NAME}/original", "/nhung", r"/widget\.js", r"/ui/.+", "/healthz", "/readyz", "/metrics",
        "/api/docs", "/api/docs/assets/.+", r"/api/v1/openapi\.json", "/api/v1/documents", "/v1/models", rf"/v1/models/{_NAME}",
    ),
    "POST": ("/api/v1/ask", "/api/v1/export", "/v1/chat/completions", "/mcp"),
}  # fmt: skip
_UNNAMED = ("/healthz", "/readyz", "/metrics")  # what watches over the service calls it by any name; nothing of a document is there
# What a page of a listed origin may call; the launcher among it, for a tag with `crossorigin`.
_API = re.compile(r"/(?:api/v1|v1|mcp)(?:/|$)|/widget\.js$")
_DOORS = {
    method: re.compile("|".join([*_OWN_DOORS[method], *(f"{chat}{door}" for chat in CHATS for door in _CHAT_DOORS[method])])) for method in _OWN_DOORS
}


def is_open(method: str, path: str) -> bool:
    """Whether there is a door at `path` for `method`; HEAD goes where GET goes."""
    doors = _DOORS.get("GET" if method == "HEAD" else method)
    return bool(doors and doors.fullmatch(path))


class Guard:
    """ASGI middleware around everything: names, doors, origins, size of bodies, headers, request ids, faults."""

    def __init__(self, app: ASGIApp, origins: Origins, hosts: frozenset[str]) -> None:
        self._app, self._origins, self._hosts = app, origins, hosts

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
        if path not in _UNNAMED and not is_own(headers.get("host", ""), self._hosts):
            text = f"Dịch vụ không mang tên {headers.get('host', '')[:200]}; người quản trị đặt BOT_PUBLIC_URL là địa chỉ công bố của dịch vụ."
            return await _refuse(respond, 421, "unknown_host", text, identifier)
        if method == "OPTIONS" and callable_from and "access-control-request-method" in headers:
            # A client may send what headers it likes: the list of origins is what guards.
            asked = headers.get("access-control-request-headers", "").encode("latin-1")
            granted = [(b"access-control-allow-methods", b"GET, POST"), (b"access-control-allow-headers", asked), (b"access-control-max-age", b"600")]
            return await _reply(respond, 204, b"", granted)
        if not is_open(method, path):
            other = next((other for other in _DOORS if is_open(other, path)), None)
            if other and method != "OPTIONS":
                return await _refuse(respond, 405, "method_not_allowed", f"Địa chỉ này chỉ nhận {other}; hãy đổi phương thức {method} của yêu cầu.", identifier, [(b"allow", other.encode())])
            if method in ("GET", "HEAD"):
                if is_open(method, bare := path.rstrip("/")):  # the commonest slip; the address is one of ours, never another site's
                    query = b"?" + scope["query_string"] if scope["query_string"] else b""
                    return await _reply(respond, 307, b"", [(b"location", quote(bare).encode() + query)])
                if "text/html" in headers.get("accept", "") and not _API.match(path):
                    return await _reply(respond, 404, lost_page().encode(), [], b"text/html; charset=utf-8")
            return await _refuse(respond, 404, "not_found", "Không có địa chỉ này; xin kiểm tra lại đường dẫn.", identifier)
        if foreign and not callable_from:
            text = f"Nguồn {origin[:200]} không được phép gọi dịch vụ; người quản trị thêm nguồn ấy vào BOT_ALLOWED_ORIGINS."
            return await _refuse(respond, 403, "origin_not_allowed", text, identifier)
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > MAX_BODY:
            return await _refuse(respond, 413, "body_too_large", _TOO_LARGE, identifier)
        if method == "HEAD":  # FastAPI has no routes for it; the server leaves the body out
            scope = {**scope, "method": "GET"}
        await self._carry_out(scope, receive, respond, identifier)

    async def _carry_out(self, scope: Scope, receive: Receive, respond: Send, identifier: str) -> None:
        """The application's answer; a fault in it becomes one too, with the same headers."""
        body, begun = _Body(receive), False

        async def sending(message: Message) -> None:
            nonlocal begun
            if body.too_large and not begun:
                begun = True
                await _refuse(respond, 413, "body_too_large", _TOO_LARGE, identifier)
            elif not body.too_large:
                begun = True
                await respond(message)

        try:
            await self._app(scope, body.receive, _without_cors(sending))
        except Exception:
            if begun:
                raise  # too late for an answer: the server cuts the connection
            _LOG.exception("request %s failed", identifier)
            await _refuse(respond, 500, "error", "Có lỗi khi xử lý yêu cầu; xin báo mã yêu cầu cho người quản trị.", identifier)

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
                    added += [(b"access-control-allow-origin", cors.encode("latin-1")), (b"access-control-expose-headers", b"x-request-id, retry-after, content-disposition")]
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


class _Body:
    """What is received, a body without a length no further than the limit: the rest is not passed on."""

    def __init__(self, receive: Receive) -> None:
        self._receive, self._seen = receive, 0

    @property
    def too_large(self) -> bool:
        return self._seen > MAX_BODY

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._seen += len(message.get("body", b""))
            if self.too_large:
                return {"type": "http.request", "body": b"", "more_body": False}
        return message


async def _refuse(send: Send, status: int, code: str, text: str, identifier: str, headers: list[tuple[bytes, bytes]] | None = None) -> None:
    await _reply(send, status, json.dumps(problem(code, text, identifier), ensure_ascii=False).encode("utf-8", "replace"), headers or [])


async def _reply(send: Send, status: int, body: bytes, headers: list[tuple[bytes, bytes]], kind: bytes = b"application/json") -> None:
    described = [(b"content-type", kind), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": [*described, *headers]})
    await send({"type": "http.response.body", "body": body})


def problem(code: str, message: str, identifier: str) -> dict[str, Any]:
    """The one shape of a request that was not carried out."""
    return {"error": {"code": code, "message": message, "request_id": identifier}}
