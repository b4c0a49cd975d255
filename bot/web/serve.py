"""Serve the web application until it is told to stop."""

import asyncio
import logging
import socket

import uvicorn

from index.errors import UserError
from index.settings import setting

from ..open import open_parts
from .app import create_app
from .live import Live
from .origins import Origins, parse_origins

_DRAIN_S = 1  # between saying that it stops and taking nothing new: a balancer's next look falls into it
_ANSWER_S = 5  # more than any answer takes; who waits for a turn when the stop comes still gets one


class _Server(uvicorn.Server):
    """Says that it stops, and a moment later does: a balancer that asks `/readyz` sends nothing more."""

    def __init__(self, config: uvicorn.Config, live: Live) -> None:
        super().__init__(config)
        self._live = live

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._live.stopping = True
        await asyncio.sleep(_DRAIN_S)
        await super().shutdown(sockets)


def serve(host: str, port: int) -> None:
    """Serve until stopped; what is being answered is finished first.

    Raises:
        UserError: a setting cannot be used, the port is taken, or the address is not this machine's.
    """
    origins = allowed_origins()
    index, encoder, extractor = open_parts()
    wait_s = setting("BOT_WAIT_S")
    live = Live(index, setting("BOT_INDEX_DIR"), encoder, extractor, wait_s)
    app = create_app(live, origins, host, setting("BOT_PUBLIC_URL"))
    try:
        listener = socket.create_server((host, port))
    except OSError as error:
        raise UserError(f"Không mở được cổng {port} tại {host} ({error.strerror}); hãy chọn cổng khác bằng --port.") from None
    # By force: MCP's library has put in a handler that breaks lines at 80 columns.
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s", force=True)
    print(f"Mở trình duyệt tại http://{host}:{listener.getsockname()[1]}  (dừng: Ctrl+C)", flush=True)
    config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=wait_s + _ANSWER_S, server_header=False, ws="none")
    _Server(config, live).run(sockets=[listener])


def allowed_origins() -> Origins:
    """The origins of BOT_ALLOWED_ORIGINS.

    Raises:
        UserError: an entry is malformed.
    """
    value = setting("BOT_ALLOWED_ORIGINS")
    try:
        return parse_origins(value)
    except ValueError as error:
        raise UserError(f"Biến môi trường BOT_ALLOWED_ORIGINS={value!r} không dùng được: {error}.") from None
