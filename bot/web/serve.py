"""Serve the web application until it is told to stop."""

import asyncio
import contextlib
import logging
import socket

import uvicorn

from index.errors import UserError
from index.settings import check_settings, setting

from ..open import open_parts
from ..records.recorder import Recorder
from ..records.store import Records
from ..writing.model import open_model
from .app import create_app
from .live import Live, Turns
from .logs import log_to_stderr
from .metrics import Metrics
from .origins import allowed_origins

_LOG = logging.getLogger(__name__)
_DRAIN_S = 2.5  # between saying that it stops and taking nothing new: the next look of a balancer (HAProxy: every two seconds) falls into it
_ANSWER_S = 5  # more than any answer takes; who waits for a turn when the stop comes still gets one. A model's last sentence may take its silence longer.


class _Server(uvicorn.Server):
    """Says that it stops, and a moment later does: a balancer that asks `/readyz` sends nothing more."""

    def __init__(self, config: uvicorn.Config, live: Live, recorder: Recorder) -> None:
        super().__init__(config)
        self._live, self._recorder = live, recorder

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._live.stopping = True
        await asyncio.sleep(_DRAIN_S)
        await super().shutdown(sockets)
        # Here, for the signal that stops the service ends the process as soon as the loop is done.
        await asyncio.to_thread(self._recorder.stop)


def serve(host: str, port: int) -> None:
    """Serve until stopped; what is being answered is finished first.

    Raises:
        UserError: a setting cannot be used, the port is taken, or the address is not this machine's.
    """
    unknown = check_settings()
    origins = allowed_origins()
    model = open_model()
    index, encoder, extractor = open_parts()
    records, metrics, keeps = Records(setting("BOT_DATA_DIR")), Metrics(index.build), setting("BOT_KEEP_QUESTIONS")
    if not keeps:
        with contextlib.suppress(UserError):  # said again, and tried again, by whatever is kept next
            records.forget_questions()
    recorder = Recorder(records, setting("BOT_KEEP_DAYS"), metrics.unrecorded.inc)
    turns = Turns(setting("BOT_WAIT_S"), setting("BOT_MAX_WAITING"))
    live = Live(index, setting("BOT_INDEX_DIR"), encoder, extractor, model, turns, metrics, recorder.keep, keep_questions=keeps)
    app = create_app(live, origins, records, host)
    try:
        listener = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise UserError(f"Không mở được cổng {port} tại địa chỉ {host} ({error.strerror}); hãy chọn cổng khác bằng --port, hoặc địa chỉ của chính máy này bằng --host.") from None
    log_to_stderr(messages=keeps)
    for name in unknown:
        _LOG.warning("%s is no setting of this version; see the README for their names", name)
    print(f"Mở trình duyệt tại http://{host}:{listener.getsockname()[1]}  (dừng: Ctrl+C)", flush=True)
    config = uvicorn.Config(
        app,
        log_config=None,
        log_level="warning",
        access_log=False,
        proxy_headers=bool(setting("BOT_PROXIES")),
        forwarded_allow_ips=setting("BOT_PROXIES"),
        timeout_graceful_shutdown=turns.wait_s + _ANSWER_S + (setting("BOT_LLM_TIMEOUT_S") if model else 0),
        server_header=False,
        ws="none",
    )
    recorder.start()
    with contextlib.suppress(KeyboardInterrupt):  # Ctrl+C, after everything has been finished
        _Server(config, live, recorder).run(sockets=[listener])
