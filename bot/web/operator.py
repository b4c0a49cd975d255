"""The operator's doors: figures, documents, the last evaluation report. The gate has checked who comes."""

import asyncio
import os
from functools import partial
from secrets import compare_digest
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import UploadFile

from index import shelf
from index.current import current_build
from index.errors import UserError
from index.settings import setting

from ..access.tokens import Tokens
from ..records.figures import figures
from ..records.store import Records
from . import operator_pages as pages
from .asker import OPERATOR_COOKIE, network
from .builder import Builder
from .gate import OPERATOR
from .limits import Rate, TooMuch
from .links import link_to, root
from .live import Live
from .login import set_cookie

_DAYS = 30
_REPORT = "report.html"
_NO_STORE = {"Cache-Control": "no-store"}


def operator_router(live: Live, builder: Builder, records: Records, tokens: Tokens, rate: Rate) -> APIRouter:
    """`rate` is of attempts to come in, for each address."""
    router = APIRouter(include_in_schema=False)
    source, report = setting("BOT_SOURCE_DIR"), setting("BOT_DATA_DIR") / _REPORT
    told = ""  # what came of the last thing that was done; there is one operator

    @router.get(f"{OPERATOR}/vao")
    async def door() -> HTMLResponse:
        return HTMLResponse(pages.login_page(""), headers=_NO_STORE)

    @router.post(f"{OPERATOR}/vao")
    async def come_in(request: Request) -> Response:
        given = str((await request.form()).get("khoa", ""))
        try:
            rate.take(f"operator {network(request.client.host if request.client else '')}")
        except TooMuch as error:
            return HTMLResponse(pages.login_page(str(error)), 429, {**_NO_STORE, "Retry-After": str(error.seconds)})
        if not tokens.operator_key or not compare_digest(given.encode("utf-8", "replace"), tokens.operator_key.encode()):
            return HTMLResponse(pages.login_page("Khóa không đúng; xin thử lại."), 401, _NO_STORE)
        reply = RedirectResponse(link_to(OPERATOR), 303)
        set_cookie(reply, request, OPERATOR_COOKIE, tokens.for_operator(), root() or "/", None, strict=True)
        return reply

    @router.post(f"{OPERATOR}/ra")
    async def leave() -> Response:
        reply = RedirectResponse(link_to(f"{OPERATOR}/vao"), 303)
        reply.delete_cookie(OPERATOR_COOKIE, path=root() or "/")
        return reply

    @router.get(OPERATOR)
    async def overview() -> HTMLResponse:
        try:
            found: Any = await asyncio.to_thread(figures, records, _DAYS)
        except UserError as error:
            found = str(error)
        with live.lease() as chain:
            documents = len(chain.index.documents)
        return HTMLResponse(pages.overview_page(found, live.build, documents, keeps_questions=setting("BOT_KEEP_QUESTIONS"), keep_days=setting("BOT_KEEP_DAYS")), headers=_NO_STORE)

    @router.get(f"{OPERATOR}/van-ban")
    async def documents() -> HTMLResponse:
        nonlocal told
        # All of one moment: a build may end, and be taken up, while the files are looked at.
        progress, coming = builder.progress, current_build(setting("BOT_INDEX_DIR")) not in (None, live.build)  # taken up within a second
        with live.lease() as chain:
            manifest = chain.index.manifest
        try:
            files: Any = await asyncio.to_thread(shelf.shelved, source, manifest)
        except (UserError, OSError) as error:
            files = str(error)
        shown, told = told, ""
        return HTMLResponse(pages.documents_page(files, progress, shown, setting("BOT_MAX_FILE_MB"), coming=coming), headers=_NO_STORE)

    @router.post(f"{OPERATOR}/van-ban/them")
    async def add(request: Request) -> Response:
        form = await request.form()
        files = [one for one in form.getlist("tep") if isinstance(one, UploadFile) and one.filename]
        return await changed([partial(shelf.put, source, one.filename or "", one.file) for one in files])

    @router.post(f"{OPERATOR}/van-ban/bo")
    async def remove(request: Request) -> Response:
        name = str((await request.form()).get("tep", ""))
        return await changed([partial(shelf.take_away, source, name)])

    @router.post(f"{OPERATOR}/van-ban/lap")
    async def rebuild() -> Response:
        return await changed([lambda: None])

    @router.get(f"{OPERATOR}/danh-gia")
    async def evaluation() -> HTMLResponse:
        try:
            with report.open("rb") as file:
                written: float | str = os.fstat(file.fileno()).st_mtime
        except FileNotFoundError:
            written = f"Chưa có báo cáo. Người quản trị chạy trên máy chủ: python -m eval report --out {report}"
        except OSError as error:
            written = f"Báo cáo tại {report} không đọc được ({error.strerror}); hãy kiểm tra quyền đọc của dịch vụ."
        return HTMLResponse(pages.report_page(written), headers=_NO_STORE)

    @router.get(f"{OPERATOR}/danh-gia/bao-cao")
    async def written_report() -> Response:
        """The file as `eval` wrote it, alone in its window, where it prints as it is."""
        try:
            return HTMLResponse(await asyncio.to_thread(report.read_bytes), headers=_NO_STORE)
        except OSError:
            return RedirectResponse(link_to(f"{OPERATOR}/danh-gia"), 303)

    async def changed(steps: list[Any]) -> Response:
        """Do each step, remember what could not be done, and build where anything was."""
        nonlocal told
        problems = []
        for step in steps:
            try:
                await asyncio.to_thread(step)
            except UserError as error:
                problems.append(str(error))
        told = " ".join(problems)
        if len(problems) < len(steps):
            builder.start()
        return RedirectResponse(link_to(f"{OPERATOR}/van-ban"), 303)

    return router
