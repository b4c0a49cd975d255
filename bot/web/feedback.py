"""`POST /api/v1/feedback`: what a reader says of an answer, acknowledged only when it is on the disk."""

import asyncio
import json
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from index.errors import UserError

from ..records import store
from .metrics import Metrics
from .models import Problem, Strict, Text
from .replies import problem

_LOG = logging.getLogger(__name__)
_COMMENT = 1000
_RETRY_AFTER_S = "30"
_WRITERS = 4


class Feedback(Strict):
    """Góp ý của người đọc về một câu trả lời."""

    request_id: Annotated[str, Field(pattern="^[0-9a-f]{12}$")] = Field(description="Mã của yêu cầu đã được trả lời (`id` của câu trả lời).")
    rating: Literal["up", "down"] = Field(description="`up`: đúng; `down`: chưa đúng.")
    reason: Literal["wrong", "unproven", "incomplete", "not_found", "other"] | None = Field(
        default=None,
        description="Chưa đúng ở điểm nào: nội dung sai, đoạn trích không chứng minh, thiếu ý, văn bản có nêu nhưng không trả lời, điểm khác.",
    )
    comment: Annotated[Text, Field(max_length=_COMMENT)] = Field(default="", description="Lời góp ý; xin không ghi thông tin cá nhân.")


class Kept(BaseModel):
    """Góp ý đã được ghi nhận."""

    status: Literal["kept"] = Field(description="Luôn là `kept`.")


def feedback_router(records: store.Records, metrics: Metrics) -> APIRouter:
    router = APIRouter(prefix="/api/v1", tags=["Hỏi đáp"])
    writers = ThreadPoolExecutor(_WRITERS, "feedback")  # they may have to wait for the file; nothing else shall
    refused: dict[int | str, dict[str, Any]] = {
        code: {"model": Problem, "description": "Yêu cầu không được thực hiện."} for code in (400, 401, 403, 408, 413, 422, 429, 503)
    }

    @router.post("/feedback", summary="Góp ý về một câu trả lời", status_code=201, response_model=Kept, responses=refused)
    async def feedback(given: Feedback, request: Request) -> Response:
        """Trả về 201 khi góp ý đã nằm trên đĩa; góp ý sau về cùng một câu trả lời thay cho góp ý trước. Không lưu tên hay địa chỉ người gửi."""
        one = store.Feedback(given.request_id, given.rating, given.reason, given.comment)
        try:
            await asyncio.get_running_loop().run_in_executor(writers, records.put_feedback, one)
        except UserError as error:
            metrics.feedback.labels("lost").inc()
            _LOG.error("feedback is not kept: %s", error)
            body = problem("not_kept", "Chưa ghi được góp ý; xin gửi lại sau ít phút.", request.state.request_id)
            return Response(json.dumps(body, ensure_ascii=False), 503, {"Retry-After": _RETRY_AFTER_S}, "application/json")
        metrics.feedback.labels(given.rating).inc()
        return Response('{"status": "kept"}', 201, media_type="application/json")

    return router
