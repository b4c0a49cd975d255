"""`/v1/chat/completions` and `/v1/models` in OpenAI's dialect, the citations in the extra field `citations`.

The dialect: https://platform.openai.com/docs/api-reference/chat. Settings of a generating model
(temperature, max_tokens, tools, …) are accepted and change nothing: the answer is the document's words, or those of the operator's model.
"""

import json
import time
import uuid
from collections.abc import AsyncIterator
from typing import Any, Literal

import fastapi
from fastapi import APIRouter, HTTPException, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from ..answer import Answer, Said
from ..chain import Request
from . import models
from .api import answered
from .live import Live
from .replies import problem

MODEL = "hoi-dap-van-ban"


class Part(BaseModel):
    """Một phần của nội dung tin nhắn."""

    model_config = ConfigDict(extra="ignore")
    type: models.Text = Field(description="Loại phần; chỉ phần `text` được đọc.")
    text: models.Text = Field(default="", description="Lời của phần.")


class Message(BaseModel):
    """Một tin nhắn của cuộc hỏi đáp."""

    model_config = ConfigDict(extra="ignore")
    role: Literal["system", "developer", "user", "assistant", "tool", "function"] = Field(
        description="Vai trò; chỉ tin nhắn của `user` và `assistant` được đọc."
    )
    content: models.Text | list[Part] | None = Field(default=None, description="Nội dung tin nhắn.")

    @property
    def text(self) -> str:
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.type == "text")
        return self.content or ""


class StreamOptions(BaseModel):
    """Tùy chọn của dòng sự kiện."""

    model_config = ConfigDict(extra="ignore")
    include_usage: models.Flag = Field(default=False, description="Gửi thêm một mẩu cuối có `usage`.")


class Completion(BaseModel):
    """Yêu cầu trả lời theo cách của OpenAI."""

    model_config = ConfigDict(extra="ignore")
    model: models.Text = Field(default=MODEL, description="Tên mô hình; tên nào cũng được, câu trả lời không đổi.")
    messages: list[Message] = Field(description="Các tin nhắn, cũ trước mới sau; câu hỏi là tin nhắn cuối cùng của `user`.", min_length=1)
    stream: models.Flag | None = Field(default=None, description="Trả về dòng sự kiện, từng câu một.")
    stream_options: StreamOptions | None = Field(default=None, description="Tùy chọn của dòng sự kiện.")
    document_id: str | None = Field(default=None, description="Trường thêm: chỉ hỏi văn bản có mã này.", max_length=200)

    def request(self) -> Request:
        """The last user message is the question; the user messages before it that were answered, the history."""
        last = max((at for at, message in enumerate(self.messages) if message.role == "user"), default=0)
        turns: list[tuple[str, str]] = []
        asked: str | None = None
        for message in self.messages[:last]:
            if message.role == "user":
                asked = message.text
            elif message.role == "assistant" and asked is not None:
                turns.append((asked, message.text))
                asked = None
        question = self.messages[last]
        return Request(question.text if question.role == "user" else "", tuple(turns), self.document_id)


class Reply(BaseModel):
    """Tin nhắn trả lời."""

    role: Literal["assistant"] = Field(description="Luôn là `assistant`.")
    content: str = Field(description="Câu trả lời với dấu [n] sau mỗi câu, hoặc câu từ chối.")


class Choice(BaseModel):
    """Một lựa chọn trả lời; luôn chỉ có một."""

    index: int = Field(description="Luôn là 0.")
    message: Reply = Field(description="Tin nhắn trả lời.")
    finish_reason: Literal["stop"] = Field(description="Luôn là `stop`.")


class Usage(BaseModel):
    """Số token; dịch vụ không tính theo token nên luôn là 0."""

    prompt_tokens: int = Field(description="Luôn là 0.")
    completion_tokens: int = Field(description="Luôn là 0.")
    total_tokens: int = Field(description="Luôn là 0.")


