"""The one shape of a request that was not carried out, and what sends it."""

import json
from typing import Any

from starlette.types import Send

Headers = list[tuple[bytes, bytes]]
JSON, HTML = b"application/json", b"text/html; charset=utf-8"


def problem(code: str, message: str, identifier: str) -> dict[str, Any]:
    """The body: a code for programs, a Vietnamese sentence for people, the request's id."""
    return {"error": {"code": code, "message": message, "request_id": identifier}}


async def reply(send: Send, status: int, body: bytes, headers: Headers | None = None, kind: bytes = JSON) -> None:
    described = [(b"content-type", kind), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": [*described, *(headers or [])]})
    await send({"type": "http.response.body", "body": body})


async def refuse(send: Send, status: int, code: str, message: str, identifier: str, headers: Headers | None = None) -> None:
    await reply(send, status, json.dumps(problem(code, message, identifier), ensure_ascii=False).encode("utf-8", "replace"), headers)
