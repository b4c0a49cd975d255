"""One web application: the chat, and the documents' pages."""

import socket

import gradio as gr
import uvicorn
from fastapi import FastAPI, Query
from fastapi.responses import HTMLResponse

from index.errors import UserError

from .chain import Chain
from .chat import build_chat, css, theme
from .open import open_chain
from .pages import document_page, missing_page

_GRACE_S = 5  # an answer takes well under a second; an idle page's open stream must not hold the stop


def create_app(chain: Chain) -> FastAPI:
    """The application over one chain."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/documents/{document_id}", response_class=HTMLResponse)
    def document(document_id: str, start: str = Query("", alias="from"), end: str = Query("", alias="to")) -> HTMLResponse:
        found = chain.index.documents.get(document_id)
        if found is None:
            return HTMLResponse(missing_page(document_id), 404)
        return HTMLResponse(document_page(found, _offset(start), _offset(end)))

    return gr.mount_gradio_app(
        app,
        build_chat(chain),
        path="/",
        theme=theme(),
        css=css(),
        footer_links=[],
        ssr_mode=False,
        pwa=False,
        enable_monitoring=False,
        run_history=False,
        show_error=False,
    )


def _offset(value: str) -> int | None:
    """An offset from a link; a mangled link shows the page without a mark."""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None


def serve(host: str, port: int) -> None:
    """Serve until stopped.

    Raises:
        UserError: the port is taken, or the address is not this machine's.
    """
    chain = open_chain()
    app = create_app(chain)
    try:
        listener = socket.create_server((host, port))
    except OSError as error:
        raise UserError(f"Không mở được cổng {port} tại {host} ({error.strerror}); hãy chọn cổng khác bằng --port.") from None
    print(f"Mở trình duyệt tại http://{host}:{listener.getsockname()[1]}  (dừng: Ctrl+C)", flush=True)
    uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=_GRACE_S)).run(sockets=[listener])
