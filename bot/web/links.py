"""Addresses as a reader's browser reaches them: below the path of BOT_PUBLIC_URL, where a proxy serves us there."""

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from index.settings import setting


def root() -> str:
    """The path before every address of ours: "" or, say, "/hoi-dap". The proxy takes it away again."""
    return urlsplit(setting("BOT_PUBLIC_URL")).path


def link_to(path: str) -> str:
    """`path`, which begins at the service's root, for a page."""
    return root() + path


def address(request: Request) -> str:
    """Where readers reach the service, without a slash at the end: as published, else as it was called."""
    return setting("BOT_PUBLIC_URL") or str(request.base_url).rstrip("/")


class Below:
    """ASGI middleware, the innermost: says to the application below which path it is served, as ASGI has it said.

    Everything around it sees paths that begin at the service's root.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and (below := root()):
            scope = {**scope, "root_path": below, "path": below + scope["path"]}
        await self._app(scope, receive, send)
