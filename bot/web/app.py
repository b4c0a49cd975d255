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

from index.settings import setting

from ..access.keys import Keys
from ..access.tokens import Tokens, own_key
from ..access.users import Users
from ..records.store import Records
from .api import api_router
from .asker import Credentials
from .builder import Builder
from .chat import mount_chats
from .doors import health_router, pages_router, static_files
from .feedback import feedback_router
from .gate import Gate
from .guard import Guard
from .limits import Limits, Rate
from .links import Below
from .live import Live
from .login import login_router
from .openai import openai_router
from .operator import operator_router
from .origins import Origins, own_hosts
from .replies import problem
from .tools import mcp_app

_SWAGGER = Path(fastapi_offline.__file__).parent / "static"
_ABOUT = (
    "Trả lời câu hỏi về văn bản hành chính bằng lời của văn bản, hoặc của mô hình mà người quản trị đã đặt, kèm trích dẫn nguyên văn; điều văn bản không nêu thì từ chối. "
    "Nơi dịch vụ yêu cầu, gửi khóa API hoặc mã của cổng thông tin trong tiêu đề `Authorization: Bearer …`."
)


def create_app(live: Live, origins: Origins, records: Records, host: str) -> FastAPI:
    """The application: APIs, pages and chats behind the gate and the guard; `host` is what it listens on.

    Raises:
        UserError: the files of keys or users cannot be read.
    """
    tools = mcp_app(live)
    data, closed, attempts = setting("BOT_DATA_DIR"), setting("BOT_ACCESS") == "closed", setting("BOT_RATE_LOGIN")
    keys, users = Keys(data), Users(data)
    keys.listed(), users.listed()  # read once now: a file that is damaged stops the start
    tokens = Tokens(
        own_key=own_key(data),
        portal_secret=setting("BOT_PORTAL_SECRET"),
        token_s=setting("BOT_TOKEN_MINUTES") * 60,
        session_s=setting("BOT_SESSION_HOURS") * 3600,
        operator_key=setting("BOT_OPERATOR_KEY"),
        users=users,
    )
    limits = Limits({kind: setting(f"BOT_RATE_{kind.upper()}") for kind in ("key", "user", "address")}, setting("BOT_MAX_STREAMS"))

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        watching = asyncio.create_task(live.watch())
        async with tools.router.lifespan_context(tools):
            yield
        watching.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watching

    app = FastAPI(title="Hỏi đáp văn bản", version="1", description=_ABOUT, docs_url=None, redoc_url=None, openapi_url="/api/v1/openapi.json", lifespan=lifespan)
    app.include_router(api_router(live))
    app.include_router(feedback_router(records, live.metrics))
    app.include_router(openai_router(live))
    app.include_router(pages_router(live, origins))
    app.include_router(health_router(live))
    app.include_router(login_router(users, tokens, attempts))
    app.include_router(operator_router(live, Builder(setting("BOT_SOURCE_DIR"), setting("BOT_INDEX_DIR")), records, tokens, Rate(attempts)))
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

    app.add_middleware(Below)
    mount_chats(app, live, closed=closed)
    app.add_middleware(Gate, credentials=Credentials(keys, tokens, closed), limits=limits, metrics=live.metrics)
    app.add_middleware(Guard, origins=origins, hosts=own_hosts(host, setting("BOT_PUBLIC_URL")))  # last, and so around everything
    return app
