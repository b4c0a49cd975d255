"""Serve the web application until it is told to stop."""

import logging
import socket

import uvicorn

from index.errors import UserError
from index.settings import setting

from ..open import open_parts
from .app import create_app
from .live import Live
from .origins import Origins, parse_origins

_GRACE_S = 10  # what streams ends well within it; an idle page's open stream must not hold the stop for longer


class _Server(uvicorn.Server):
    """Says that it stops before it does, so that a balancer sends nothing more."""

    def __init__(self, config: uvicorn.Config, live: Live) -> None:
        super().__init__(config)
        self._live = live

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._live.stopping = True
        await super().shutdown(sockets)


def serve(host: str, port: int) -> None:
    """Serve until stopped; what is being answered is finished first.

    Raises:
        UserError: a setting cannot be used, the port is taken, or the address is not this machine's.
    """
    origins = allowed_origins()
    index, encoder, extractor = open_parts()
    live = Live(index, setting("BOT_INDEX_DIR"), encoder, extractor, setting("BOT_WAIT_S"))
    app = create_app(live, origins)
    try:
        listener = socket.create_server((host, port))
    except OSError as error:
        raise UserError(f"Không mở được cổng {port} tại {host} ({error.strerror}); hãy chọn cổng khác bằng --port.") from None
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    print(f"Mở trình duyệt tại http://{host}:{listener.getsockname()[1]}  (dừng: Ctrl+C)", flush=True)
    config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=_GRACE_S, server_header=False, ws="none")
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
