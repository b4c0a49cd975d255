"""`/api/v1`: ask, the documents, and a conversation as a file."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Header, Request, Response
from fastapi.responses import StreamingResponse
from fastapi.sse import format_sse_event

from ..answer import Answer, Said
from . import export, models
from .links import address
from .live import Live

_PROBLEMS: dict[int | str, dict[str, Any]] = {
    400: {"model": models.Problem, "description": "Thân yêu cầu không phải JSON đọc được."},
    401: {"model": models.Problem, "description": "Thiếu khóa API hoặc đăng nhập, hoặc khóa, mã không dùng được."},
    403: {"model": models.Problem, "description": "Nguồn gọi không nằm trong danh sách được phép."},
    408: {"model": models.Problem, "description": "Thân yêu cầu không đến đủ trong thời hạn."},
    413: {"model": models.Problem, "description": "Thân yêu cầu quá lớn."},
    422: {"model": models.Problem, "description": "Thân yêu cầu thiếu trường hoặc sai kiểu."},
    429: {"model": models.Problem, "description": "Quá nhiều yêu cầu; hãy gửi lại sau số giây trong Retry-After."},
}
_UNANSWERED: dict[int | str, dict[str, Any]] = {
    500: {"model": models.Answer, "description": "Có lỗi khi trả lời: câu trả lời có `reason` là `error`."},
    503: {"model": models.Answer, "description": "Hệ thống bận: câu trả lời có `reason` là `busy`; hãy hỏi lại sau số giây trong Retry-After."}
}
_RETRY_AFTER_S = "5"
_EVENTS = (
    "Có `Accept: text/event-stream` thì trả về dòng sự kiện: `sentence` cho từng câu (`text`; `cites`: số của các trích dẫn; `n`: số đầu tiên) ngay khi có, rồi `answer` với cả đối tượng như dạng JSON."
)


def api_router(live: Live) -> APIRouter:
    router = APIRouter(prefix="/api/v1", tags=["Hỏi đáp"])

    @router.post(
        "/ask",
        summary="Hỏi một câu",
        description=f"Trả lời bằng lời của văn bản, hoặc của mô hình mà người quản trị đã đặt, kèm trích dẫn; điều văn bản không nêu thì từ chối. {_EVENTS}",
        response_model=models.Answer,
        responses={
            200: {"content": {"text/event-stream": {}}, "description": "Câu trả lời, hoặc lời từ chối."},
            **_PROBLEMS,
            **_UNANSWERED,
        },
    )
    async def ask(question: models.Question, request: Request, accept: Annotated[str, Header(include_in_schema=False)] = "") -> Response:
        identifier: str = request.state.request_id
        if _wants_events(accept):
            return StreamingResponse(_events(live, question, identifier), media_type="text/event-stream", headers={"Cache-Control": "no-store"})
        answer = await live.ask(question.request(), "api")
        return answered(answer, answer.to_json(identifier))

    @router.get("/documents", summary="Danh mục văn bản", response_model=models.Documents, responses={code: _PROBLEMS[code] for code in (401, 403)})
    async def documents() -> models.Documents:
        """Các văn bản mà dịch vụ trả lời được, kèm thẻ thông tin."""
        with live.lease() as chain:
            index = chain.index
            return models.Documents(
                build=index.build,
                documents=[
                    models.Document(
                        id=one.id,
                        title=one.title,
                        number=one.number,
                        card={field.name: field.value for field in one.card},
                        sections=len(one.sections),
                        pages=one.pages,
                        url=f"/documents/{one.id}",
                        original_url=f"/documents/{one.id}/original" if index.original(one) else None,
                    )
                    for one in index.documents.values()
                ],
            )

    @router.post(
        "/export",
        summary="Xuất một cuộc hỏi đáp ra tệp",
        response_class=Response,
        responses={200: {"content": {kind: {} for kind, _ in export.KINDS.values()}, "description": "Tệp Markdown hoặc Word."}, **_PROBLEMS},
    )
    async def file(conversation: models.Conversation, request: Request) -> Response:
        """Câu hỏi, câu trả lời và trích dẫn với đường dẫn đầy đủ; không lưu lại gì."""
        kind, _ = export.KINDS[conversation.format]
        content = await asyncio.to_thread(export.write, conversation, address(request))
        return Response(content, media_type=kind, headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(export.name_of(conversation))}"})

    return router


def _wants_events(accept: str) -> bool:
    """Whether an Accept header names the event stream, and not with the weight 0."""
    ranges = [part.replace(" ", "").lower().split(";") for part in accept.split(",")]
    return any(kind == "text/event-stream" and not any(re.fullmatch(r"q=0(\.0*)?", one) for one in more) for kind, *more in ranges)


def answered(answer: Answer, body: dict[str, Any]) -> Response:
    """`body` as JSON; 503 with Retry-After where the service was busy, 500 where it failed."""
    status = {"busy": 503, "error": 500}.get(answer.reason or "", 200)
    headers = {"Retry-After": _RETRY_AFTER_S} if status == 503 else {}
    return Response(json.dumps(body, ensure_ascii=False), status, headers, "application/json")


async def _events(live: Live, question: models.Question, identifier: str) -> AsyncIterator[bytes]:
    yield format_sse_event(comment=identifier)  # the headers go out while the question waits
    sent = False
    async for one in live.stream(question.request(), "api"):
        if isinstance(one, Said) or not sent:
            said = one if isinstance(one, Said) else Said(one.answer, ())
            yield format_sse_event(event="sentence", data_str=json.dumps({"text": said.text, "n": next(iter(said.cites), None), "cites": said.cites}, ensure_ascii=False))
            sent = True
        if isinstance(one, Answer):
            yield format_sse_event(event="answer", data_str=json.dumps(one.to_json(identifier), ensure_ascii=False))
