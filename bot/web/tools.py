"""The MCP tool `ask` (Model Context Protocol, streamable HTTP at /mcp; each call stands by itself)."""

from typing import Annotated

from mcp.server.mcpserver import MCPServer
from mcp.server.transport_security import TransportSecuritySettings
from pydantic import Field
from starlette.applications import Starlette

from ..chain import Request
from . import models
from .context import REQUEST_ID
from .live import Live

_INSTRUCTIONS = (
    "Trả lời câu hỏi về các văn bản hành chính đã nạp bằng chính lời của văn bản, hoặc bằng câu của mô hình đã đối chiếu với văn bản (written), kèm trích dẫn. "
    "Khi status là refused, văn bản không nêu điều được hỏi: đừng suy diễn thêm."
)


def mcp_app(live: Live) -> Starlette:
    """The application that serves the tool; its lifespan must run."""
    server = MCPServer("hoi-dap-van-ban", title="Hỏi đáp văn bản", instructions=_INSTRUCTIONS, log_level="WARNING")

    @server.tool(title="Hỏi văn bản", description="Hỏi một câu bằng tiếng Việt về các văn bản đã nạp; trả về câu trả lời và trích dẫn nguyên văn.")
    async def ask(
        question: Annotated[str, Field(description="Câu hỏi, có dấu hoặc không dấu.", max_length=20_000)],
        document_id: Annotated[str | None, Field(description="Chỉ hỏi văn bản có mã này.", max_length=200)] = None,
    ) -> models.Answer:
        answer = await live.ask(Request(question, document_id=document_id), "mcp")
        return models.Answer.model_validate(answer.to_json(REQUEST_ID.get() or None))

    # Host and Origin are checked once, for every door, before a request comes here.
    open_to_checked = TransportSecuritySettings(enable_dns_rebinding_protection=False)
    return server.streamable_http_app(stateless_http=True, json_response=True, transport_security=open_to_checked)
