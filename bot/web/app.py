"""One web application: every door of the service over one `Live`."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import fastapi_offline
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

from .api import api_router
from .chat import mount_chats
from .doors import health_router, pages_router, static_files
from .guard import Guard, problem
from .live import Live
from .openai import openai_router
from .origins import Origins, own_hosts
from .tools import mcp_app

_SWAGGER = Path(fastapi_offline.__file__).parent / "static"
_ABOUT = "Trả lời câu hỏi về văn bản hành chính bằng lời của văn bản, kèm trích dẫn nguyên văn; điều văn bản không nêu thì từ chối."


def create_app(live: Live, origins: Origins, host: str, public_url: str) -> FastAPI:
    """The application: APIs, pages and chats behind the guard.

    `host` is what it listens on; `public_url` the address at which its readers reach it, or empty.
    """
    tools = mcp_app(live)

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        watching = asyncio.create_task(live.watch())
        async with tools.router.lifespan_context(tools):
            yield
        watching.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watching

    app = FastAPI(title="Hỏi đáp văn bản", version="1", description=_ABOUT, docs_url=None, redoc_url=None, openapi_url="/api/v1/openapi.json", lifespan=lifespan)
    app.include_router(api_router(live, public_url))
    app.include_router(openai_router(live))
    app.include_router(pages_router(live, origins, public_url))
    app.include_router(health_router(live))
    app.mount("/ui", static_files())
    app.mount("/api/docs/assets", StaticFiles(directory=_SWAGGER))
    app.router.routes.extend(tools.routes)

    @app.get("/api/docs", include_in_schema=False)
    async def docs() -> HTMLResponse:
        return get_swagger_ui_html(
            openapi_url="../api/v1/openapi.json",
            title="API hỏi đáp văn bản",
            swagger_js_url="docs/assets/swagger-ui-bundle.js",
            swagger_css_url="docs/assets/swagger-ui.css",
            swagger_favicon_url="docs/assets/favicon.png",
        )

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        unread = any(one["type"] == "json_invalid" for one in error.errors())
        where = "; ".join(f"{'.'.join(map(str, one['loc'][1:])) or 'thân yêu cầu'}: {one['msg']}" for one in error.errors()[:5])
        text = "Thân yêu cầu không phải JSON đọc được; xin kiểm tra lại." if unread else f"Yêu cầu thiếu trường hoặc sai kiểu ({where}); xin sửa theo mô tả tại /api/docs."
        code = "bad_json" if unread else "invalid_request"
        return JSONResponse(problem(code, text, request.state.request_id), 400 if unread else 422)

    @app.exception_handler(HTTPException)
    async def refused(request: Request, error: HTTPException) -> JSONResponse:
        return JSONResponse(problem("http_error", f"Không thực hiện được yêu cầu ({error.detail}).", request.state.request_id), error.status_code)

    mount_chats(app, live)
    app.add_middleware(Guard, origins=origins, hosts=own_hosts(host, public_url))  # last, and so around everything
    return app
