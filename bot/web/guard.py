"""What every request passes: only the doors that are meant to be open, only from where it may come."""

import asyncio
import logging
import re
import time
import uuid
from urllib.parse import quote

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from index.settings import setting

from .context import REQUEST_ID
from .links import link_to, root
from .origins import Origins, is_own, same_host
from .pages import lost_page
from .replies import HTML, refuse, reply

_LOG = logging.getLogger(__name__)
_UPLOAD = "/quan-tri/van-ban/them"  # takes files: as large as a document may be, over a slow line
_REPORT = "/quan-tri/danh-gia/bao-cao"  # a file with its own style and pictures in it
_UPLOAD_TIMES = 40  # as long as other bodies: 50 MB over 1 Mbit/s
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
        "/dang-nhap", "/quan-tri", "/quan-tri/vao", "/quan-tri/van-ban", "/quan-tri/danh-gia", _REPORT,
    ),
    "POST": (
        "/api/v1/ask", "/api/v1/export", "/api/v1/feedback", "/v1/chat/completions", "/mcp", "/dang-nhap", "/dang-nhap/ma", "/dang-xuat",
        "/quan-tri/vao", "/quan-tri/ra", _UPLOAD, "/quan-tri/van-ban/bo", "/quan-tri/van-ban/lap",
    ),
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
    """ASGI middleware around everything: names, doors, origins, size and time of bodies, headers, request ids, the log of requests, faults."""

    def __init__(self, app: ASGIApp, origins: Origins, hosts: frozenset[str]) -> None:
        self._app, self._origins, self._hosts = app, origins, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self._app(scope, receive, send)
        if scope["type"] != "http":
            return await send({"type": "websocket.close", "code": 1008})
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        if (below := root()) and (scope["path"] + "/").startswith(below + "/"):  # a proxy that did not take the path away, or none
            scope = {**scope, "path": scope["path"][len(below) :] or "/"}
        path, method, origin = scope["path"], scope["method"], headers.get("origin", "")
        identifier = uuid.uuid4().hex[:12]
        REQUEST_ID.set(identifier)
        scope["state"] = {**scope.get("state", {}), "request_id": identifier}
        send = _logged(send, scope)
        foreign = bool(origin) and not same_host(origin, headers.get("host", ""))
        callable_from = foreign and bool(_API.match(path)) and self._origins.allows(origin)
        respond = self._answering(send, identifier, origin if callable_from else "", path)
        if path not in _UNNAMED and not is_own(headers.get("host", ""), self._hosts):
            text = f"Dịch vụ không mang tên {headers.get('host', '')[:200]}; người quản trị đặt BOT_PUBLIC_URL là địa chỉ công bố của dịch vụ."
            return await refuse(respond, 421, "unknown_host", text, identifier)
        if method == "OPTIONS" and callable_from and "access-control-request-method" in headers:
            # A client may send what headers it likes: the list of origins is what guards.
            asked = headers.get("access-control-request-headers", "").encode("latin-1")
            granted = [(b"access-control-allow-methods", b"GET, POST"), (b"access-control-allow-headers", asked), (b"access-control-max-age", b"600")]
            return await reply(respond, 204, b"", granted)
        if not is_open(method, path):
            other = next((other for other in _DOORS if is_open(other, path)), None)
            if other and method != "OPTIONS":
                return await refuse(respond, 405, "method_not_allowed", f"Địa chỉ này chỉ nhận {other}; hãy đổi phương thức {method} của yêu cầu.", identifier, [(b"allow", other.encode())])
            if method in ("GET", "HEAD"):
                if is_open(method, bare := path.rstrip("/")):  # the commonest slip; the address is one of ours, never another site's
                    query = b"?" + scope["query_string"] if scope["query_string"] else b""
                    return await reply(respond, 307, b"", [(b"location", quote(link_to(bare)).encode() + query)])
                if "text/html" in headers.get("accept", "") and not _API.match(path):
                    return await reply(respond, 404, lost_page().encode(), kind=HTML)
            return await refuse(respond, 404, "not_found", "Không có địa chỉ này; xin kiểm tra lại đường dẫn.", identifier)
        if foreign and not callable_from:
            text = f"Nguồn {origin[:200]} không được phép gọi dịch vụ; người quản trị thêm nguồn ấy vào BOT_ALLOWED_ORIGINS."
            return await refuse(respond, 403, "origin_not_allowed", text, identifier)
        upload = path == _UPLOAD
        # Room for what a form puts around a file.
        limit = setting("BOT_MAX_BODY_KB") * 1024 + (setting("BOT_MAX_FILE_MB") * 1024**2 if upload else 0)
        body = _Body(receive, limit, setting("BOT_BODY_S") * (_UPLOAD_TIMES if upload else 1))
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > limit:
            return await refuse(respond, *body.too_large, identifier)
        if method == "HEAD":  # FastAPI has no routes for it; the server leaves the body out
            scope = {**scope, "method": "GET"}
        await self._carry_out(scope, body, respond, identifier)

    async def _carry_out(self, scope: Scope, body: "_Body", respond: Send, identifier: str) -> None:
        """The application's answer; a fault in it becomes one too, with the same headers."""
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            if body.fault and not begun:
                begun = True
                await refuse(respond, *body.fault, identifier)
            elif not body.fault:
                begun = True
                await respond(message)

        try:
            await self._app(scope, body.receive, _without_cors(sending))
        except Exception:
            if begun:
                raise  # too late for an answer: the server cuts the connection
            _LOG.exception("request %s failed", identifier)
            await refuse(respond, 500, "error", "Có lỗi khi xử lý yêu cầu; xin báo mã yêu cầu cho người quản trị.", identifier)

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
        ours = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'"
        if path == _REPORT:
            return "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
        if re.match(r"/(?:dang-nhap|quan-tri)", path):  # what is typed or clicked here must not be laid under another's page
            return f"{ours}; form-action 'self'; frame-ancestors 'none'"
        if re.match(r"/(?:documents|nhung|ui|widget)", path):
            return f"{ours}; form-action 'none'; {frames}"
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
    """What is received: a body no larger than `limit` bytes, and within `seconds`; the rest is not passed on.

    `fault` is status, code and sentence where it was not.
    """

    def __init__(self, receive: Receive, limit: int, seconds: float) -> None:
        self._receive, self._limit, self._seconds = receive, limit, seconds
        self._seen, self._until = 0, 0.0
        self._complete = False
        self.fault: tuple[int, str, str] | None = None
        size = f"{limit // 1024**2} MB" if limit >= 2 * 1024**2 else f"{limit // 1024} KB"
        self.too_large = (413, "body_too_large", f"Thân yêu cầu quá {size}; xin gửi ít hơn.")

    async def receive(self) -> Message:
        if self._complete:  # what comes now is the client's going away, which may take as long as it likes
            return await self._receive()
        self._until = self._until or asyncio.get_running_loop().time() + self._seconds
        try:
            async with asyncio.timeout_at(self._until):
                message = await self._receive()
        except TimeoutError:
            self.fault = (408, "body_too_slow", f"Thân yêu cầu không đến đủ trong {self._seconds:g} giây; xin kiểm tra đường truyền rồi gửi lại.")
            self._complete = True
            return {"type": "http.request", "body": b"", "more_body": False}
        if message["type"] == "http.request":
            self._seen += len(message.get("body", b""))
            self._complete = not message.get("more_body", False)
            if self._seen > self._limit:
                self.fault, self._complete = self.too_large, True
                return {"type": "http.request", "body": b"", "more_body": False}
        return message


def _logged(send: Send, scope: Scope) -> Send:
    """`send` that writes one line to the log when the reply is whole: never a query, which may hold what a person typed."""
    begin, status = time.perf_counter(), 0

    async def sending(message: Message) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]
        await send(message)
        if message["type"] == "http.response.body" and not message.get("more_body"):
            # An address that is none of ours may be anything that a person has typed.
            path = scope["path"] if is_open(scope["method"], scope["path"]) else ""
            more = {"method": scope["method"], "path": path, "status": status, "ms": round((time.perf_counter() - begin) * 1000, 1)}
            _LOG.info("request", extra={**more, "asker": scope["state"].get("asker_kind", "")})

    return sending
