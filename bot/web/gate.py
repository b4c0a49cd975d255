"""Who may come through a door, and how often: inside the guard, before the application."""

import contextlib
import re
from urllib.parse import quote

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .asker import Credentials, Unknown
from .limits import Limits, TooMuch
from .links import link_to
from .metrics import Metrics
from .replies import refuse, reply

LOGIN = "/dang-nhap"
OPERATOR = "/quan-tri"
# What needs no credentials where others do: what watches over the service, the login and the operator's page (which has
# its own key), and the frame's empty page, which gets its user's token from the page around it.
_FREE = re.compile(
    rf"/healthz|/readyz|/metrics|/widget\.js|/ui/.+|/api/docs(?:/.+)?|/api/v1/openapi\.json|{LOGIN}(?:/ma)?|/dang-xuat|{OPERATOR}(?:/.*)?|/embed(?:/en)?/?"
    r"|(?:/embed|/en|/embed/en)?/(?:config|theme\.css|favicon\.ico|static/.+|assets/.+|gradio_api/app_id)"
)
_COUNTED = re.compile(r"/api/v1/(?:ask|export|feedback)|/v1/chat/completions|/mcp|.*/gradio_api/queue/join")
_LARGE = re.compile(r"/documents/[^/]+/original")  # a file of many megabytes
_HELD_OPEN = re.compile(rf"{_LARGE.pattern}|/api/v1/ask|/v1/chat/completions|/mcp|.*/gradio_api/queue/data")


class Gate:
    """ASGI middleware: says who asks (`state["asker"]`), and refuses who may not, or asks too much."""

    def __init__(self, app: ASGIApp, credentials: Credentials, limits: Limits, metrics: Metrics) -> None:
        self._app, self._credentials, self._limits, self._metrics = app, credentials, limits, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        path, identifier = scope["path"], scope["state"]["request_id"]
        client = scope["client"][0] if scope.get("client") else ""
        try:
            if path.startswith(OPERATOR) and not self._credentials.tokens.operator_key:
                return await refuse(send, 404, "not_found", "Trang quản trị chưa được mở; người quản trị đặt BOT_OPERATOR_KEY.", identifier)
            if path.startswith(OPERATOR) and path != f"{OPERATOR}/vao" and not self._credentials.is_operator(headers):
                return await reply(send, 303, b"", [(b"location", link_to(f"{OPERATOR}/vao").encode())])
            asker = self._credentials.asker(headers, client)
            scope["state"] |= {"asker": asker, "asker_kind": asker.kind}
            if self._credentials.closed and asker.kind == "address" and not _FREE.fullmatch(path):
                if scope["method"] == "GET" and "text/html" in headers.get("accept", ""):
                    query = "?" + scope["query_string"].decode("latin-1") if scope["query_string"] else ""
                    return await reply(send, 303, b"", [(b"location", f"{link_to(LOGIN)}?toi={quote(path + query, safe='')}".encode())])
                raise Unknown("Dịch vụ chỉ trả lời người đã đăng nhập; xin đăng nhập, hoặc gửi khóa API trong tiêu đề Authorization: Bearer.")
            with contextlib.ExitStack() as held:
                if _HELD_OPEN.fullmatch(path):
                    held.enter_context(self._limits.open(asker))
                if scope["method"] == "POST" and _COUNTED.fullmatch(path) or _LARGE.fullmatch(path):
                    self._limits.take(asker)
                await self._app(scope, receive, _unkept(send) if self._credentials.closed and not _FREE.fullmatch(path) else send)
        except Unknown as error:
            self._metrics.turned_away.labels("unauthorised").inc()
            await refuse(send, 401, "unauthorised", str(error), identifier, [(b"www-authenticate", b"Bearer")])
        except TooMuch as error:
            self._metrics.turned_away.labels(error.code).inc()
            await refuse(send, 429, error.code, str(error), identifier, [(b"retry-after", str(error.seconds).encode())])


def _unkept(send: Send) -> Send:
    """`send` of what is for its reader alone: no cache keeps it."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [(name, value) for name, value in message["headers"] if name.lower() != b"cache-control"]
            message = {**message, "headers": [*kept, (b"cache-control", b"private, no-store")]}
        await send(message)

    return sending
