"""Pages and files that are not the chat: documents, the widget, the snippet page, health and figures."""

import asyncio
from pathlib import Path
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse
from starlette.staticfiles import StaticFiles

from .guard import CHATS
from .links import address
from .live import Live
from .origins import Origins, origin_of, same_host
from .pages import document_page, documents_page, missing_page
from .replies import problem
from .snippets import snippets_page
from .texts import texts

STATIC = Path(__file__).parent / "static"
_LANG = Query("vi", include_in_schema=False)


def pages_router(live: Live, origins: Origins) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/documents")
    async def documents(lang: str = _LANG) -> HTMLResponse:
        with live.lease() as chain:
            return HTMLResponse(documents_page(chain.index, texts(lang)))

    @router.get("/documents/{document_id}")
    async def document(document_id: str, start: str = Query("", alias="from"), end: str = Query("", alias="to"), lang: str = _LANG) -> HTMLResponse:
        with live.lease() as chain:
            found = chain.index.documents.get(document_id)
            if found is None:
                return HTMLResponse(missing_page(document_id, texts(lang)), 404)
            has_original = chain.index.original(found) is not None
            return HTMLResponse(document_page(found, _offset(start), _offset(end), texts(lang), has_original=has_original))

    @router.get("/documents/{document_id}/original")
    async def original(document_id: str, lang: str = _LANG) -> Response:
        with live.lease() as chain:
            found = chain.index.documents.get(document_id)
            path = chain.index.original(found) if found else None
            if found is None or path is None:
                return HTMLResponse(missing_page(document_id, texts(lang)), 404)
            # Read whole while the build is held: the next build may remove it.
            return Response(
                await asyncio.to_thread(path.read_bytes),
                media_type="application/octet-stream",
                headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(found.path.name)}"},
            )

    async def with_slash(request: Request) -> RedirectResponse:
        """A mounted chat answers only with the slash."""
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"{request.url.path.rpartition('/')[2]}/{query}")

    for chat in CHATS[1:]:
        router.add_api_route(chat, with_slash)

    @router.get("/nhung")
    async def embedding(request: Request, lang: str = _LANG) -> HTMLResponse:
        return HTMLResponse(snippets_page(address(request), origins, texts(lang)))

    @router.get("/widget.js")
    async def widget(request: Request) -> Response:
        """The launcher; nothing for a page whose origin is not on the list, where the browser says which it is."""
        referrer = request.headers.get("referer", "")
        origin = origin_of(referrer)
        if referrer and not origins.allows(origin) and not same_host(origin, request.headers.get("host", "")):
            message = "Trang này chưa được phép nhúng; người quản trị thêm nguồn của trang vào BOT_ALLOWED_ORIGINS."
            return JSONResponse(problem("origin_not_allowed", message, request.state.request_id), 403)
        headers = {"Cache-Control": "public, max-age=300", "Vary": "Referer", "Cross-Origin-Resource-Policy": "cross-origin"}
        return FileResponse(STATIC / "widget.js", media_type="text/javascript; charset=utf-8", headers=headers)

    return router


def health_router(live: Live) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/healthz")
    async def healthy() -> dict[str, str]:
        """The process runs and its loop turns."""
        return {"status": "ok"}

    @router.get("/readyz")
    async def ready() -> JSONResponse:
        """Whether questions may be sent here: not while it stops."""
        with live.lease() as chain:
            body = {"status": "stopping" if live.stopping else "ready", "build": live.build, "documents": len(chain.index.documents)}
        return JSONResponse(body, 503 if live.stopping else 200)

    @router.get("/metrics")
    async def metrics() -> Response:
        return Response(live.metrics.text(), media_type="text/plain; version=0.0.4; charset=utf-8")

    return router


def static_files() -> StaticFiles:
    return StaticFiles(directory=STATIC)


def _offset(value: str) -> int | None:
    """An offset from a link; a mangled link shows the page without a mark."""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None