class Completed(BaseModel):
    """Câu trả lời theo cách của OpenAI, thêm trích dẫn."""

    id: str = Field(description="Mã của câu trả lời.")
    object: Literal["chat.completion"] = Field(description="Luôn là `chat.completion`.")
    created: int = Field(description="Thời điểm trả lời, số giây từ 1970.")
    model: str = Field(description="Tên mô hình đã được hỏi.")
    choices: list[Choice] = Field(description="Một lựa chọn.")
    usage: Usage = Field(description="Số token.")
    citations: list[models.Citation] = Field(description="Trường thêm: các trích dẫn mà dấu [n] trỏ tới.")
    status: Literal["answered", "refused"] = Field(description="Trường thêm: đã trả lời hay từ chối.")
    reason: str | None = Field(description="Trường thêm: lý do từ chối.")


_UNKNOWN: dict[str, Any] = {"model": models.Problem, "description": "Thiếu khóa API hoặc khóa không dùng được."}
_USAGE = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}


def openai_router(live: Live) -> APIRouter:
    router = APIRouter(prefix="/v1", tags=["Giao diện kiểu OpenAI"])

    model = models.Model(id=MODEL, object="model", created=0, owned_by="local")

    @router.get("/models", summary="Danh sách mô hình", responses={401: _UNKNOWN})
    async def list_models() -> models.Models:
        """Chỉ một mô hình: chính dịch vụ này."""
        return models.Models(object="list", data=[model])

    @router.get("/models/{model_id}", summary="Một mô hình", responses={401: _UNKNOWN, 404: {"model": models.Problem, "description": "Không có mô hình này."}})
    async def retrieve_model(model_id: str) -> models.Model:
        """Mô hình có tên này."""
        if model_id != MODEL:
            raise HTTPException(404, "không có mô hình này")
        return model

    @router.post(
        "/chat/completions",
        summary="Hỏi theo cách của OpenAI",
        response_model=Completed,
        responses={
            200: {"content": {"text/event-stream": {}}, "description": "Câu trả lời kèm trích dẫn."},
            **{code: {"model": models.Problem, "description": "Yêu cầu không được thực hiện."} for code in (400, 401, 403, 408, 413, 422, 429, 500, 503)},
        },
    )
    async def complete(completion: Completion, http: fastapi.Request) -> Response:
        """Câu trả lời có dấu [n]; các trích dẫn ở trường thêm `citations` (khi trả về từng câu: trong mẩu cuối)."""
        frame = {"id": f"chatcmpl-{uuid.uuid4().hex}", "created": int(time.time()), "model": completion.model}
        coming = live.stream(completion.request(), "openai")
        first = await anext(coming)
        if isinstance(first, Answer):  # nothing was said: busy, or a fault
            return answered(first, problem(first.reason or "error", first.answer, http.state.request_id))
        if completion.stream:
            usage = bool(completion.stream_options and completion.stream_options.include_usage)
            return StreamingResponse(_chunks(first, coming, frame, usage), media_type="text/event-stream", headers={"Cache-Control": "no-store"})
        async for one in coming:
            if isinstance(one, Answer):
                break
        choice = {"index": 0, "message": {"role": "assistant", "content": one.answer}, "finish_reason": "stop"}
        return answered(one, {**frame, "object": "chat.completion", "choices": [choice], "usage": _USAGE, **_extra(one)})

    return router


def _extra(answer: Answer) -> dict[str, Any]:
    return {"citations": [one.to_json() for one in answer.citations], "status": answer.status, "reason": answer.reason}


async def _chunks(first: Said, coming: AsyncIterator[Said | Answer], frame: dict[str, Any], usage: bool) -> AsyncIterator[bytes]:
    def chunk(delta: dict[str, Any] | None, finish: str | None = None, **more: Any) -> bytes:
        choices = [] if delta is None else [{"index": 0, "delta": delta, "finish_reason": finish}]
        body = {**frame, "object": "chat.completion.chunk", "choices": choices, **more}
        return f"data: {json.dumps(body, ensure_ascii=False)}\n\n".encode()

    yield chunk({"role": "assistant", "content": ""})
    yield chunk({"content": first.text})
    sent = first.text
    async for one in coming:
        if isinstance(one, Said):
            yield chunk({"content": f" {one.text}"})
            sent += f" {one.text}"
        else:
            if rest := one.answer.removeprefix(sent):  # what the whole says beyond its sentences: how many were struck
                yield chunk({"content": rest})
            yield chunk({}, "stop", **_extra(one))
    if usage:
        yield chunk(None, usage=_USAGE)
    yield b"data: [DONE]\n\n"
